// Does with pusher-js in Node.js what each line of the input says, and prints a line for all that it tells.
import { createInterface } from "node:readline";
import Pusher from "pusher-js";

let pusher;

const tell = (told, data = null) => console.log(JSON.stringify({ told, data }));

// Many clients at once: who is connected, and what each was refused with.
const crowd = [];

const gather = ({ host, port, key, tls, count }) => {
  for (let i = 0; i < count; i++) {
    const each = { refusals: [], troubles: 0, times: 0 };
    each.pusher = new Pusher(key, {
      cluster: "",
      wsHost: host ?? "127.0.0.1",
      wsPort: port,
      wssPort: port,
      forceTLS: tls === true,
      enabledTransports: ["ws"],
    });
    each.pusher.connection.bind("error", (e) => {
      const code = (e.error?.data ?? e.data)?.code;
      code === undefined ? each.troubles++ : each.refusals.push(code);
    });
    each.pusher.connection.bind("unavailable", () => each.troubles++);
    each.pusher.connection.bind("connected", () => {
      each.times++;
      if (crowd.every(({ pusher }) => pusher.connection.state === "connected")) {
        tell("all connected", census());
      }
    });
    crowd.push(each);
  }
};

const census = () => ({
  connected: crowd.filter(({ pusher }) => pusher.connection.state === "connected").length,
  ids: new Set(crowd.map(({ pusher }) => pusher.connection.socket_id)).size,
  times: Math.min(...crowd.map(({ times }) => times)),
  refusals: Math.max(...crowd.map(({ refusals }) => refusals.length)),
  codes: [...new Set(crowd.flatMap(({ refusals }) => refusals))].sort(),
  troubles: crowd.reduce((sum, { troubles }) => sum + troubles, 0),
});

const steps = {
  gather,
  census: () => tell("census", census()),
  connect({ port, key, tls, usersAt, channelsAt }) {
    pusher = new Pusher(key, {
      cluster: "",
      wsHost: "127.0.0.1",
      wsPort: port,
      wssPort: port,
      forceTLS: tls === true,
      enabledTransports: ["ws"],
      userAuthentication: { endpoint: usersAt },
      channelAuthorization: { endpoint: channelsAt },
    });
    pusher.connection.bind("connected", () => tell("connected"));
    pusher.bind_global((event, data) => tell(event, data));
    pusher.user.bind_global((event, data) => tell(`user ${event}`, data));
  },
  signin: () => pusher.signin(),
  join({ channel }) {
    pusher.subscribe(channel).bind_global((event, data) => tell(`${channel} ${event}`, data));
  },
  trigger: ({ channel, event, data }) => pusher.channel(channel).trigger(event, data),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { step, ...said } = JSON.parse(line);
  steps[step](said);
}
pusher?.disconnect();
crowd.forEach((each) => each.pusher.disconnect());
