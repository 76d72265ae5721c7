// Speaks to the sandbox's control API.

/** A refusal by the sandbox, with its code and words. */
class Refusal extends Error {
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

async function call(method, path, body) {
  const options = { method, headers: { accept: "application/json" }, cache: "no-store" };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refusal("unreachable", "The sandbox does not answer. Is it still running?", 0);
  }
  const text = await response.text();
  let answer;
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    answer = {};
  }
  if (!response.ok) {
    const code = answer.error ?? `http_${response.status}`;
    throw new Refusal(code, answer.message ?? `The sandbox refused this (${code}).`, response.status);
  }
  return answer;
}

/** A platform's workspace: team, app, people, public channels and the guide; null where there is none. */
export async function workspace(control) {
  try {
    return await call("GET", `${control}/workspace`);
  } catch (refusal) {
    if (refusal.status === 404) return null;
    throw refusal;
  }
}

/** Everything one person of a platform can ask for and do. */
export function as(control, user) {
  const root = `${control}/users/${encodeURIComponent(user)}`;
  const post = (action) => (body = {}) => call("POST", `${root}/${action}`, body);
  return {
    user,
    view: () => call("GET", `${root}/view`),
    messages: (channel, threadTs) => {
      const query = new URLSearchParams({ channel });
      if (threadTs) query.set("thread_ts", threadTs);
      return call("GET", `${root}/messages?${query}`);
    },
    streamUrl: `${root}/stream`,
    say: post("say"),
    command: post("command"),
    click: post("click"),
    fill: post("fill"),
    suggest: post("suggest"),
    submit: post("submit"),
    close: post("close"),
    home: post("home"),
    messagesTab: post("messages_tab"),
    join: post("join"),
    leave: post("leave"),
    invite: post("invite"),
    install: post("install"),
    uninstall: post("uninstall"),
    search: post("search"),
    share: post("share"),
    shortcut: post("shortcut"),
    delete: post("delete"),
  };
}
