// A page whose worker has pusher-js; it keeps what the worker tells.
"use strict";

window.seen = [];
window.worker = new Worker("/worker/worker.js");
worker.onmessage = ({ data: { what, data } }) => seen.push({ what, data });
worker.onerror = ({ message }) => console.error(message);

// Scripts run there, in the order in which they were given.
window.there = (script) => worker.postMessage(script);
window.start = (key, options) => there(`start(${JSON.stringify(key)}, ${JSON.stringify(options)})`);
window.join = (name) => there(`join(${JSON.stringify(name)})`);
window.ping = () => there("ping()");
