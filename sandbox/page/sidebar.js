// Who one is, and the conversations they are in.

import { avatar } from "./avatar.js";
import { conversationName, kindWords, known, person } from "./directory.js";
import { fill, h, icon, reconcile, uid } from "./dom.js";
import { tellRefusal } from "./notices.js";
import { to } from "./route.js";

function entry(app, { id, place, name, mark, unread, current }) {
  return {
    key: id,
    sign: JSON.stringify([app.me, place, name, unread, current]),
    make: () =>
      h(
        "li",
        {},
        h(
          "a",
          {
            href: to(app.me, place),
            class: `entry${unread && !current ? " unread" : ""}`,
            "aria-current": current ? "page" : null,
            data: { focus: `entry/${id}` },
          },
          mark,
          h("span", { class: "entry-name" }, name),
          unread && !current ? h(
            "span",
            { class: "count" },
            String(unread),
            h("span", { class: "hidden" }, " unread"),
          ) : null,
        ),
      ),
  };
}

function section(words) {
  const id = uid("section");
  const list = h("ul", { "aria-labelledby": id });
  const node = h("section", {}, h("h2", { id }, words), list);
  return { node, list };
}

/** Make the sidebar: {node, show(view)}. */
export function sidebar(app) {
  const me = h("div");
  const parts = {
    apps: section("Apps"),
    channels: section("Channels"),
    direct: section("Direct messages"),
    more: section("Channels to join"),
  };
  const team = h("p", { class: "team" });
  const nav = h("nav", { "aria-label": "Conversations" }, Object.values(parts).map((part) => part.node));
  const node = h("div", { class: "sidebar", id: "sidebar" }, team, me, nav);
  let drawnMe = null;

  const drawMe = () => {
    const user = person(app.me);
    const sign = JSON.stringify(user);
    if (sign === drawnMe) return;
    drawnMe = sign;
    const button = h(
      "button",
      {
        type: "button",
        class: "me",
        data: { focus: "me" },
        "aria-haspopup": "dialog",
        on: { click: () => app.chooseSomeone() },
      },
      avatar(app.me),
      h(
        "span",
        { class: "person-words" },
        h("span", { class: "person-name" }, h("span", { class: "hidden" }, "You are "), user?.real_name ?? app.me),
        h("span", { class: "person-about" }, [user?.title, kindWords(user)].filter(Boolean).join(" · ") || "Member"),
      ),
      icon("down"),
    );
    const focused = me.contains(document.activeElement);
    fill(me, button);
    if (focused) button.focus();
  };

  const join = (channel) => async () => {
    try {
      await app.api.join({ channel: channel.id });
      app.go(channel.id);
    } catch (refusal) {
      tellRefusal(refusal);
    }
  };

  const show = (view) => {
    team.textContent = known().team.name ?? "Workspace";
    drawMe();
    const { place } = app.route;
    const all = view.conversations.map((conversation) =>
      ({ ...conversation, title: conversationName(conversation, app.me) }),
    );
    const byName = (a, b) => a.title.localeCompare(b.title, "en");
    const rows = (list, mark) =>
      [...list].sort(byName).map((one) =>
        entry(
          app,
          {
            id: one.id,
            place: one.id,
            name: one.title,
            mark: mark(one),
            unread: one.unread,
            current: one.id === place,
          },
        ),
      );
    const channels = all.filter((one) => one.kind === "channel");
    const direct = all.filter((one) => one.kind !== "channel" && !one.app_dm);
    const bot = all.find((one) => one.app_dm);
    reconcile(parts.channels.list, rows(channels, () => h("span", { class: "hash", "aria-hidden": "true" }, "#")));
    reconcile(
      parts.direct.list,
      rows(direct, (one) => avatar(one.members.find((id) => id !== app.me) ?? app.me, "small")),
    );
    reconcile(
      parts.apps.list,
      bot ? [
        entry(
          app,
          {
            id: bot.id,
            place: "home",
            name: bot.title,
            mark: avatar(known().app.bot_user_id, "small"),
            unread: bot.unread,
            current: place === "home" || place === bot.id,
          },
        ),
      ] : [],
    );
    const joined = new Set(channels.map((one) => one.id));
    const open = app.mayJoin() ? known().open.filter((one) => !joined.has(one.id)) : [];
    reconcile(
      parts.more.list,
      open.map((one) => ({
        key: one.id,
        sign: one.name,
        make: () => h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "entry", on: { click: join(one) } },
            h("span", { class: "hash", "aria-hidden": "true" }, "#"),
            h("span", { class: "entry-name" }, one.name),
            h("span", { class: "join" }, "Join"),
          ),
        ),
      })),
    );
    parts.apps.node.hidden = !bot;
    parts.direct.node.hidden = direct.length === 0;
    parts.more.node.hidden = open.length === 0;
  };
  return { node, show };
}
