// What stands in a message of Teams: its words, and its cards.

import { fill, h, reconcile } from "../dom.js";
import { adaptiveCard, cardWords } from "./card.js";
import { markdown, withMentions } from "./markdown.js";
import { ADAPTIVE, HERO, THUMBNAIL, preview, previewWords } from "./preview.js";

function isBot(message) {
  return Boolean(message.bot_id);
}

/** The words of a message as nodes. */
function textOf(message) {
  const text = message.text ?? "";
  if (!text) return [];
  if (message.text_format === "xml" || !isBot(message)) return withMentions(text);
  if (message.text_format === "plain") return [text];
  return markdown(text, { rich: true });
}

/** What a message says, in plain words, for announcements. */
export function words(message) {
  const written = h("span", {}, textOf(message)).textContent;
  const cards = (message.attachments ?? []).map(({ contentType, content }) =>
    contentType === ADAPTIVE ? cardWords(content) : previewWords(content),
  );
  return [written || message.summary, ...cards].filter(Boolean).join(" ");
}

/** A word for the kind of what stands in it. */
export function form(message) {
  return message.attachments?.length ? "cards" : "words";
}

function attachment(app, message, one, index) {
  const place = { channel: message.channel, ts: message.ts, card: index };
  const key = `${index} ${one.contentType}`;
  const sign = JSON.stringify(one);
  if (one.contentType === ADAPTIVE) {
    const card = adaptiveCard(app, place);
    return { key, sign, make: () => card.make(one.content), update: (node) => card.update(node, one.content) };
  }
  if ([HERO, THUMBNAIL].includes(one.contentType)) {
    const press = (action) => app.api.click({ ...place, action });
    return { key, sign, make: () => preview(one, { press }) };
  }
  const unknown = () => h("p", { class: "unknown" }, `The sandbox cannot show “${one.contentType}”.`);
  return { key, sign, make: unknown };
}

/** Show a message's words and cards in `body`. */
export function content(body, message, app) {
  const all = message.attachments ?? [];
  if (!all.length) {
    fill(body, h("div", { class: "mrkdwn" }, textOf(message)));
    return;
  }
  const written = message.text
    ? [{
      key: "words",
      sign: message.text,
      make: () => h("div", { class: "mrkdwn" }, textOf(message)),
    }]
    : [];
  const sharer = message.shared_from?.app;
  const from = sharer
    ? [{ key: "from", sign: sharer, make: () => h("p", { class: "shared-from" }, `Shared from ${sharer}`) }]
    : [];
  const cards = all.map((one, index) => attachment(app, message, one, index));
  const wide = message.attachment_layout === "carousel" && all.length > 1;
  body.classList.toggle("carousel", wide);
  reconcile(body, [...written, ...cards, ...from]);
}
