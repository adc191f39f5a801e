// Does with the official Node.js library what each line of the input says, and answers with a line.
import { createInterface } from "node:readline";
import Pusher from "pusher";

let pusher;

const steps = {
  open({ port, appId, key, secret, encryptionMasterKeyBase64 }) {
    const host = "127.0.0.1";
    pusher = new Pusher({ host, port, appId, key, secret, encryptionMasterKeyBase64, useTLS: false });
    return {};
  },
  trigger: ({ channels, event, data }) => answer(pusher.trigger(channels, event, data)),
  triggerExcept: ({ channel, event, data, socketId }) =>
    answer(pusher.trigger(channel, event, data, { socket_id: socketId })),
  triggerAsking: ({ channels, event, data, info }) =>
    answer(pusher.trigger(channels, event, data, { info })),
  triggerBatch: ({ batch }) => answer(pusher.triggerBatch(batch)),
  channels: ({ prefix, info }) =>
    answer(pusher.get({ path: "/channels", params: { filter_by_prefix: prefix, info } })),
  channel: ({ channel, info }) =>
    answer(pusher.get({ path: `/channels/${channel}`, params: { info } })),
  users: ({ channel }) => answer(pusher.get({ path: `/channels/${channel}/users` })),
  authorize: ({ socketId, channel }) => pusher.authorizeChannel(socketId, channel),
  authorizeMember: ({ socketId, channel, userId, userName }) =>
    pusher.authorizeChannel(socketId, channel, { user_id: userId, user_info: { name: userName } }),
  authenticateUser: ({ socketId, userId, userName }) =>
    pusher.authenticateUser(socketId, { id: userId, user_info: { name: userName } }),
  sendToUser: ({ userId, event, data }) => answer(pusher.sendToUser(userId, event, data)),
  webhook({ headers, body }) {
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const webhook = pusher.webhook({ headers: lower, rawBody: body });
    return webhook.isValid() ? { valid: true, events: webhook.getEvents() } : { valid: false };
  },
  get: ({ path, params }) => answer(pusher.get({ path, params })),
  post: ({ path, body }) => answer(pusher.post({ path, body })),
  terminate: ({ userId }) => answer(pusher.terminateUserConnections(userId)),
};

async function answer(request) {
  return (await request).json();
}

for await (const line of createInterface({ input: process.stdin })) {
  const { step, ...said } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ answer: await steps[step](said) }));
  } catch (error) {
    console.log(JSON.stringify({ status: error.status ?? 0, error: error.body ?? String(error) }));
  }
}
