// The inputs of a card.

import { combobox } from "../combobox.js";
import { h, icon, uid } from "../dom.js";
import { growing } from "../growing.js";

const TYPES = { email: "email", url: "url", tel: "tel", password: "password" };

/** An input with its label above and its error below; `make(naming)` gives the control. */
function field(input, context, make, { labels = true } = {}) {
  const labelId = uid("label");
  const errorId = uid("error");
  const controlId = uid("input");
  const required = input.isRequired ? "true" : null;
  const described = { "aria-describedby": errorId, "aria-required": required };
  const words = input.label ?? "";
  const named = words
    ? { "aria-labelledby": labelId }
    : { "aria-label": input.placeholder || input.title || input.id };
  const naming = { id: controlId, data: { focus: `${context.key}/${input.id}` }, ...named, ...described };
  const star = input.isRequired ? h("span", { class: "required", "aria-hidden": "true" }, " *") : null;
  const tag = labels ? "label" : "div";
  const label = words
    ? h(tag, { class: "label", id: labelId, for: labels ? controlId : null }, h("span", {}, words), star)
    : null;
  return h(
    "div",
    { class: "input", data: { input: input.id } },
    label,
    make(naming),
    h("p", { class: "error", id: errorId }),
  );
}

/** Keep what is typed; a mark of an error goes with the first change. */
function keep(input, context, value) {
  context.state.set(input, value);
  if (context.state.errors.delete(input.id)) context.draw();
}

function text(input, context, pointer) {
  return field(input, context, (naming) => {
    const look = {
      class: "text-input",
      value: context.state.value(input),
      placeholder: input.placeholder ?? null,
      maxlength: input.maxLength ?? null,
      ...naming,
      on: { input: (event) => keep(input, context, event.currentTarget.value) },
    };
    const type = TYPES[String(input.style).toLowerCase()] ?? "text";
    const area = input.isMultiline ? h("textarea", { ...look, rows: "3" }) : h("input", { ...look, type });
    if (input.isMultiline) growing(area);
    if (!input.inlineAction) return area;
    return h("div", { class: "ac-inline" }, area, inline(input.inlineAction, context, pointer));
  });
}

function inline(action, context, pointer) {
  const press = () => context.act(action, `${pointer}/inlineAction`);
  const key = `${context.key}/inline ${action.title}`;
  const look = { type: "button", class: "button", title: action.tooltip ?? null, data: { focus: key } };
  const words = action.title ? null : "Send";
  return h("button", { ...look, "aria-label": words, on: { click: press } }, action.title ?? icon("send"));
}

function plain(type) {
  return (input, context) =>
    field(input, context, (naming) =>
      h("input", {
        type,
        class: `text-input ${type === "number" ? "number" : "date"}`,
        step: type === "number" ? "any" : null,
        min: input.min ?? null,
        max: input.max ?? null,
        value: context.state.value(input),
        placeholder: input.placeholder ?? null,
        ...naming,
        on: { input: (event) => keep(input, context, event.currentTarget.value) },
      }),
    );
}

function toggle(input, context) {
  const on = String(input.valueOn ?? "true");
  const off = String(input.valueOff ?? "false");
  const star = input.isRequired && !input.label ? h("span", { class: "required", "aria-hidden": "true" }, " *") : null;
  return field(
    input,
    context,
    ({ data, ...naming }) => {
      const described = { "aria-describedby": naming["aria-describedby"], "aria-required": naming["aria-required"] };
      const box = h("input", {
        type: "checkbox",
        checked: context.state.value(input) === on,
        data,
        ...described,
        on: { change: (event) => keep(input, context, event.currentTarget.checked ? on : off) },
      });
      return h("label", { class: "tick" }, box, h("span", { class: "tick-words" }, input.title ?? "", star));
    },
    { labels: false },
  );
}

function picked(input, context) {
  const value = context.state.value(input);
  if (!input.isMultiSelect) return value === "" ? [] : [value];
  return value.split(",").filter(Boolean);
}

function ticks(input, context) {
  const many = Boolean(input.isMultiSelect);
  return field(
    input,
    context,
    ({ data, id, ...naming }) => {
      const name = uid("choice");
      const chosen = new Set(picked(input, context));
      const boxes = [];
      const change = () => keep(input, context, boxes.filter((box) => box.checked).map((box) => box.value).join(","));
      const rows = (input.choices ?? []).map((choice) => {
        const box = h("input", {
          type: many ? "checkbox" : "radio",
          name,
          checked: chosen.has(choice.value),
          data: { focus: `${data.focus}/${choice.value}` },
          on: { change },
        });
        box.value = choice.value;
        boxes.push(box);
        return h("label", { class: "tick" }, box, h("span", { class: "tick-words" }, choice.title));
      });
      const role = many ? "group" : "radiogroup";
      return h("div", { class: "ticks", id, role, ...naming, ...(many ? { "aria-required": null } : {}) }, rows);
    },
    { labels: false },
  );
}

function select(input, context) {
  return field(input, context, (naming) => {
    const value = context.state.value(input);
    const none = h("option", { value: "" }, input.placeholder ?? "Choose…");
    const options = (input.choices ?? []).map((choice) => {
      const option = h("option", {}, choice.title);
      option.value = choice.value;
      option.selected = choice.value === value;
      return option;
    });
    const change = (event) => keep(input, context, event.currentTarget.value);
    return h("select", { class: "text-input", ...naming, on: { change } }, none, options);
  });
}

function typeahead(input, context, pointer) {
  return field(input, context, ({ id, data, ...naming }) => {
    const { state } = context;
    const fixed = (input.choices ?? []).map((choice) => ({ value: choice.value, label: choice.title }));
    const known = (value) =>
      fixed.find((row) => row.value === value)?.label ?? state.labels.get(`${input.id} ${value}`);
    const fits = (typed) =>
      fixed.filter((row) => row.label.toLocaleLowerCase().includes(typed.toLocaleLowerCase()));
    const remote = input["choices.data"] !== undefined;
    const find = async (typed) => {
      const { choices = [], acknowledged } = await context.suggest(input, typed, pointer);
      if (acknowledged === false) throw new Error("The app did not answer. Try again in a moment.");
      return [...fits(typed), ...choices.map((choice) => ({ value: choice.value, label: choice.title }))];
    };
    const made = combobox({
      label: naming["aria-label"] ?? input.label,
      labelledBy: naming["aria-labelledby"],
      describedBy: naming["aria-describedby"],
      placeholder: input.placeholder ?? null,
      find: remote ? find : fits,
      remote,
      multiple: Boolean(input.isMultiSelect),
      clearable: true,
      chosen: picked(input, context).map((value) => ({ value, label: known(value) ?? value })),
      focusKey: data.focus,
      change: (rows) => {
        for (const row of rows) state.labels.set(`${input.id} ${row.value}`, row.label);
        keep(input, context, rows.map((row) => row.value).join(","));
      },
    });
    made.input.id = id;
    if (naming["aria-required"]) made.input.setAttribute("aria-required", "true");
    return made.node;
  });
}

function choices(input, context, pointer) {
  if (input["choices.data"] || input.style === "filtered") return typeahead(input, context, pointer);
  if (input.style === "expanded") return ticks(input, context);
  return input.isMultiSelect ? typeahead(input, context, pointer) : select(input, context);
}

/** How to make each type of input. */
export const INPUTS = {
  "Input.Text": text,
  "Input.Number": plain("number"),
  "Input.Date": plain("date"),
  "Input.Time": plain("time"),
  "Input.Toggle": toggle,
  "Input.ChoiceSet": choices,
};
