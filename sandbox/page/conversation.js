// The middle of the page: a conversation, or the app's Home and Messages.

import { composer } from "./composer.js";
import { appDm, conversationName, known } from "./directory.js";
import { fill, h, icon } from "./dom.js";
import { home } from "./home.js";
import { membersDialog } from "./members.js";
import { to } from "./route.js";
import { scroller } from "./scroller.js";

/** Make the middle: {node, writer, show(view, messages)}. */
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
  const talk = h("div", { class: "talk" }, stream.node, writer.node);
  const front = home(app);
  const notices = h("div", { class: "notices", id: "notices" });
  const node = h("main", { class: "middle", id: "main", tabindex: "-1" }, head, tabs, notices, front.node, talk);
  let drawn = null;

  const tab = (place, words) => h(
    "a",
    { href: to(app.me, place), class: "tab", "aria-current": app.route.place === place ? "page" : null },
    words,
  );

  const drawHead = (place, one, dm) => {
    const name = place === "home" ? (known().app.name ?? "App") : conversationName(one, app.me);
    const mark = one?.kind === "channel" ? "#" : "";
    const sign = JSON.stringify([app.me, place, name, one?.members?.length, known().guide.length]);
    if (sign === drawn) return name;
    drawn = sign;
    fill(title, mark ? h("span", { class: "hash" }, mark) : null, name);
    document.title = `${mark}${name} · ${app.myName()} · Sandbox`;
    const isApp = place === "home" || one?.app_dm;
    tabs.hidden = !isApp;
    fill(tabs, isApp ? [tab("home", "Home"), dm ? tab(dm.id, "Messages") : null] : null);
    const count = one?.members?.length ?? 0;
    fill(
      tools,
      one?.kind === "channel"
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
      known().guide.length ? h(
        "button",
        { type: "button", class: "quiet words", data: { focus: "guide" }, on: { click: () => app.toggleGuide() } },
        icon("guide"),
        h("span", { class: "wide-only" }, "Guide"),
      ) : null,
    );
    return name;
  };

  const show = (view, messages) => {
    const { place } = app.route;
    const atHome = place === "home";
    const one = atHome ? null : app.conversation(place);
    const name = drawHead(place, one, appDm(view));
    front.node.hidden = !atHome;
    talk.hidden = atHome;
    if (atHome) {
      front.show(view);
      return;
    }
    writer.open({
      key: `${app.me} ${place}`,
      channel: place,
      thread: null,
      name: one.kind === "channel" ? `#${name}` : name,
    });
    const what = one.kind === "channel" ? `#${name}` : `your conversation with ${name}`;
    fill(stream.intro, h("p", {}, `This is the beginning of ${what}.`));
    stream.show(`${app.me} ${place}`, messages);
  };

  const connection = (words) => {
    if (state.textContent !== words) state.textContent = words;
  };
  return { node, writer, show, connection, title, menu };
}
