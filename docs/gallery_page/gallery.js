// Draws every example as Slack and as Teams show it, with the sandbox's own page.

import { avatar } from "page/avatar.js";
import { learn, stand } from "page/directory.js";
import { h } from "page/dom.js";
import { tell, tellRefusal } from "page/notices.js";
import { PLATFORMS } from "page/platforms.js";
import { renderBlocks, showErrors } from "page/slack/blocks.js";
import { plainWords } from "page/slack/mrkdwn.js";
import { valuesOf } from "page/slack/values.js";

const ADAPTIVE = "application/vnd.microsoft.card.adaptive";
const THUMBNAIL = "application/vnd.microsoft.card.thumbnail";
const { name: bot, people, offered, examples } = JSON.parse(document.getElementById("examples").textContent);

/** What a pointer such as `/body/0/actions/1` leads to. */
function at(card, pointer) {
  return pointer.split("/").slice(1).reduce((one, step) => one?.[step], card);
}

function pressed(action) {
  tell(action ? `This would send ${action}. Nothing is sent from here.` : "Nothing is sent from here.");
  return Promise.resolve({});
}

/** As much of the page as an example needs; `act` says what a press would send. */
function stage(platform, key, act) {
  const kept = new Map();
  return {
    platform,
    key,
    me: "member",
    botUser: bot,
    refresh: () => Promise.resolve(),
    keep: (part, make) => kept.get(part) ?? kept.set(part, make()).get(part),
    api: {
      click: (what) => pressed(act(what)),
      fill: () => Promise.resolve({}),
      suggest: ({ block_id: block, value }) => {
        const fits = ({ text }) => text.text.toLocaleLowerCase().includes(value.toLocaleLowerCase());
        return Promise.resolve({ options: (offered[block?.split(":")[1]] ?? []).filter(fits) });
      },
    },
  };
}

/** A message from the app, with its words or cards. */
function message(app, made) {
  const body = h("div", { class: "message-body" });
  const head = h(
    "p",
    { class: "message-head" },
    h("span", { class: "author" }, bot),
    h("span", { class: "badge bot" }, "App"),
  );
  app.platform.content(body, { channel: app.key, ts: "0", bot_id: bot, ...made }, app);
  return h("div", { class: "message" }, h("div", { class: "gutter" }, avatar(bot)), h("div", { class: "message-main" }, head, body));
}

function slackApp(key) {
  return stage(PLATFORMS.find((one) => one.key === "slack"), key, ({ action_id: action }) => action);
}

function blocksOf(view, key, heading) {
  const parent = h("div");
  const values = valuesOf(slackApp(key), key, { view: key });
  renderBlocks(parent, view.blocks, { values, fail: tellRefusal, heading });
  return parent;
}

function home(view, key) {
  const blocks = blocksOf(view, key, 3);
  blocks.className = "home-blocks";
  return h("div", { class: "home" }, blocks);
}

function modal(view, key, errors) {
  const body = blocksOf(view, key, 4);
  body.className = "modal-body";
  const left = showErrors(body, errors);
  const general = Object.values(left).map((words) => h("p", { class: "error" }, words));
  const close = h("button", { type: "button", class: "button" }, plainWords(view.close) || "Close");
  const send = view.submit
    ? h("button", { type: "submit", class: "button primary solid" }, plainWords(view.submit))
    : null;
  const submit = (event) => {
    event.preventDefault();
    pressed(view.callback_id);
  };
  const title = h("div", { class: "dialog-title" }, h("h3", {}, plainWords(view.title)), h("p", { class: "dialog-app" }, bot));
  const form = h(
    "form",
    { class: "modal-form", novalidate: true, on: { submit } },
    h("div", { class: "dialog-head" }, title),
    h("div", { class: "modal-scroll" }, general, body),
    h("div", { class: "dialog-foot" }, close, send),
  );
  return h("div", { class: "dialog" }, form);
}

function teamsCard(contentType, content, key) {
  const app = stage(PLATFORMS.find((one) => one.key === "teams"), key, ({ action }) => at(content, action)?.verb);
  return message(app, { attachments: [{ contentType, content }] });
}

/** The ways in which an example may be shown on each platform: their words, and what draws them. */
const WAYS = {
  slack: {
    home: ["Home", ({ home: view }, key) => home(view, key)],
    message: ["Message", ({ message: made }, key) => message(slackApp(key), made)],
    modal: ["Dialog", ({ modal: view, errors = {} }, key) => modal(view, key, errors)],
  },
  teams: {
    card: ["Card", ({ card }, key) => teamsCard(ADAPTIVE, card, key)],
    preview: ["Found by a search", ({ preview }, key) => teamsCard(THUMBNAIL, preview, key)],
  },
};

/** Show one way at a time; what is not in sight is drawn when it comes into sight, for only then it has a size. */
function fillSide(side, platform, name, made) {
  const ways = Object.keys(WAYS[platform]).filter((way) => way in made);
  const panes = ways.map((way) => h("div", { class: "gallery-stage", hidden: true, data: { way } }));
  const buttons = ways.map((way, number) =>
    h("button", { type: "button", on: { click: () => show(number) } }, WAYS[platform][way][0]),
  );
  const show = (chosen) => {
    panes.forEach((pane, number) => {
      pane.hidden = number !== chosen;
      buttons[number].setAttribute("aria-pressed", String(number === chosen));
    });
    const way = ways[chosen];
    if (!panes[chosen].childElementCount) panes[chosen].append(WAYS[platform][way][1](made, `${name} ${way}`));
  };
  const label = `How ${name} is shown on ${platform === "slack" ? "Slack" : "Teams"}`;
  side.querySelector(".gallery-platform").append(
    h("span", { class: "gallery-ways", role: "group", "aria-label": label }, ways.length > 1 ? buttons : WAYS[platform][ways[0]][0]),
  );
  side.append(...panes);
  show(0);
}

for (const { key } of PLATFORMS) {
  learn(key, { app: { name: bot, bot_user_id: bot }, users: people.map((one) => ({ id: one, real_name: one })) });
}
stand(PLATFORMS[0].key);
for (const { name, ...sides } of examples) {
  const section = document.getElementById(name);
  for (const [platform, made] of Object.entries(sides)) {
    fillSide(section.querySelector(`[data-platform="${platform}"]`), platform, name, made);
  }
}
document.querySelector(".gallery-contents details").open = !matchMedia("(max-width: 1000px)").matches;
if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
