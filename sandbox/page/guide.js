// A few things to try, for someone who is here for the first time.

import { actable, guideWords } from "./directory.js";
import { fill, h, icon } from "./dom.js";
import { PLATFORMS } from "./platforms.js";
import { to } from "./route.js";

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

/** Words with the names of people in them made into links that lead to being them. */
function withPeople(words, me) {
  const named = PLATFORMS.flatMap(({ key }) => actable(key)).filter((user) => user.id !== me && user.real_name);
  const alone = named.filter((user) => named.filter((other) => other.real_name === user.real_name).length === 1);
  const byName = new Map(alone.map((user) => [user.real_name, user]));
  if (!byName.size) return [words];
  const literals = [...byName.keys()].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return words.split(new RegExp(`\\b(${literals.join("|")})\\b`)).map((part) =>
    byName.has(part) ? h("a", { href: to(byName.get(part).id) }, part) : part,
  );
}

/** One thing to try; what can be written here, in backticks, becomes a button that writes it for you. */
function tip(words, how) {
  const parts = words.split(/`([^`]+)`/);
  return parts.map((part, number) => {
    if (number % 2 === 0) return withPeople(part, how?.me);
    if (!how?.writes(part)) return h("code", {}, part);
    return h(
      "button",
      { type: "button", class: "try", title: "Write this for me", on: { click: () => how.put(part) } },
      part,
    );
  });
}

/** The list of things to try; `how` is {me, writes(words), put(words)} where one is somebody already. */
export function tips(how = null) {
  return h(
    "ol",
    { class: "tips" },
    guideWords().map((words) => h("li", {}, tip(words, how))),
  );
}

/** Make the guide panel: {node, wanted, toggle(), close(), draw(how)}. */
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
      return state.open && guideWords().length > 0;
    },
    toggle: () => set(!state.open),
    close: () => set(false),
    draw(how) {
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
          tips(how),
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
