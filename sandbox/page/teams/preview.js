// Hero and thumbnail cards: a title, a line or two, a picture, some buttons.

import { h } from "../dom.js";
import { link } from "../link.js";
import { tellRefusal } from "../notices.js";

export const ADAPTIVE = "application/vnd.microsoft.card.adaptive";
export const HERO = "application/vnd.microsoft.card.hero";
export const THUMBNAIL = "application/vnd.microsoft.card.thumbnail";

/** What such a card says, in plain words. */
export function previewWords(content) {
  return [content?.title, content?.subtitle, content?.text].filter(Boolean).join(". ");
}

function button(one, number, press) {
  if (one.type === "openUrl") return link(one.value ?? "", one.title, { class: "button" });
  const act = () => press(`/buttons/${number}`).catch(tellRefusal);
  return h("button", { type: "button", class: "button", on: { click: act } }, one.title);
}

/** The card's picture and words; `press(pointer)` is called for its buttons, which are left out without it. */
export function preview({ content = {} }, { press = null } = {}) {
  const [image] = content.images ?? [];
  const buttons = press ? (content.buttons ?? []).map((one, number) => button(one, number, press)) : [];
  return h(
    "div",
    { class: "preview" },
    image?.url ? h("img", { src: image.url, alt: image.alt ?? "", referrerpolicy: "no-referrer" }) : null,
    h(
      "div",
      { class: "preview-words" },
      content.title ? h("p", { class: "preview-title" }, content.title) : null,
      content.subtitle ? h("p", { class: "preview-about" }, content.subtitle) : null,
      content.text ? h("p", { class: "preview-text" }, content.text) : null,
      buttons.length ? h("div", { class: "actions" }, buttons) : null,
    ),
  );
}
