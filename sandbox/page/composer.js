// Where one writes. What is offered meanwhile, and how it is sent, is the platform's.

import { known } from "./directory.js";
import { announce, fill, h, icon, uid } from "./dom.js";
import { growing } from "./growing.js";
import { tellRefusal, tryAgain } from "./notices.js";
import { float, optionList } from "./popup.js";

const SLOW = 500;

/** Make a composer: {node, open({key, channel, thread, name, kind}), focus(), put(text), offer(rows), place}. */
export function composer(app) {
  const listId = uid("suggestions");
  const hintId = uid("hint");
  const area = h(
    "textarea",
    {
      class: "composer-text",
      rows: "1",
      "aria-describedby": hintId,
      "aria-autocomplete": "list",
      "aria-controls": listId,
      data: { focus: "composer" },
    },
  );
  const send = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
  const hint = h("p", { class: "composer-hint", id: hintId });
  const list = optionList({ label: "Suggestions", id: listId, pick: (row) => pick(row) });
  const writer = {
    get place() {
      return place;
    },
    focus: () => area.focus(),
    put(text) {
      write(text);
      area.focus();
      area.setSelectionRange(text.length, text.length);
    },
    offer: (rows) => {
      area.focus();
      offer(rows);
    },
    get offering() {
      return floating.shown;
    },
  };
  let place = {};
  const writing = app.platform.writing(app, writer);
  const row = h("div", { class: "composer-row" }, writing.tools, area, send);
  const box = h("div", { class: "composer-box" }, writing.before, row);
  const form = h("form", { class: "composer" }, box, hint, list.node);
  const floating = float(list.node, box, { prefer: "above" });
  const grow = growing(area, 240);

  const hide = () => {
    floating.hide();
    area.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    if (list.activeId) area.setAttribute("aria-activedescendant", list.activeId);
    else area.removeAttribute("aria-activedescendant");
  };
  const offer = (rows) => {
    if (!rows.length) {
      hide();
      return;
    }
    const were = floating.shown ? list.size : 0;
    list.show(rows, rows[0].unasked ? -1 : 0);
    floating.show();
    floating.move();
    mark();
    if (were !== rows.length) announce(`${rows.length} ${rows.length === 1 ? "suggestion" : "suggestions"}`);
  };
  const look = () => {
    drawHint(area.value);
    offer(writing.offers(area.value, area.selectionStart, place));
  };
  const drawHint = (text) => {
    if (!hint.dataset.waiting) fill(hint, writing.hint(text, place));
  };
  const pick = (one) => {
    area.setRangeText(one.put, one.from, area.selectionStart, "end");
    keep();
    area.focus();
    grow();
    look();
  };
  const keep = () => {
    if (area.value) app.drafts.set(place.key, area.value);
    else app.drafts.delete(place.key);
  };
  const write = (text) => {
    area.value = text;
    keep();
    grow();
    drawHint(text);
  };

  const sendNow = async () => {
    const text = area.value;
    if (!text.trim() && !writing.hasMore(place)) return;
    const sentFrom = place;
    hide();
    tryAgain();
    write("");
    const slow = setTimeout(() => {
      hint.dataset.waiting = "yes";
      fill(hint, `Waiting for ${known().app.name ?? "the app"}…`);
    }, SLOW);
    let sent = false;
    try {
      sent = Boolean(await writing.send(text, sentFrom));
    } catch (refusal) {
      tellRefusal(refusal);
    } finally {
      clearTimeout(slow);
      delete hint.dataset.waiting;
    }
    if (!sent && text && !app.drafts.has(sentFrom.key)) {
      app.drafts.set(sentFrom.key, text);
      if (place.key === sentFrom.key) write(text);
    }
    drawHint(area.value);
    app.refresh();
  };

  const takes = (event, one) =>
    (event.key === "Tab" || event.key === "Enter") && !event.shiftKey && area.value !== one.put.trim();

  area.addEventListener("input", () => {
    keep();
    look();
  });
  area.addEventListener("click", look);
  area.addEventListener("blur", hide);
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const offered = floating.shown;
    if (offered && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      list.step(event.key === "ArrowDown" ? 1 : -1);
      mark();
    } else if (offered && list.active && takes(event, list.active)) pick(list.active);
    else if (offered && event.key === "Escape") hide();
    else if (event.key === "Enter" && !event.shiftKey) sendNow();
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendNow();
  });

  return Object.assign(writer, {
    node: form,
    open(next) {
      if (next.key === place.key) return;
      hide();
      place = next;
      const label = writing.label(next);
      area.placeholder = label;
      area.setAttribute("aria-label", label);
      write(app.drafts.get(next.key) ?? "");
      writing.open(next);
    },
  });
}
