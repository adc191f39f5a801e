// Does with pusher-js in Node.js what each line of the input says, and prints a line for all that it tells.
import { createInterface } from "node:readline";
import Pusher from "pusher-js";

let pusher;

const tell = (told, data = null) => console.log(JSON.stringify({ told, data }));

const steps = {
  connect({ port, key, usersAt, channelsAt }) {
    pusher = new Pusher(key, {
      cluster: "",
      wsHost: "127.0.0.1",
      wsPort: port,
      forceTLS: false,
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
