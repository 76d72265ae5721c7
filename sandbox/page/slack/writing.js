// Writing in Slack: the app's commands after `/`, people after `@`.

import { known, mentionable } from "../directory.js";
import { h } from "../dom.js";
import { mentionRows } from "../mentions.js";
import { tell } from "../notices.js";

/** Turn `@Full Name` into the mention that Slack sends. */
function withMentions(text) {
  const names = mentionable().flatMap((user) =>
    [user.real_name, user.name].filter(Boolean).map((name) => [name, user.id]),
  );
  names.sort((a, b) => b[0].length - a[0].length);
  let whole = text;
  for (const [name, id] of names) {
    const literal = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    whole = whole.replace(new RegExp(`(^|[\\s(])@${literal}(?![\\p{L}\\p{N}])`, "giu"), `$1<@${id}>`);
  }
  return whole;
}

function offers(text, caret) {
  const command = text.match(/^\/(\S*)$/)?.[1] ?? null;
  if (command === null) return mentionRows(text, caret, mentionable());
  const fits = known().commands.filter((one) => one.command.slice(1).startsWith(command.toLowerCase()));
  return fits.map((one) => ({
    label: [one.command, one.usage_hint].filter(Boolean).join(" "),
    hint: one.description,
    put: `${one.command} `,
    from: 0,
  }));
}

function hint(text, place) {
  const typed = text.match(/^(\/\S+)\s/)?.[1];
  const command = typed && known().commands.find((one) => one.command === typed);
  if (command) {
    const usage = command.usage_hint ? [" ", h("span", { class: "usage" }, command.usage_hint)] : [];
    return [h("strong", {}, command.command), usage, command.description ? ` · ${command.description}` : ""];
  }
  if (place.thread) return [];
  return [h("kbd", {}, "/"), " commands  ", h("kbd", {}, "@"), " people  ", h("kbd", {}, "Shift Enter"), " new line"];
}

/** What the composer needs to write in Slack. */
export function writing(app) {
  const runCommand = async (text, place) => {
    const [, name, rest] = text.match(/^(\/\S+)\s*([\s\S]*)$/);
    if (place.thread) {
      tell("Slack has no commands in threads. Write it in the conversation itself.");
      return false;
    }
    if (!known().commands.some((one) => one.command === name)) {
      tell(`${name} is not a command here. To send it as a message, put a space in front.`);
      return false;
    }
    const answer = await app.api.command({ channel: place.channel, command: name, text: rest.trimEnd() });
    return answer.acknowledged !== false;
  };
  const send = (text, place) => {
    if (text.startsWith("/")) return runCommand(text, place);
    const thread = place.thread ? { thread_ts: place.thread } : {};
    return app.api.say({ channel: place.channel, text: withMentions(text.trim()), ...thread });
  };
  return {
    offers,
    hint,
    send,
    label: (place) => (place.thread ? "Reply in this thread" : `Message ${place.name}`),
    before: null,
    tools: null,
    open: () => null,
    hasMore: () => false,
  };
}
