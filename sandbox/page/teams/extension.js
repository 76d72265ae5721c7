// The message extension: search, look at what is found, and take one into the message.

import { debounce, fill, h, icon, uid } from "../dom.js";
import { preview } from "./preview.js";

const TYPING_PAUSE = 300;

/** Open an extension's search; `searching()` hears of each search, `pick(result)` of the one taken. */
export function openExtension(app, extension, { channel, searching, pick }) {
  const titleId = uid("title");
  const boxId = uid("search");
  const [parameter] = extension.parameters ?? [];
  const box = h(
    "input",
    {
      type: "search",
      id: boxId,
      class: "text-input",
      autocomplete: "off",
      placeholder: parameter?.description || parameter?.title || "Search",
    },
  );
  const found = h("ul", { class: "found", "aria-label": "Found" });
  const state = h("p", { class: "muted", role: "status" });
  const close = h("button", { type: "button", class: "quiet", "aria-label": "Close" }, icon("close"));
  const opener = document.activeElement;
  let asked = 0;
  let taken = false;

  const take = (result) => {
    taken = true;
    dialog.close();
    pick(result);
  };
  const draw = (answer) => {
    const results = answer.results ?? [];
    fill(
      found,
      results.map((result) =>
        h(
          "li",
          {},
          h("button", { type: "button", class: "result", on: { click: () => take(result) } }, preview(result.preview)),
        ),
      ),
    );
    const failed = answer.acknowledged === false || answer.error;
    if (failed) state.textContent = "The app did not answer. Nothing is lost; try again in a moment.";
    else if (answer.text) state.textContent = answer.text;
    else state.textContent = results.length ? `${results.length} found` : "Nobody and nothing found. Try other words.";
  };
  const search = async () => {
    const turn = (asked += 1);
    const words = box.value.trim();
    if (!words && !extension.initial_run) {
      found.replaceChildren();
      state.textContent = "";
      return;
    }
    state.textContent = "Looking…";
    searching();
    try {
      const answer = await app.api.search({ channel, command: extension.id, text: words });
      if (turn === asked && dialog.open) draw(answer);
    } catch (refusal) {
      if (turn === asked) state.textContent = refusal.message;
    }
  };
  const searchSoon = debounce(search, TYPING_PAUSE);
  box.addEventListener("input", () => searchSoon());
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      searchSoon.flush();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      found.querySelector("button")?.focus();
    }
  });
  found.addEventListener("keydown", (event) => {
    const all = [...found.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown") all[Math.min(at + 1, all.length - 1)].focus();
    else if (event.key === "ArrowUp") (all[at - 1] ?? box).focus();
    else return;
    event.preventDefault();
  });

  const dialog = h(
    "dialog",
    { class: "dialog people-dialog", "aria-labelledby": titleId },
    h(
      "div",
      { class: "dialog-head" },
      h("div", { class: "dialog-title" }, h("h2", { id: titleId }, extension.title)),
      close,
    ),
    h(
      "div",
      { class: "modal-scroll" },
      h("label", { for: boxId, class: "label" }, parameter?.title ?? "Search"),
      box,
      state,
      found,
    ),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!taken) opener?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  box.focus();
  if (extension.initial_run) search();
}
