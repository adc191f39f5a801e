// Other tabs of this browser say what has arrived there, so that the sending tab can show it.

const tabs = new BroadcastChannel("belfry-demo");
const ROUND_TRIP_MS = 250;
const listeners = new Set();

tabs.addEventListener("message", (message) => listeners.forEach((hear) => hear(message.data)));

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
