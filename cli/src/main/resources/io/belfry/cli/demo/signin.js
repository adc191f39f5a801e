// The sign-in of this tab: what has happened so far, and what is said of it.

import { announcesClose, judged, remark } from "./closes.js";
import { open } from "./connection.js";
import { $, el, say, switchOff } from "./dom.js";
import { add, noteSeen } from "./log.js";
import { PATIENCE_MS, startLookout, startPatience, startWaiting } from "./patience.js";
import { byBelfry, byEndpoint, byShape, byValue, silent } from "./refusals.js";
import { CHECK, CONNECT, ENDPOINT, nameLast, NOT_YET, reach, SIGNED_IN } from "./rope.js";
import { announce, report, tabsOfThisUser, whenCounted } from "./tabs.js";
import { startWho } from "./who.js";

const FIRST_OF_BELFRY = 4000;
const FIRST_THAT_STAYS_OPEN = 4300;
const SIGNIN_REFUSED = 4009;
const CLIENT_EVENT_REFUSED = 4301;
const SUBSCRIPTION_REFUSED = [4304, 4305];
const ENDPOINT_PATH = "/pusher/user-auth";
const IDLE = ["not connected yet", "idle"];

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
  const why = $("#why");
  let connection = null;
  let current = null;
  let me = null;
  let socket = "";
  let isBusy = false;
  let isLost = false;
  let at = NOT_YET;
  let since = 0;
  let facts = {};
  let channels = new Map();
  let asked = { choice: "", params: {} };
  let headline = IDLE;
  let verdict = null;
  let isUnfit = false;
  let wantsLobby = true;
  let carrier = "";

  const tryNow = () => connection?.tryNow();
  const patience = startPatience(sayImpatient);
  const waiting = startWaiting(why, tryNow);
  const lookout = startLookout("/icon.svg", tryNow);
  const took = () => `${Math.max(1, Math.round(performance.now() - since))} ms`;
  const method = transport === "jsonp" ? "GET" : "POST";

  function draw() {
    who.draw({ me, asked: asked.choice, isBusy, isLost, isOpen: Boolean(connection), socket, headline });
    switchOff($("#subscribe"), !socket);
    const names = [...channels].filter(([name, isIn]) => isIn && name !== config.lobby).map(([name]) => name);
    $("#subscribed").replaceChildren(
      ...(names.length
        ? ["This tab is subscribed to ", ...names.flatMap((name, i) => [i ? ", " : "", el("code", {}, name)]), "."]
        : ["This tab is not subscribed yet: sign in first."]),
    );
    on.changed();
  }

  function step(to, state) {
    at = to;
    since = performance.now();
    patience[state === "now" ? "begin" : "end"]();
    reach(to, state, facts);
  }

  function hush() {
    waiting.end();
    lookout.end();
    say(why, "");
  }

  function sayImpatient() {
    const seconds = PATIENCE_MS / 1000;
    if (at === CONNECT) {
      if (!isLost) {
        waiting.countUp(`Belfry has not answered for ${seconds} s.`, "Look whether belfry dev still runs. Still trying");
        lookout.begin();
      }
    } else if (at === ENDPOINT && transport === "jsonp") {
      listener.endpointRefused(undefined, "JSONP tells no reason");
    } else {
      say(why, "warn", ...silent(at === ENDPOINT ? "Your endpoint" : "Belfry", seconds));
    }
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

  function fail(to, [reason, remedy]) {
    isBusy = false;
    headline = ["anonymous", ""];
    step(to, "fail");
    say(why, "stop", reason, remedy);
    why.scrollIntoView({ block: "nearest" });
    draw();
  }

  /** The connection is gone. Says so once, and why, as far as anybody knows. */
  function lose() {
    if (isLost) {
      return;
    }
    isLost = true;
    isBusy = true;
    if (!verdict) {
      verdict = socket ? judged(0, "", config.key) : { reason: "Belfry does not answer." };
      if (socket) {
        logClose("connection lost", "It ended without a word: a network that went away, a computer that slept, a server that died.");
      }
    }
    socket = "";
    facts = {};
    channels = new Map([...channels].map(([name]) => [name, false]));
    leaveUser();
    nameLast("Signed in");
    headline = ["reconnecting", "warn"];
    step(CONNECT, "now");
    lookout.begin();
  }

  function logClose(name, text, tone = "warn", help = "", raw = name) {
    add({ kind: "connection", direction: "in", name, text, tone, help, raw });
  }

  /** It stays closed. */
  function end() {
    const { reason, remedy, isTermination } = verdict;
    if (isTermination && me) {
      report("end", `user ${me.id}`);
    }
    drop();
    headline = ["disconnected", "stop"];
    say(why, "stop", reason, remedy);
    draw();
  }

  const listener = {
    state(now) {
      if (now === "connecting") {
        if (socket || isLost) {
          lose();
          waiting.countUp(verdict.reason);
        }
      } else if (now === "unavailable") {
        lose();
        waiting.countUp("Belfry does not answer.", "Look whether belfry dev still runs. Still trying");
      } else if (now === "failed") {
        verdict = { reason: "This browser cannot open such a connection.", remedy: ["Choose another transport below."] };
        end();
      } else if (now === "disconnected" && verdict) {
        end();
      }
      draw();
    },
    retry(seconds) {
      lose();
      waiting.countDown(verdict.reason, seconds);
      draw();
    },
    connected(socketId, over) {
      isLost = false;
      isBusy = true;
      verdict = null;
      socket = socketId;
      carrier = over;
      facts = { [CONNECT]: socketId };
      headline = ["connected", "live"];
      isUnfit = false;
      hush();
      step(ENDPOINT, "now");
      draw();
    },
    signing({ auth, user_data: userData }) {
      const isWhole = typeof auth === "string" && typeof userData === "string";
      facts[ENDPOINT] = `${method} ${ENDPOINT_PATH}, 200 in ${took()}`;
      add({
        kind: "signin",
        direction: "in",
        name: ENDPOINT_PATH,
        text: isWhole ? `200 in ${took()}, signed for user ${idIn(userData)}` : "200, but auth or user_data is missing",
        tone: isWhole ? undefined : "stop",
        raw: `${method} ${ENDPOINT_PATH}\nsocket_id=${socket}\n\nuser_data: ${userData}`,
      });
      if (isWhole) {
        hush();
        step(CHECK, "now");
      } else {
        isUnfit = true;
        fail(ENDPOINT, byShape());
      }
    },
    signedIn(user) {
      me = { id: user.id, name: user.user_info?.name ?? user.id };
      isBusy = false;
      facts[CHECK] = `pusher:signin, ${took()}`;
      announce(me.id);
      nameLast(`Signed in as ${me.name}`);
      hush();
      step(SIGNED_IN, "done");
      countTabs();
      if (wantsLobby && !channels.has(config.lobby)) {
        subscribe(config.lobby);
      }
      draw();
    },
    endpointRefused(status, error) {
      facts[ENDPOINT] = `${method} ${ENDPOINT_PATH}, ${status || "no token"}`;
      add({
        kind: "signin",
        direction: "in",
        name: ENDPOINT_PATH,
        text: status && status !== 200 ? `${status}: your endpoint refused to sign` : "no token in the answer",
        tone: "stop",
        help: "The connection stays open and anonymous. Channels still work; events to a user do not reach it.",
        raw: `pusher:signin_error\nstatus: ${status ?? "none"}\nerror: ${error}`,
      });
      fail(ENDPOINT, byEndpoint(transport, status));
    },
    /** An error frame on an open connection. One that announces a close is told with the close. */
    answered(code, message) {
      const isSignin = code === SIGNIN_REFUSED && at === CHECK && !announcesClose(code, message);
      const isToldElsewhere = SUBSCRIPTION_REFUSED.includes(code) || isUnfit;
      const announcesIt = code >= FIRST_OF_BELFRY && code < FIRST_THAT_STAYS_OPEN && !isSignin;
      if (isToldElsewhere || announcesIt) {
        return;
      }
      add({
        kind: isSignin ? "signin" : "connection",
        direction: "in",
        name: `pusher:error ${code ?? ""}`,
        text: message || "without a reason",
        tone: "stop",
        help: isSignin ? "Sign-in refused; the connection is still open." : "The connection is still open.",
        raw: JSON.stringify({ event: "pusher:error", data: { code, message } }, null, 2),
      });
      if (isSignin) {
        facts[CHECK] = `${code} ${message}`;
        fail(CHECK, byBelfry(code, message, asked.choice, config.key));
      } else if (code === CLIENT_EVENT_REFUSED) {
        on.waveRefused(message);
      } else {
        say(why, "warn", ...remark(code, message));
      }
    },
    closed(code, message) {
      const isAgain = isLost && verdict?.code === code;
      verdict = judged(code, message, config.key);
      const help = verdict.isTermination && me ? `Sent because the connections of ${me.name} were terminated.` : "";
      const raw = code < FIRST_OF_BELFRY ? `close ${code} ${message}` : JSON.stringify({ event: "pusher:error", data: { code, message } }, null, 2);
      if (!isAgain) {
        logClose(`closed ${code}`, message || verdict.reason, verdict.isFinal ? "stop" : "warn", help, raw);
      }
      if (verdict.isFinal) {
        // Where pusher-js does not give up by itself, as after 4000, it is told to.
        queueMicrotask(() => verdict?.isFinal && end());
      } else {
        lose();
        waiting.countUp(verdict.reason);
        draw();
      }
    },
    /** Something of pusher-js itself, such as a socket that did not open. What follows from it comes as a state. */
    stumbled: (type, text) => add({ kind: "connection", direction: "in", name: type, text: text || "pusher-js gives no reason", tone: "warn" }),
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
    subscriptionRefused(channel, refusal) {
      channels.delete(channel);
      draw();
      on.subscriptionRefused(channel, refusal);
    },
  };

  function idIn(userData) {
    try {
      return JSON.parse(userData).id;
    } catch {
      return "?";
    }
  }

  function drop() {
    const old = connection;
    connection = null;
    current = null;
    old?.close();
    leaveUser();
    socket = "";
    isBusy = false;
    isLost = false;
    verdict = null;
    facts = {};
    channels = new Map();
    hush();
    nameLast("Signed in");
    step(NOT_YET, "");
    headline = ["disconnected", "idle"];
  }

  function signIn(wish = { choice: who.choice(), params: who.params() }) {
    drop();
    noteSeen();
    asked = wish;
    isBusy = true;
    headline = ["connecting", "warn"];
    step(CONNECT, "now");
    // A connection that was dropped may still say something: only the newest is listened to.
    const own = {};
    current = own;
    const heard = Object.entries(listener).map(([name, hear]) => [name, (...news) => current === own && hear(...news)]);
    connection = open(config, { over: on.over(), transport, params: wish.params }, Object.fromEntries(heard));
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

  const who = startWho(config, {
    chosen: draw,
    signIn,
    disconnect() {
      add({ kind: "connection", direction: "out", name: "disconnect", text: "closed by this tab" });
      drop();
      draw();
    },
  });
  step(NOT_YET, "");
  whenCounted(countTabs);
  // pusher-js stops with an error of its own when the endpoint's answer is null.
  addEventListener("error", () => at === ENDPOINT && isBusy && fail(ENDPOINT, byValue()));

  return {
    draw,
    signIn,
    wantsAutosign: query.get("autosign") === "1",
    chosenUser: () => who.params().user,
    otherUser: () => who.other(me).id,
    transport,
    socket: () => socket,
    subscribe,
    reconnect,
    me: () => me?.id ?? null,
    carried: () => [socket ? "connected" : isBusy ? "connecting" : "", socket ? carrier : on.over()],
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
