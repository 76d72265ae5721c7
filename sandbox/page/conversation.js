// The middle of the page: a conversation, or the platform's page that is none.

import { composer } from "./composer.js";
import { conversationName, guideWords } from "./directory.js";
import { fill, h, icon } from "./dom.js";
import { membersDialog } from "./members.js";
import { to } from "./route.js";
import { scroller } from "./scroller.js";

/** Make the middle: {node, writer, front, show(view, messages)}. */
export function conversation(app) {
  const title = h("h1", { tabindex: "-1", id: "title" });
  const state = h("p", { class: "connection", role: "status" });
  const tools = h("div", { class: "tools" });
  const menu = h(
    "button",
    {
      type: "button",
      class: "quiet menu",
      "aria-label": "Conversations",
      "aria-controls": "sidebar",
      "aria-expanded": "false",
      on: { click: () => app.drawer(true) },
    },
    icon("menu"),
  );
  const head = h("header", { class: "bar" }, menu, title, state, tools);
  const tabs = h("nav", { class: "tabs", "aria-label": "The app" });
  const stream = scroller(app, "Messages");
  const writer = composer(app);
  const threshold = app.platform.threshold(app);
  const talk = h("div", { class: "talk" }, stream.node, writer.node, threshold.node);
  const front = app.platform.front(app);
  const notices = h("div", { class: "notices", id: "notices" });
  const node = h("main", { class: "middle", id: "main", tabindex: "-1" }, head, tabs, notices, front.node, talk);
  let drawn = null;
  // What is pressed or written before it is known where one is would belong nowhere.
  front.node.hidden = true;
  talk.hidden = true;

  const tab = ({ place, words }) => h(
    "a",
    { href: to(app.me, place), class: "tab", "aria-current": app.route.place === place ? "page" : null },
    words,
  );

  const drawHead = (view, place, one) => {
    const name = one ? conversationName(one, app.me) : front.title();
    const { mark, of } = one ? app.platform.heading(one) : { mark: "", of: "" };
    const shown = app.platform.tabs(view, place, one);
    const guided = guideWords().length > 0;
    const sign = JSON.stringify([app.me, place, name, of, shown, one?.members?.length, guided]);
    if (sign === drawn) return;
    drawn = sign;
    fill(title, mark ? h("span", { class: "hash" }, mark) : null, of ? h("span", { class: "of" }, of) : null, name);
    document.title = `${mark}${name} · ${app.myName()} · Sandbox`;
    tabs.hidden = shown.length === 0;
    fill(tabs, shown.map(tab));
    const count = one?.members?.length ?? 0;
    fill(
      tools,
      one && one.kind !== "im"
        ? h(
          "button",
          {
            type: "button",
            class: "quiet words",
            data: { focus: "members" },
            on: { click: () => membersDialog(app, () => app.conversation(one.id) ?? one) },
          },
          icon("people"),
          String(count),
          h("span", { class: "hidden" }, count === 1 ? " member" : " members"),
        )
        : null,
      guided ? h(
        "button",
        { type: "button", class: "quiet words", data: { focus: "guide" }, on: { click: () => app.toggleGuide() } },
        icon("guide"),
        h("span", { class: "wide-only" }, "Guide"),
      ) : null,
    );
  };

  const show = (view, messages) => {
    const { place } = app.route;
    const away = place === front.place;
    const one = away ? null : app.conversation(place);
    drawHead(view, place, one);
    front.node.hidden = !away;
    talk.hidden = away;
    if (away) {
      front.show(view);
      return;
    }
    const name = `${app.platform.heading(one).mark}${conversationName(one, app.me)}`;
    node.dataset.kind = one.kind;
    writer.node.hidden = threshold.show(one);
    writer.open({ key: `${app.me} ${place}`, channel: place, thread: null, name, kind: one.kind });
    const what = one.kind === "channel" ? name : `your conversation with ${name}`;
    fill(stream.intro, h("p", {}, `This is the beginning of ${what}.`));
    stream.show(`${app.me} ${place}`, messages);
  };

  const connection = (words) => {
    if (state.textContent !== words) state.textContent = words;
  };
  return { node, writer, front, show, connection, title, menu };
}
