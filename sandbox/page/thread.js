// One message and its replies, beside the conversation.

import { composer } from "./composer.js";
import { conversationName } from "./directory.js";
import { fill, h, icon } from "./dom.js";
import { scroller } from "./scroller.js";

/** Make the thread panel: {node, show(messages), focus()}. */
export function threadPanel(app) {
  const close = h(
    "button",
    { type: "button", class: "quiet", "aria-label": "Close the thread", on: { click: () => app.closeThread() } },
    icon("close"),
  );
  const where = h("p", { class: "muted" });
  const stream = scroller(app, "Replies", { inThread: true });
  const writer = composer(app);
  const node = h(
    "section",
    {
      class: "panel thread",
      hidden: true,
      "aria-labelledby": "thread-title",
      on: { keydown: (event) => event.key === "Escape" && !event.defaultPrevented && app.closeThread() },
    },
    h("div", { class: "panel-head" }, h("div", {}, h("h2", { id: "thread-title" }, "Thread"), where), close),
    stream.node,
    writer.node,
  );
  const show = (messages) => {
    const { place, thread } = app.route;
    const one = app.conversation(place);
    fill(where, one ? `${app.platform.heading(one).mark}${conversationName(one, app.me)}` : "");
    const kind = one?.kind ?? "channel";
    writer.open({ key: `${app.me} ${place} ${thread}`, channel: place, thread, name: "this thread", kind });
    stream.show(`${app.me} ${place} ${thread}`, messages);
  };
  return { node, show, writer, focus: () => writer.focus() };
}
