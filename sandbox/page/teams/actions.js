// What is pressed in a card: buttons, links, shown cards, and whatever else carries an action.

import { append, h, icon, uid } from "../dom.js";
import { link } from "../link.js";
import { menuButton } from "../popup.js";
import { item } from "./elements.js";

const MOST_BUTTONS = 6;
const STYLES = { positive: "primary", destructive: "danger" };

function focusKey(action, context) {
  return `${context.key}/${action.id ?? action.title ?? action.type}`;
}

/** Do it once, however often it is pressed meanwhile. */
function pressing(action, context, pointer) {
  return async (event) => {
    const pressed = event.currentTarget;
    if (pressed.getAttribute("aria-busy") === "true") return;
    pressed.setAttribute("aria-busy", "true");
    try {
      await context.act(action, pointer);
    } finally {
      pressed.removeAttribute("aria-busy");
    }
  };
}

function look(action, context) {
  return {
    class: `button ${STYLES[action.style] ?? ""}`,
    title: action.tooltip ?? null,
    disabled: action.isEnabled === false,
    data: { focus: focusKey(action, context) },
  };
}

function button(action, context, pointer) {
  if (action.type === "Action.OpenUrl") {
    const away = link(action.url ?? "", action.title ?? action.url, look(action, context));
    if (away instanceof Element) {
      if (action.tooltip) away.title = action.tooltip;
      return append(away, [icon("open"), h("span", { class: "hidden" }, " (opens in a new tab)")]);
    }
  }
  const press = pressing(action, context, pointer);
  return h("button", { type: "button", ...look(action, context), on: { click: press } }, action.title ?? "");
}

/** The button of a card that opens below the row; one of a row is open at a time. */
function showing(action, context, pointer, row) {
  const id = uid("shown-card");
  const opener = h(
    "button",
    { type: "button", ...look(action, context), "aria-expanded": "false", "aria-controls": id },
    action.title ?? "",
    icon("down"),
  );
  const pane = h("div", { class: "ac-shown", id, hidden: true });
  const set = (open) => {
    opener.setAttribute("aria-expanded", String(open));
    pane.hidden = !open;
    if (!open || pane.childElementCount) return;
    const { card = {} } = action;
    append(pane, (card.body ?? []).map((one, n) => item(one, context, `${pointer}/card/body/${n}`, n === 0)));
    if (card.actions?.length) pane.append(actionRow(card.actions, context, `${pointer}/card/actions`));
  };
  row.panes.push({ pointer, set });
  opener.addEventListener("click", () => {
    const { opened } = context.state;
    opened.set(row.pointer, opened.get(row.pointer) === pointer ? null : pointer);
    row.settle();
    context.draw();
  });
  return { opener, pane };
}

/** A row of actions with the cards they show; those beyond the sixth, and secondary ones, are in a menu. */
export function actionRow(actions, context, pointer) {
  const buttons = h("div", { class: "actions" });
  const node = h("div", { class: "ac-actions" }, buttons);
  const row = {
    pointer,
    panes: [],
    settle: () => row.panes.forEach((pane) => pane.set(context.state.opened.get(pointer) === pane.pointer)),
  };
  const rest = [];
  actions.forEach((action, number) => {
    const place = `${pointer}/${number}`;
    if (action.type === "Action.ShowCard") {
      const { opener, pane } = showing(action, context, place, row);
      buttons.append(opener);
      node.append(pane);
    } else if (action.mode === "secondary" || buttons.childElementCount >= MOST_BUTTONS) {
      rest.push({ label: action.title ?? "", act: () => follow(action, context, place) });
    } else {
      buttons.append(button(action, context, place));
    }
  });
  if (rest.length) buttons.append(menu(rest, context, pointer));
  row.settle();
  return node;
}

function follow(action, context, pointer) {
  if (action.type === "Action.OpenUrl") window.open(action.url, "_blank", "noopener,noreferrer");
  else context.act(action, pointer);
}

function menu(entries, context, pointer) {
  const key = `${context.key}/more ${pointer}`;
  const look = { type: "button", class: "button overflow", "aria-label": "More actions", data: { focus: key } };
  return menuButton(h("button", look, icon("more")), entries);
}

/** Make something pressed as a whole. */
export function pressable(node, action, context, pointer) {
  const press = (event) => {
    if (event.target.closest("button, a, input, textarea, select, label, [role=button], [role=link]") !== node) return;
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    if (action.type === "Action.OpenUrl") follow(action, context, pointer);
    else pressing(action, context, pointer)(event);
  };
  node.classList.add("ac-pressable");
  node.tabIndex = 0;
  node.setAttribute("role", action.type === "Action.OpenUrl" ? "link" : "button");
  node.dataset.focus = focusKey(action, context);
  if (action.title) node.setAttribute("aria-label", action.title);
  if (action.tooltip) node.title = action.tooltip;
  node.addEventListener("click", press);
  node.addEventListener("keydown", press);
  return node;
}
