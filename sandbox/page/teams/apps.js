// The app itself: having it or not, for oneself and where one talks.

import { avatar } from "../avatar.js";
import { appDm, conversationName, known } from "../directory.js";
import { h, reconcile } from "../dom.js";
import { tellRefusal, tryAgain } from "../notices.js";

function appName() {
  return known().app.name ?? "the app";
}

/** Add the app or take it away, for oneself or in a conversation; the button is busy meanwhile. */
function toggling(app, { installed, channel, label }) {
  const press = async (event) => {
    const button = event.currentTarget;
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    tryAgain();
    try {
      await app.api[installed ? "uninstall" : "install"](channel ? { channel } : {});
      await app.learnAgain();
      await app.refresh();
    } catch (refusal) {
      tellRefusal(refusal);
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  return h(
    "button",
    {
      type: "button",
      class: `button ${installed ? "" : "primary"}`,
      data: { focus: `install/${channel ?? "me"}` },
      on: { click: press },
    },
    installed ? "Remove" : "Add",
    h("span", { class: "hidden" }, ` ${appName()} ${label}`),
  );
}

function places(app, view) {
  const dm = appDm(view);
  const mine = { id: "me", name: "For you", about: "Your own chat with it", installed: Boolean(dm?.installed) };
  const teams = new Map();
  const rest = [];
  for (const one of view.conversations) {
    if (one.kind === "mpim") {
      rest.push({ id: one.id, name: conversationName(one, app.me), about: "Group chat", ...at(one) });
    } else if (one.kind === "channel" && !teams.has(one.team)) {
      teams.set(one.team, { id: one.id, name: one.team_name ?? one.name, about: "Team", ...at(one) });
    }
  }
  return [mine, ...teams.values(), ...rest];
}

function at(one) {
  return { installed: Boolean(one.installed), channel: one.id };
}

function line(app, one) {
  const label = one.channel ? `${one.installed ? "from" : "to"} ${one.name}` : "for you";
  const state = one.installed ? `${appName()} is here` : `${appName()} is not here`;
  return {
    key: one.id,
    sign: JSON.stringify(one),
    make: () =>
      h(
        "li",
        { class: "person" },
        h(
          "span",
          { class: "person-link" },
          h(
            "span",
            { class: "person-words" },
            h("span", { class: "person-name" }, one.name),
            h("span", { class: "person-about" }, `${one.about} · ${state}`),
          ),
        ),
        toggling(app, { installed: one.installed, channel: one.channel, label }),
      ),
  };
}

/** Make the page of apps: {place, title, node, show(view)}. */
export function apps(app) {
  const list = h("ul", { class: "people installs" });
  const node = h(
    "div",
    { class: "home", tabindex: "-1" },
    h(
      "div",
      { class: "home-blocks" },
      h("div", { class: "app-card" }, avatar(known().app.bot_user_id), h("h2", {}, appName())),
      h("p", { class: "muted" }, "Add it or take it away, and see what it then can and cannot do."),
      list,
    ),
  );
  const show = (view) => reconcile(list, places(app, view).map((one) => line(app, one)));
  return { place: "apps", title: () => "Apps", node, show };
}

/** What stands where one writes while the app is not there: {node, show(one)}. */
export function threshold(app) {
  const add = h("div", { class: "threshold-button" });
  const node = h(
    "section",
    { class: "threshold", hidden: true, "aria-label": "Not added yet" },
    h("p", {}, `You have not added ${appName()}. Add it to write to it here.`),
    add,
  );
  const button = toggling(app, { installed: false, channel: null, label: "for you" });
  add.append(button);
  const show = (one) => {
    node.hidden = !(one.app_dm && !one.installed);
    return !node.hidden;
  };
  return { node, show };
}
