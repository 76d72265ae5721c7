// The elements of a card that are looked at: text, facts, pictures, and what holds others.

import { h } from "../dom.js";
import { actionRow, pressable } from "./actions.js";
import { INPUTS } from "./inputs.js";
import { markdown, withMoments } from "./markdown.js";

/*
 * Each maker takes (element, context, pointer) and gives a node. A context is {state, place, key, heading, act, draw,
 * suggest}; the pointer says where in the card the element stands, as the sandbox wants to hear of actions.
 */

function lower(value, otherwise) {
  return String(value ?? otherwise).toLowerCase();
}

function look(one) {
  return [
    `ac-size-${lower(one.size, "default")}`,
    `ac-weight-${lower(one.weight, "default")}`,
    `ac-ink-${lower(one.color, "default")}`,
    one.isSubtle ? "ac-subtle" : "",
    lower(one.fontType, "default") === "monospace" ? "ac-mono" : "",
  ];
}

function classes(...names) {
  return names.flat().filter(Boolean).join(" ");
}

function textBlock(one, context) {
  const tag = one.style === "heading" ? `h${context.heading}` : "div";
  const cut = one.wrap !== true;
  const align = one.horizontalAlignment ? `ac-align-${lower(one.horizontalAlignment)}` : "";
  const named = classes("ac-text", look(one), align, cut ? "ac-one-line" : "");
  const node = h(tag, { class: named }, markdown(one.text ?? ""));
  if (cut) node.title = node.textContent;
  if (one.maxLines && !cut) {
    node.classList.add("ac-max-lines");
    node.style.setProperty("--lines", one.maxLines);
  }
  return node;
}

function run(inline, context, pointer) {
  if (typeof inline === "string") return document.createTextNode(withMoments(inline));
  let whole = h("span", { class: classes(look(inline), inline.highlight ? "ac-highlight" : "") });
  whole.textContent = withMoments(inline.text ?? "");
  for (const [name, tag] of [["italic", "em"], ["strikethrough", "s"], ["underline", "u"]]) {
    if (inline[name]) whole = h(tag, {}, whole);
  }
  return inline.selectAction ? pressable(whole, inline.selectAction, context, `${pointer}/selectAction`) : whole;
}

function richText(one, context, pointer) {
  const align = one.horizontalAlignment ? `ac-align-${lower(one.horizontalAlignment)}` : "";
  const runs = (one.inlines ?? []).map((inline, number) => run(inline, context, `${pointer}/inlines/${number}`));
  return h("div", { class: classes("ac-text ac-rich", align) }, h("p", {}, runs));
}

function factSet(one) {
  const rows = (one.facts ?? []).map((fact) =>
    h("div", { class: "ac-fact" }, h("dt", {}, markdown(fact.title ?? "")), h("dd", {}, markdown(fact.value ?? ""))),
  );
  return h("dl", { class: "ac-facts" }, rows);
}

function image(one, context, pointer) {
  const picture = h("img", {
    class: classes("ac-image", `ac-image-${lower(one.size, "auto")}`, one.style === "person" ? "ac-person" : ""),
    src: one.url,
    alt: one.altText ?? "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
    width: Number.parseInt(one.width, 10) || null,
    height: Number.parseInt(one.height, 10) || null,
  });
  return one.selectAction ? pressable(picture, one.selectAction, context, `${pointer}/selectAction`) : picture;
}

function imageSet(one, context, pointer) {
  const pictures = (one.images ?? []).map((each, number) =>
    image({ size: one.imageSize ?? "medium", ...each }, context, `${pointer}/images/${number}`),
  );
  return h("div", { class: "ac-images" }, pictures);
}

function held(list, context, pointer) {
  return (list ?? []).map((each, number) => item(each, context, `${pointer}/${number}`, number === 0));
}

function filled(style) {
  return style && lower(style) !== "default" ? `ac-filled ac-fill-${lower(style)}` : "";
}

function box(one, tag, context, pointer) {
  const bordered = [one.showBorder ? "ac-bordered" : "", one.roundedCorners ? "ac-rounded" : ""];
  const middle = one.verticalContentAlignment ? `ac-vertical-${lower(one.verticalContentAlignment)}` : "";
  const named = classes("ac-box", filled(one.style), bordered, middle);
  const node = h(tag, { class: named }, held(one.items, context, pointer));
  if (one.minHeight) node.style.minHeight = one.minHeight;
  if (one.rtl) node.dir = "rtl";
  return node;
}

function container(one, context, pointer) {
  const node = box(one, "div", context, `${pointer}/items`);
  return one.selectAction ? pressable(node, one.selectAction, context, `${pointer}/selectAction`) : node;
}

function column(one, context, pointer) {
  const node = box(one, "div", context, `${pointer}/items`);
  const width = lower(one.width, "stretch");
  const weight = Number(one.width);
  if (width === "auto") node.classList.add("ac-auto");
  else if (width.endsWith("px")) node.style.flex = `0 0 ${width}`;
  else node.style.flex = `${Number.isFinite(weight) && weight > 0 ? weight : 1} 1 0`;
  node.hidden = !context.state.shows(one);
  if (one.id) node.dataset.element = one.id;
  return one.selectAction ? pressable(node, one.selectAction, context, `${pointer}/selectAction`) : node;
}

function columnSet(one, context, pointer) {
  const columns = (one.columns ?? []).map((each, number) => column(each, context, `${pointer}/columns/${number}`));
  const align = one.horizontalAlignment ? `ac-align-${lower(one.horizontalAlignment)}` : "";
  const node = h("div", { class: classes("ac-columns", filled(one.style), align) }, columns);
  return one.selectAction ? pressable(node, one.selectAction, context, `${pointer}/selectAction`) : node;
}

function table(one, context, pointer) {
  const headed = one.firstRowAsHeaders !== false;
  const rows = (one.rows ?? []).map((row, number) =>
    h(
      "tr",
      {},
      (row.cells ?? []).map((cell, place) =>
        h(
          headed && number === 0 ? "th" : "td",
          { class: filled(cell.style ?? row.style), scope: headed && number === 0 ? "col" : null },
          held(cell.items, context, `${pointer}/rows/${number}/cells/${place}/items`),
        ),
      ),
    ),
  );
  return h("table", { class: classes("ac-table", one.showGridLines === false ? "" : "ac-grid") }, rows);
}

function badge(one) {
  const words = h("span", {}, one.text ?? "");
  return h("span", { class: classes("ac-badge", filled(one.style) || "ac-filled ac-fill-emphasis") }, words);
}

function bars(one) {
  const data = (one.data ?? []).map((each) => ({
    words: String(each.x ?? each.legend ?? ""),
    value: Number(each.y ?? each.value) || 0,
  }));
  const most = Math.max(1, ...data.map(({ value }) => value));
  const rows = data.map(({ words, value }) => {
    const bar = h("span", { class: "ac-bar" });
    bar.style.setProperty("--part", value / most);
    return h("div", { class: "ac-bar-row" }, h("dt", {}, words), h("dd", {}, bar, h("span", {}, String(value))));
  });
  return h("figure", { class: "ac-chart" }, one.title ? h("figcaption", {}, one.title) : null, h("dl", {}, rows));
}

const MAKERS = {
  TextBlock: textBlock,
  RichTextBlock: richText,
  FactSet: factSet,
  Image: image,
  ImageSet: imageSet,
  Container: container,
  ColumnSet: columnSet,
  Table: table,
  Badge: badge,
  ActionSet: (one, context, pointer) => actionRow(one.actions ?? [], context, `${pointer}/actions`),
  "Chart.HorizontalBar": bars,
  "Chart.VerticalBar": bars,
  "Chart.Pie": bars,
  "Chart.Donut": bars,
  ...INPUTS,
};

function made(one, context, pointer) {
  const make = MAKERS[one.type];
  if (make) return make(one, context, pointer);
  if (one.fallback === "drop") return null;
  if (one.fallback?.type) return made(one.fallback, context, `${pointer}/fallback`);
  return h("p", { class: "unknown" }, `The sandbox cannot show “${one.type}”.`);
}

/** One element with the room and the line above it. */
export function item(one, context, pointer, first) {
  const spacing = first ? "" : `ac-space-${lower(one.spacing, "default")}`;
  const node = h("div", { class: classes("ac-item", spacing, one.separator && !first ? "ac-separated" : "") });
  if (one.id) node.dataset.element = one.id;
  node.hidden = !context.state.shows(one);
  const inner = made(one, context, pointer);
  if (inner) node.append(inner);
  return node;
}
