// Who and what there is in the workspace: people, channels, the app.

const directory = { team: {}, app: {}, users: new Map(), channels: new Map(), open: [], commands: [], guide: [] };

const SLACKBOT = "USLACKBOT";

const KINDS = {
  owner: "Owner",
  guest: "Guest",
  single_channel_guest: "Guest, one channel",
  connect: "Other workspace",
  bot: "App",
  deactivated: "Left",
};

/** Take in what the sandbox says about the workspace. */
export function learn(workspace) {
  directory.team = workspace.team ?? {};
  directory.app = workspace.app ?? {};
  directory.commands = workspace.app?.commands ?? [];
  directory.guide = workspace.guide ?? [];
  directory.users = new Map((workspace.users ?? []).map((user) => [user.id, user]));
  directory.open = workspace.channels ?? [];
  learnChannels(directory.open);
}

/** Remember the names of channels seen anywhere. */
export function learnChannels(channels) {
  for (const channel of channels) directory.channels.set(channel.id, channel);
}

/** All that is known, to read. */
export function known() {
  return directory;
}

/** A person by id, or null. */
export function person(id) {
  return directory.users.get(id) ?? null;
}

/** What to call a person, or null when nobody has this id. */
export function personName(id) {
  const user = directory.users.get(id);
  if (!user) return id === directory.app.bot_user_id ? directory.app.name : null;
  return user.real_name || user.name;
}

/** A channel's name, or null when unknown. */
export function channelName(id) {
  return directory.channels.get(id)?.name || null;
}

/** Words for a person's kind; empty for ordinary members. */
export function kindWords(user) {
  return KINDS[user?.kind] ?? "";
}

/** Whether this person is the app itself. */
export function isApp(id) {
  return id === directory.app.bot_user_id;
}

/** People one can act as: neither apps, Slack's own robot, nor those who have left. */
export function actable() {
  return mentionable().filter((user) => user.kind !== "bot" && user.id !== SLACKBOT);
}

/** People one can mention: everyone here, the app too. */
export function mentionable() {
  return [...directory.users.values()].filter((user) => user.kind !== "deactivated");
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
  if (conversation.app_dm) return directory.app.name ?? "App";
  const others = (conversation.members ?? []).filter((id) => id !== me);
  if (others.length === 0) return `${personName(me)} (you)`;
  return others.map((id) => personName(id) ?? id).join(", ");
}

/** The app's own direct message with this person, if listed. */
export function appDm(view) {
  return view.conversations.find((conversation) => conversation.app_dm) ?? null;
}
