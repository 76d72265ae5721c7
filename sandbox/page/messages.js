// Draws a list of messages, in a conversation or a thread.

import { avatar, badge } from "./avatar.js";
import { isApp, person, personName } from "./directory.js";
import { append, fill, h, icon, reconcile } from "./dom.js";
import { messageMenu } from "./menu.js";

const GROUPED = 300_000;
const DAY = 86_400_000;

function clock(at, zone, format) {
  const moment = new Date(at);
  try {
    return new Intl.DateTimeFormat("en-GB", { ...format, timeZone: zone }).format(moment);
  } catch {
    return new Intl.DateTimeFormat("en-GB", format).format(moment);
  }
}

function dayOf(at, zone) {
  return clock(at, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
}

function dayWords(at, zone) {
  const now = Date.now();
  if (dayOf(at, zone) === dayOf(now, zone)) return "Today";
  if (dayOf(at, zone) === dayOf(now - DAY, zone)) return "Yesterday";
  return clock(at, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** The id of who wrote a message: bots write as the app. */
export function author(message, app) {
  return message.user || (message.bot_id ? app.botUser : "") || app.botUser;
}

function head(message, app, zone) {
  const who = author(message, app);
  const user = person(who);
  const name = personName(who) ?? who;
  const at = app.platform.moment(message.ts);
  const full = clock(at, zone, { dateStyle: "full", timeStyle: "short" });
  return h(
    "p",
    { class: "message-head" },
    h("span", { class: "author" }, name),
    isApp(who) && user?.kind !== "bot" ? h("span", { class: "badge bot" }, "App") : badge(user),
    h(
      "time",
      { datetime: new Date(at).toISOString(), title: full },
      clock(at, zone, { hour: "2-digit", minute: "2-digit" }),
    ),
  );
}

function foot(message, app, inThread) {
  const name = personName(author(message, app)) ?? "this person";
  const menu = messageMenu(message, app, { author: name, mine: author(message, app) === app.me });
  return [replying(message, app, inThread), menu ? h("div", { class: "message-tools" }, menu) : null];
}

function replying(message, app, inThread) {
  const root = message.root === undefined ? message.ts : message.root;
  const none = inThread || message.ephemeral || !root;
  if (none || !app.platform.hasReplies(app.conversation(message.channel))) return null;
  const count = message.reply_count ?? 0;
  const open = () => app.go(app.route.place, root);
  const words = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "Reply in thread";
  return h(
    "button",
    {
      type: "button",
      class: count ? "replies" : "reply quiet",
      data: { focus: `reply/${root}` },
      on: { click: open },
    },
    icon("thread"),
    h("span", { class: count ? null : "reply-words" }, words),
    h("span", { class: "hidden" }, ` to ${personName(author(message, app)) ?? "this message"}`),
  );
}

function draw(node, message, app, { zone, continued, inThread }) {
  const mine = author(message, app) === app.me;
  const kinds = { continued, ephemeral: message.ephemeral, mine, post: message.post, inset: message.inset };
  node.className = ["message", ...Object.keys(kinds).filter((kind) => kinds[kind])].join(" ");
  const form = app.platform.form(message);
  let parts = node.parts;
  if (!parts) {
    parts = node.parts = {
      gutter: h("div", { class: "gutter" }),
      head: h("div"),
      body: h("div", { class: "message-body" }),
      foot: h("div", { class: "message-foot" }),
    };
    append(node, [parts.gutter, h("div", { class: "message-main" }, parts.head, parts.body, parts.foot)]);
    parts.form = form;
  }
  if (parts.form !== form) {
    const fresh = h("div", { class: "message-body" });
    parts.body.replaceWith(fresh);
    parts.body = fresh;
    parts.form = form;
  }
  fill(parts.gutter, avatar(author(message, app)));
  fill(
    parts.head,
    message.ephemeral ? h("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
    head(message, app, zone),
  );
  app.platform.content(parts.body, message, app);
  if (message.edited) parts.body.append(edited(parts.body));
  else parts.body.querySelector(":scope > .edited")?.remove();
  const signature = `${message.reply_count ?? 0} ${message.root}`;
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
    const at = app.platform.moment(message.ts);
    const day = dayOf(at, zone);
    if (!message.inset && (!before || dayOf(app.platform.moment(before.ts), zone) !== day)) {
      items.push({
        key: `day ${day}`,
        sign: dayWords(at, zone),
        make: () => h("li", { class: "day" }, h("span", {}, dayWords(at, zone))),
      });
      before = null;
    }
    const continued =
      before !== null &&
      author(before, app) === author(message, app) &&
      !message.post &&
      Boolean(before.inset) === Boolean(message.inset) &&
      !before.ephemeral &&
      !message.ephemeral &&
      at - app.platform.moment(before.ts) < GROUPED;
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
