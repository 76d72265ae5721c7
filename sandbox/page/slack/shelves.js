// The sidebar of a Slack workspace: the app, channels, direct messages, and channels to join.

import { avatar } from "../avatar.js";
import { conversationName, known } from "../directory.js";
import { h, reconcile } from "../dom.js";
import { tellRefusal } from "../notices.js";
import { entry, shelf } from "../sidebar.js";

function hash() {
  return h("span", { class: "hash", "aria-hidden": "true" }, "#");
}

function mayJoin(user) {
  return !["guest", "single_channel_guest", "connect"].includes(user?.kind);
}

/** Make the shelves: {nodes, show(view)}. */
export function shelves(app) {
  const parts = {
    apps: shelf("Apps"),
    channels: shelf("Channels"),
    direct: shelf("Direct messages"),
    more: shelf("Channels to join"),
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
    reconcile(parts.channels.list, rows(channels, hash));
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
    const open = mayJoin(view.user) ? known().open.filter((one) => !joined.has(one.id)) : [];
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
            hash(),
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
  return { nodes: Object.values(parts).map((part) => part.node), show };
}
