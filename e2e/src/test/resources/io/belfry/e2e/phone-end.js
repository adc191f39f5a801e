// What the build exported is what applications import.
"use strict";

window.Pusher = module.exports.default ?? module.exports.Pusher ?? module.exports;
for (const name of ["module", "exports", "require"]) delete window[name];
