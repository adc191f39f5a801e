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

const OK = 200;
const STAYS = "The connection stays open, anonymous.";
const code = (text) => el("code", {}, text);

/** Why the endpoint gave no token, by what pusher-js says of it. */
export function byEndpoint(status, error) {
  if (status === 403 || status === 401) {
    return [
      `Your endpoint answered ${status}.`,
      [`It found no session for this browser, so nothing was signed and Belfry was not asked. ${STAYS} Sign the browser in first, or choose a user above.`],
    ];
  }
  if (status && status !== OK) {
    return [
      `Your endpoint answered ${status}.`,
      [`It failed before it could sign, and Belfry was not asked. ${STAYS} The endpoint’s own log says why.`],
    ];
  }
  if (status === OK || /JSON/.test(error ?? "")) {
    return [
      "Your endpoint did not answer with JSON.",
      ["A log-in page or a proxy may stand in its place. Belfry was not asked. ", STAYS, " Answer ", code('{"auth": …, "user_data": …}'), " with status 200."],
    ];
  }
  return ["Your endpoint did not answer.", [`Belfry was not asked. ${STAYS} Look whether the endpoint runs and may be asked from this page.`]];
}

const REMEDIES = {
  "other-socket": ["The signature was made for another connection. Sign the ", code("socket_id"), " of the request and send ", code("Cache-Control: no-store"), "."],
  "changed-user": ["The user data is not what was signed. Send ", code("user_data"), " exactly as it was signed, to the last byte."],
};

/** Why Belfry refused the token. */
export function byBelfry(errorCode, message, choice, key) {
  if (message !== "Invalid signature") {
    return [`Belfry refused the sign-in (${errorCode}).`, [`${message}. ${STAYS}`]];
  }
  const remedy = REMEDIES[choice] ?? [
    "The token was made with another secret than that of key ",
    code(key),
    ". Give your endpoint this app’s secret.",
  ];
  return [`Belfry refused the signature (${errorCode}).`, remedy];
}
