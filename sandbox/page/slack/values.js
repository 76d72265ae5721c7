// What stands in each element of a message, modal or Home, and how it is told to the sandbox.

import { debounce } from "../dom.js";

const TYPING_PAUSE = 400;

/** The value an element starts with, in the shape of Slack's `state.values`. */
function initialValue(element) {
  switch (element.type) {
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return { value: element.initial_value ?? null };
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { selected_option: element.initial_option ?? null };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { selected_options: element.initial_options ?? [] };
    case "users_select":
      return { selected_user: element.initial_user ?? null };
    case "multi_users_select":
      return { selected_users: element.initial_users ?? [] };
    case "datepicker":
      return { selected_date: element.initial_date ?? null };
    case "timepicker":
      return { selected_time: element.initial_time ?? null };
    default:
      return {};
  }
}

/** The same value with the keys of the control API. */
export function wireValue(value) {
  if ("value" in value) return { text: value.value ?? "" };
  if ("selected_option" in value) return { selected: value.selected_option?.value ?? null };
  if ("selected_options" in value) return { selected: value.selected_options.map((option) => option.value) };
  return { ...value };
}

/**
 * The values of one message, modal or Home. `target` is {channel, ts} or {view}; `sends` has `click`,
 * `fill` and `suggest`. What was typed here wins over what the sandbox last knew, so that a refresh
 * never undoes a word.
 */
export class Values {
  constructor(target, sends) {
    this.target = target;
    this.sends = sends;
    this.typed = new Map();
    this.known = {};
    this.tell = new Map();
  }

  /** Take in the state that the sandbox keeps. */
  learn(state) {
    this.known = state?.values ?? {};
  }

  /** Forget what was typed in elements that are no longer there: another form may have taken this one's place. */
  shed(blocks) {
    const there = new Set(
      blocks.flatMap((block) =>
        [block.element, block.accessory, ...(block.elements ?? [])].map((each) => `${block.block_id}/${each?.action_id}`),
      ),
    );
    for (const key of [...this.typed.keys()]) {
      if (there.has(key)) continue;
      this.typed.delete(key);
      this.tell.delete(key);
    }
  }

  /** What stands in an element now. */
  get(blockId, element) {
    const typed = this.typed.get(`${blockId}/${element.action_id}`);
    const known = this.known[blockId]?.[element.action_id];
    if (typed && (!known || !known.type || known.type === element.type)) return typed.value;
    return known ?? initialValue(element);
  }

  /** Keep a value; the sandbox is told after a pause in typing, or at once when `now` is set. */
  set(blockId, element, value, { now = true } = {}) {
    this.keep(blockId, element, value);
    const key = `${blockId}/${element.action_id}`;
    if (!this.tell.has(key)) {
      this.tell.set(
        key,
        debounce(
          () => this.send("fill", blockId, element, wireValue(this.get(blockId, element))).catch(() => null),
          TYPING_PAUSE,
        ),
      );
    }
    this.tell.get(key)();
    if (now) return this.tell.get(key).flush();
    return null;
  }

  /** Keep a value without telling the sandbox. */
  keep(blockId, element, value) {
    this.typed.set(`${blockId}/${element.action_id}`, { blockId, actionId: element.action_id, value });
  }

  /** Tell the sandbox everything that still waits for a pause in typing. */
  async settle() {
    await Promise.all([...this.tell.values()].map((tell) => tell.flush()));
  }

  /** Use an element: the bot hears of it. */
  async click(blockId, element, wire = {}) {
    await this.settle();
    return this.send("click", blockId, element, wire);
  }

  /** Ask the bot for options. */
  suggest(blockId, element, typed) {
    return this.sends.suggest({ ...this.target, block_id: blockId, action_id: element.action_id, value: typed });
  }

  /** Everything typed here, as `submit` takes it. */
  filled() {
    const all = {};
    for (const { blockId, actionId, value } of this.typed.values()) {
      (all[blockId] ??= {})[actionId] = wireValue(value);
    }
    return all;
  }

  send(action, blockId, element, wire) {
    return this.sends[action]({ ...this.target, block_id: blockId, action_id: element.action_id, ...wire });
  }
}

/** The values of one message, modal or Home, kept as long as the page is open. */
export function valuesOf(app, key, target) {
  return app.keep(key, () => new Values(target, app.api));
}
