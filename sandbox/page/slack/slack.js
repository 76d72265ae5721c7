// Slack: what its side of the page has of its own.

import { appDm, known } from "../directory.js";
import { fill, h } from "../dom.js";
import { tellRefusal } from "../notices.js";
import { renderBlocks } from "./blocks.js";
import { home } from "./home.js";
import { modals } from "./modal.js";
import { asWords, mrkdwn } from "./mrkdwn.js";
import { shelves } from "./shelves.js";
import { valuesOf } from "./values.js";
import { writing } from "./writing.js";

function land(view, place) {
  if ((place === "home" && appDm(view)) || view.conversations.some((one) => one.id === place)) return place;
  return appDm(view) ? "home" : view.conversations[0]?.id;
}

function visit(app, place) {
  const dm = appDm(app.view);
  if (place === "home") app.api.home().catch(tellRefusal);
  else if (dm && place === dm.id) app.api.messagesTab().catch(tellRefusal);
}

function words(message) {
  if (message.text) return asWords(message.text);
  const texts = (message.blocks ?? []).map((block) => block.text?.text ?? "").filter(Boolean);
  return asWords(texts.join(" "));
}

function content(body, message, app) {
  if (!message.blocks?.length) {
    fill(body, h("div", { class: "mrkdwn" }, mrkdwn(message.text ?? "")));
    return;
  }
  const place = { channel: message.channel, ts: message.ts };
  const values = valuesOf(app, `${message.channel}/${message.ts}`, place);
  renderBlocks(body, message.blocks, { values, fail: tellRefusal, heading: 3 });
}

function tabs(view, place, one) {
  if (place !== "home" && !one?.app_dm) return [];
  const dm = appDm(view);
  return [{ place: "home", words: "Home" }, ...(dm ? [{ place: dm.id, words: "Messages" }] : [])];
}

function listed(messages) {
  return messages.filter((message) => !message.thread_ts || message.thread_ts === message.ts);
}

/** Slack as a platform of the page. */
export const slack = {
  key: "slack",
  name: "Slack",
  control: "control",
  land,
  visit,
  moment: (ts) => Number(ts) * 1000,
  heading: (one) => ({ mark: one.kind === "channel" ? "#" : "", of: "" }),
  hasReplies: () => true,
  listed,
  writes: (text) => text.startsWith("/"),
  hearsHere: () => true,
  words,
  content,
  form: (message) => (message.blocks?.length ? "blocks" : "words"),
  shelves,
  front: (app) => ({ place: "home", title: () => known().app.name ?? "App", ...home(app) }),
  tabs,
  threshold: () => ({ node: null, show: () => false }),
  writing,
  overlays: modals,
};
