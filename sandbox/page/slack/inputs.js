// The elements one types into.

import { h, uid } from "../dom.js";
import { growing } from "../growing.js";
import { focusKey, naming, use } from "./elements.js";
import { plainWords } from "./mrkdwn.js";

function typed(element, place, control) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tell = () => use(element, place, { text: control.value });
  control.addEventListener("input", () => {
    place.values.set(place.blockId, element, { value: control.value || null }, { now: false });
    if (place.dispatch && triggers.includes("on_character_entered")) tell();
  });
  control.addEventListener("change", () => place.values.settle());
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (!place.dispatch || !triggers.includes("on_enter_pressed") || element.multiline) return;
    event.preventDefault();
    tell();
  });
  place.control = control;
}

function counter(element, control) {
  const most = element.max_length;
  if (!most) return null;
  const id = uid("count");
  const node = h("span", { class: "counter", id });
  const draw = () => {
    const left = most - [...control.value].length;
    const low = left <= Math.max(20, most / 10);
    node.textContent = left < 0 ? `${-left} too many` : `${left} left`;
    node.classList.toggle("low", low);
    node.classList.toggle("over", left < 0);
  };
  control.addEventListener("input", draw);
  draw();
  control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
  return node;
}

function words(element, place) {
  const properties = {
    class: "text-input",
    value: place.values.get(place.blockId, element).value ?? "",
    placeholder: element.placeholder ? String(plainWords(element.placeholder)) : null,
    data: { focus: focusKey(element, place) },
    ...naming(element, place),
  };
  const control = element.multiline
    ? h("textarea", { ...properties, rows: "3" })
    : h("input", { ...properties, type: { email_text_input: "email", url_text_input: "url" }[element.type] ?? "text" });
  if (element.multiline) growing(control);
  typed(element, place, control);
  const count = counter(element, control);
  return count ? h("span", { class: "counted" }, control, count) : control;
}

function number(element, place) {
  const control = h("input", {
    type: "text",
    inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
    class: "text-input number",
    value: place.values.get(place.blockId, element).value ?? "",
    placeholder: element.placeholder ? String(plainWords(element.placeholder)) : null,
    data: { focus: focusKey(element, place) },
    ...naming(element, place),
  });
  typed(element, place, control);
  return control;
}

/** How to make each type of element that is typed into. */
export const TYPED = {
  plain_text_input: words,
  email_text_input: words,
  url_text_input: words,
  number_input: number,
};
