// The interactive elements of Block Kit.

import { avatar } from "../avatar.js";
import { combobox } from "../combobox.js";
import { mentionable, kindWords, personName } from "../directory.js";
import { h, icon, uid } from "../dom.js";
import { link } from "../link.js";
import { menuButton } from "../popup.js";
import { confirmFirst } from "./confirm.js";
import { plainWords, textObject } from "./mrkdwn.js";
import { wireValue } from "./values.js";

/*
 * Each maker takes (element, place). A place says where the element stands: `blockId`; `values`;
 * `dispatch`, whether using it is told to the bot; `label`, `labelledBy` and `describedBy` for its name;
 * `fail`, which shows a refusal; `heading`, the level of headings here.
 */

function focusKey(element, place, part = "") {
  return `${place.blockId}/${element.action_id}${part && `/${part}`}`;
}

/** Send a use of the element, with its confirmation first; `undo` runs when it is not confirmed. */
async function use(element, place, wire, undo = null) {
  if (element.confirm && !(await confirmFirst(element.confirm))) {
    undo?.();
    return;
  }
  try {
    await place.values.click(place.blockId, element, wire);
  } catch (refusal) {
    place.fail(refusal);
  }
}

/** Keep a new value and, where the element dispatches, tell the bot. */
function changed(element, place, value) {
  if (!place.dispatch) return place.values.set(place.blockId, element, value);
  place.values.keep(place.blockId, element, value);
  return use(element, place, wireValue(value));
}

function button(element, place) {
  const style = ["primary", "danger"].includes(element.style) ? element.style : "";
  const words = plainWords(element.text);
  const properties = {
    class: `button ${style}`,
    "aria-label": element.accessibility_label ?? null,
    data: { focus: focusKey(element, place) },
  };
  const press = async (event) => {
    const pressed = event.currentTarget;
    if (pressed.getAttribute("aria-busy") === "true") return;
    pressed.setAttribute("aria-busy", "true");
    await use(element, place, {});
    pressed.removeAttribute("aria-busy");
  };
  if (element.url) {
    const away = link(element.url, words, { ...properties, on: { click: press } });
    if (away instanceof Element) {
      away.append(icon("open"), h("span", { class: "hidden" }, " (opens in a new tab)"));
      return away;
    }
  }
  return h("button", { type: "button", ...properties, on: { click: press } }, words);
}

function optionRow(option, group = null) {
  return {
    value: option.value,
    label: String(plainWords(option.text)),
    hint: option.description ? plainWords(option.description) : null,
    group,
    option,
  };
}

function optionRows(holder) {
  if (holder.option_groups?.length) {
    return holder.option_groups.flatMap((group) =>
      group.options.map((option) => optionRow(option, String(plainWords(group.label)))),
    );
  }
  return (holder.options ?? []).map((option) => optionRow(option));
}

function matching(rows, typed) {
  const wanted = typed.toLocaleLowerCase();
  return wanted ? rows.filter((row) => `${row.label} ${row.hint ?? ""}`.toLocaleLowerCase().includes(wanted)) : rows;
}

function select(element, place, { find, rows, toValue, remote = false, multiple = false, least = 0 }) {
  const placeholder = element.placeholder ? String(plainWords(element.placeholder)) : null;
  const made = combobox({
    label: place.label ?? placeholder ?? "Choose",
    labelledBy: place.labelledBy,
    describedBy: place.describedBy,
    placeholder,
    find,
    remote,
    least,
    multiple,
    most: element.max_selected_items ?? null,
    chosen: rows(place.values.get(place.blockId, element)),
    focusKey: focusKey(element, place),
    change: (picked) => changed(element, place, toValue(picked)),
  });
  place.control = made.input;
  return made.node;
}

const oneOption = {
  rows: (value) => (value.selected_option ? [optionRow(value.selected_option)] : []),
  toValue: ([row]) => ({ selected_option: row?.option ?? null }),
};
const manyOptions = {
  multiple: true,
  rows: (value) => (value.selected_options ?? []).map((option) => optionRow(option)),
  toValue: (picked) => ({ selected_options: picked.map((row) => row.option) }),
};

function fixed(element) {
  const all = optionRows(element);
  return { find: (typed) => matching(all, typed) };
}

function external(element, place) {
  return {
    remote: true,
    least: element.min_query_length ?? 3,
    find: async (typed) => optionRows(await place.values.suggest(place.blockId, element, typed)),
  };
}

function userRow(id) {
  const user = mentionable().find((other) => other.id === id);
  return {
    value: id,
    label: personName(id) ?? id,
    hint: [user?.title, kindWords(user)].filter(Boolean).join(" · "),
    picture: avatar(id, "small"),
  };
}

function people() {
  return { find: (typed) => matching(mentionable().map((user) => userRow(user.id)), typed) };
}

function moment(element, place, type, key) {
  const value = place.values.get(place.blockId, element)[key] ?? "";
  let sent = value;
  let typing = false;
  const input = h(
    "input",
    { type, class: "text-input date", value, data: { focus: focusKey(element, place) }, ...naming(element, place) },
  );
  const tell = () => {
    typing = false;
    if (input.value === sent) return;
    sent = input.value;
    changed(element, place, { [key]: sent || null });
  };
  input.addEventListener("keydown", (event) => {
    typing = event.key !== "Enter";
    if (event.key === "Enter" && place.dispatch) {
      event.preventDefault();
      tell();
    }
  });
  input.addEventListener("change", () => {
    place.values.keep(place.blockId, element, { [key]: input.value || null });
    if (!typing) tell();
  });
  input.addEventListener("blur", tell);
  place.control = input;
  return input;
}

function naming(element, place) {
  const words = place.label ?? (element.placeholder ? String(plainWords(element.placeholder)) : element.action_id);
  return {
    "aria-label": place.labelledBy ? null : words,
    "aria-labelledby": place.labelledBy,
    "aria-describedby": place.describedBy,
    "aria-required": place.required ? "true" : null,
  };
}

function ticks(element, place, kind) {
  const many = kind === "checkbox";
  const standing = place.values.get(place.blockId, element);
  const chosen = new Set(
    many ? (standing.selected_options ?? []).map((o) => o.value) : [standing.selected_option?.value],
  );
  const name = uid("choice");
  const inputs = [];
  const read = () => element.options.filter((_, number) => inputs[number].checked);
  const onChange = () => changed(
    element,
    place,
    many ? { selected_options: read() } : { selected_option: read()[0] ?? null },
  );
  const rows = element.options.map((option) => {
    const input = h("input", {
      type: kind,
      name,
      checked: chosen.has(option.value),
      data: { focus: focusKey(element, place, option.value) },
      on: { change: onChange },
    });
    inputs.push(input);
    const about = option.description ? h("span", { class: "option-hint" }, textObject(option.description)) : null;
    return h(
      "label",
      { class: "tick" },
      input,
      h("span", {}, h("span", { class: "tick-words" }, textObject(option.text)), about),
    );
  });
  place.control = inputs[0];
  const { "aria-required": required, ...named } = naming(element, place);
  return h(
    "div",
    { class: "ticks", role: many ? "group" : "radiogroup", ...named, ...(many ? {} : { "aria-required": required }) },
    rows,
  );
}

function overflow(element, place) {
  const opener = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": place.label ?? "More actions",
      data: { focus: focusKey(element, place) },
    },
    icon("more"),
  );
  return menuButton(
    opener,
    element.options.map((option) => ({
      label: plainWords(option.text),
      act: () => {
        if (option.url) window.open(option.url, "_blank", "noopener,noreferrer");
        use(element, place, { selected: option.value });
      },
    })),
  );
}

function picture(element) {
  return h("img", {
    class: "accessory-image",
    src: element.image_url ?? element.slack_file?.url,
    alt: element.alt_text ?? "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}

export { naming, focusKey, use };

/** How to make each type of element that chooses or acts; the typed ones are in inputs.js. */
export const CHOICES = {
  button,
  image: picture,
  overflow,
  datepicker: (element, place) => moment(element, place, "date", "selected_date"),
  timepicker: (element, place) => moment(element, place, "time", "selected_time"),
  static_select: (element, place) => select(element, place, { ...oneOption, ...fixed(element) }),
  external_select: (element, place) => select(element, place, { ...oneOption, ...external(element, place) }),
  multi_static_select: (element, place) => select(element, place, { ...manyOptions, ...fixed(element) }),
  multi_external_select: (element, place) => select(element, place, { ...manyOptions, ...external(element, place) }),
  users_select: (element, place) =>
    select(element, place, {
      ...people(),
      rows: (value) => (value.selected_user ? [userRow(value.selected_user)] : []),
      toValue: ([row]) => ({ selected_user: row?.value ?? null }),
    }),
  multi_users_select: (element, place) =>
    select(element, place, {
      ...people(),
      multiple: true,
      rows: (value) => (value.selected_users ?? []).map(userRow),
      toValue: (picked) => ({ selected_users: picked.map((row) => row.value) }),
    }),
  checkboxes: (element, place) => ticks(element, place, "checkbox"),
  radio_buttons: (element, place) => ticks(element, place, "radio"),
};
