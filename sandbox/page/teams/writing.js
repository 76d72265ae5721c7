// Writing in Teams: people after `@`, the app's commands, and people found for the message.

import { known, mentionable } from "../directory.js";
import { fill, h, icon } from "../dom.js";
import { mentionRows } from "../mentions.js";
import { cardPicture } from "./card.js";
import { openExtension } from "./extension.js";
import { ADAPTIVE, preview } from "./preview.js";

const SCOPES = { im: "personal", mpim: "groupChat", channel: "team" };

function commandsIn(kind) {
  return known().commands.filter(({ scopes }) => !scopes?.length || scopes.includes(SCOPES[kind]));
}

function commandRows(commands, from) {
  return commands.map((one) => ({
    label: [one.command, one.usage_hint].filter(Boolean).join(" "),
    hint: one.description,
    put: `${one.command} `,
    from,
    unasked: true,
  }));
}

/** Where a command may be typed: all of it in the app's own chat, after its name elsewhere; null where none may. */
function commandStart(text, toApp) {
  if (toApp) return 0;
  const name = `@${known().app.name} `;
  return text.startsWith(name) ? name.length : null;
}

/** What the composer needs to write in Teams. */
export function writing(app, writer) {
  const attached = app.keep("attached", () => new Map());
  const before = h("div", { class: "attached", hidden: true });
  const commands = h(
    "button",
    { type: "button", class: "quiet", title: "What you can ask for", on: { click: () => showCommands() } },
    icon("list"),
    h("span", { class: "hidden" }, "Commands"),
  );
  const offered = (known().app.extensions ?? []).filter(({ context }) => !context || context.includes("compose"));
  const extensions = offered.map((one) =>
    h(
      "button",
      { type: "button", class: "quiet", title: one.title, on: { click: () => find(one) } },
      icon("search"),
      h("span", { class: "hidden" }, one.title),
    ),
  );
  const tools = h("div", { class: "composer-tools" }, commands, extensions);

  const toApp = (place) => Boolean(app.conversation(place.channel)?.app_dm);
  const drawAttached = () => {
    const result = attached.get(writer.place.key);
    before.hidden = !result;
    if (!result) {
      before.replaceChildren();
      return;
    }
    const { attachment } = result;
    const remove = h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Remove the card", on: { click: () => detach() } },
      icon("close"),
    );
    const card = attachment.contentType === ADAPTIVE ? cardPicture(app, attachment.content) : preview(attachment);
    fill(before, card, remove);
  };
  const detach = () => {
    attached.delete(writer.place.key);
    drawAttached();
    writer.focus();
  };
  const find = (extension) => {
    const { place } = writer;
    openExtension(app, extension, {
      channel: place.channel,
      searching: () => {
        attached.clear();
        drawAttached();
      },
      pick: (result) => {
        attached.set(place.key, result);
        drawAttached();
        writer.focus();
      },
    });
  };
  const showCommands = () => {
    const { place } = writer;
    const before = toApp(place) ? "" : `@${known().app.name} `;
    writer.put(before);
    writer.offer(commandRows(commandsIn(place.kind), before.length));
  };

  const offers = (text, caret, place) => {
    const members = app.conversation(place.channel)?.members ?? [];
    const people = toApp(place) ? [] : mentionable().filter(({ id }) => members.includes(id));
    const mentions = mentionRows(text, caret, people);
    const start = commandStart(text, toApp(place));
    const typed = start === null ? null : text.slice(start, caret).match(/^\S*$/)?.[0];
    if (mentions.length || typed === null || typed === undefined || (toApp(place) && !typed)) return mentions;
    const wanted = typed.toLocaleLowerCase();
    return commandRows(commandsIn(place.kind).filter(({ command }) => command.startsWith(wanted)), start);
  };

  const hint = (text, place) => {
    if (!place.channel) return [];
    const newLine = [h("kbd", {}, "Shift Enter"), " new line"];
    if (toApp(place)) return [`Write to ${known().app.name} in your own words  `, ...newLine];
    return [h("kbd", {}, "@"), ` people, and ${known().app.name}, who hears only when named  `, ...newLine];
  };

  const send = async (text, place) => {
    const thread = place.thread ? { thread_ts: place.thread } : {};
    const result = attached.get(place.key);
    if (!result) return app.api.say({ channel: place.channel, text: text.trim(), ...thread });
    const answer = await app.api.share({ channel: place.channel, index: result.index, text: text.trim(), ...thread });
    attached.delete(place.key);
    drawAttached();
    return answer;
  };

  return {
    offers,
    hint,
    send,
    before,
    tools,
    label: (place) => (place.thread ? "Reply in this thread" : `Message ${place.name}`),
    open: (place) => {
      drawAttached();
      commands.hidden = commandsIn(place.kind).length === 0;
    },
    hasMore: (place) => attached.has(place.key),
  };
}
