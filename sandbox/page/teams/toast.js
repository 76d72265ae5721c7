// Short words with which the app answers a press, at the foot of the page.

import { fill, h, icon } from "../dom.js";

/** Make the place of toasts: {update(view)}. */
export function toasts() {
  const node = h("div", { class: "toast-place", role: "status" });
  let shown = null;
  let dismissed = null;
  document.getElementById("page").append(node);

  const draw = () => {
    if (!shown) {
      node.replaceChildren();
      return;
    }
    const away = () => {
      dismissed = shown;
      shown = null;
      draw();
    };
    const close = h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Dismiss", on: { click: away } },
      icon("close"),
    );
    fill(node, h("div", { class: "toast" }, h("span", {}, shown), close));
  };
  const update = (view) => {
    const words = view.toast ?? null;
    if (!words) dismissed = null;
    const next = words === dismissed ? null : words;
    if (next === shown) return;
    shown = next;
    draw();
  };
  return { update };
}
