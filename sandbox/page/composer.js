// Where one writes: messages, the app's commands after `/`, people after `@`.

import { avatar } from "./avatar.js";
import { kindWords, known, mentionable } from "./directory.js";
import { announce, fill, h, icon, uid } from "./dom.js";
import { growing } from "./inputs.js";
import { tell, tellRefusal, tryAgain } from "./notices.js";
import { float, optionList } from "./popup.js";

const MOST_PEOPLE = 8;
const SLOW = 500;

function commandAt(text) {
  return text.match(/^\/(\S*)$/)?.[1] ?? null;
}

function mentionAt(text, caret) {
  const match = text.slice(0, caret).match(/(?:^|[\s(])@([\p{L}\p{N}.'_-]*(?: [\p{L}\p{N}.'_-]*){0,2})$/u);
  return match ? match[1] : null;
}

function peopleLike(typed) {
  const wanted = typed.toLocaleLowerCase();
  const fits = (user) => {
    const name = (user.real_name || user.name).toLocaleLowerCase();
    const starts = [name, user.name.toLocaleLowerCase(), ...(wanted.includes(" ") ? [] : name.split(/\s+/))];
    return starts.some((word) => word.startsWith(wanted));
  };
  return mentionable().filter(fits).slice(0, MOST_PEOPLE);
}

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

/** Make a composer: {node, open({key, channel, thread, name}), focus(), put(text)}. */
export function composer(app) {
  const listId = uid("suggestions");
  const hintId = uid("hint");
  const area = h(
    "textarea",
    {
      class: "composer-text",
      rows: "1",
      "aria-describedby": hintId,
      "aria-autocomplete": "list",
      "aria-controls": listId,
      data: { focus: "composer" },
    },
  );
  const send = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
  const hint = h("p", { class: "composer-hint", id: hintId });
  const list = optionList({ label: "Suggestions", id: listId, pick: (row) => pick(row) });
  const box = h("div", { class: "composer-box" }, area, send);
  const form = h("form", { class: "composer" }, box, hint, list.node);
  const floating = float(list.node, box, { prefer: "above" });
  const grow = growing(area, 240);
  let place = {};

  const hide = () => {
    floating.hide();
    area.removeAttribute("aria-activedescendant");
  };
  const offer = (rows) => {
    if (!rows.length) {
      hide();
      return;
    }
    const were = floating.shown ? list.size : 0;
    list.show(rows);
    floating.show();
    floating.move();
    area.setAttribute("aria-activedescendant", list.activeId);
    if (were !== rows.length) announce(`${rows.length} ${rows.length === 1 ? "suggestion" : "suggestions"}`);
  };
  const look = () => {
    const text = area.value;
    drawHint(text);
    const command = commandAt(text);
    if (command !== null) {
      const fits = known().commands.filter((one) => one.command.slice(1).startsWith(command.toLowerCase()));
      offer(
        fits.map((one) =>
          ({
            label: [one.command, one.usage_hint].filter(Boolean).join(" "),
            hint: one.description,
            put: `${one.command} `,
            from: 0,
          }),
        ),
      );
      return;
    }
    const mention = mentionAt(text, area.selectionStart);
    if (mention === null) {
      hide();
      return;
    }
    const like = peopleLike(mention);
    const whole = mention.toLocaleLowerCase();
    if (like.some((user) => (user.real_name || user.name).toLocaleLowerCase() === whole)) {
      hide();
      return;
    }
    offer(
      like.map((user) => ({
        label: user.real_name || user.name,
        hint: [user.title, kindWords(user)].filter(Boolean).join(" · "),
        picture: avatar(user.id, "small"),
        put: `@${user.real_name || user.name} `,
        from: area.selectionStart - mention.length - 1,
      })),
    );
  };
  const drawHint = (text) => {
    const typed = text.match(/^(\/\S+)\s/)?.[1];
    const command = typed && known().commands.find((one) => one.command === typed);
    if (command) {
      const usage = command.usage_hint ? [" ", h("span", { class: "usage" }, command.usage_hint)] : [];
      fill(hint, h("strong", {}, command.command), usage, command.description ? ` · ${command.description}` : "");
    } else if (!hint.dataset.waiting) {
      fill(
        hint,
        place.thread ? "" : [
          h("kbd", {}, "/"),
          " commands  ",
          h("kbd", {}, "@"),
          " people  ",
          h("kbd", {}, "Shift Enter"),
          " new line",
        ],
      );
    }
  };
  const pick = (row) => {
    area.setRangeText(row.put, row.from, area.selectionStart, "end");
    hide();
    keep();
    area.focus();
    grow();
    drawHint(area.value);
  };
  const keep = () => {
    if (area.value) app.drafts.set(place.key, area.value);
    else app.drafts.delete(place.key);
  };
  const write = (text) => {
    area.value = text;
    keep();
    grow();
    drawHint(text);
  };

  const runCommand = async (text) => {
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
  const sendNow = async () => {
    const text = area.value;
    if (!text.trim()) return;
    const sentFrom = place;
    hide();
    tryAgain();
    write("");
    const slow = setTimeout(() => {
      hint.dataset.waiting = "yes";
      fill(hint, `Waiting for ${known().app.name ?? "the app"}…`);
    }, SLOW);
    let sent = false;
    try {
      sent = text.startsWith("/")
        ? await runCommand(text)
        : Boolean(
          await app.api.say({
            channel: place.channel,
            text: withMentions(text.trim()),
            ...(place.thread ? { thread_ts: place.thread } : {}),
          }),
        );
    } catch (refusal) {
      tellRefusal(refusal);
    } finally {
      clearTimeout(slow);
      delete hint.dataset.waiting;
    }
    if (!sent && !app.drafts.has(sentFrom.key)) {
      app.drafts.set(sentFrom.key, text);
      if (place.key === sentFrom.key) write(text);
    }
    drawHint(area.value);
    app.refresh();
  };

  const takes = (event, row) =>
    (event.key === "Tab" || event.key === "Enter") && !event.shiftKey && area.value !== row.put.trim();

  area.addEventListener("input", () => {
    keep();
    look();
  });
  area.addEventListener("click", look);
  area.addEventListener("blur", hide);
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const offered = floating.shown && list.active;
    if (offered && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      list.step(event.key === "ArrowDown" ? 1 : -1);
      area.setAttribute("aria-activedescendant", list.activeId);
    } else if (offered && takes(event, offered)) pick(offered);
    else if (offered && event.key === "Escape") hide();
    else if (event.key === "Enter" && !event.shiftKey) sendNow();
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendNow();
  });

  return {
    node: form,
    open(next) {
      if (next.key === place.key) return;
      hide();
      place = next;
      const label = next.thread ? "Reply in this thread" : `Message ${next.name}`;
      area.placeholder = label;
      area.setAttribute("aria-label", label);
      write(app.drafts.get(next.key) ?? "");
    },
    focus: () => area.focus(),
    put(text) {
      write(text);
      area.focus();
      area.setSelectionRange(text.length, text.length);
    },
  };
}
