// Asks before a button does what it does.

import { h, uid } from "../dom.js";
import { plainWords, textObject } from "./mrkdwn.js";

/** Show a confirmation dialog; resolves true when confirmed. Focus goes back to where it was. */
export function confirmFirst(confirm) {
  const titleId = uid("title");
  const textId = uid("text");
  const yes = h(
    "button",
    { type: "submit", value: "yes", class: `button ${confirm.style === "danger" ? "danger" : "primary"} solid` },
    plainWords(confirm.confirm) || "Yes",
  );
  const no = h("button", { type: "submit", value: "no", class: "button" }, plainWords(confirm.deny) || "Cancel");
  const dialog = h(
    "dialog",
    { class: "dialog small", "aria-labelledby": titleId, "aria-describedby": textId },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: titleId }, plainWords(confirm.title) || "Are you sure?"),
      h("div", { id: textId, class: "dialog-words" }, textObject(confirm.text)),
      h("div", { class: "dialog-foot" }, no, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
