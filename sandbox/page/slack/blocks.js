// The blocks of a message, modal or Home.

import { h, reconcile, uid } from "../dom.js";
import { CHOICES } from "./elements.js";
import { TYPED } from "./inputs.js";
import { plainWords, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

function element(one, place) {
  const make = CHOICES[one.type] ?? TYPED[one.type];
  if (!make) return h("span", { class: "unknown" }, `The sandbox cannot show “${one.type}”.`);
  return make(one, place);
}

function placeIn(block, context, more = {}) {
  return { blockId: block.block_id, values: context.values, fail: context.fail, dispatch: true, ...more };
}

function header(block, context) {
  return h(`h${context.heading}`, { class: "block-header" }, plainWords(block.text));
}

function section(block, context) {
  const words = h("div", { class: "section-words" });
  const textId = uid("text");
  if (block.text) words.append(h("div", { class: "mrkdwn", id: textId }, textObject(block.text)));
  if (block.fields?.length) {
    words.append(
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "mrkdwn field" }, textObject(field))),
      ),
    );
  }
  if (!block.accessory) return h("div", { class: "section" }, words);
  const named = block.text && !["button", "image", "overflow"].includes(block.accessory.type);
  const accessory = element(block.accessory, placeIn(block, context, named ? { labelledBy: textId } : {}));
  const wide = !["button", "image", "overflow"].includes(block.accessory.type);
  return h(
    "div",
    { class: `section with-accessory${wide ? " wide" : ""}` },
    words,
    h("div", { class: "accessory" }, accessory),
  );
}

function contextBlock(block) {
  const parts = (block.elements ?? []).map((part) =>
    part.type === "image"
      ? h(
        "img",
        {
          class: "context-image",
          src: part.image_url ?? part.slack_file?.url,
          alt: part.alt_text ?? "",
          referrerpolicy: "no-referrer",
        },
      )
      : h("span", { class: "mrkdwn" }, textObject(part)),
  );
  return h("div", { class: "context" }, parts);
}

function actions(block, context) {
  const made = (block.elements ?? []).map((one) => element(one, placeIn(block, context)));
  return h("div", { class: "actions" }, made);
}

function image(block) {
  return h(
    "figure",
    { class: "image" },
    block.title ? h("figcaption", {}, plainWords(block.title)) : null,
    h(
      "img",
      {
        src: block.image_url ?? block.slack_file?.url,
        alt: block.alt_text ?? "",
        loading: "lazy",
        referrerpolicy: "no-referrer",
      },
    ),
  );
}

function input(block, context) {
  const labelId = uid("label");
  const hintId = uid("hint");
  const errorId = uid("error");
  const hint = block.hint ? h("p", { class: "hint", id: hintId }, plainWords(block.hint)) : null;
  const place = placeIn(block, context, {
    dispatch: Boolean(block.dispatch_action),
    labelledBy: labelId,
    describedBy: [hint ? hintId : null, errorId].filter(Boolean).join(" "),
    required: !block.optional,
  });
  const control = element(block.element, place);
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  const label = h("div", { class: "label", id: labelId }, plainWords(block.label), optional);
  const many = ["checkboxes", "radio_buttons"].includes(block.element.type);
  if (!many) label.addEventListener("click", () => place.control?.focus());
  return h(
    "div",
    { class: "input", data: { block: block.block_id } },
    label,
    control,
    hint,
    h("p", { class: "error", id: errorId }),
  );
}

const MAKERS = {
  header,
  section,
  divider: () => h("hr"),
  context: contextBlock,
  actions,
  image,
  input,
  rich_text: richText,
};

function make(block, context) {
  const maker = MAKERS[block.type];
  const made = maker ? maker(block, context) : h(
    "p",
    { class: "unknown" },
    `The sandbox cannot show a “${block.type}” block.`,
  );
  return h("div", { class: `block block-${block.type}` }, made);
}

/**
 * Show blocks in `parent`. A context is {values, fail, heading}. Blocks that did not change keep
 * their nodes, with what is typed or open in them.
 */
export function renderBlocks(parent, blocks, context) {
  reconcile(
    parent,
    blocks.map((block, number) => ({
      key: `${block.block_id ?? number}:${block.type}`,
      sign: JSON.stringify(block),
      make: () => make(block, context),
    })),
  );
}

/** Show errors under their fields, by block_id; returns those that belong to no field. */
export function showErrors(parent, errors) {
  const left = { ...errors };
  for (const field of parent.querySelectorAll(".input[data-block]")) {
    const words = errors[field.dataset.block] ?? "";
    delete left[field.dataset.block];
    const note = field.querySelector(".error");
    if (note.textContent !== words) note.textContent = words;
    field.classList.toggle("wrong", Boolean(words));
    for (const control of field.querySelectorAll("input, textarea, [role=radiogroup], [role=group]")) {
      if (words) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }
  return left;
}

/** Put focus on the first field with an error. */
export function focusFirstError(parent) {
  parent.querySelector(".input.wrong :is(input, textarea, button)")?.focus();
}
