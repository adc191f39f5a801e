// Every way the demo can be refused, and what to say: what happened, then what to do.

import { el } from "./dom.js";

/** Choices below the users: label, what answers, and what is sent to the endpoint. */
export const REFUSALS = [
  { name: "nobody", label: "No session", code: "403", params: { user: "nobody" } },
  { name: "500", label: "Broken endpoint", code: "500", params: { user: "ada", fault: "500" } },
  { name: "garbage", label: "Not JSON", code: "200", params: { user: "ada", fault: "garbage" } },
  { name: "wrong-secret", label: "Wrong secret", code: "4009", params: { user: "ada", fault: "wrong-secret" } },
  { name: "other-socket", label: "Other connection", code: "4009", params: { user: "ada", fault: "other-socket" } },
  { name: "changed-user", label: "Changed user", code: "4009", params: { user: "ada", fault: "changed-user" } },
];

const STAYS = "The connection stays open, anonymous.";
const SHAPE = '{"auth": …, "user_data": …}';
const code = (text) => el("code", {}, text);

const BY_STATUS = [
  [[401, 403], `It found no session for this browser, so nothing was signed and Belfry was not asked. ${STAYS} Sign the browser in first, or choose a user above.`],
  [[404, 405], `There is no endpoint at this address, so Belfry was not asked. ${STAYS} Look at the path and the method POST.`],
  [[400, 413, 415, 419, 422], `It could not use the form, so nothing was signed. ${STAYS} Its own log says why; a missing CSRF token is a usual cause.`],
  [[429], `It was asked too often. ${STAYS} Wait a little.`],
];
const BROKE = `It failed before it could sign, and Belfry was not asked. ${STAYS} The endpoint’s own log says why.`;

/** Why the endpoint gave no token, by what pusher-js says of it. */
export function byEndpoint(transport, status) {
  if (transport === "jsonp") {
    return ["Your endpoint gave no token.", [`JSONP tells no reason. ${STAYS} Look at the endpoint’s log, or use ajax.`]];
  }
  if (!status) {
    return [
      "Your endpoint gave no answer that this page may read.",
      [`Belfry was not asked. ${STAYS} Look whether the endpoint runs; at another origin it has to answer CORS for this page.`],
    ];
  }
  if (status === 200) {
    return [
      "Your endpoint did not answer with JSON.",
      ["A log-in page or a proxy may stand in its place. Belfry was not asked. ", STAYS, " Answer ", code(SHAPE), " with status 200."],
    ];
  }
  const [, remedy] = BY_STATUS.find(([statuses]) => statuses.includes(status)) ?? [[], BROKE];
  return [`Your endpoint answered ${status}.`, [remedy]];
}

/** What is missing in the answer of the endpoint. */
export function byShape() {
  return [
    "Your endpoint’s answer lacks auth or user_data.",
    ["Both have to be strings, so Belfry cannot have accepted it. ", STAYS, " Answer ", code(SHAPE), "."],
  ];
}

/** What the answer of the endpoint should have been, when it is JSON of another kind. */
export function byValue() {
  return [
    "Your endpoint’s answer is JSON, but no object.",
    ["pusher-js stops there, and Belfry was not asked. ", STAYS, " Answer ", code(SHAPE), "."],
  ];
}

/** Who has been silent for so long. */
export function silent(whom, seconds) {
  const remedy =
    whom === "Belfry"
      ? "It has the token. Look whether belfry dev still runs."
      : "Belfry waits for nothing: look at the endpoint’s log.";
  return [`${whom} has not answered for ${seconds} s.`, [remedy]];
}

const REMEDIES = {
  "wrong-secret": (key) => ["The token was made with another secret than that of key ", code(key), ". Give your endpoint this app’s secret."],
  "other-socket": () => ["The signature was made for another connection. Sign the ", code("socket_id"), " of the request and send ", code("Cache-Control: no-store"), "."],
  "changed-user": () => ["The user data is not what was signed. Send ", code("user_data"), " exactly as it was signed, to the last byte."],
};

/** Three causes look the same to Belfry; which one it is, only the endpoint can find out. */
const anyCause = (key) => [
  "Either your endpoint has another secret than that of key ", code(key),
  ", or it signed another ", code("socket_id"), " than that of the request, or it sent other ", code("user_data"), " than it signed. Look in this order.",
];

/** Why Belfry refused the token. */
export function byBelfry(errorCode, message, choice, key) {
  if (message !== "Invalid signature") {
    return [`Belfry refused the sign-in (${errorCode}).`, [`${message || "It gave no reason"}. ${STAYS}`]];
  }
  return [`Belfry refused the signature (${errorCode}).`, (REMEDIES[choice] ?? anyCause)(key)];
}
