// An Adaptive Card: its body, its actions, and what pressing does.

import { announce, h, reconcile } from "../dom.js";
import { tellRefusal, tryAgain } from "../notices.js";
import { actionRow } from "./actions.js";
import { item } from "./elements.js";
import { markdown } from "./markdown.js";
import { CardState, everything } from "./state.js";

const views = new WeakMap();

/** What a card says, in plain words, for announcements. */
export function cardWords(card) {
  if (card.speak) return card.speak;
  const texts = [];
  for (const [, element] of everything(card)) {
    if (element.type === "TextBlock") texts.push(h("span", {}, markdown(element.text ?? "")).textContent);
    if (element.type === "RichTextBlock") {
      texts.push((element.inlines ?? []).map((run) => (typeof run === "string" ? run : run.text)).join(""));
    }
  }
  return texts.join(" ") || card.fallbackText || "";
}

/** Items to reconcile: known by their id, else as the nth of their kind, so that a line put between moves no other. */
function items(elements, context, pointer) {
  const counts = new Map();
  return elements.map((element, number) => {
    const kind = element.id ?? element.type;
    const nth = counts.get(kind) ?? 0;
    counts.set(kind, nth + 1);
    const place = `${pointer}/${number}`;
    return {
      key: `${kind} ${nth}`,
      sign: JSON.stringify([element, place, context.state.round]),
      make: () => item(element, context, place, number === 0),
    };
  });
}

/** Show, hide, open and mark everything as the state has it. */
function settle(root, card, state) {
  for (const [, element] of everything(card)) {
    if (!element.id) continue;
    const node = root.querySelector(`[data-element="${CSS.escape(element.id)}"]`);
    if (node) node.hidden = !state.shows(element);
  }
  for (const field of root.querySelectorAll("[data-input]")) {
    const words = state.errors.get(field.dataset.input) ?? "";
    const note = field.querySelector(".error");
    if (note.textContent !== words) note.textContent = words;
    field.classList.toggle("wrong", Boolean(words));
    for (const control of field.querySelectorAll("input, textarea, select, [role=radiogroup], [role=group]")) {
      if (words) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }
}

function makeView(app, state, place) {
  const body = h("div", { class: "ac-body" });
  const foot = h("div", { class: "ac-foot" });
  const node = h("div", { class: "ac" }, body, foot);
  let card = null;

  const draw = () => settle(node, card, state);

  const send = async (action, pointer) => {
    tryAgain();
    const inputs = state.send(card, action, pointer);
    draw();
    try {
      const answer = await app.api.click({ ...place, action: pointer, inputs });
      if (answer.answer === "invalid") refuse(answer.errors ?? {});
      if (answer.answer !== "card") state.keep();
    } catch (refusal) {
      state.keep();
      tellRefusal(refusal);
    }
    await app.refresh();
  };

  const refuse = (errors) => {
    state.errors = new Map(Object.entries(errors));
    draw();
    announce(Object.values(errors).join(" "));
    const first = node.querySelector(".wrong");
    first?.querySelector("input, textarea, select").focus();
    first?.scrollIntoView({ block: "nearest" });
  };

  const toggle = (action) => {
    for (const target of action.targetElements ?? []) {
      const id = typeof target === "string" ? target : target.elementId;
      const element = [...everything(card)].map(([, one]) => one).find((one) => one.id === id);
      if (element) state.shown.set(id, target.isVisible ?? !state.shows(element));
    }
    draw();
  };

  const reset = (action) => {
    state.reset(action.targetInputIds);
    show(card);
  };

  const context = {
    state,
    place,
    draw,
    heading: 3,
    key: `${place.ts}/${place.card}`,
    suggest: (input, value, pointer) =>
      app.api.suggest({ ...place, input: input.id, value, inputs: state.held(card, pointer) }),
    /** Do what an action says; presses of links need nothing from us. */
    act: (action, pointer) => {
      if (action.type === "Action.ToggleVisibility") return toggle(action);
      if (action.type === "Action.ResetInputs") return reset(action);
      return send(action, pointer);
    },
  };

  const show = (next) => {
    card = next;
    state.learn(next);
    node.classList.toggle("wide", next.msteams?.width?.toLowerCase() === "full");
    if (next.rtl) node.dir = "rtl";
    if (next.lang) node.lang = next.lang;
    reconcile(body, items(next.body ?? [], context, "/body"));
    const actions = next.actions ?? [];
    reconcile(
      foot,
      actions.length
        ? [{ key: "actions", sign: JSON.stringify(actions), make: () => actionRow(actions, context, "/actions") }]
        : [],
    );
    draw();
  };
  return { node, show };
}

/** A card at a place {channel, ts, card}: {make(content), update(node, content)}, to reconcile. */
export function adaptiveCard(app, place) {
  const make = (content) => {
    const state = app.keep(`card ${place.channel}/${place.ts}/${place.card}`, () => new CardState());
    const view = makeView(app, state, place);
    views.set(view.node, view);
    view.show(content);
    return view.node;
  };
  return { make, update: (node, content) => views.get(node).show(content) };
}

/** A card that is only looked at, as before it is sent. */
export function cardPicture(app, content) {
  const view = makeView(app, new CardState(), { channel: "", ts: "", card: 0 });
  view.show(content);
  view.node.inert = true;
  return view.node;
}
