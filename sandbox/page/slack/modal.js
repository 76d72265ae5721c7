// The stack of modals, the last one on top.

import { known } from "../directory.js";
import { announce, fill, h, icon, uid } from "../dom.js";
import { noticesIn, tellRefusal, tryAgain } from "../notices.js";
import { focusFirstError, renderBlocks, showErrors } from "./blocks.js";
import { plainWords } from "./mrkdwn.js";
import { valuesOf } from "./values.js";

const FOCUSABLE = "input, textarea, select, button:not([data-close]), a[href]";

/** Make the place where modals show: {update(view)}. */
export function modals(app) {
  const titleId = uid("modal-title");
  const notices = h("div", { class: "notices" });
  const holder = h("div", { class: "modal-holder" });
  const dialog = h("dialog", { class: "dialog modal", "aria-labelledby": titleId }, holder);
  const shells = new Map();
  let openedFrom = null;
  let top = null;
  let depth = 0;
  document.body.append(dialog);

  const close = async (clear) => {
    if (!top) return;
    tryAgain();
    try {
      await app.api.close({ view: top.id, ...(clear ? { clear: true } : {}) });
    } catch (refusal) {
      if (refusal.status !== 404) tellRefusal(refusal);
    }
    app.refresh();
  };

  const submit = async (shell) => {
    if (!shell.view.submit || shell.form.getAttribute("aria-busy") === "true") return;
    tryAgain();
    shell.form.setAttribute("aria-busy", "true");
    shell.send.setAttribute("aria-busy", "true");
    try {
      await shell.values.settle();
      const answer = await app.api.submit({ view: shell.view.id, fill: shell.values.filled() });
      setErrors(shell, answer.errors ?? {}, true);
    } catch (refusal) {
      tellRefusal(refusal);
    } finally {
      shell.form.removeAttribute("aria-busy");
      shell.send.removeAttribute("aria-busy");
    }
    app.refresh();
  };

  const setErrors = (shell, errors, focus = false) => {
    const sign = JSON.stringify(errors);
    if (sign === shell.said && !focus) return;
    const left = showErrors(shell.body, errors);
    fill(
      shell.general,
      Object.values(left).map((words) => h("p", { class: "error" }, words)),
    );
    shell.said = sign;
    if (sign === "{}") return;
    announce(Object.values(errors).join(" "));
    if (focus) focusFirstError(shell.body);
  };

  const shellFor = (view) => {
    const shell = {
      view,
      body: h("div", { class: "modal-body" }),
      general: h("div"),
      foot: h("div", { class: "dialog-foot" }),
      title: h("h2", { tabindex: "-1" }),
      head: h("div", { class: "dialog-head" }),
      send: h("button", { type: "submit", class: "button primary solid", data: { focus: "submit" } }),
      values: valuesOf(app, `view ${view.id}`, { view: view.id }),
      said: "{}",
      lastFocus: null,
    };
    shell.form = h(
      "form",
      {
        class: "modal-form",
        novalidate: true,
        on: {
          submit: (event) => {
            event.preventDefault();
            submit(shell);
          },
          focusin: (event) => (shell.lastFocus = event.target),
        },
      },
      shell.head,
      h("div", { class: "modal-scroll" }, shell.general, shell.body),
      shell.foot,
    );
    return shell;
  };

  const drawFrame = (shell, view, stacked) => {
    shell.title.textContent = plainWords(view.title);
    const all = stacked ? "Close all" : "Close";
    fill(
      shell.head,
      stacked ? h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": "Back",
          data: { close: "back" },
          on: { click: () => close(false) },
        },
        icon("back"),
      ) : null,
      h("div", { class: "dialog-title" }, shell.title, h("p", { class: "dialog-app" }, known().app.name ?? "App")),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": all,
          data: { close: "all" },
          on: { click: () => close(stacked) },
        },
        icon("close"),
      ),
    );
    shell.send.textContent = plainWords(view.submit);
    fill(
      shell.foot,
      h(
        "button",
        { type: "button", class: "button", data: { close: "one" }, on: { click: () => close(false) } },
        plainWords(view.close) || (view.submit ? "Cancel" : "Close"),
      ),
      view.submit ? shell.send : null,
    );
  };

  const draw = (view, stacked) => {
    let shell = shells.get(view.id);
    if (!shell) shells.set(view.id, (shell = shellFor(view)));
    shell.view = view;
    const sign = JSON.stringify([view.title, view.submit, view.close, stacked]);
    if (shell.sign !== sign) drawFrame(shell, view, stacked);
    shell.sign = sign;
    shell.values.learn(view.state);
    shell.values.shed(view.blocks);
    renderBlocks(shell.body, view.blocks, { values: shell.values, fail: tellRefusal, heading: 3 });
    return shell;
  };

  const focusFirst = (shell) => {
    const wanted = shell.view.blocks.find((block) => block.element?.focus_on_load);
    const field = wanted ? shell.body.querySelector(`[data-block="${CSS.escape(wanted.block_id)}"]`) : shell.body;
    const first = field?.querySelector("input, textarea") ?? shell.body.querySelector(FOCUSABLE);
    (first ?? shell.title).focus();
  };

  const backToOpener = () => {
    const from = openedFrom;
    openedFrom = null;
    const place = document.getElementById("page");
    const same = from?.key && place.querySelector(`[data-focus="${CSS.escape(from.key)}"]`);
    const target = place.contains(from?.node) ? from.node : same || place.querySelector("main");
    target?.focus();
  };

  const update = (view) => {
    const stack = view.modals ?? [];
    for (const id of shells.keys()) {
      if (!stack.some((each) => each.id === id)) {
        shells.delete(id);
        app.forget(`view ${id}`);
      }
    }
    const drawn = stack.map((each) => draw(each, stack.length > 1));
    const shell = drawn.at(-1) ?? null;
    const before = top;
    top = shell ? shell.view : null;
    if (!shell) {
      if (dialog.open) {
        dialog.close();
        holder.replaceChildren();
        noticesIn(null);
        backToOpener();
      }
      depth = 0;
      return;
    }
    setErrors(shell, view.errors ?? {});
    const another = before?.id !== top.id;
    if (another) {
      shell.title.id = titleId;
      holder.replaceChildren(shell.form);
      shell.form.insertBefore(notices, shell.form.children[1]);
    }
    if (!dialog.open) {
      const active = document.activeElement;
      openedFrom = { node: active, key: active?.dataset?.focus ?? null };
      dialog.showModal();
      noticesIn(notices);
    }
    if (another) {
      const back = stack.length < depth && shell.lastFocus?.isConnected;
      if (back) shell.lastFocus.focus();
      else focusFirst(shell);
    }
    depth = stack.length;
  };

  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close(false);
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    close(false);
  });
  return { update };
}
