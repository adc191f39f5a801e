// Who this tab is: the choice, the rope, and what to say when it does not work.

import { open } from "./connection.js";
import { $, el, say } from "./dom.js";
import { add } from "./log.js";
import { byBelfry, byEndpoint, REFUSALS } from "./refusals.js";
import { CHECK, CONNECT, ENDPOINT, nameLast, reach, SIGNED_IN } from "./rope.js";
import { announce, report, tabsOfThisUser, whenCounted } from "./tabs.js";

const TONES = { connected: "live", connecting: "warn", unavailable: "warn" };
const NOT_YET = -1;
const CLIENT_EVENT_REFUSED = 4301;
const JSONP_PATIENCE_MS = 4000;

const firstName = (user) => user.name.split(" ")[0];

/**
 * The sign-in of this tab.
 *
 * @param config what /demo/config.json says
 * @param on changed(): the choice or the connection is another; over(): the chosen transport; rang(): an event
 *     for this tab; and what is heard of the lobby
 */
export function startSignin(config, on) {
  const query = new URLSearchParams(location.search);
  const transport = query.get("transport") === "jsonp" ? "jsonp" : "ajax";
  let connection = null;
  let me = null;
  let socket = "";
  let isBusy = false;
  let at = NOT_YET;
  let since = 0;
  let facts = {};
  let channels = new Map();
  let patience = 0;
  let asked = null;
  let state = "disconnected";
  let wantsLobby = true;
  let carrier = "";

  const userOf = (name) => config.users.find((user) => user.id === name);
  const choice = () => $("#signin [name=as]:checked").value;
  const params = () =>
    userOf(choice()) ? { user: choice() } : REFUSALS.find(({ name }) => name === choice()).params;

  function draw() {
    const chosen = userOf(choice());
    const isOther = me && choice() !== me.id;
    const go = $("#go");
    go.textContent = isBusy ? "Signing in" : chosen ? `Sign in as ${firstName(chosen)}` : "Try to sign in";
    go.disabled = isBusy;
    go.hidden = Boolean(me) && !isOther;
    $("#drop").hidden = !connection;
    $("#once").hidden = !me;
    $("#once").textContent = isOther
      ? "Opens a new connection: one sign-in for each."
      : "There is no sign-out. The identity ends with the connection.";
    $("#subscribe").disabled = !socket;
    const names = [...channels].filter(([name, isIn]) => isIn && name !== config.lobby).map(([name]) => name);
    $("#subscribed").replaceChildren(
      ...(names.length
        ? ["This tab is subscribed to ", ...names.flatMap((name, i) => [i ? ", " : "", el("code", {}, name)]), "."]
        : ["This tab is not subscribed yet: sign in first."]),
    );
    document.title = me ? `${firstName(userOf(me.id) ?? { name: me.id })} · Belfry demo` : "Belfry demo";
    const next = config.users.find((user) => user.id !== (me?.id ?? chosen?.id));
    const link = $("#second");
    link.href = `?user=${encodeURIComponent(next.id)}&autosign=1`;
    link.textContent = `Open a second tab as ${firstName(next)}`;
    on.changed();
  }

  function showState(word, tone) {
    state = word;
    $("#state").textContent = word;
    $("#state").className = `state ${tone}`;
    $("#socket").textContent = socket;
    $("#socket").title = socket;
  }

  function step(to, state) {
    at = to;
    since = performance.now();
    reach(to, state, facts);
  }

  function countTabs() {
    if (me) {
      const count = tabsOfThisUser();
      facts[SIGNED_IN] = `user ${me.id}, ${count} connection${count > 1 ? "s" : ""}`;
      reach(SIGNED_IN, "done", facts);
    }
  }

  function leaveUser() {
    me = null;
    announce(null);
    on.forget();
  }

  const took = () => `${Math.max(1, Math.round(performance.now() - since))} ms`;

  function fail(to, [reason, remedy]) {
    isBusy = false;
    clearTimeout(patience);
    step(to, "fail");
    say($("#why"), "stop", reason, remedy);
    draw();
  }

  function sayGone(when) {
    const now = el("button", { class: "link", type: "button", "data-test": "try-now" }, "Try now");
    now.addEventListener("click", () => connection?.tryNow());
    say($("#why"), "warn", "Belfry does not answer.", [`Trying again${when}. `, now]);
  }

  const listener = {
    state(current, previous) {
      if (current !== "connected") {
        socket = "";
        channels = new Map([...channels].map(([name]) => [name, false]));
      }
      const isLost = previous === "connected" && current !== "connected";
      if (isLost) {
        leaveUser();
        clearTimeout(patience);
      }
      if (current === "connecting" && at !== CONNECT) {
        facts = {};
        isBusy = true;
        nameLast("Signed in");
        step(CONNECT, "now");
      }
      if (current === "unavailable") {
        sayGone("");
      }
      showState(current, TONES[current] ?? "stop");
      draw();
    },
    retry: (seconds) => sayGone(seconds ? ` in ${Math.round(seconds)} s` : ""),
    connected(socketId, over) {
      socket = socketId;
      carrier = over;
      facts = { [CONNECT]: socketId };
      say($("#why"), "", "");
      showState("connected", "live");
      step(ENDPOINT, "now");
      if (transport === "jsonp") {
        patience = setTimeout(() => listener.endpointRefused(0, "JSONP shows no error"), JSONP_PATIENCE_MS);
      }
      draw();
    },
    signing({ user_data: userData }) {
      clearTimeout(patience);
      const method = transport === "jsonp" ? "GET" : "POST";
      facts[ENDPOINT] = `${method} /pusher/user-auth, 200 in ${took()}`;
      add({
        kind: "signin",
        direction: "in",
        name: "/pusher/user-auth",
        text: `200 in ${took()}, signed for user ${JSON.parse(userData).id}`,
        raw: `${method} /pusher/user-auth\nsocket_id=${socket}\n\nuser_data: ${userData}`,
      });
      step(CHECK, "now");
    },
    signedIn(user) {
      me = { id: user.id, name: user.user_info?.name ?? user.id };
      isBusy = false;
      facts[CHECK] = `pusher:signin, ${took()}`;
      announce(me.id);
      nameLast(`Signed in as ${me.name}`);
      say($("#why"), "", "");
      step(SIGNED_IN, "done");
      countTabs();
      if (wantsLobby && !channels.has(config.lobby)) {
        subscribe(config.lobby);
      }
      draw();
    },
    endpointRefused(status, error) {
      facts[ENDPOINT] = `POST /pusher/user-auth, ${status ?? "no token"}`;
      add({
        kind: "signin",
        direction: "in",
        name: "/pusher/user-auth",
        text: status && status !== 200 ? `${status}: your endpoint refused to sign` : "no token in the answer",
        tone: "stop",
        help: "The connection stays open and anonymous. Channels still work; events to a user do not reach it.",
        raw: `pusher:signin_error\nstatus: ${status ?? "none"}\nerror: ${error}`,
      });
      fail(ENDPOINT, byEndpoint(status, error));
    },
    refused(code, message) {
      const raw = JSON.stringify({ event: "pusher:error", data: { code, message } }, null, 2);
      const isTermination = /disconnected by the application/.test(message);
      // pusher-js tells a termination twice: as a message and as the close code that follows.
      if (isTermination && !connection) {
        return;
      }
      const isSignin = !isTermination && at === CHECK;
      add({
        kind: isSignin ? "signin" : "connection",
        direction: "in",
        name: isTermination ? `closed ${code}` : `pusher:error ${code}`,
        text: message,
        tone: "stop",
        help: isTermination
          ? `Sent because the connections of ${me?.name ?? "the user"} were terminated.`
          : isSignin
            ? "Sign-in refused; the connection is still open."
            : "The connection is still open.",
        raw,
      });
      if (isTermination) {
        ended(code);
      } else if (isSignin) {
        facts[CHECK] = `${code} ${message}`;
        fail(CHECK, byBelfry(code, message, choice(), config.key));
      } else if (code === CLIENT_EVENT_REFUSED) {
        on.waveRefused(message);
      } else {
        say($("#why"), "stop", `Belfry answered ${code}.`, [message]);
      }
    },
    userEvent(userId, name) {
      on.rang();
      report("event", `user ${userId}`, name);
    },
    channelEvent(channel, name) {
      on.rang();
      report("event", `channel ${channel}`, name);
    },
    subscribed(channel) {
      channels.set(channel, true);
      draw();
    },
    members: (ids) => on.members(ids),
    watched: (name, ids) => on.watched(name, ids),
    waved: (userId) => on.waved(userId),
    subscriptionRefused(channel) {
      channels.delete(channel);
      draw();
      on.subscriptionRefused(channel);
    },
  };

  function ended(code) {
    report("end", `user ${me?.id}`);
    leaveUser();
    facts = {};
    step(NOT_YET, "");
    nameLast("Signed in");
    say($("#why"), "stop", `Your application ended this connection (${code}).`, [
      "pusher-js does not reconnect after 4009. Sign in again to open a new one.",
    ]);
    connection = null;
    draw();
  }

  function drop() {
    connection?.close();
    connection = null;
    leaveUser();
    socket = "";
    isBusy = false;
    facts = {};
    channels = new Map();
    clearTimeout(patience);
    nameLast("Signed in");
    step(NOT_YET, "");
    showState("disconnected", "stop");
  }

  function signIn(as = params()) {
    drop();
    asked = as;
    say($("#why"), "", "");
    // A connection that was dropped may still say something: only the newest is listened to.
    const own = {};
    for (const [name, hear] of Object.entries(listener)) {
      own[name] = (...news) => (connection === null || connection.own === own) && hear(...news);
    }
    connection = { own, ...open(config, { over: on.over(), transport, params: as }, own) };
    subscribe(config.openChannel);
    draw();
  }

  /** Opens the connection anew, with the same sign-in and the same channels. */
  function reconnect() {
    if (!connection) {
      draw();
      return;
    }
    const names = [...channels.keys()].filter((name) => name !== config.lobby);
    signIn(asked);
    names.forEach(subscribe);
  }

  function subscribe(channel) {
    channels.set(channel, channels.get(channel) ?? false);
    connection?.subscribe(channel);
  }

  $("#users").append(
    ...config.users.map((user, i) =>
      el(
        "label",
        { "data-test": `user-${user.id}` },
        el("input", { type: "radio", name: "as", value: user.id, checked: i === 0 }),
        el("b", { class: "cut" }, user.name),
        el("small", {}, `user ${user.id}`),
      ),
    ),
  );
  $("#refusals").append(
    ...REFUSALS.map((refusal) =>
      el(
        "label",
        { class: "slim", "data-test": `refuse-${refusal.name}` },
        el("input", { type: "radio", name: "as", value: refusal.name }),
        el("b", {}, refusal.label),
        el("span", { class: "mono xs q3" }, refusal.code),
      ),
    ),
  );
  const preset = $(`#signin [value="${CSS.escape(query.get("user") ?? query.get("fault") ?? "")}"]`);
  if (preset) {
    preset.checked = true;
  }
  $("#signin").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isBusy) {
      signIn();
    }
  });
  $("#signin").addEventListener("change", draw);
  $("#drop").addEventListener("click", () => {
    add({ kind: "connection", direction: "out", name: "disconnect", text: "closed by this tab" });
    say($("#why"), "", "");
    drop();
    draw();
    $("#go").focus();
  });
  step(NOT_YET, "");
  whenCounted(countTabs);

  return {
    draw,
    signIn,
    wantsAutosign: query.get("autosign") === "1",
    chosenUser: () => params().user,
    transport,
    socket: () => socket,
    subscribe,
    reconnect,
    me: () => me?.id ?? null,
    carried: () => [state, state === "connected" ? carrier : on.over()],
    wave: () => connection.wave(),
    join() {
      wantsLobby = true;
      subscribe(config.lobby);
    },
    leave() {
      wantsLobby = false;
      connection.unsubscribe(config.lobby);
      channels.delete(config.lobby);
      on.members(null);
    },
  };
}
