// Puts the page together: who one is, what is open, and keeping it up to date.

import * as api from "./api.js";
import { conversation } from "./conversation.js";
import { appDm, known, learn, learnChannels, person, personName, sideOf, stand } from "./directory.js";
import { h } from "./dom.js";
import { guide } from "./guide.js";
import { clearNotices, learnNotice, tellRefusal } from "./notices.js";
import { switcher, welcome } from "./people.js";
import { platform, PLATFORMS } from "./platforms.js";
import * as route from "./route.js";
import { sidebar } from "./sidebar.js";
import { follow } from "./stream.js";
import { threadPanel } from "./thread.js";

const PHONE = matchMedia("(max-width: 760px)");

/** What the parts of the page share. */
const app = {
  me: null,
  platform: null,
  api: null,
  view: null,
  route: { user: null, place: null, thread: null },
  drafts: new Map(),
  kept: new Map(),

  get botUser() {
    return known().app.bot_user_id;
  },
  myName: () => personName(app.me) ?? app.me,
  conversation: (id) => app.view?.conversations.find((one) => one.id === id) ?? null,
  go: (place, thread = null) => route.go(app.me, place, thread),
  closeThread: () => app.go(app.route.place),
  /** Where somebody else would be in the same place: only who is on the same platform can be. */
  placeFor: (user) => (sideOf(user.id) === app.platform.key ? app.route.place : null),
  refresh: () => refresh(),
  learnAgain: () => learnAgain(),
  drawer: (open) => drawer(open),
  toggleGuide: () => panels.guide.toggle(),
  async chooseSomeone() {
    await learnAll().catch(tellRefusal);
    switcher(app.me, app.placeFor);
  },
  /** What is made once for this person under a key, kept as long as the page is open. */
  keep(key, make) {
    const whole = `${app.me} ${key}`;
    if (!app.kept.has(whole)) app.kept.set(whole, make());
    return app.kept.get(whole);
  },
  forget: (key) => app.kept.delete(`${app.me} ${key}`),
};

const panels = {};
let stop = null;
let again = false;
let running = null;
let lost = null;
let visited = null;

async function learnOne({ key, control }) {
  const workspace = await api.workspace(control);
  if (workspace) learn(key, workspace);
}

function learnAll() {
  return Promise.all(PLATFORMS.map(learnOne));
}

async function learnAgain() {
  try {
    await learnOne(app.platform);
  } catch (refusal) {
    tellRefusal(refusal);
  }
}

/** Correct an address that leads nowhere for this person, as after becoming someone else. */
function settle(view) {
  const { place } = app.route;
  const theirs = app.platform.land(view, place);
  if (theirs === place) return;
  route.correct(app.me, theirs, null);
  app.route = { user: app.me, place: theirs, thread: null };
}

async function fetchOnce() {
  const { me } = app;
  const view = await app.api.view();
  if (me !== app.me) return;
  const strangers = view.conversations.some((one) =>
    (one.members ?? []).some((id) => !person(id) && id !== app.botUser),
  );
  if (strangers) await learnAgain();
  learnChannels(view.conversations.filter((one) => one.kind === "channel"));
  app.view = view;
  settle(view);
  const { place, thread } = app.route;
  const away = place === panels.middle.front.place;
  const read = async (ts) => {
    const answer = await app.api.messages(place, ts);
    return answer.messages.map((message) => ({ ...message, channel: place }));
  };
  const [messages, replies] = await Promise.all([
    away ? [] : read().then((all) => app.platform.listed(all, app.conversation(place), read)),
    thread && !away ? read(thread) : null,
  ]);
  if (me !== app.me || place !== app.route.place || thread !== app.route.thread) {
    again = true;
    return;
  }
  draw(view, messages, replies);
}

function draw(view, messages, replies) {
  panels.sidebar.show(view);
  panels.middle.show(view, messages);
  if (replies) panels.thread.show(replies);
  layout();
  panels.overlays.update(view);
  learnNotice(view.notice);
  visit();
}

/** Bring the page up to date; calls while one runs are joined into one more. */
function refresh() {
  if (!app.me) return Promise.resolve();
  again = true;
  running ??= (async () => {
    try {
      while (again) {
        again = false;
        await fetchOnce();
      }
    } catch (refusal) {
      if (refusal.status !== 0) tellRefusal(refusal);
    } finally {
      running = null;
    }
  })();
  return running;
}

function connection(state) {
  clearTimeout(lost);
  if (state === "live") panels.middle.connection("");
  else lost = setTimeout(() => panels.middle.connection("Reconnecting…"), 1500);
}

/** Tell the app where one is, once each time one comes there. */
function visit() {
  const { place } = app.route;
  const spot = `${app.me} ${place}`;
  if (spot === visited) return;
  visited = spot;
  app.platform.visit(app, place);
}

function layout() {
  const { thread, place } = app.route;
  const inThread = Boolean(thread) && place !== panels.middle.front.place;
  const guided = !inThread && panels.guide.wanted;
  panels.thread.node.hidden = !inThread;
  panels.guide.node.hidden = !guided;
  panels.frame.classList.toggle("with-aside", inThread || guided);
  panels.frame.classList.toggle("in-thread", inThread);
}

function drawer(open) {
  panels.frame.classList.toggle("drawer-open", open);
  panels.middle.menu.setAttribute("aria-expanded", String(open));
  const shut = PHONE.matches && !open;
  panels.sidebar.node.inert = shut;
  panels.middle.node.inert = PHONE.matches && open;
  panels.aside.inert = PHONE.matches && open;
  if (!PHONE.matches) return;
  if (open) panels.sidebar.node.querySelector("button, a")?.focus();
  else if (panels.frame.dataset.wasOpen === "yes") panels.middle.menu.focus();
  panels.frame.dataset.wasOpen = open ? "yes" : "no";
}

/** Close the drawer by Escape wherever the focus is, which is nowhere while there is nothing in the drawer yet. */
function closeDrawer(event) {
  const open = app.me && panels.frame.classList.contains("drawer-open");
  if (event.key === "Escape" && open && !document.querySelector("dialog[open]")) drawer(false);
}

/** Write something of the guide where one writes to the app: here, or in the conversation with it. */
async function write(words) {
  if (PHONE.matches) panels.guide.close();
  if (!app.view) await refresh();
  const dm = app.view && appDm(app.view);
  const here = app.route.place !== panels.middle.front.place && app.platform.hearsHere(app);
  if (here) {
    panels.middle.writer.put(words);
  } else if (dm) {
    app.drafts.set(`${app.me} ${dm.id}`, words);
    app.go(dm.id);
  }
}

function build() {
  document.getElementById("page").replaceChildren();
  document.querySelector("dialog.modal")?.remove();
  panels.sidebar = sidebar(app);
  panels.middle = conversation(app);
  panels.thread = threadPanel(app);
  panels.overlays = app.platform.overlays(app);
  panels.guide = guide(() => {
    layout();
    if (panels.guide.wanted) document.getElementById("guide-title")?.focus();
    else document.querySelector('[data-focus="guide"]')?.focus();
  });
  panels.guide.draw({ me: app.me, writes: app.platform.writes, put: write });
  panels.aside = h(
    "aside",
    { class: "aside", "aria-label": "Beside the conversation" },
    panels.guide.node,
    panels.thread.node,
  );
  const scrim = h("div", { class: "scrim", on: { click: () => drawer(false) } });
  panels.frame = h("div", { class: "frame" }, panels.sidebar.node, scrim, panels.middle.node, panels.aside);
  panels.sidebar.node.addEventListener("click", (event) => event.target.closest("a") && drawer(false));
  document.getElementById("page").append(
    h("a", { class: "skip", href: "#main", on: { click: skip } }, "Skip to the conversation"),
    panels.frame,
  );
  drawer(false);
}

function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function become(user) {
  stop?.();
  app.me = user;
  app.platform = platform(sideOf(user));
  app.api = api.as(app.platform.control, user);
  app.view = null;
  visited = null;
  stand(app.platform.key);
  document.documentElement.dataset.platform = app.platform.key;
  build();
  clearNotices();
  stop = follow(app.api.streamUrl, refresh, connection);
}

function beNobody() {
  stop?.();
  stop = null;
  app.me = null;
  delete document.documentElement.dataset.platform;
  document.querySelector("dialog.modal")?.remove();
  document.title = "Who would you like to be? · Sandbox";
  document.getElementById("page").replaceChildren(welcome());
}

async function navigate() {
  const wanted = route.read();
  if (!wanted.user || !person(wanted.user)) {
    beNobody();
    return;
  }
  const before = { me: app.me, ...app.route };
  app.route = wanted;
  if (wanted.user !== app.me) become(wanted.user);
  else clearNotices();
  const moved = before.me !== app.me || before.place !== wanted.place;
  const focused = document.activeElement;
  await refresh();
  const elsewhere = document.activeElement !== focused && document.activeElement !== document.body;
  if (!app.view || elsewhere || document.querySelector("dialog[open]")) return;
  if (app.route.thread && before.thread !== app.route.thread) panels.thread.focus();
  else if (before.thread && !app.route.thread) document.querySelector(
    `[data-focus="${CSS.escape(`reply/${before.thread}`)}"]`,
  )?.focus();
  else if (moved && app.route.place === panels.middle.front.place) panels.middle.title.focus();
  else if (moved && !PHONE.matches) panels.middle.writer.focus();
}

async function start() {
  try {
    await learnAll();
  } catch (refusal) {
    document.getElementById("page").replaceChildren(
      h("main", { class: "welcome" }, h("h1", {}, "The sandbox does not answer"), h("p", {}, refusal.message)),
    );
    return;
  }
  addEventListener("hashchange", navigate);
  addEventListener("keydown", closeDrawer);
  PHONE.addEventListener("change", () => app.me && drawer(false));
  await navigate();
}

start();
