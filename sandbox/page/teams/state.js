// What one person has typed and opened in one card.

/** The value an input starts with, as a string; a set of choices is joined by commas. */
export function initialValue(input) {
  if (input.type === "Input.Toggle") return String(input.value ?? input.valueOff ?? "false");
  return input.value === undefined || input.value === null ? "" : String(input.value);
}

/** Everything that stands in an element, one level down, with its place: [[pointer, element], ...]. */
export function inside(element, pointer) {
  const found = [];
  for (const name of ["body", "items", "columns", "rows", "cells", "images"]) {
    const list = element[name];
    if (Array.isArray(list)) list.forEach((one, number) => found.push([`${pointer}/${name}/${number}`, one]));
  }
  return found;
}

/** Every element of a card, however deep, without the cards of its actions. */
export function* everything(element, pointer = "") {
  for (const [place, one] of inside(element, pointer)) {
    yield [place, one];
    yield* everything(one, place);
  }
}

/** What a pointer such as `/body/0/actions/1` leads to. */
function at(card, pointer) {
  return pointer.split("/").slice(1).reduce((one, step) => one?.[step], card);
}

/** The inputs that belong to an action: all of the card's, and those of the shown cards that it stands in. */
function inputsFor(card, pointer) {
  const cards = [card];
  for (const match of pointer.matchAll(/\/card(?=\/)/g)) cards.push(at(card, pointer.slice(0, match.index + 5)));
  return cards.flatMap((one) => [...everything(one)])
    .map(([, element]) => element)
    .filter((element) => String(element.type).startsWith("Input."));
}

/** One card's inputs, and which of its parts are shown. */
export class CardState {
  constructor() {
    this.typed = new Map();
    this.labels = new Map();
    this.shown = new Map();
    this.opened = new Map();
    this.errors = new Map();
    this.before = null;
    this.round = 0;
    this.sign = null;
  }

  value(input) {
    return this.typed.get(input.id) ?? initialValue(input);
  }

  set(input, value) {
    this.typed.set(input.id, value);
  }

  /** Whether an element is shown. */
  shows(element) {
    return this.shown.get(element.id) ?? element.isVisible !== false;
  }

  /** What the inputs hold that belong to the place a pointer leads to. */
  held(card, pointer) {
    return Object.fromEntries(inputsFor(card, pointer).map((input) => [input.id, this.value(input)]));
  }

  /** What is sent with an action. What stands here now is remembered: after the answer it is the app's to show. */
  send(card, action, pointer) {
    this.errors.clear();
    this.before = new Map(this.typed);
    return action.associatedInputs === "none" ? {} : this.held(card, pointer);
  }

  /** The app had no other card to show: what was typed stays. */
  keep() {
    this.before = null;
  }

  /** Let inputs hold again what they began with: those named, or all. */
  reset(ids) {
    for (const id of [...this.typed.keys()]) if (!ids || ids.includes(id)) this.typed.delete(id);
    this.round += 1;
  }

  /**
   * Take in the card as it stands now. When an action brought another one, what stood here before is forgotten: it is
   * the app's to show it again. What was typed since stays, so that a card that changes under one's hands loses no
   * word.
   */
  learn(card) {
    const sign = JSON.stringify(card);
    if (this.sign === sign) return;
    if (this.before) {
      for (const [id, value] of this.before) if (this.typed.get(id) === value) this.typed.delete(id);
      this.before = null;
      this.shown.clear();
      this.opened.clear();
    }
    this.errors.clear();
    this.sign = sign;
  }
}
