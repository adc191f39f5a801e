// The rope: four steps from socket to user, where each stands and with what fact.

import { $$, el, icon } from "./dom.js";

const steps = $$("#rope li");

for (const step of steps) {
  step.prepend(el("span", { class: "knot" }, icon("ok", "ok"), icon("no", "no")));
  step.append(el("span", { class: "at xs mono cut" }));
}

export const CONNECT = 0;
export const ENDPOINT = 1;
export const CHECK = 2;
export const SIGNED_IN = 3;

/** All steps before this one are done; this one has that state: "now", "fail" or "done". */
export function reach(at, state, facts = {}) {
  steps.forEach((step, i) => {
    const own = i < at ? "done" : i === at ? state : "";
    step.className = own;
    step.dataset.state = own || "ahead";
    step.lastChild.textContent = facts[i] ?? "";
    step.lastChild.title = facts[i] ?? "";
  });
}

/** What the last step is called. */
export function nameLast(text) {
  steps[SIGNED_IN].querySelector(".step").textContent = text;
}
