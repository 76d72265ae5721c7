// Chooses who one is.

import { avatar, badge } from "./avatar.js";
import { actable, guideWords, person, side, sideOf } from "./directory.js";
import { fill, h, icon, uid } from "./dom.js";
import { tips } from "./guide.js";
import { PLATFORMS } from "./platforms.js";
import { to } from "./route.js";

function about(user) {
  return [user.title, user.pronouns].filter(Boolean).join(" · ");
}

function row(user, me, placeFor) {
  const address = to(user.id, placeFor(user));
  return h(
    "li",
    { class: "person" },
    h(
      "a",
      { href: address, class: "person-link", "aria-current": user.id === me ? "true" : null },
      avatar(user.id),
      h(
        "span",
        { class: "person-words" },
        h(
          "span",
          { class: "person-name" },
          user.real_name || user.name,
          user.kind === "owner" ? h("span", { class: "badge" }, "Owner") : badge(user),
        ),
        h("span", { class: "person-about" }, about(user)),
      ),
    ),
    h(
      "a",
      {
        href: address,
        target: "_blank",
        class: "quiet person-tab",
        "aria-label": `Be ${user.real_name || user.name} in a new tab`,
        title: "In a new tab",
      },
      icon("open"),
    ),
  );
}

/** The people of one platform under its name: {node, draw(wanted), jump}; `draw` says how many fit. */
function onPlatform({ key, name }, me, placeFor) {
  const titleId = uid("platform");
  const list = h("ul", { class: "people", "aria-labelledby": titleId });
  const where = side(key).team.name;
  const node = h(
    "section",
    { class: "people-side", data: { platform: key } },
    h("h2", { id: titleId }, `In ${name}`, where ? h("span", { class: "muted" }, ` ${where}`) : null),
    list,
  );
  const draw = (wanted) => {
    const fits = actable(key).filter((user) =>
      `${user.real_name} ${user.name} ${user.title} ${user.kind} ${name}`.toLocaleLowerCase().includes(wanted),
    );
    fill(
      list,
      fits.map((user) => row(user, me, placeFor)),
    );
    node.hidden = fits.length === 0;
    return fits.length;
  };
  const go = () => node.scrollIntoView();
  const jump = h("button", { type: "button", class: "button", on: { click: go } }, `In ${name}`);
  return { node, draw, jump };
}

/** Everybody, by platform, with a box to narrow them: {node, focus()}. */
function peopleList(me, placeFor) {
  const boxId = uid("people");
  const box = h(
    "input",
    { type: "search", id: boxId, class: "text-input", placeholder: "Name, role or place", autocomplete: "off" },
  );
  const mine = me && sideOf(me);
  const there = PLATFORMS.filter(({ key }) => side(key)).sort((a, b) => (b.key === mine) - (a.key === mine));
  const parts = there.map((platform) => onPlatform(platform, me, placeFor));
  const none = h("p", { class: "empty", hidden: true }, "Nobody here has that in their name or role.");
  const draw = () => {
    const wanted = box.value.trim().toLocaleLowerCase();
    const found = parts.map((part) => part.draw(wanted)).reduce((sum, count) => sum + count, 0);
    none.hidden = found > 0;
  };
  box.addEventListener("input", draw);
  draw();
  return {
    node: h(
      "div",
      { class: "people-list" },
      h("label", { for: boxId, class: "label" }, "Find someone"),
      box,
      parts.length > 1 ? h("div", { class: "people-jump" }, parts.map((part) => part.jump)) : null,
      h("div", { class: "people-sides" }, parts.map((part) => part.node)),
      none,
    ),
    focus: () => box.focus(),
  };
}

function names() {
  return PLATFORMS.filter(({ key }) => side(key)).map(({ key, name }) => `${side(key).team.name ?? "This"} (${name})`);
}

/** The first page: who would you like to be? */
export function welcome() {
  const { node } = peopleList(null, () => null);
  const there = names();
  return h(
    "main",
    { class: "welcome", id: "main" },
    h("h1", {}, "Who would you like to be?"),
    h(
      "p",
      { class: "lead" },
      there.length > 1
        ? `${there.join(" and ")} are make-believe, with one app in both. `
        : `${there[0] ?? "This"} is make-believe, for trying the app. `,
      "Choose anyone; you can change at any time, and each tab can be someone else.",
    ),
    guideWords().length ? h("section", { class: "welcome-guide" }, h("h2", {}, "Things to try"), tips()) : null,
    node,
  );
}

/** Open the switcher as a dialog. */
export function switcher(me, placeFor) {
  const titleId = uid("title");
  const { node, focus } = peopleList(me, placeFor);
  const close = h("button", { type: "button", class: "quiet", "aria-label": "Close" }, icon("close"));
  const dialog = h(
    "dialog",
    { class: "dialog people-dialog", "aria-labelledby": titleId },
    h(
      "div",
      { class: "dialog-head" },
      h("div", { class: "dialog-title" }, h("h2", { id: titleId }, "Be someone else")),
      close,
    ),
    h(
      "div",
      { class: "modal-scroll" },
      h(
        "p",
        { class: "muted" },
        `You are ${person(me)?.real_name ?? "nobody yet"}. What you have begun to write is kept.`,
      ),
      node,
    ),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    const chosen = event.target.closest(".person-link");
    if ((chosen && !event.ctrlKey && !event.metaKey) || event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  focus();
}
