// Who and what there is on each platform: people, channels, the app.

const sides = new Map();
let current = null;

const SLACKBOT = "USLACKBOT";

const KINDS = {
  owner: "Owner",
  guest: "Guest",
  single_channel_guest: "Guest, one channel",
  connect: "Other workspace",
  bot: "App",
  deactivated: "Left",
};

const NOTHING = { team: {}, app: {}, users: new Map(), channels: new Map(), open: [], commands: [], guide: [] };

/** Take in what the sandbox says about one platform's workspace. */
export function learn(key, workspace) {
  sides.set(key, {
    key,
    team: workspace.team ?? {},
    app: workspace.app ?? {},
    commands: workspace.app?.commands ?? [],
    guide: workspace.guide ?? [],
    users: new Map((workspace.users ?? []).map((user) => [user.id, user])),
    open: workspace.channels ?? [],
    channels: new Map(),
  });
  learnChannels(workspace.channels ?? [], key);
}

/** Remember the names of channels seen anywhere. */
export function learnChannels(channels, key = current) {
  for (const channel of channels) sides.get(key).channels.set(channel.id, channel);
}

/** Stand on one platform: `known` tells of it from now on. */
export function stand(key) {
  current = key;
}

/** All that is known of the platform one stands on, to read. */
export function known() {
  return sides.get(current) ?? NOTHING;
}

/** All that is known of one platform, or null when this sandbox does not have it. */
export function side(key) {
  return sides.get(key) ?? null;
}

/** What there is to try, on any platform. */
export function guideWords() {
  return [...new Set([...sides.values()].flatMap((one) => one.guide))];
}

/** A person by id, on whichever platform, or null. */
export function person(id) {
  for (const one of sides.values()) if (one.users.has(id)) return one.users.get(id);
  return null;
}

/** The key of the platform on which a person is, or null. */
export function sideOf(id) {
  for (const one of sides.values()) if (one.users.has(id)) return one.key;
  return null;
}

/** What to call a person, or null when nobody has this id. */
export function personName(id) {
  const user = person(id);
  if (user) return user.real_name || user.name;
  for (const { app } of sides.values()) if (id && app.bot_user_id === id) return app.name;
  return null;
}

/** A channel's name, or null when unknown. */
export function channelName(id) {
  return known().channels.get(id)?.name || null;
}

/** Words for a person's kind; empty for ordinary members. */
export function kindWords(user) {
  return KINDS[user?.kind] ?? "";
}

/** Whether this person is the app itself. */
export function isApp(id) {
  return [...sides.values()].some(({ app }) => id && app.bot_user_id === id);
}

/** People one can act as on one platform: neither apps, Slack's own robot, nor those who have left. */
export function actable(key) {
  return present(side(key)).filter((user) => user.kind !== "bot" && user.id !== SLACKBOT);
}

/** People one can mention where one stands: everyone here, the app too. */
export function mentionable() {
  return present(known());
}

function present(one) {
  return [...(one?.users.values() ?? [])].filter((user) => user.kind !== "deactivated");
}

/** Two letters for a picture. */
export function initials(user) {
  if (user?.avatar && user.avatar.length <= 3) return user.avatar;
  const words = (user?.real_name || user?.name || "?").split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0])
    .join("")
    .toUpperCase();
}

/** What to call a conversation, for the person looking at it. */
export function conversationName(conversation, me) {
  if (conversation.kind === "channel") return conversation.name;
  if (conversation.app_dm) return known().app.name ?? "App";
  if (conversation.name && !conversation.name.startsWith("mpdm-")) return conversation.name;
  const others = (conversation.members ?? []).filter((id) => id !== me);
  if (others.length === 0) return `${personName(me)} (you)`;
  return others.map((id) => personName(id) ?? id).join(", ");
}

/** The app's own direct message with this person, if listed. */
export function appDm(view) {
  return view.conversations.find((conversation) => conversation.app_dm) ?? null;
}
