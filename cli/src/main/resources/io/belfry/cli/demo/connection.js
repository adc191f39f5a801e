// One connection of unmodified pusher-js, told apart into the moments that the page shows.

import { add } from "./log.js";

const SENT = '["Event sent",';

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
 * @param wish transport and params of the user endpoint
 * @param on what to call: state, connected, signing, signedIn, endpointRefused, refused, userEvent,
 *     channelEvent, subscribed, subscriptionRefused, retry
 */
export function open(config, wish, on) {
  window.Pusher.log = (line) => logSent(line, on);
  const pusher = new window.Pusher(config.key, {
    cluster: "local",
    wsHost: config.wsHost,
    wsPort: config.wsPort,
    forceTLS: false,
    enabledTransports: ["ws"],
    userAuthentication: {
      endpoint: "/pusher/user-auth",
      transport: wish.transport,
      params: wish.params,
    },
    channelAuthorization: { endpoint: "/pusher/auth", transport: "ajax" },
  });
  const { connection } = pusher;
  connection.bind("state_change", ({ previous, current }) => on.state(current, previous));
  connection.bind("connecting_in", (seconds) => on.retry(seconds));
  connection.bind("connected", ({ socket_id: socketId }) => {
    log("connection", "in", "connection_established", `socket ${socketId}`, {
      raw: indented({ event: "pusher:connection_established", data: { socket_id: socketId } }),
    });
    on.connected(socketId);
  });
  connection.bind("message", (message) => heard(message, on));
  connection.bind("error", ({ data }) => data?.code && on.refused(data.code, data.message));
  pusher.user.bind("pusher:signin_error", ({ status, error }) => on.endpointRefused(status, error));
  pusher.signin();
  return {
    subscribe: (channel) => subscribe(pusher, channel, on),
    close: () => pusher.disconnect(),
    tryNow() {
      pusher.disconnect();
      pusher.connect();
    },
  };
}

function subscribe(pusher, name, on) {
  const known = pusher.channel(name);
  if (known?.subscribed) {
    return on.subscribed(name);
  }
  // A refused channel is forgotten first, since pusher-js does not ask again for one it has.
  if (known) {
    pusher.unsubscribe(name);
  }
  const channel = pusher.subscribe(name);
  channel.bind("pusher:subscription_succeeded", () => on.subscribed(name));
  channel.bind("pusher:subscription_error", ({ status, error }) => {
    log("connection", "in", "subscription_error", `${name}: ${status ? `your endpoint answered ${status}` : error}`, {
      tone: "stop",
      help: "The connection and the sign-in are not affected.",
      raw: indented({ event: "pusher:subscription_error", channel: name, data: { status, error } }),
    });
    on.subscriptionRefused(name, status);
  });
  return channel;
}

function log(kind, direction, name, text, more) {
  add({ kind, direction, name, text, ...more });
}

// pusher-js has no event for what it sends; its log line is the documented way to see it.
function logSent(line, on) {
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
    log("connection", "out", frame.event, frame.data.channel, { raw });
  }
}

function heard(message, on) {
  const { event, channel, data } = message;
  const raw = indented(message);
  if (event === "pusher:signin_success") {
    const user = JSON.parse(data.user_data);
    log("signin", "in", event, `signed in as ${user.user_info?.name ?? user.id}`, { raw });
    on.signedIn(user);
  } else if (event === "pusher:error") {
    // Judged where its meaning is known: as a refusal or as a termination.
  } else if (event.startsWith("pusher_internal:")) {
    log("connection", "in", afterPrefix(event), channel ?? short(data), { raw });
  } else if (channel) {
    log("event", "in", event, short(data), { raw });
    const userId = channel.startsWith("#server-to-user-") && channel.slice("#server-to-user-".length);
    if (userId) {
      on.userEvent(userId, event);
    } else {
      on.channelEvent(channel, event);
    }
  }
}
