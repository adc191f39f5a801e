// Other tabs of this browser say what has arrived there, so that the sending tab can show it.

const tabs = new BroadcastChannel("belfry-demo");
const ROUND_TRIP_MS = 250;
const PATIENCE_MS = 5000;
const listeners = new Set();
const own = crypto.randomUUID();
const others = new Map();
let mine = null;
let recount = () => {};

tabs.addEventListener("message", ({ data }) => {
  if (data.kind === "here") {
    others.set(data.tab, data.user);
    recount();
  } else if (data.kind === "roll-call") {
    tabs.postMessage({ kind: "here", tab: own, user: mine });
  } else {
    listeners.forEach((hear) => hear(data));
  }
});
addEventListener("pagehide", () => tabs.postMessage({ kind: "here", tab: own, user: null }));

/** Says who this tab is now, null for nobody, and asks the other tabs who they are. */
export function announce(user) {
  if (user === mine) {
    return;
  }
  mine = user;
  others.clear();
  tabs.postMessage({ kind: "here", tab: own, user });
  tabs.postMessage({ kind: "roll-call" });
}

const otherTabsOf = (id) => [...others.values()].filter((user) => user === id).length;

/** How many tabs of this browser are signed in as a user. */
const tabsOf = (id) => otherTabsOf(id) + (id === mine ? 1 : 0);

/** How many tabs of this browser are signed in as this tab's user. */
export const tabsOfThisUser = () => 1 + otherTabsOf(mine);

/** Names what to call when another tab has come or gone. */
export function whenCounted(changed) {
  recount = changed;
}

/** Tells all tabs, this one too: kind "event" or "end", and the user or channel it was for. */
export function report(kind, target, name = "") {
  const news = { kind, target, name };
  tabs.postMessage(news);
  listeners.forEach((hear) => hear(news));
}

/**
 * Counts such reports of a user while a call is under way and for a moment after it was answered; longer while tabs of
 * this browser that are this user have not reported, since a busy browser hears late.
 */
export async function countDuring(call, kind, id, name = "") {
  let count = 0;
  const expected = tabsOf(id);
  let enough;
  const all = new Promise((done) => {
    enough = done;
  });
  const hear = (news) => {
    count += news.kind === kind && news.target === `user ${id}` && news.name === name ? 1 : 0;
    if (count >= expected) {
      enough();
    }
  };
  const after = (ms) => new Promise((done) => setTimeout(done, ms));
  listeners.add(hear);
  try {
    await call();
    await after(ROUND_TRIP_MS);
    if (count < expected) {
      await Promise.race([all, after(PATIENCE_MS)]);
    }
    return count;
  } finally {
    listeners.delete(hear);
  }
}
