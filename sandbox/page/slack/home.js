// The app's Home tab.

import { known } from "../directory.js";
import { fill, h } from "../dom.js";
import { tellRefusal } from "../notices.js";
import { renderBlocks } from "./blocks.js";
import { valuesOf } from "./values.js";

/** Make the Home: {node, show(view)}. */
export function home(app) {
  const blocks = h("div", { class: "home-blocks" });
  const empty = h("p", { class: "empty" });
  const node = h("div", { class: "home", tabindex: "-1" }, empty, blocks);
  let shown = null;

  const show = (view) => {
    const published = view.home;
    empty.hidden = Boolean(published);
    blocks.hidden = !published;
    if (!published) {
      fill(
        empty,
        `${known().app.name ?? "The app"} has not shown you a Home yet. `,
        "It is asked for one whenever you open this tab.",
      );
      return;
    }
    const values = valuesOf(app, `home ${app.me} ${published.id}`, { view: published.id });
    values.learn(published.state);
    renderBlocks(blocks, published.blocks, { values, fail: tellRefusal, heading: 2 });
    if (shown !== app.me) node.scrollTop = 0;
    shown = app.me;
  };
  return { node, show };
}
