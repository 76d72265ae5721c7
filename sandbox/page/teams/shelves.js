// The sidebar of a Teams team: chats, teams with their channels, and the apps.

import { avatar } from "../avatar.js";
import { conversationName, known } from "../directory.js";
import { h, icon, reconcile } from "../dom.js";
import { entry, shelf } from "../sidebar.js";

/** Make the shelves: {nodes, show(view)}. */
export function shelves(app) {
  const chats = shelf("Chats");
  const teams = h("div");
  const more = shelf("More");
  const shelfOf = new Map();

  const line = (one) => entry(app, {
    id: one.id,
    place: one.id,
    name: conversationName(one, app.me),
    mark: mark(one),
    unread: one.unread,
    current: one.id === app.route.place,
  });
  const mark = (one) => {
    if (one.kind === "channel") return h("span", { class: "hash", "aria-hidden": "true" });
    if (one.app_dm) return avatar(known().app.bot_user_id, "small");
    if (one.kind === "mpim") return h("span", { class: "avatar small group", "aria-hidden": "true" }, icon("people"));
    return avatar(one.members.find((id) => id !== app.me) ?? app.me, "small");
  };

  const inTeam = (id, name, channels) => ({
    key: id,
    sign: JSON.stringify([name, channels, app.route.place, app.me]),
    make: () => {
      const made = shelf(name);
      shelfOf.set(id, made);
      reconcile(made.list, channels.map(line));
      return made.node;
    },
    update: () => reconcile(shelfOf.get(id).list, channels.map(line)),
  });

  const show = (view) => {
    const order = (one) => `${one.app_dm ? 0 : 1} ${conversationName(one, app.me)}`;
    const talks = view.conversations
      .filter((one) => one.kind !== "channel")
      .sort((a, b) => order(a).localeCompare(order(b), "en"));
    reconcile(chats.list, talks.map(line));
    const channels = view.conversations.filter((one) => one.kind === "channel");
    const ids = [...new Set(channels.map((one) => one.team))];
    reconcile(
      teams,
      ids.map((id) => {
        const inside = channels.filter((one) => one.team === id);
        return inTeam(id ?? "none", inside[0].team_name ?? "Team", inside);
      }),
    );
    const current = app.route.place === "apps";
    const sign = h("span", { class: "hash" }, icon("apps"));
    reconcile(more.list, [entry(app, { id: "apps", place: "apps", name: "Apps", mark: sign, unread: 0, current })]);
  };
  return { nodes: [chats.node, teams, more.node], show };
}
