// Who is in a channel, and bringing someone or the app in.

import { avatar, badge } from "./avatar.js";
import { combobox } from "./combobox.js";
import { conversationName, kindWords, mentionable, person, personName } from "./directory.js";
import { fill, h, icon, uid } from "./dom.js";

/** Open the dialog of a channel's members; `current()` gives the conversation as it stands now. */
export function membersDialog(app, current) {
  const titleId = uid("title");
  const labelId = uid("label");
  const name = `${app.platform.heading(current()).mark}${conversationName(current(), app.me)}`;
  const failed = h("p", { class: "error", role: "alert" });
  const list = h("ul", { class: "people" });
  const adder = h("div");
  const close = h("button", { type: "button", class: "quiet", "aria-label": "Close" }, icon("close"));
  const leave = h("button", { type: "button", class: "button" }, current().kind === "channel" ? "Leave this channel" : "Leave this chat");
  const dialog = h(
    "dialog",
    { class: "dialog people-dialog", "aria-labelledby": titleId },
    h(
      "div",
      { class: "dialog-head" },
      h("div", { class: "dialog-title" }, h("h2", { id: titleId }, `Members of ${name}`)),
      close,
    ),
    h(
      "div",
      { class: "modal-scroll" },
      h("div", { class: "label", id: labelId }, "Add someone or the app"),
      adder,
      failed,
      list,
      h("p", {}, leave),
    ),
  );

  const attempt = async (action, body) => {
    failed.textContent = "";
    try {
      await app.api[action](body);
      await app.refresh();
      return true;
    } catch (refusal) {
      failed.textContent = refusal.message;
      return false;
    }
  };
  const draw = () => {
    const members = current()?.members ?? [];
    fill(
      list,
      members.map((id) =>
        h(
          "li",
          { class: "person" },
          h(
            "span",
            { class: "person-link" },
            avatar(id),
            h(
              "span",
              { class: "person-words" },
              h("span", { class: "person-name" }, personName(id) ?? id, badge(person(id))),
              h("span", { class: "person-about" }, person(id)?.title ?? ""),
            ),
          ),
        ),
      ),
    );
    const others = mentionable().filter((user) => !members.includes(user.id));
    const { node, input } = combobox({
      labelledBy: labelId,
      label: "Add someone or the app",
      placeholder: "Name…",
      find: (typed) =>
        others
          .map((user) =>
            ({
              value: user.id,
              label: user.real_name || user.name,
              hint: [user.title, kindWords(user)].filter(Boolean).join(" · "),
              picture: avatar(user.id, "small"),
            }),
          )
          .filter((row) => `${row.label} ${row.hint}`.toLocaleLowerCase().includes(typed.toLocaleLowerCase())),
      change: async ([row]) => {
        if (await attempt("invite", { channel: current().id, user: row.value })) draw().focus();
      },
    });
    fill(adder, node);
    return input;
  };

  close.addEventListener("click", () => dialog.close());
  leave.addEventListener("click", async () => {
    if (await attempt("leave", { channel: current().id })) dialog.close();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  draw();
  dialog.showModal();
}
