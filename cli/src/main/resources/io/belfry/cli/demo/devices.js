// From which devices the user of this tab is signed in, and the end of one of them, or of all others.

import { post } from "./actions.js";
import { $, el, isOff, switchOff, tell } from "./dom.js";

const MAX_LABEL = 64;
const SYSTEMS = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS", "a Mac"],
  ["Linux", "Linux"],
];
const BROWSERS = [
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
];

const clock = (ms) => new Date(ms).toTimeString().slice(0, 8);
const nameIn = (pairs, other) => pairs.find(([mark]) => navigator.userAgent.includes(mark))?.[1] ?? other;

/** What this device is called: as the address of the page says, else by the browser. */
export function deviceName() {
  const given = new URLSearchParams(location.search).get("device");
  return (given || `${nameIn(BROWSERS, "A browser")} on ${nameIn(SYSTEMS, "some device")}`).slice(0, MAX_LABEL);
}

/**
 * Brings the list and its buttons to life.
 *
 * @param tab me() and socket() of this tab
 */
export function startDevices(tab) {
  const form = $("#devices");
  const others = $("[data-test=devices-others]", form);
  const again = $("#look-again");
  let sessions = [];
  let seenAs = "";

  function row({ socketId, device, address, sinceMs }) {
    const isOwn = socketId === tab.socket();
    const button = el("button", { class: "b small", type: "button", "data-test": "device-end", "aria-label": `Sign out ${device || "the unnamed device"}` }, "Sign out");
    button.addEventListener("click", () => end({ socket_id: socketId }, `1 device of ${tab.me()}`));
    return el(
      "tr",
      { "data-test": "device", title: address },
      el("th", { scope: "row" }, device || "unnamed", isOwn ? el("span", { class: "q3 xs" }, " this tab") : ""),
      el("td", { class: "mono xs q3 num" }, clock(sinceMs)),
      el("td", {}, button),
    );
  }

  function show() {
    $("#sessions tbody").replaceChildren(...sessions.map(row));
    $("#sessions").hidden = !sessions.length;
    $("#devices-none").hidden = sessions.length > 0;
    switchOff(others, sessions.length < 2);
    switchOff(again, !tab.me());
  }

  // The page looks by itself, so it is no line of the log.
  async function look() {
    const user = tab.me();
    if (!user) {
      return;
    }
    try {
      const answer = await post("/demo/sessions", { user });
      if (user === tab.me()) {
        sessions = answer.sessions;
        show();
      }
    } catch (failure) {
      tell(form, "no", failure.message, "stop");
    }
  }

  async function end(fields, text) {
    tell(form, "", "");
    try {
      const { ended } = await post("/demo/end", { user: tab.me(), ...fields }, { name: "POST /sessions/terminate", text });
      tell(form, ended ? "ok" : "look", ended ? `Ended ${ended}` : "Ended none: it was gone already", ended ? "live" : "warn");
    } catch (failure) {
      tell(form, "no", failure.message, "stop");
    }
    await look();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isOff(others)) {
      end({ socket_id: tab.socket(), others: "1" }, `all others of ${tab.me()}`);
    }
  });
  again.addEventListener("click", () => !isOff(again) && look());
  addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());

  /** Looks when somebody else is signed in here than before. */
  return function draw() {
    const now = tab.me() ? `${tab.me()} ${tab.socket()}` : "";
    if (now !== seenAs) {
      seenAs = now;
      sessions = [];
      tell(form, "", "");
      show();
      look();
    }
  };
}
