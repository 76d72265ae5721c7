// Draws a list of messages, in a conversation or a thread.

import { avatar, badge } from "./avatar.js";
import { renderBlocks } from "./blocks.js";
import { isApp, person, personName } from "./directory.js";
import { append, fill, h, icon, reconcile } from "./dom.js";
import { asWords, mrkdwn } from "./mrkdwn.js";
import { tellRefusal } from "./notices.js";

const GROUPED_SECONDS = 300;

function clock(ts, zone, format) {
  const moment = new Date(Number(ts) * 1000);
  try {
    return new Intl.DateTimeFormat("en-GB", { ...format, timeZone: zone }).format(moment);
  } catch {
    return new Intl.DateTimeFormat("en-GB", format).format(moment);
  }
}

function dayOf(ts, zone) {
  return clock(ts, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
}

function dayWords(ts, zone) {
  const now = Date.now() / 1000;
  if (dayOf(ts, zone) === dayOf(now, zone)) return "Today";
  if (dayOf(ts, zone) === dayOf(now - 86400, zone)) return "Yesterday";
  return clock(ts, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** The id of who wrote a message: bots write as the app. */
export function author(message, app) {
  return message.user || (message.bot_id ? app.botUser : "") || app.botUser;
}

/** What a message says, in plain words, for announcements. */
export function messageWords(message) {
  if (message.text) return asWords(message.text);
  const texts = (message.blocks ?? []).map((block) => block.text?.text ?? "").filter(Boolean);
  return asWords(texts.join(" "));
}

function head(message, app, zone) {
  const who = author(message, app);
  const user = person(who);
  const name = personName(who) ?? who;
  const full = clock(message.ts, zone, { dateStyle: "full", timeStyle: "short" });
  return h(
    "p",
    { class: "message-head" },
    h("span", { class: "author" }, name),
    isApp(who) && user?.kind !== "bot" ? h("span", { class: "badge bot" }, "App") : badge(user),
    h(
      "time",
      { datetime: new Date(Number(message.ts) * 1000).toISOString(), title: full },
      clock(message.ts, zone, { hour: "2-digit", minute: "2-digit" }),
    ),
  );
}

function content(body, message, app) {
  if (message.blocks?.length) {
    const values = app.values(`${message.channel}/${message.ts}`, { channel: message.channel, ts: message.ts });
    renderBlocks(body, message.blocks, { values, fail: tellRefusal, heading: 3 });
    return;
  }
  fill(body, h("div", { class: "mrkdwn" }, mrkdwn(message.text ?? "")));
}

function foot(message, app, inThread) {
  if (inThread || message.ephemeral) return [];
  const count = message.reply_count ?? 0;
  const open = () => app.go(app.route.place, message.ts);
  const words = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "Reply in thread";
  return [
    h(
      "button",
      {
        type: "button",
        class: count ? "replies" : "reply quiet",
        data: { focus: `reply/${message.ts}` },
        on: { click: open },
      },
      icon("thread"),
      h("span", { class: count ? null : "reply-words" }, words),
      h("span", { class: "hidden" }, ` to ${personName(author(message, app)) ?? "this message"}`),
    ),
  ];
}

function draw(node, message, app, { zone, continued, inThread }) {
  node.className = `message${continued ? " continued" : ""}${message.ephemeral ? " ephemeral" : ""}`;
  let parts = node.parts;
  if (!parts) {
    parts = node.parts = {
      gutter: h("div", { class: "gutter" }),
      head: h("div"),
      body: h("div", { class: "message-body" }),
      foot: h("div", { class: "message-foot" }),
    };
    append(node, [parts.gutter, h("div", { class: "message-main" }, parts.head, parts.body, parts.foot)]);
    parts.withBlocks = Boolean(message.blocks?.length);
  }
  if (parts.withBlocks !== Boolean(message.blocks?.length)) {
    const fresh = h("div", { class: "message-body" });
    parts.body.replaceWith(fresh);
    parts.body = fresh;
    parts.withBlocks = Boolean(message.blocks?.length);
  }
  fill(parts.gutter, avatar(author(message, app)));
  fill(
    parts.head,
    message.ephemeral ? h("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
    head(message, app, zone),
  );
  content(parts.body, message, app);
  if (message.edited) parts.body.append(edited(parts.body));
  else parts.body.querySelector(":scope > .edited")?.remove();
  const signature = `${message.reply_count ?? 0}`;
  if (parts.footSign !== signature) {
    parts.footSign = signature;
    fill(parts.foot, foot(message, app, inThread));
  }
  return node;
}

function edited(body) {
  return body.querySelector(":scope > .edited") ?? h("span", { class: "edited" }, "(edited)");
}

/** Show messages in the list, oldest first, with a line for each day. */
export function renderMessages(list, messages, app, { inThread = false } = {}) {
  const zone = person(app.me)?.tz;
  const items = [];
  let before = null;
  for (const message of messages) {
    const day = dayOf(message.ts, zone);
    if (!before || dayOf(before.ts, zone) !== day) {
      items.push({
        key: `day ${day}`,
        sign: dayWords(message.ts, zone),
        make: () => h("li", { class: "day" }, h("span", {}, dayWords(message.ts, zone))),
      });
      before = null;
    }
    const continued =
      before !== null &&
      author(before, app) === author(message, app) &&
      !before.ephemeral &&
      !message.ephemeral &&
      Number(message.ts) - Number(before.ts) < GROUPED_SECONDS;
    const how = { zone, continued, inThread };
    items.push({
      key: `${message.ts}${message.ephemeral ? " only you" : ""}`,
      sign: JSON.stringify([message, continued, personName(author(message, app))]),
      make: () => draw(h("li", { tabindex: "-1", data: { ts: message.ts } }), message, app, how),
      update: (node) => draw(node, message, app, how),
    });
    before = message;
  }
  reconcile(list, items);
}
