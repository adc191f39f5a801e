// The log of this tab: what it said, what it heard, newest first.

import { $, $$, el, icon } from "./dom.js";

const MAX_ROWS = 400;
const KINDS = [
  ["all", "All"],
  ["event", "Events"],
  ["signin", "Sign-in"],
  ["connection", "Connection"],
  ["call", "Calls"],
  ["refused", "Refused"],
];

let shown = "all";
let isHeld = false;
let waiting = [];
let rows = [];
let unseen = null;

const isOf = (row, kind) =>
  kind === "all" || (kind === "refused" ? row.tone === "stop" : row.kind === kind);

const two = (n) => String(n).padStart(2, "0");

function timeOf(date) {
  const whole = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return [whole, `.${String(date.getMilliseconds()).padStart(3, "0")}`];
}

/** Cuts tokens, so that none is ever whole on screen. */
export const masked = (text) =>
  String(text ?? "").replace(/([\w-]{1,64}:[0-9a-f]{8})[0-9a-f]{56}/g, "$1…");

/**
 * Adds a line: kind, direction ("in" or "out"), name, text; tone "stop" or "warn", help and raw as
 * there is need.
 */
export function add(entry) {
  const row = { ...entry, at: new Date() };
  if (isHeld) {
    waiting = [...waiting, row].slice(-MAX_ROWS);
    drawHold();
    return;
  }
  show(row);
  drawAround();
}

function show(row) {
  const [time, millis] = timeOf(row.at);
  row.node = el(
    "li",
    { class: `new ${row.tone ?? ""}`, "data-test": "log-row", "data-kind": row.kind, "data-name": row.name },
    el(
      "details",
      {},
      el(
        "summary",
        {},
        el("time", { class: "mono xs q3 num" }, time, el("span", { class: "ms" }, millis)),
        icon(row.tone === "stop" ? "no" : row.direction),
        el(
          "span",
          { class: "line" },
          el("span", { class: "mono name cut" }, row.name),
          el("span", { class: "cut text" }, masked(row.text)),
        ),
      ),
      el(
        "div",
        { class: "raw" },
        ...(row.help ? [el("p", {}, row.help)] : []),
        el("pre", {}, masked(row.raw ?? row.text)),
      ),
    ),
  );
  row.node.hidden = !isOf(row, shown);
  rows.unshift(row);
  unseen = row.tone === "stop" ? row : unseen;
  $("#lines").prepend(row.node);
  for (const old of rows.splice(MAX_ROWS)) {
    const hadFocus = old.node.contains(document.activeElement);
    old.node.remove();
    if (hadFocus) {
      $("summary", rows.at(-1).node).focus();
    }
  }
}

function drawAround() {
  for (const chip of $$("#chips button")) {
    const kind = chip.dataset.kind;
    chip.setAttribute("aria-pressed", kind === shown);
    $(".num", chip).textContent = rows.filter((row) => isOf(row, kind)).length;
  }
  const isQuiet = !rows.some((row) => isOf(row, shown));
  $("#quiet").hidden = !isQuiet;
  $("#lines").hidden = isQuiet;
  $("#quiet b").textContent = rows.length ? "Nothing of this kind yet." : "Quiet so far.";
  $("#quiet span").textContent = rows.length
    ? "Choose All to see the rest."
    : "Sign in or send an event.";
  const newest = unseen ?? rows[0];
  $("#latest").replaceChildren(
    el("span", { class: "medium" }, "Events"),
    el("span", { class: "q3 num" }, String(rows.length)),
    el(
      "span",
      { class: "cut" },
      ...(newest
        ? [el("span", { class: `mono ${newest.tone ?? ""}` }, newest.name), " ", el("span", { class: "q2" }, masked(newest.text))]
        : []),
    ),
    icon("down"),
  );
}

function choose(kind) {
  shown = kind;
  for (const row of rows) {
    row.node.hidden = !isOf(row, kind);
  }
  drawAround();
}

function drawHold() {
  const button = $("#hold");
  button.setAttribute("aria-pressed", isHeld);
  const word = waiting.length ? `Resume, ${waiting.length} waiting` : "Resume";
  button.replaceChildren(icon(isHeld ? "play" : "pause"), el("span", {}, isHeld ? word : "Pause"));
}

function hold() {
  isHeld = !isHeld;
  if (!isHeld) {
    waiting.forEach(show);
    waiting = [];
    drawAround();
  }
  drawHold();
}

function clear() {
  rows.forEach((row) => row.node.remove());
  rows = [];
  waiting = [];
  unseen = null;
  drawAround();
  drawHold();
}

function toggleSheet() {
  const isOpen = $("#log").classList.toggle("open");
  $("#latest").setAttribute("aria-expanded", isOpen);
  noteSeen();
}

/** The bar at the foot shows the last refusal until somebody has looked, or tries anew. */
export function noteSeen() {
  unseen = null;
  drawAround();
}

/** Moves the focus along the visible lines. */
function walk(event) {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const lines = $$("#lines li:not([hidden]) summary");
  const here = lines.indexOf(document.activeElement);
  if (step && here >= 0 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    lines[here + step]?.focus();
  }
}

function keys(event) {
  if (event.key === "Escape" && $("#log").classList.contains("open")) {
    toggleSheet();
    $("#latest").focus();
  }
  const isTyping = event.target.matches("input, textarea, select");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if ($("#latest").offsetParent && !$("#log").classList.contains("open")) {
      toggleSheet();
    }
    $(`#chips [data-kind=${shown}]`).focus();
  }
}

/** Brings the log's own controls to life. */
export function startLog() {
  for (const [kind, label] of KINDS) {
    const chip = el(
      "button",
      { class: "chip", type: "button", "data-kind": kind, "data-test": `log-${kind}` },
      label,
      el("span", { class: "num" }),
    );
    chip.addEventListener("click", () => choose(kind));
    $("#chips").append(chip);
  }
  $("#hold").addEventListener("click", hold);
  $("#clear").addEventListener("click", clear);
  $("#latest").addEventListener("click", toggleSheet);
  $("#lines").addEventListener("keydown", walk);
  addEventListener("keydown", keys);
  drawAround();
}
