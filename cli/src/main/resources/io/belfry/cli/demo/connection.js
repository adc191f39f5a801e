// One connection of unmodified pusher-js, told apart into the moments that the page shows.

import { deviceName } from "./devices.js";
import { add } from "./log.js";

const SENT = '["Event sent",';
const FIRST_OF_BELFRY = 4000;

/** Loads pusher-js as any page would. */
export function loadPusher(url) {
  return new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.addEventListener("load", loaded);
    script.addEventListener("error", () => failed(new Error(`${url} could not be loaded.`)));
    document.head.append(script);
  });
}

const indented = (frame) => JSON.stringify(frame, null, 2);
const short = (data) => (typeof data === "string" ? data : JSON.stringify(data) ?? "");
const afterPrefix = (name) => name.replace(/^pusher(_internal)?:/, "");

/**
 * Opens a connection and signs in on it.
 *
 * @param config what /demo/config.json says
 * @param wish over, the transport of the connection; transport and params of the endpoints
 * @param on what to call: state, retry, connected, signing, signedIn, endpointRefused, answered, closed, stumbled,
 *     userEvent, channelEvent, subscribed, subscriptionRefused, members, watched, waved
 */
export function open(config, wish, on) {
  // What was sent to Belfry can be refused by Belfry; before that, a refusal is the endpoint's.
  const sent = new Set();
  window.Pusher.log = (line) => logSent(line, sent, on);
  const pusher = new window.Pusher(config.key, {
    cluster: "local",
    wsHost: config.wsHost,
    wsPort: config.wsPort,
    httpHost: config.wsHost,
    httpPort: config.wsPort,
    forceTLS: false,
    enabledTransports: [wish.over],
    userAuthentication: {
      endpoint: "/pusher/user-auth",
      transport: wish.transport,
      params: { ...wish.params, device: deviceName() },
    },
    channelAuthorization: { endpoint: "/pusher/auth", transport: "ajax", params: wish.params },
  });
  const { connection } = pusher;
  let isMuted = false;
  connection.bind("state_change", ({ current }) => {
    sent.clear();
    if (!isMuted) {
      on.state(current);
    }
  });
  connection.bind("connecting_in", (seconds) => on.retry(seconds));
  connection.bind("connected", ({ socket_id: socketId }) => {
    const over = connection.connection.transport.name;
    log("connection", "in", "connection_established", `over ${over}, socket ${socketId}`, {
      raw: indented({ event: "pusher:connection_established", data: { socket_id: socketId } }),
    });
    on.connected(socketId, over);
  });
  connection.bind("message", (message) => heard(message, on));
  hearErrors(connection, on);
  pusher.user.bind("pusher:signin_error", ({ status, error }) => on.endpointRefused(status, error));
  for (const name of ["online", "offline"]) {
    pusher.user.watchlist.bind(name, ({ user_ids: ids }) => on.watched(name, ids));
  }
  pusher.signin();
  let lobby = null;
  return {
    subscribe(name) {
      const channel = subscribe(pusher, name, sent, on);
      if (name === config.lobby && channel && channel !== lobby) {
        lobby = channel;
        hearLobby(channel, on);
      }
    },
    unsubscribe: (name) => pusher.unsubscribe(name),
    wave: () => pusher.channel(config.lobby).trigger("client-wave", {}),
    close: () => pusher.disconnect(),
    tryNow() {
      isMuted = true;
      pusher.disconnect();
      isMuted = false;
      pusher.connect();
    },
  };
}

/**
 * Errors come in several forms. A frame of Belfry is a PusherError here and a message, where it is heard. A close is a
 * PusherError and, when its code tells pusher-js what to do, a WebSocketError too; before the handshake the latter
 * alone. Whatever has no code never reached Belfry.
 */
function hearErrors(connection, on) {
  let told = null;
  connection.bind("state_change", () => {
    told = null;
  });
  connection.bind("error", (error) => {
    const { code, message } = error?.error?.data ?? error?.data ?? {};
    if (!code && error?.type !== "PusherError") {
      on.stumbled(error?.type ?? "error", String(error?.error?.message ?? error?.error ?? ""));
    } else if (code !== told && (error.type === "WebSocketError" || code < FIRST_OF_BELFRY)) {
      told = code;
      on.closed(code, message ?? "");
    }
  });
}

function subscribe(pusher, name, sent, on) {
  const known = pusher.channel(name);
  if (known?.subscribed) {
    on.subscribed(name);
    return known;
  }
  // A refused channel is forgotten first, since pusher-js does not ask again for one it has.
  if (known) {
    pusher.unsubscribe(name);
  }
  const channel = pusher.subscribe(name);
  channel.bind("pusher:subscription_succeeded", () => on.subscribed(name));
  channel.bind("pusher:subscription_error", (refusal) => {
    const isOfBelfry = sent.has(name);
    const { status, error } = refusal;
    log("connection", "in", "subscription_error", `${name}: ${isOfBelfry || !status ? error : `your endpoint answered ${status}`}`, {
      tone: "stop",
      help: "The connection and the sign-in are not affected.",
      raw: indented({ event: "pusher:subscription_error", channel: name, data: refusal }),
    });
    on.subscriptionRefused(name, { status, error, isOfBelfry });
  });
  return channel;
}

function hearLobby(channel, on) {
  const tell = () => on.members(Object.keys(channel.members.members));
  for (const name of ["subscription_succeeded", "member_added", "member_removed"]) {
    channel.bind(`pusher:${name}`, tell);
  }
  channel.bind("client-wave", (data, { user_id: userId }) => on.waved(userId));
}

function log(kind, direction, name, text, more) {
  add({ kind, direction, name, text, ...more });
}

// pusher-js has no event for what it sends; its log line is the documented way to see it.
function logSent(line, sent, on) {
  const start = line.indexOf(SENT);
  if (start < 0) {
    return;
  }
  const frame = JSON.parse(line.slice(start))[1];
  const raw = indented(frame);
  if (frame.event === "pusher:signin") {
    on.signing(frame.data);
    log("signin", "out", frame.event, "auth and user_data", { raw });
  } else if (frame.event === "pusher:subscribe" || frame.event === "pusher:unsubscribe") {
    if (frame.event === "pusher:subscribe") {
      sent.add(frame.data.channel);
    }
    log("connection", "out", frame.event, frame.data.channel, { raw });
  } else if (frame.event.startsWith("client-")) {
    log("event", "out", frame.event, frame.channel, { raw });
  }
}

// What a protocol event is about: who came or went, which channel, or who is online.
function internal(channel, data) {
  if (channel) {
    return data?.user_id ? `${channel}, user ${data.user_id}` : channel;
  }
  const entries = data?.events ?? [];
  return entries.map(({ name, user_ids: ids }) => `${name}: ${ids.join(", ")}`).join("; ") || short(data);
}

function heard(message, on) {
  const { event, channel, data, user_id: userId } = message;
  const raw = indented(message);
  if (event === "pusher:signin_success") {
    const user = JSON.parse(data.user_data);
    log("signin", "in", event, `signed in as ${user.user_info?.name ?? user.id}`, { raw });
    on.signedIn(user);
  } else if (event === "pusher:error") {
    on.answered(data?.code, data?.message ?? "");
  } else if (event === "pusher:subscription_error") {
    // The channel's own binding tells it.
  } else if (event.startsWith("pusher_internal:") || event.startsWith("pusher:")) {
    if (event !== "pusher:pong" && event !== "pusher:ping") {
      log("connection", "in", afterPrefix(event), internal(channel, data), { raw });
    }
  } else if (channel) {
    log("event", "in", event, userId ? `from ${userId}: ${short(data)}` : short(data), { raw });
    const receiver = channel.startsWith("#server-to-user-") && channel.slice("#server-to-user-".length);
    if (receiver) {
      on.userEvent(receiver, event);
    } else {
      on.channelEvent(channel, event);
    }
  }
}
