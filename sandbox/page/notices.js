// Short notes about what went wrong, above whatever is open.

import { fill, h, icon } from "./dom.js";

let shown = null;
let fromSandbox = false;
let dismissed = null;
let host = null;

function draw() {
  const place = host?.isConnected ? host : document.getElementById("notices");
  for (const other of document.querySelectorAll(".notices")) if (other !== place) other.replaceChildren();
  if (!shown) {
    place.replaceChildren();
    return;
  }
  fill(
    place,
    h(
      "div",
      { class: "notice", role: "alert" },
      h("span", { class: "notice-words" }, shown),
      h(
        "button",
        { type: "button", class: "quiet", "aria-label": "Dismiss this note", on: { click: () => dismiss() } },
        icon("close"),
      ),
    ),
  );
}

function dismiss() {
  dismissed = shown;
  shown = null;
  draw();
}

/** Say that something did not work. */
export function tell(words) {
  shown = words;
  fromSandbox = false;
  dismissed = null;
  draw();
}

/** Show the refusal of something the person did. */
export function tellRefusal(refusal) {
  tell(refusal.message || String(refusal));
}

/** Take in the notice that the sandbox keeps for this person, or has taken away; a dismissed one stays away. */
export function learnNotice(words) {
  if (!words) {
    dismissed = null;
    if (!fromSandbox) return;
  } else if (words === dismissed || words === shown) return;
  shown = words;
  fromSandbox = Boolean(words);
  draw();
}

/** Forget everything, as when becoming someone else. */
export function clearNotices() {
  shown = null;
  dismissed = null;
  draw();
}

/** Forget that a note was dismissed: something new was tried, and it may fail the same way. */
export function tryAgain() {
  dismissed = null;
}

/** Show notes inside an open dialog (outside it they could not be seen), or back on the page with null. */
export function noticesIn(node) {
  host = node;
  draw();
}
