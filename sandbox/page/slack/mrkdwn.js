// Shows Slack's mrkdwn and plain text as Slack does, as DOM, never as markup.

import { channelName, personName } from "../directory.js";
import { h } from "../dom.js";
import { isSafe, link } from "../link.js";
import { withEmoji } from "./emoji.js";

const BROADCASTS = new Set(["here", "channel", "everyone"]);
const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<token>[^<>\\n]+)>",
    "(?<url>https?://[^\\s<>|]*[^\\s<>|.,;:!?)\\]'\"*_~])",
    "(?<![\\p{L}\\p{N}*_~])(?<mark>[*_~])(?!\\s|\\k<mark>)(?<marked>[^\\n]*?[^\\s])\\k<mark>(?![\\p{L}\\p{N}*_~])",
  ].join("|"),
  "gu",
);
const MARKS = { "*": "strong", _: "em", "~": "s" };

/** Undo the three escapes that Slack keeps in text. */
function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

const DATE_PARTS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_pretty: { year: "numeric", month: "long", day: "numeric" },
  date_short_pretty: { year: "numeric", month: "short", day: "numeric" },
  date_long_pretty: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

function date(body, fallback) {
  const [, seconds, format, url] = body.match(/^date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/) ?? [];
  if (!seconds) return fallback;
  const moment = new Date(Number(seconds) * 1000);
  const words = format.replace(/\{(\w+)\}/g, (whole, name) =>
    DATE_PARTS[name] ? new Intl.DateTimeFormat("en-GB", DATE_PARTS[name]).format(moment) : whole,
  );
  return url ? link(unescape(url), words) : h("time", { datetime: moment.toISOString() }, words);
}

function mention(words, properties = {}) {
  return h("span", { class: "mention", ...properties }, words);
}

function token(raw) {
  const bar = raw.indexOf("|");
  const body = bar < 0 ? raw : raw.slice(0, bar);
  const label = bar < 0 ? "" : unescape(raw.slice(bar + 1));
  const kind = body[0];
  if (kind === "@") return mention(`@${personName(body.slice(1)) ?? (label || body.slice(1))}`);
  if (kind === "#") return mention(`#${channelName(body.slice(1)) ?? (label || body.slice(1))}`);
  if (kind === "!") {
    const command = body.slice(1);
    if (BROADCASTS.has(command)) return mention(`@${command}`, { class: "mention broadcast" });
    if (command.startsWith("date^")) return date(command, label);
    return mention(label ? `@${label.replace(/^@/, "")}` : `@${command}`);
  }
  const url = unescape(body);
  if (!isSafe(url)) return document.createTextNode(label || `<${url}>`);
  return link(url, label || url.replace(/^mailto:/, ""));
}

function inline(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const { code, token: found, url, mark, marked } = match.groups;
    if (match.index > at) nodes.push(withEmoji(unescape(text.slice(at, match.index))));
    if (code !== undefined) nodes.push(h("code", {}, unescape(code)));
    else if (found !== undefined) nodes.push(token(found));
    else if (url !== undefined) nodes.push(link(unescape(url), unescape(url)));
    else nodes.push(h(MARKS[mark], {}, inline(marked)));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(withEmoji(unescape(text.slice(at))));
  return nodes;
}

function lines(text) {
  const nodes = [];
  let quote = null;
  let rest = false;
  const all = text.split("\n");
  all.forEach((line, number) => {
    const quoted = rest ? [line, "", line] : line.match(/^(&gt;&gt;&gt;|&gt;|>>>|>)\s?(.*)$/);
    if (quoted) {
      if (quoted[1].length > 4 || quoted[1] === ">>>") rest = true;
      if (quote) quote.append("\n");
      else nodes.push((quote = h("blockquote")));
      quote.append(...inline(quoted[2]));
      return;
    }
    if (number > 0 && !quote) nodes.push("\n");
    quote = null;
    nodes.push(...inline(line));
  });
  return nodes;
}

/** The nodes of a mrkdwn text. */
export function mrkdwn(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(/```\n?([\s\S]+?)\n?```/g)) {
    if (match.index > at) nodes.push(...lines(text.slice(at, match.index).replace(/\n$/, "")));
    nodes.push(h("pre", { tabindex: "0" }, unescape(match[1])));
    at = match.index + match[0].length;
    if (text[at] === "\n") at += 1;
  }
  if (at < text.length) nodes.push(...lines(text.slice(at)));
  return nodes;
}

/** The words of a plain_text object; emoji names become emoji unless it says otherwise. */
export function plainWords(object) {
  if (!object) return "";
  const words = unescape(object.text ?? "");
  return object.emoji === false ? words : withEmoji(words);
}

/** The nodes of a text object, plain_text or mrkdwn. */
export function textObject(object) {
  if (!object) return [];
  if (object.type !== "mrkdwn") return [plainWords(object)];
  return mrkdwn(object.text ?? "");
}

/** A mrkdwn text as plain words, for titles and announcements. */
export function asWords(text) {
  return h("span", {}, mrkdwn(text ?? "")).textContent;
}
