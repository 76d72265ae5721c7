// Who one is and what is open, kept in the address, so that each tab can be another person.

/** Read `#/U1/C1/1700000000.000100` or `#/U1/home`. */
export function read(hash = location.hash) {
  const [user, place, thread] = hash.replace(/^#\/?/, "").split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { user: user || null, place: place || null, thread: thread || null };
}

/** The address of a place, for links. */
export function to(user, place = null, thread = null) {
  return `#/${[user, place, thread].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

/** Go somewhere, as a step one can go back from. */
export function go(user, place, thread = null) {
  location.hash = to(user, place, thread);
}

/** Correct the address without leaving a step behind. */
export function correct(user, place, thread = null) {
  history.replaceState(null, "", to(user, place, thread));
}
