// One select for every kind: typed into, moved through by arrows, one choice or many.

import { debounce, h, icon, uid } from "./dom.js";
import { float, optionList } from "./popup.js";

const TYPING_PAUSE = 250;

/**
 * Make a select. `find(typed)` gives rows {value, label, hint?, group?, picture?} or a promise of them,
 * `least` is how much must be typed first, `chosen` the rows picked so far, `change(rows)` hears of every
 * new choice. `remote` waits for a pause in typing before it asks; `clearable` takes an emptied box as no choice.
 */
export function combobox({
  label,
  labelledBy,
  describedBy,
  placeholder,
  find,
  least = 0,
  remote = false,
  multiple = false,
  clearable = false,
  most = null,
  chosen = [],
  change,
  focusKey,
}) {
  let picked = [...chosen];
  let asked = 0;
  const listId = uid("list");
  const input = h("input", {
    type: "text",
    role: "combobox",
    class: "select-input",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-label": labelledBy ? null : label,
    "aria-labelledby": labelledBy,
    "aria-describedby": describedBy,
    data: focusKey ? { focus: focusKey } : null,
  });
  const list = optionList({
    label: label || placeholder || "Options",
    id: listId,
    multiple,
    pick: (row) => choose(row),
  });
  const chips = h("span", { class: "chips" });
  const arrow = h("span", { class: "select-arrow", "aria-hidden": "true" }, icon("down"));
  const box = h("div", { class: `select${multiple ? " multiple" : ""}` }, chips, input, arrow, list.node);
  const floating = float(list.node, box);

  const isPicked = (row) => picked.some((other) => other.value === row.value);
  const mark = () => {
    const id = floating.shown ? list.activeId : null;
    if (id) input.setAttribute("aria-activedescendant", id);
    else input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", String(floating.shown));
  };
  const rest = () => {
    input.value = multiple ? "" : (picked[0]?.label ?? "");
    input.placeholder = multiple && picked.length ? "" : (placeholder ?? "Choose…");
    chips.replaceChildren(...(multiple ? picked.map(chip) : []));
  };
  const chip = (row) =>
    h(
      "span",
      { class: "chip" },
      row.label,
      h(
        "button",
        { type: "button", class: "chip-remove", "aria-label": `Remove ${row.label}`, on: { click: () => remove(row) } },
        icon("close"),
      ),
    );
  const close = () => {
    asked += 1;
    floating.hide();
    mark();
  };
  const show = (rows) => {
    if (rows.length) {
      const at = rows.findIndex(isPicked);
      list.show(rows.map((row) => ({ ...row, selected: isPicked(row) })), Math.max(0, multiple ? 0 : at));
    } else {
      list.say("Nothing found");
    }
    floating.move();
    mark();
  };
  const ask = async (typed) => {
    const turn = (asked += 1);
    try {
      const rows = await find(typed);
      if (turn === asked && floating.shown) show(rows);
    } catch (refusal) {
      if (turn === asked && floating.shown) list.say(refusal.message);
      mark();
    }
  };
  const askSoon = remote ? debounce(ask, TYPING_PAUSE) : ask;
  const open = (typed = "") => {
    floating.show();
    if (typed.length < least) {
      asked += 1;
      list.say(least === 1 ? "Type to search" : `Type at least ${least} letters`);
      floating.move();
      mark();
      return;
    }
    if (remote && list.size === 0) list.say("Looking…");
    mark();
    if (remote && typed) askSoon(typed);
    else ask(typed);
  };
  const choose = (row) => {
    if (!multiple) picked = [row];
    else if (isPicked(row)) picked = picked.filter((other) => other.value !== row.value);
    else if (most !== null && picked.length >= most) {
      list.say(`You can choose at most ${most}`);
      return;
    } else picked = [...picked, row];
    rest();
    if (multiple) open("");
    else close();
    change([...picked]);
  };
  const remove = (row) => {
    picked = picked.filter((other) => other.value !== row.value);
    rest();
    input.focus();
    change([...picked]);
  };

  input.addEventListener("input", () => {
    if (clearable && !multiple && !input.value && picked.length) {
      picked = [];
      change([]);
    }
    open(input.value.trim());
  });
  input.addEventListener("focus", () => !multiple && input.select());
  box.addEventListener("click", (event) => {
    if (event.target.closest("button, [role=option]")) return;
    if (document.activeElement !== input) input.focus();
    if (!floating.shown) open("");
  });
  input.addEventListener("blur", () => {
    close();
    rest();
  });
  input.addEventListener("keydown", (event) => {
    const shown = floating.shown;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!shown) open("");
      else list.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      if (shown && list.active) choose(list.active);
      else if (!shown) open("");
    } else if (event.key === "Escape" && shown) {
      close();
      rest();
    } else if (event.key === "Tab" && shown && !multiple && list.active && input.value !== (picked[0]?.label ?? "")) {
      choose(list.active);
      return;
    } else if (event.key === "Backspace" && multiple && !input.value && picked.length) {
      remove(picked.at(-1));
    } else return;
    event.preventDefault();
    event.stopPropagation();
    mark();
  });
  rest();
  return { node: box, input };
}
