// Microsoft Teams: what its side of the page has of its own.

import { appDm } from "../directory.js";
import { apps, threshold } from "./apps.js";
import { content, form, words } from "./message.js";
import { shelves } from "./shelves.js";
import { toasts } from "./toast.js";
import { writing } from "./writing.js";

function land(view, place) {
  if (place === "apps" || view.conversations.some((one) => one.id === place)) return place;
  return (appDm(view) ?? view.conversations[0])?.id ?? "apps";
}

function heading(one) {
  return { mark: "", of: one.kind === "channel" ? (one.team_name ?? "") : "" };
}

/** Whether words of the guide are something to write here: whatever is no command of Slack. */
function writes(text) {
  return !text.startsWith("/");
}

/** The app hears everything in its own chat; elsewhere it must be mentioned, which the guide does not write. */
function hearsHere(app) {
  return Boolean(app.conversation(app.route.place)?.app_dm);
}

/** In a channel each post stands with its replies below it, and the last of them has the button to reply. */
async function listed(messages, one, read) {
  if (one.kind !== "channel") return messages;
  const posts = messages.filter((message) => !message.thread_ts || message.thread_ts === message.ts);
  const whole = await Promise.all(posts.map((post) => (post.reply_count ? read(post.ts) : [post])));
  return whole.flatMap(([post, ...replies]) => [
    { ...post, post: true, root: replies.length ? null : post.ts },
    ...replies.map((reply) => ({ ...reply, inset: true, root: reply === replies.at(-1) ? post.ts : null })),
  ]);
}

/** Microsoft Teams as a platform of the page. */
export const teams = {
  key: "teams",
  name: "Microsoft Teams",
  control: "control/teams",
  land,
  visit: () => null,
  moment: Number,
  heading,
  hasReplies: (one) => one?.kind === "channel",
  listed,
  writes,
  hearsHere,
  words,
  content,
  form,
  shelves,
  front: apps,
  tabs: () => [],
  threshold,
  writing,
  overlays: toasts,
};
