// A person's picture: initials on a colour that stays theirs.

import { h } from "./dom.js";
import { initials, isApp, kindWords, person } from "./directory.js";

const HUES = 8;

function hue(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % HUES;
}

/** The picture of a person or the app; decoration, so the name beside it carries the words. */
export function avatar(id, size = "") {
  const kind = isApp(id) ? "app" : `hue-${hue(id ?? "")}`;
  const words = isApp(id) ? "◍" : initials(person(id));
  return h("span", { class: `avatar ${kind} ${size}`, "aria-hidden": "true" }, words);
}

/** A small word beside a name: app, guest, owner; nothing for ordinary members. */
export function badge(user) {
  const words = kindWords(user);
  return words && user.kind !== "owner" ? h("span", { class: `badge ${user.kind}` }, words) : null;
}
