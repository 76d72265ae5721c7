// People offered by name after an @.

import { avatar } from "./avatar.js";
import { kindWords } from "./directory.js";

const MOST_PEOPLE = 8;

function mentionAt(text, caret) {
  const match = text.slice(0, caret).match(/(?:^|[\s(])@([\p{L}\p{N}.'_-]*(?: [\p{L}\p{N}.'_-]*){0,2})$/u);
  return match ? match[1] : null;
}

function like(people, typed) {
  const wanted = typed.toLocaleLowerCase();
  const fits = (user) => {
    const name = (user.real_name || user.name).toLocaleLowerCase();
    const starts = [name, user.name.toLocaleLowerCase(), ...(wanted.includes(" ") ? [] : name.split(/\s+/))];
    return starts.some((word) => word.startsWith(wanted));
  };
  return people.filter(fits).slice(0, MOST_PEOPLE);
}

/** What to offer of these people for the name being typed at the caret; empty where none is, or it is whole. */
export function mentionRows(text, caret, people) {
  const typed = mentionAt(text, caret);
  if (typed === null) return [];
  const fits = like(people, typed);
  const whole = typed.toLocaleLowerCase();
  if (fits.some((user) => (user.real_name || user.name).toLocaleLowerCase() === whole)) return [];
  return fits.map((user) => ({
    label: user.real_name || user.name,
    hint: [user.title, kindWords(user)].filter(Boolean).join(" · "),
    picture: avatar(user.id, "small"),
    put: `@${user.real_name || user.name} `,
    from: caret - typed.length - 1,
  }));
}
