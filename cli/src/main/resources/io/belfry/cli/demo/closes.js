// Every way a connection can end or be refused, and what to say: what happened, then what to do.

import { el } from "./dom.js";

const ENDS_FROM = 4300;
const TERMINATED = 4009;
const code = (text) => el("code", {}, text);

function again() {
  const link = el("a", { href: "", "data-test": "load-again" }, "Load this page again");
  return [link, "."];
}

/** What a close means. Without an entry its own words have to do. */
const MEANINGS = {
  "4000": () => ["Belfry takes only encrypted connections of this app (4000).", ["Give pusher-js ", code("forceTLS: true"), " and the port of your TLS proxy."]],
  "4001": (key) => [`No app has the key ${key} (4001).`, ["The server was started anew with another app. ", ...again()]],
  "4003": () => ["The app is switched off (4003).", ["Set ", code("enabled: true"), " for it, then sign in again."]],
  "4004": () => ["The app has as many connections as it may (4004).", ["Close other tabs, or raise ", code("limits.max_connections"), ". Then sign in again."]],
  "4009 Origin not allowed": () => [
    "Belfry takes no connections from pages of this origin (4009).",
    ["Add ", code(location.origin), " to ", code("allowed_origins"), " of the app."],
  ],
  "4009 Connection not authorized within timeout": () => [
    "This connection did not say in time who it is (4009).",
    ["The app sets ", code("authorized_connections"), ": sign in or join an authorised channel at once."],
  ],
  "4009 You were disconnected by the application": () => [
    "Your application ended this connection (4009).",
    ["pusher-js does not reconnect after 4009. Sign in again to open a new one."],
  ],
  "4100": () => ["Belfry has no room for this connection just now (4100)."],
  "4200": () => ["Belfry is stopping, or moves its connections (4200)."],
  "4201": () => ["Belfry heard nothing of this tab for too long (4201)."],
  "1009": () => ["A message of this tab was too long (1009)."],
};

/**
 * Judges a close.
 *
 * @return code; isFinal, whether nothing comes after it (pusher-js gives up, or has nothing that it could try); reason;
 *     and the remedy of a final one
 */
export function judged(closeCode, message, key) {
  const isFinal = (closeCode >= 4000 && closeCode < 4100) || closeCode >= ENDS_FROM;
  const meaning = MEANINGS[`${closeCode} ${message}`] ?? MEANINGS[closeCode];
  const [reason, remedy] = meaning?.(key) ?? other(closeCode, message);
  return {
    code: closeCode,
    isFinal,
    isTermination: /disconnected by the application/.test(message),
    reason,
    remedy: remedy ?? (isFinal ? ["pusher-js does not reconnect after this code. Sign in again to open a new connection."] : []),
  };
}

function other(closeCode, message) {
  if (closeCode < 4000) {
    return [closeCode ? `The connection was lost (${closeCode}).` : "The connection was lost."];
  }
  if (closeCode === TERMINATED && message) {
    return [`Your application ended this connection: ${message} (4009).`, ["pusher-js does not reconnect after 4009. Sign in again to open a new one."]];
  }
  return [`Belfry ended this connection (${closeCode}${message ? `: ${message}` : ""}).`];
}

/** Whether an error announces a close by its words, since its code alone can mean a sign-in that was refused. */
export const announcesClose = (errorCode, message) => `${errorCode} ${message}` in MEANINGS;

/** What an error on an open connection is about, when it is no sign-in that was refused. */
export function remark(errorCode, message) {
  return [`Belfry answered ${errorCode ?? "an error"}.`, [`${message || "It gave no reason"}. The connection stays open.`]];
}
