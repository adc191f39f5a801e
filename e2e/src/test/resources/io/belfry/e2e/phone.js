// What the build of pusher-js for React Native finds on a phone: a module loader, and news of the network.
"use strict";

(() => {
  // The network of this phone is there and stays so; each version asks for it in its own way.
  const state = { type: "wifi", isConnected: true };
  const told = { then: (listener) => listener(state), done: (listener) => listener("WIFI") };
  const netInfo = {
    fetch: () => told,
    getConnectionInfo: () => told,
    addEventListener() {},
    isConnected: { fetch: () => told, addEventListener() {} },
  };
  window.global = window;
  window.module = { exports: {} };
  window.exports = window.module.exports;
  window.require = (name) => {
    if (name === "react-native") return { NetInfo: netInfo };
    if (name === "@react-native-community/netinfo") return netInfo;
    throw new Error("A phone has no module " + name);
  };
})();
