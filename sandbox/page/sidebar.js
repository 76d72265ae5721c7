// Who one is, and the conversations they are in.

import { avatar } from "./avatar.js";
import { kindWords, known, person } from "./directory.js";
import { fill, h, icon, uid } from "./dom.js";
import { to } from "./route.js";

/** One line of a shelf, to reconcile; `id` is what it is known by, `place` where it leads. */
export function entry(app, { id, place, name, mark, unread, current }) {
  return {
    key: id,
    sign: JSON.stringify([app.me, place, name, unread, current]),
    make: () =>
      h(
        "li",
        {},
        h(
          "a",
          {
            href: to(app.me, place),
            class: `entry${unread && !current ? " unread" : ""}`,
            "aria-current": current ? "page" : null,
            data: { focus: `entry/${id}` },
          },
          mark,
          h("span", { class: "entry-name" }, name),
          unread && !current ? h(
            "span",
            { class: "count" },
            String(unread),
            h("span", { class: "hidden" }, " unread"),
          ) : null,
        ),
      ),
  };
}

/** A part of the sidebar with its heading: {node, list, heading}. */
export function shelf(words) {
  const id = uid("shelf");
  const heading = h("h2", { id }, words);
  const list = h("ul", { "aria-labelledby": id });
  return { node: h("section", {}, heading, list), list, heading };
}

/** Make the sidebar: {node, show(view)}. */
export function sidebar(app) {
  const me = h("div");
  const team = h("p", { class: "team" });
  const shelves = app.platform.shelves(app);
  const nav = h("nav", { "aria-label": "Conversations" }, shelves.nodes);
  const node = h("div", { class: "sidebar", id: "sidebar" }, team, me, nav);
  let drawnMe = null;

  const drawMe = () => {
    const user = person(app.me);
    const sign = JSON.stringify(user);
    if (sign === drawnMe) return;
    drawnMe = sign;
    const button = h(
      "button",
      {
        type: "button",
        class: "me",
        data: { focus: "me" },
        "aria-haspopup": "dialog",
        on: { click: () => app.chooseSomeone() },
      },
      avatar(app.me),
      h(
        "span",
        { class: "person-words" },
        h("span", { class: "person-name" }, h("span", { class: "hidden" }, "You are "), user?.real_name ?? app.me),
        h("span", { class: "person-about" }, [user?.title, kindWords(user)].filter(Boolean).join(" · ") || "Member"),
      ),
      icon("down"),
    );
    const focused = me.contains(document.activeElement);
    fill(me, button);
    if (focused) button.focus();
  };

  const show = (view) => {
    fill(team, h("span", {}, known().team.name ?? "Workspace"), h("span", { class: "side-name" }, app.platform.name));
    drawMe();
    shelves.show(view);
  };
  return { node, show };
}
