// Builds and updates DOM without ever parsing text as markup, and without losing focus.

const ATTRIBUTE_NAMES = { class: "class", for: "for" };
const kept = new WeakMap();
let serial = 0;

/** A fresh id for labels and descriptions. */
export function uid(prefix = "x") {
  serial += 1;
  return `${prefix}-${serial}`;
}

/**
 * Make an element. Properties: `on` maps event names to listeners, `data` maps dataset keys,
 * booleans become bare attributes, null and undefined are left out; the rest are attributes.
 * Strings among the children become text nodes.
 */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "data") {
      Object.assign(node.dataset, value);
    } else if (name === "value") {
      node.value = value;
    } else {
      node.setAttribute(ATTRIBUTE_NAMES[name] ?? name, value === true ? "" : String(value));
    }
  }
  append(node, children);
  return node;
}

/** Append children, flattening lists, skipping what is empty, text as text. */
export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replace all that is in a node. */
export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/** What to give back focus to after a part of the page is rebuilt, or null. */
function rememberFocus(within) {
  const active = document.activeElement;
  if (!active || active === document.body || !within.contains(active)) return null;
  const place = { key: active.dataset.focus ?? null, start: null, end: null };
  if (typeof active.selectionStart === "number") {
    place.start = active.selectionStart;
    place.end = active.selectionEnd;
  }
  return place;
}

/** Put focus back where `rememberFocus` found it, else on the rebuilt part itself. */
function restoreFocus(within, place) {
  if (!place) return;
  const same = place.key && within.querySelector(`[data-focus="${CSS.escape(place.key)}"]`);
  const target = same || within;
  if (!same && !within.hasAttribute("tabindex")) within.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  if (same && place.start !== null && typeof target.setSelectionRange === "function") {
    target.setSelectionRange(place.start, place.end);
  }
}

function moveFocusAway(node) {
  if (!node.contains(document.activeElement)) return;
  const beside = node.matches("li") && (node.previousElementSibling ?? node.nextElementSibling);
  const target = beside || node.parentElement.closest("[tabindex]") || node.parentElement;
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
}

/**
 * Make the children of `parent` those of `items`, touching only what changed.
 * An item is {key, sign, make, update?}: `sign` tells whether it changed, `make` builds its node,
 * `update(node)`, where given, changes the old node in place. Unchanged nodes are never moved or
 * rebuilt, so that a half-typed word, an open menu and the scroll position survive.
 */
export function reconcile(parent, items) {
  const before = kept.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) {
    let key = item.key;
    while (after.has(key)) key += "'";
    const old = before.get(key);
    if (!old) {
      after.set(key, { node: item.make(), sign: item.sign });
    } else if (old.sign === item.sign) {
      after.set(key, old);
    } else if (item.update) {
      item.update(old.node);
      after.set(key, { node: old.node, sign: item.sign });
    } else {
      const place = rememberFocus(old.node);
      const node = item.make();
      old.node.replaceWith(node);
      restoreFocus(node, place);
      after.set(key, { node, sign: item.sign });
    }
  }
  for (const [key, old] of before) {
    if (after.has(key)) continue;
    moveFocusAway(old.node);
    old.node.remove();
  }
  let cursor = parent.firstChild;
  for (const { node } of after.values()) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
  kept.set(parent, after);
}

/** Run `action` once, `wait` milliseconds after the last call; `.flush()` runs it now if it waits. */
export function debounce(action, wait) {
  let timer = null;
  let waiting = null;
  const run = () => {
    clearTimeout(timer);
    timer = null;
    const args = waiting;
    waiting = null;
    return args ? action(...args) : undefined;
  };
  const later = (...args) => {
    waiting = args;
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  };
  later.flush = run;
  return later;
}

let announcer = null;

/** Say something to screen readers without moving focus. */
export function announce(text) {
  if (!announcer) announcer = document.getElementById("announcer");
  announcer.append(h("p", {}, text));
  while (announcer.childElementCount > 5) announcer.firstElementChild.remove();
}

const ICONS = {
  menu: "M3 5h14M3 10h14M3 15h14",
  close: "M5 5l10 10M15 5L5 15",
  down: "M5 8l5 5 5-5",
  back: "M12 4l-6 6 6 6",
  send: "M3 10h12M10 5l5 5-5 5",
  thread: "M4 4h12v9H9l-4 3v-3H4z",
  people:
    "M7 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 16c0-3 2-4.5 4.5-4.5s4.5 1.5 4.5 4.5" +
    "M13 9a2 2 0 1 0 0-4M14 11.5c2 0 3.5 1.5 3.5 4",
  guide: "M10 14v.5M8 7.5a2 2 0 1 1 3 1.8c-.8.4-1 .9-1 1.7M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  apps: "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM13.5 11v5M11 13.5h5",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
  list: "M7 5h10M7 10h10M7 15h10M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  open: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7",
};

/** A small line drawing; it is decoration, so the control around it carries the words. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
