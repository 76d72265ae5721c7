// The platforms side by side. What each has of its own is in its folder; all else is shared.

import { slack } from "./slack/slack.js";
import { teams } from "./teams/teams.js";

/*
 * A platform is
 *   key, name        its key in the page, and what it is called in words
 *   control          where its control API is
 *   land(view, place)  the nearest place that this person has
 *   visit(app, place)  tells the app that somebody came to one of its places
 *   moment(ts)       when a message was sent, in milliseconds
 *   heading(one)     {mark, name, of} of a conversation, for the top of the page
 *   hasReplies(one)  whether its messages can be replied to one by one
 *   listed(messages, one, read)  a conversation's messages as they are listed; `read(ts)` gives a message's replies
 *   writes(words)    whether words of the guide are something to write to the app
 *   hearsHere(app)   whether the app hears what is written in the place that is open
 *   words(message)   what a message says, in plain words
 *   content(body, message, app)  shows it
 *   form(message)    a word for the kind of its content: another one gets a fresh body
 *   shelves(app)     the parts of the sidebar: {nodes, show(view)}
 *   front(app)       a page that is no conversation: {place, title, node, show(view)}
 *   tabs(view, place, one)  what leads between the front and a conversation: [{place, words}]
 *   threshold(app)   what stands where one writes, as long as one may not: {node, show(one)}, which says whether
 *   writing(app, writer)  what is offered while one writes, and how it is sent
 *   overlays(app)    what stands above the page: {update(view)}
 */
export const PLATFORMS = [slack, teams];

/** A platform by its key, or null. */
export function platform(key) {
  return PLATFORMS.find((one) => one.key === key) ?? null;
}
