// What carries the connection: a choice that reconnects, and what carries it now.

import { $, el } from "./dom.js";

const TRANSPORTS = [
  { name: "ws", label: "WebSocket" },
  { name: "xhr_streaming", label: "HTTP streaming" },
  { name: "xhr_polling", label: "HTTP polling" },
];

const WORDS = {
  connected: ["Connected over ", "live"],
  connecting: ["Connecting over ", "warn"],
  unavailable: ["Connecting over ", "warn"],
};

/** Brings the choice to life; changed() says that there is another. */
export function startTransports(changed) {
  $("#over").append(
    ...TRANSPORTS.map(({ name, label }, i) =>
      el(
        "label",
        { "data-test": `over-${name}` },
        el("input", { type: "radio", name: "over", value: name, checked: i === 0 }),
        el("b", {}, label),
        el("small", { class: "mono" }, name),
      ),
    ),
  );
  $("#transport").addEventListener("change", changed);
  return {
    chosen: () => $("#transport [name=over]:checked").value,
    /** Says what carries the connection; state and transport as pusher-js names them. */
    show(state, transport) {
      const [words, tone] = WORDS[state] ?? ["Not connected. The next sign-in goes over ", ""];
      $("#carried").className = `sm state ${tone}`;
      $("#carried").replaceChildren(el("span", {}, words, el("code", {}, transport), "."));
    },
  };
}
