// Links that cannot run code.

import { h } from "./dom.js";

const SAFE = /^(https?:|mailto:|tel:|slack:|msteams:)/i;

/** Whether an address may become a link. */
export function isSafe(url) {
  return SAFE.test(url);
}

/** A link that opens in a new tab; plain words where the address is not safe. */
export function link(url, words, properties = {}) {
  if (!isSafe(url)) return document.createTextNode(words);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url, ...properties }, words);
}
