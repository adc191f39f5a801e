// Puts Laravel Echo between the page and pusher-js, and keeps what Echo tells an application.
"use strict";

window.client = (key, options) => {
  const csrfToken = "token of the page";
  window.echo = new Echo.default({ broadcaster: "pusher", key, csrfToken, ...options });
  return echo.connector.pusher;
};

window.hear = (channel, ...events) => {
  channel.subscribed(() => see("joined"));
  channel.error((error) => see("refused:" + error.status));
  events.forEach((event) => channel.listen(event, (data) => see("heard:" + event, data)));
  return channel;
};

window.meet = (channel) => {
  channel.here((members) => see("here", members));
  channel.joining((member) => see("joining", member));
  channel.leaving((member) => see("leaving", member));
};
