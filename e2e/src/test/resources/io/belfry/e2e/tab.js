// Keeps what pusher-js tells an application, in order, for the test to read.
"use strict";

window.seen = [];

window.see = (what, data) => {
  window.lastData = data;
  window.seen.push({ what, data: JSON.stringify(data ?? null) });
};

window.client = (key, options) => new Pusher(key, options);

window.start = (key, options) => {
  const pusher = client(key, options);
  window.pusher = pusher;
  pusher.connection.bind("state_change", ({ current }) => see("state:" + current));
  pusher.connection.bind("connecting_in", (seconds) => see("connecting_in", seconds));
  pusher.connection.bind("error", (error) => see("error:" + codeOf(error), error));
  bindEvery(pusher, (event, data) => see(event, data));
  // Before version 7.1 there are no users.
  if (pusher.user) bindEvery(pusher.user, (event, data) => see("user:" + event, data));
};

window.join = (name) => {
  const channel = pusher.subscribe(name);
  bindEvery(channel, (event, data) => see(name + ":" + event, data));
};

// Before version 4 it had another name.
function bindEvery(emitter, listener) {
  (emitter.bind_global ?? emitter.bind_all).call(emitter, listener);
}

window.ping = () => pusher.send_event("pusher:ping", {});

window.lastBytes = () =>
  Array.from(new TextEncoder().encode(window.lastData), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

function codeOf(error) {
  return error.data?.code ?? error.error?.data?.code ?? "none";
}
