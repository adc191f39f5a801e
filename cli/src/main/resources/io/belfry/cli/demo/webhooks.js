// What the application was told: the demo's own endpoint takes webhooks, checks them and lists the last ones.

import { $, el } from "./dom.js";

const GAP_MS = 1500;
const MAX_ROWS = 8;

let last = 0;
let rows = [];

const clock = (ms) => new Date(ms).toTimeString().slice(0, 8);

// The user of a member event stands with its channel, as in "presence-lobby, u7".
function about({ event }) {
  return [event.channel, event.user_id, event.event].filter(Boolean).join(", ");
}

function row(told) {
  return el(
    "tr",
    { "data-test": "told-row", "data-name": told.event.name, title: JSON.stringify(told.event) },
    el("td", { class: "mono xs q3 num" }, clock(told.atMs)),
    el("td", { class: "mono cut" }, told.event.name),
    el("td", { class: "mono cut" }, about(told)),
  );
}

function draw() {
  $("#told tbody").replaceChildren(...rows.map(row));
  $("#told").hidden = !rows.length;
  $("#told-none").hidden = rows.length > 0;
}

async function look() {
  const response = await fetch(`/demo/webhooks?after=${last}`);
  const { number, webhooks } = await response.json();
  if (number !== last) {
    // A lower number is a new start of the demo, which has forgotten what the old one was told.
    rows = [...webhooks.reverse(), ...(number < last ? [] : rows)].slice(0, MAX_ROWS);
    last = number;
    draw();
  }
}

/** Begins to look, while the page is seen; a demo that is away is asked again. */
export function startWebhooks() {
  draw();
  const again = async () => {
    if (document.visibilityState === "visible") {
      await look().catch(() => {});
    }
    setTimeout(again, GAP_MS);
  };
  again();
}
