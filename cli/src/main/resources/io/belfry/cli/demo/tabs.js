// Other tabs of this browser say what has arrived there, so that the sending tab can show it.

const tabs = new BroadcastChannel("belfry-demo");
const ROUND_TRIP_MS = 250;
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

/** How many tabs of this browser are signed in as this tab's user. */
export const tabsOfThisUser = () => 1 + [...others.values()].filter((user) => user === mine).length;

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

/** Counts such reports while a call is under way and for a moment after it was answered. */
export async function countDuring(call, kind, target, name = "") {
  let count = 0;
  const hear = (news) => {
    count += news.kind === kind && news.target === target && news.name === name ? 1 : 0;
  };
  listeners.add(hear);
  try {
    await call();
    await new Promise((done) => setTimeout(done, ROUND_TRIP_MS));
    return count;
  } finally {
    listeners.delete(hear);
  }
}
