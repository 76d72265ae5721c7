// A list that floats by its anchor, above everything else, inside the screen.

import { h } from "./dom.js";

const GAP = 4;
const MARGIN = 8;

/** Keep `panel` (a manual popover) beside `anchor`, under it where there is room. */
export function place(panel, anchor, { width = null, prefer = "below" } = {}) {
  const box = anchor.getBoundingClientRect();
  const wide = Math.min(width ?? Math.max(box.width, 220), innerWidth - 2 * MARGIN);
  const below = innerHeight - box.bottom - GAP - MARGIN;
  const above = box.top - GAP - MARGIN;
  panel.style.width = `${wide}px`;
  panel.style.left = `${Math.max(MARGIN, Math.min(box.left, innerWidth - wide - MARGIN))}px`;
  const under = prefer === "above" ? above < 160 && below > above : below >= Math.min(
    240,
    panel.scrollHeight,
  ) || below > above;
  panel.style.maxHeight = `${Math.max(96, Math.min(320, under ? below : above))}px`;
  if (under) {
    panel.style.top = `${box.bottom + GAP}px`;
    panel.style.bottom = "auto";
  } else {
    panel.style.top = "auto";
    panel.style.bottom = `${innerHeight - box.top + GAP}px`;
  }
}

/** Show a popover beside its anchor and keep it there until `hide`. Returns {hide, move, shown}. */
export function float(panel, anchor, options = {}) {
  panel.setAttribute("popover", "manual");
  const move = () => place(panel, anchor, options);
  let shown = false;
  return {
    get shown() {
      return shown;
    },
    move: () => shown && move(),
    show() {
      if (shown || !panel.isConnected) return;
      panel.showPopover();
      shown = true;
      move();
      addEventListener("resize", move);
      addEventListener("scroll", move, { capture: true, passive: true });
    },
    hide() {
      if (!shown) return;
      shown = false;
      removeEventListener("resize", move);
      removeEventListener("scroll", move, { capture: true });
      if (panel.isConnected && panel.matches(":popover-open")) panel.hidePopover();
    },
  };
}

/**
 * A list of options that is moved through from elsewhere (a text box keeps the focus).
 * `rows` are {id, label, hint?, group?, selected?}; `pick(row)` is called when one is chosen.
 */
export function optionList({ label, id, pick, multiple = false }) {
  const list = h(
    "div",
    { role: "listbox", id, class: "options", "aria-label": label, "aria-multiselectable": multiple || null },
  );
  let rows = [];
  let at = -1;
  const nodes = () => [...list.querySelectorAll('[role="option"]')];
  const mark = (next) => {
    at = next;
    nodes().forEach((node, number) => {
      node.classList.toggle("active", number === at);
      if (number === at) node.scrollIntoView({ block: "nearest" });
    });
  };
  const draw = () => {
    let group = null;
    list.replaceChildren();
    rows.forEach((row, number) => {
      if (row.group && row.group !== group) list.append(
        h("div", { class: "option-group", role: "presentation" }, row.group),
      );
      group = row.group ?? null;
      list.append(
        h(
          "div",
          {
            role: "option",
            id: `${id}-${number}`,
            class: "option",
            "aria-selected": row.selected ? "true" : "false",
            on: {
              pointerdown: (event) => event.preventDefault(),
              click: () => pick(row),
              pointermove: () => at !== number && mark(number),
            },
          },
          row.picture ?? null,
          h(
            "span",
            { class: "option-words" },
            h("span", { class: "option-label" }, row.label),
            row.hint ? h("span", { class: "option-hint" }, row.hint) : null,
          ),
        ),
      );
    });
  };
  return {
    node: list,
    get size() {
      return rows.length;
    },
    get active() {
      return rows[at] ?? null;
    },
    get activeId() {
      return rows[at] ? `${id}-${at}` : null;
    },
    show(next, first = 0) {
      rows = next;
      draw();
      mark(rows.length ? Math.min(first, rows.length - 1) : -1);
    },
    say(words) {
      rows = [];
      at = -1;
      list.replaceChildren(
        h("div", { class: "option-note", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words),
      );
    },
    step(by) {
      if (rows.length) mark(at < 0 ? (by > 0 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length);
    },
  };
}

/** A menu of buttons under a button; `items` are {label, act}. Returns the button's wrapper. */
export function menuButton(button, items) {
  const menu = h("div", { role: "menu", class: "options action-menu" });
  const floating = float(menu, button, { width: 220 });
  const close = (refocus) => {
    floating.hide();
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const entries = () => [...menu.querySelectorAll('[role="menuitem"]')];
  const open = () => {
    menu.replaceChildren(
      ...items.map((item) =>
        h(
          "button",
          {
            type: "button",
            role: "menuitem",
            class: "option",
            tabindex: "-1",
            on: { click: () => (close(true), item.act()) },
          },
          item.label,
        ),
      ),
    );
    floating.show();
    floating.move();
    button.setAttribute("aria-expanded", "true");
    entries()[0]?.focus();
  };
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => (floating.shown ? close(true) : open()));
  menu.addEventListener("keydown", (event) => {
    const all = entries();
    const at = all.indexOf(document.activeElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 };
    if (event.key in steps) all[steps[event.key] % all.length].focus();
    else if (event.key === "Escape") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget) && event.relatedTarget !== button) close(false);
  });
  return h("span", { class: "menu-holder" }, button, menu);
}
