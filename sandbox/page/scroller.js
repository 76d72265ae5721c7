// A scrolling list of messages that stays where the reader is.

import { personName } from "./directory.js";
import { announce, h } from "./dom.js";
import { author, renderMessages } from "./messages.js";

const NEAR_END = 80;
const MARGINS = 28;

/** Make a scrolling list: {node, intro, show(key, messages)}. */
export function scroller(app, label, options = {}) {
  const list = h("ol", { class: "messages", "aria-label": label });
  const intro = h("div", { class: "intro" });
  const node = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, intro, list);
  const newer = h(
    "button",
    { type: "button", class: "newer", hidden: true, on: { click: () => toEnd() } },
    "New messages ↓",
  );
  const whole = h("div", { class: "scroll-holder" }, node, newer);
  let key = null;
  let seen = new Map();
  let stuck = true;

  const atEnd = () => node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END;
  const toEnd = () => {
    node.scrollTop = node.scrollHeight;
    stuck = true;
    newer.hidden = true;
  };
  node.addEventListener("scroll", () => {
    stuck = atEnd();
    if (stuck) newer.hidden = true;
  });
  new ResizeObserver(() => stuck && !list.contains(document.activeElement) && toEnd()).observe(list);
  new ResizeObserver(() => stuck && toEnd()).observe(node);

  const say = (message, changed) => {
    const who = author(message, app);
    if (who === app.me) return;
    const how = message.ephemeral ? ", only visible to you" : "";
    announce(`${changed ? "Changed: " : ""}${personName(who) ?? who}${how}: ${app.platform.words(message)}`);
  };

  const show = (nextKey, messages) => {
    const fresh = nextKey !== key;
    if (fresh) {
      key = nextKey;
      seen = new Map();
      stuck = true;
      newer.hidden = true;
    }
    const follow = stuck;
    renderMessages(list, messages, app, options);
    const added = [];
    for (const message of messages) {
      const id = `${message.ts}${message.ephemeral}`;
      const sign = JSON.stringify([message.text, message.blocks, message.attachments]);
      const before = seen.get(id);
      seen.set(id, sign);
      if (fresh || before === sign) continue;
      say(message, before !== undefined);
      if (before === undefined) added.push(message);
    }
    if (fresh) toEnd();
    else if (added.length) arrive(added, follow);
  };

  const arrive = (added, follow) => {
    const others = added.filter((message) => author(message, app) !== app.me);
    const first = others.length && list.querySelector(`[data-ts="${CSS.escape(others[0].ts)}"]`);
    const answered = added.some((message) => message.ephemeral);
    if (!follow && others.length === added.length && !answered) {
      newer.hidden = false;
      return;
    }
    toEnd();
    const height = first && list.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
    const tall = height > node.clientHeight - MARGINS;
    if (tall) {
      node.scrollTop += first.getBoundingClientRect().top - node.getBoundingClientRect().top - 12;
      stuck = false;
    }
  };

  return { node: whole, intro, show };
}
