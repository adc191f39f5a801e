// What is said while nothing happens: a step that takes too long, and a connection that is to come back.

import { $, el, show } from "./dom.js";

export const PATIENCE_MS = 5000;
const SECOND_MS = 1000;

/** Calls once a step has taken too long. */
export function startPatience(impatient) {
  let timer = 0;
  return {
    begin() {
      clearTimeout(timer);
      timer = setTimeout(impatient, PATIENCE_MS);
    },
    end: () => clearTimeout(timer),
  };
}

/**
 * The message about a connection that is away: why, what happens now, and a button. Its parts stay, so that the
 * button keeps the focus; the seconds are not read aloud.
 *
 * @param box where it stands
 * @param tryNow what the button does
 */
export function startWaiting(box, tryNow) {
  const reason = el("b", {});
  const words = el("span", {});
  const clock = el("span", { class: "num", "aria-hidden": "true", "data-test": "waiting-for" });
  const button = el("button", { class: "link", type: "button", "data-test": "try-now" }, "Try now");
  button.addEventListener("click", tryNow);
  const parts = [reason, " ", words, clock, " ", button];
  let ticking = 0;

  function tick(from, step, shown) {
    clearInterval(ticking);
    let seconds = from;
    clock.textContent = shown(seconds);
    ticking = setInterval(() => {
      seconds = Math.max(0, seconds + step);
      clock.textContent = shown(seconds);
    }, SECOND_MS);
  }

  function put(text, now) {
    if (text) {
      reason.textContent = text;
    }
    words.textContent = now;
    if (!box.contains(button) || box.hidden) {
      show(box, "warn", parts);
    }
  }

  return {
    /** The next attempt is so many seconds away. */
    countDown(text, seconds) {
      put(text, "Trying again in ");
      tick(seconds, -1, (left) => (left > 0 ? `${left} s.` : "a moment."));
    },
    /** An attempt is under way. */
    countUp(text, now = "Trying again now") {
      put(text, now);
      tick(0, 1, (past) => (past > 0 ? `, for ${past} s.` : "."));
    },
    /** Nothing is waited for any more. */
    end() {
      clearInterval(ticking);
      if (box.contains(button)) {
        show(box, "", []);
      }
    },
  };
}

/**
 * Asks the demo application whether it is there, and calls once it is back after it was away. One that takes
 * requests and is silent is not away: what was begun goes on when it wakes up.
 */
export function startLookout(url, isBack) {
  let watch = null;

  async function isAway() {
    try {
      await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(2 * SECOND_MS) });
      return false;
    } catch (failure) {
      return failure.name !== "TimeoutError";
    }
  }

  async function look(own, wasAway) {
    const away = await isAway();
    if (watch !== own) {
      return;
    }
    if (wasAway && !away) {
      watch = null;
      isBack();
    } else {
      setTimeout(() => watch === own && look(own, away), SECOND_MS);
    }
  }

  return {
    begin() {
      if (!watch) {
        watch = {};
        look(watch, false);
      }
    },
    end() {
      watch = null;
    },
  };
}
