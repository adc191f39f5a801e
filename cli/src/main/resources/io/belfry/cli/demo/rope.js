// The rope: four steps from socket to user, where each stands and with what fact.

import { $, $$ } from "./dom.js";

const steps = $$("#rope li");
const SPOKEN = { now: "under way", done: "done", fail: "failed" };

export const NOT_YET = -1;
export const CONNECT = 0;
export const ENDPOINT = 1;
export const CHECK = 2;
export const SIGNED_IN = 3;

/** All steps before this one are done; this one has that state: "now", "fail" or "done". */
export function reach(at, state, facts = {}) {
  steps.forEach((step, i) => {
    const own = i < at ? "done" : i === at ? state : "";
    const fact = $(".at", step);
    step.className = own;
    step.dataset.state = own || "ahead";
    $(".sr", step).textContent = own ? `, ${SPOKEN[own]}` : "";
    fact.textContent = facts[i] ?? "";
    fact.title = facts[i] ?? "";
  });
}

/** What the last step is called. */
export function nameLast(text) {
  $(".step", steps[SIGNED_IN]).textContent = text;
}
