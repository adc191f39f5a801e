// Runs what the page says, and tells it what pusher-js tells an application.
"use strict";

self.window = self;
importScripts("/worker/pusher.worker.js", "/worker/tab.js");
self.see = (what, data) => postMessage({ what, data: JSON.stringify(data ?? null) });
self.onmessage = ({ data }) => (0, eval)(data);
