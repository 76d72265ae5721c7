// What can be done with a message, under "More actions": the app's shortcuts, and deleting it.

import { known, person } from "./directory.js";
import { h, icon, uid } from "./dom.js";
import { tellRefusal } from "./notices.js";
import { menuButton } from "./popup.js";

/** Say in a dialog what the app answered; focus goes back to where it was. */
function sayInDialog(title, words) {
  const titleId = uid("title");
  const close = h("button", { type: "submit", class: "button primary solid" }, "Close");
  const dialog = h(
    "dialog",
    { class: "dialog small", "aria-labelledby": titleId },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: titleId }, title),
      h("p", { class: "dialog-words" }, words),
      h("div", { class: "dialog-foot" }, close),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}

function items(message, app, mine) {
  const place = { channel: message.channel ?? app.route.place, ts: message.ts };
  const shortcuts = (known().app.shortcuts ?? []).map((one) => ({
    label: one.title,
    act: () =>
      app.api
        .shortcut({ ...place, shortcut: one.id })
        .then((answer) => answer.text && sayInDialog(one.title, answer.text))
        .catch(tellRefusal),
  }));
  const owner = person(app.me)?.kind === "owner" && app.conversation(place.channel)?.kind === "channel";
  const away = { label: "Delete message", act: () => app.api.delete(place).catch(tellRefusal) };
  return mine || owner ? [...shortcuts, away] : shortcuts;
}

/** The menu of a message, or nothing where nothing can be done with it. */
export function messageMenu(message, app, { author, mine }) {
  if (message.ephemeral) return null;
  const found = items(message, app, mine);
  if (!found.length) return null;
  const opener = h(
    "button",
    { type: "button", class: "message-more quiet", data: { focus: `more/${message.ts}` } },
    icon("more"),
    h("span", { class: "hidden" }, `More actions on ${author}'s message`),
  );
  return menuButton(opener, found);
}
