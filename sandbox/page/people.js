// Chooses who one is.

import { avatar, badge } from "./avatar.js";
import { actable, known, person } from "./directory.js";
import { fill, h, icon, uid } from "./dom.js";
import { tips } from "./guide.js";
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

/** A list of people with a box to narrow it: {node, focus(), draw()}. */
function peopleList(me, placeFor) {
  const boxId = uid("people");
  const box = h(
    "input",
    { type: "search", id: boxId, class: "text-input", placeholder: "Name, role or place", autocomplete: "off" },
  );
  const list = h("ul", { class: "people" });
  const none = h("p", { class: "empty", hidden: true }, "Nobody here has that in their name or role.");
  const draw = () => {
    const wanted = box.value.trim().toLocaleLowerCase();
    const fits = actable().filter((user) =>
      `${user.real_name} ${user.name} ${user.title} ${user.kind}`.toLocaleLowerCase().includes(wanted),
    );
    fill(
      list,
      fits.map((user) => row(user, me, placeFor)),
    );
    none.hidden = fits.length > 0;
  };
  box.addEventListener("input", draw);
  draw();
  return {
    node: h(
      "div",
      { class: "people-list" },
      h("label", { for: boxId, class: "label" }, "Find someone"),
      box,
      list,
      none,
    ),
    focus: () => box.focus(),
  };
}

/** The first page: who would you like to be? */
export function welcome() {
  const { team, guide } = known();
  const { node } = peopleList(null, () => null);
  return h(
    "main",
    { class: "welcome", id: "main" },
    h("h1", {}, "Who would you like to be?"),
    h(
      "p",
      { class: "lead" },
      `${team.name ?? "This"} is a make-believe workspace for trying the app. `,
      "Choose anyone; you can change at any time, and each tab can be someone else.",
    ),
    guide.length ? h("section", { class: "welcome-guide" }, h("h2", {}, "Things to try"), tips()) : null,
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
