// Counts numbered events instead of keeping them: what came, what is missing, what came twice.
"use strict";

window.tally = { next: 0, wrong: [] };

window.count = (name) => {
  const channel = pusher.subscribe(name);
  channel.bind("pusher:subscription_succeeded", () => see("counting"));
  channel.bind("e", ({ i }) => {
    if (i === tally.next) {
      tally.next++;
    } else if (tally.wrong.length < 20) {
      tally.wrong.push([tally.next, i]);
    }
  });
};

// Whether so many have come; it waits for a while.
window.reached = (count, millis) =>
  new Promise((resolve) => {
    const end = Date.now() + millis;
    const look = setInterval(() => {
      if (tally.next >= count || tally.wrong.length > 0 || Date.now() > end) {
        clearInterval(look);
        resolve(tally.next >= count);
      }
    }, 2);
  });
