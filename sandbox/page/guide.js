// A few things to try, for someone who is here for the first time.

import { known } from "./directory.js";
import { fill, h, icon } from "./dom.js";

const PHONE = matchMedia("(max-width: 760px)");
const KEY = "sandbox-guide-closed";

function remembered() {
  try {
    return localStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

function remember(closed) {
  try {
    localStorage.setItem(KEY, closed ? "yes" : "no");
  } catch {
    // A browser without storage shows the guide again, which does no harm.
  }
}

/** One thing to try; a command in backticks becomes a button that writes it for you. */
function tip(words, put) {
  const parts = words.split(/`([^`]+)`/);
  return parts.map((part, number) => {
    if (number % 2 === 0) return part;
    if (!put || !part.startsWith("/")) return h("code", {}, part);
    return h(
      "button",
      { type: "button", class: "try", title: "Write this for me", on: { click: () => put(part) } },
      part,
    );
  });
}

/** The list of things to try. */
export function tips(put = null) {
  return h(
    "ol",
    { class: "tips" },
    known().guide.map((words) => h("li", {}, tip(words, put))),
  );
}

/** Make the guide panel: {node, wanted, toggle(), close(), draw(put)}. */
export function guide(onChange) {
  const node = h("section", { class: "panel guide", "aria-labelledby": "guide-title" });
  const state = { open: !remembered() && !PHONE.matches };
  const set = (open) => {
    state.open = open;
    remember(!open);
    onChange();
  };
  return {
    node,
    get wanted() {
      return state.open && known().guide.length > 0;
    },
    toggle: () => set(!state.open),
    close: () => set(false),
    draw(put) {
      fill(
        node,
        h(
          "div",
          { class: "panel-head" },
          h("h2", { id: "guide-title", tabindex: "-1" }, "Things to try"),
          h(
            "button",
            { type: "button", class: "quiet", "aria-label": "Close the guide", on: { click: () => set(false) } },
            icon("close"),
          ),
        ),
        h(
          "div",
          { class: "panel-words" },
          tips(put),
          h(
            "p",
            { class: "muted" },
            "Everything here stays on this computer. ",
            "Open this page in a second tab to be two people at once.",
          ),
        ),
      );
    },
  };
}
