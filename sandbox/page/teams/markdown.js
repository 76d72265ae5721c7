// Shows the markdown that Teams knows, as DOM, never as markup.

import { h } from "../dom.js";
import { isSafe, link } from "../link.js";

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: "\u00a0" };
const ENTITY = /&(amp|lt|gt|quot|#39|nbsp);/g;
const INLINE = new RegExp(
  [
    "\\\\(?<escaped>[!-/:-@[-`{-~])",
    "<at>(?<at>.*?)</at>",
    "\\[(?<label>(?:\\\\.|[^\\]\\\\\\n])*)\\]\\((?<url>[^()\\s]*)\\)",
    "(?<strong>\\*\\*|__)(?=\\S)(?<strongly>(?:\\\\.|[^\\\\])+?)(?<!\\s)\\k<strong>",
    "(?<!\\w)(?<em>[*_])(?![\\s*_])(?<emphasis>(?:\\\\.|[^\\\\])+?)(?<!\\s)\\k<em>(?!\\w)",
  ].join("|"),
  "gsu",
);
const RICH = new RegExp(
  `\`(?<code>[^\`\\n]+)\`|~~(?<struck>[^~\\n]+)~~|(?<bare>https?://[^\\s<>]*[^\\s<>.,;:!?)\\]'"*_~])|${INLINE.source}`,
  "gsu",
);
const MOMENT = /\{\{(DATE|TIME)\(([^,)]+)(?:,\s*(SHORT|LONG|COMPACT))?\)\}\}/g;
const DATES = {
  SHORT: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  LONG: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  COMPACT: { day: "2-digit", month: "2-digit", year: "numeric" },
};

function unescape(text) {
  return text.replace(ENTITY, (_, name) => ENTITIES[name]);
}

function mention(name) {
  return h("span", { class: "mention" }, `@${unescape(name)}`);
}

/** A text in which the moments of DATE and TIME are written out where one is. */
export function withMoments(text) {
  return text.replace(MOMENT, (whole, what, at, length) => {
    const moment = new Date(at.trim());
    if (Number.isNaN(moment.getTime())) return whole;
    const format = what === "DATE" ? DATES[length ?? "COMPACT"] : { hour: "2-digit", minute: "2-digit" };
    return new Intl.DateTimeFormat("en-GB", format).format(moment);
  });
}

function inline(text, rich) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(rich ? RICH : INLINE)) {
    const found = match.groups;
    if (match.index > at) nodes.push(unescape(text.slice(at, match.index)));
    at = match.index + match[0].length;
    if (found.escaped !== undefined) nodes.push(found.escaped);
    else if (found.at !== undefined) nodes.push(mention(found.at));
    else if (found.url !== undefined) nodes.push(away(found, match[0], rich));
    else if (found.strongly !== undefined) nodes.push(h("strong", {}, inline(found.strongly, rich)));
    else if (found.emphasis !== undefined) nodes.push(h("em", {}, inline(found.emphasis, rich)));
    else if (found.code !== undefined) nodes.push(h("code", {}, unescape(found.code)));
    else if (found.struck !== undefined) nodes.push(h("s", {}, inline(found.struck, rich)));
    else nodes.push(link(found.bare, found.bare));
  }
  if (at < text.length) nodes.push(unescape(text.slice(at)));
  return nodes;
}

function away({ label, url }, whole, rich) {
  const address = unescape(url).replace(/\\([!-/:-@[-`{-~])/g, "$1");
  if (!isSafe(address)) return unescape(whole);
  const made = link(address, "");
  made.append(...inline(label, rich));
  return made;
}

const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*(\d+)[.)]\s+(.*)$/;

/** The lines of one paragraph: lists where lines are items, else words in which a single newline is a space. */
function paragraph(lines, rich) {
  const nodes = [];
  let words = [];
  let list = null;
  const flush = () => {
    if (words.length) nodes.push(h("p", {}, inline(words.join(rich ? "\n" : " "), rich)));
    words = [];
  };
  for (const line of lines) {
    const bullet = line.match(BULLET);
    const number = line.match(NUMBER);
    if (!bullet && !number) {
      list = null;
      words.push(line);
      continue;
    }
    flush();
    const tag = bullet ? "ul" : "ol";
    if (list?.localName !== tag) {
      list = h(tag, number ? { start: number[1] } : {});
      nodes.push(list);
    }
    list.append(h("li", {}, inline(bullet ? bullet[1] : number[2], rich)));
  }
  flush();
  return nodes;
}

/**
 * The nodes of a markdown text. A card knows bold, italics, links and lists; a message, `rich`, also code and struck
 * words, and keeps single newlines. Headings, tables, pictures and quotes are no part of it and stay as typed.
 */
export function markdown(text, { rich = false } = {}) {
  return withMoments(text)
    .replace(/\r\n?/g, "\n")
    .split(/\n\s*\n+/)
    .flatMap((part) => paragraph(part.split("\n"), rich));
}

/** A person's words as Teams keeps them: mentions marked, everything else exactly as it was typed. */
export function withMentions(text) {
  return text.split(/<at[^>]*>(.*?)<\/at>/s).map((part, number) => (number % 2 ? mention(part) : unescape(part)));
}
