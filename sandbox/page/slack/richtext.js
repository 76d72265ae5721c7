// The rich_text block: paragraphs, lists, quotes and code, as Slack's own composer makes them.

import { channelName, personName } from "../directory.js";
import { h } from "../dom.js";
import { link } from "../link.js";
import { withEmoji } from "./emoji.js";

function styled(node, style = {}) {
  const wraps = { code: "code", strike: "s", italic: "em", bold: "strong" };
  let whole = node;
  for (const [name, tag] of Object.entries(wraps)) {
    if (style?.[name]) whole = h(tag, {}, whole);
  }
  return whole;
}

function emoji(part) {
  if (!part.unicode) return withEmoji(`:${part.name}:`);
  return String.fromCodePoint(...part.unicode.split("-").map((code) => Number.parseInt(code, 16)));
}

function leaf(part) {
  const mention = (words) => h("span", { class: "mention" }, words);
  switch (part.type) {
    case "text":
      return document.createTextNode(part.text ?? "");
    case "link":
      return link(part.url ?? "", part.text || part.url || "");
    case "user":
      return mention(`@${personName(part.user_id) ?? part.user_id}`);
    case "channel":
      return mention(`#${channelName(part.channel_id) ?? part.channel_id}`);
    case "usergroup":
      return mention(`@${part.usergroup_id}`);
    case "broadcast":
      return h("span", { class: "mention broadcast" }, `@${part.range}`);
    case "emoji":
      return document.createTextNode(emoji(part));
    case "date":
      return document.createTextNode(part.fallback ?? new Date(part.timestamp * 1000).toLocaleString("en-GB"));
    default:
      return document.createTextNode(part.text ?? "");
  }
}

function parts(element) {
  return (element.elements ?? []).map((part) => styled(leaf(part), part.style));
}

function element(one) {
  switch (one.type) {
    case "rich_text_list": {
      const indent = one.indent ? `indent-${Math.min(one.indent, 4)}` : null;
      const start = one.style === "ordered" && one.offset ? one.offset + 1 : null;
      return h(
        one.style === "ordered" ? "ol" : "ul",
        { class: indent, start },
        (one.elements ?? []).map((item) => h("li", {}, parts(item))),
      );
    }
    case "rich_text_quote":
      return h("blockquote", {}, parts(one));
    case "rich_text_preformatted":
      return h("pre", { tabindex: "0" }, parts(one));
    default:
      return h("p", {}, parts(one));
  }
}

/** The nodes of a rich_text block. */
export function richText(block) {
  return h("div", { class: "rich-text mrkdwn" }, (block.elements ?? []).map(element));
}
