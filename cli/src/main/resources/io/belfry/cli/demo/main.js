// Joins the parts of the page.

import { startActions } from "./actions.js";
import { codeBlock } from "./code.js";
import { loadPusher } from "./connection.js";
import { startDevices } from "./devices.js";
import { $, copy, kept, say } from "./dom.js";
import { startLobby } from "./lobby.js";
import { startLog } from "./log.js";
import { samplesFor } from "./samples.js";
import { startSignin } from "./signin.js";
import { startTransports } from "./transports.js";
import { startWebhooks } from "./webhooks.js";

function switchTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  kept.set("belfry.theme", root.dataset.theme);
}

// The bell tolls once for each event that arrives.
function toll() {
  const bell = $("#bell");
  bell.classList.remove("toll");
  bell.getBoundingClientRect();
  bell.classList.add("toll");
}

async function start() {
  const response = await fetch("/demo/config.json");
  const config = await response.json();
  await loadPusher(config.pusherJs);

  $("#key").textContent = config.key;
  $("#copy-key").addEventListener("click", () => copy(config.key));
  $("#about").textContent =
    `Belfry ${config.version}, loopback only. The demo app’s secret is in ${config.secretFile} and is not for production.`;

  const draws = [];
  const redraw = () => draws.forEach((draw) => draw());
  const transports = startTransports(() => tab.reconnect());
  const lobby = startLobby(config, {
    me: () => tab.me(),
    join: () => tab.join(),
    leave: () => tab.leave(),
    wave: () => tab.wave(),
  });
  const tab = startSignin(config, {
    ...lobby,
    changed: redraw,
    over: transports.chosen,
    rang: toll,
    subscriptionRefused: (channel, refusal) =>
      channel === config.lobby ? lobby.joinRefused(refusal) : actions.refuse(channel, refusal),
  });
  const actions = startActions(config, tab, lobby.isOnline);
  const samples = samplesFor(config);
  draws.push(
    actions.draw,
    codeBlock($("#code-signin"), "Sign in", () =>
      samples.signIn(tab.chosenUser(), tab.transport, tab.socket())),
    codeBlock($("#code-user"), "Send to a user", () => samples.sendToUser(actions.userForm())),
    codeBlock($("#code-channel"), "Send to a private channel", () =>
      samples.trigger(actions.channelForm())),
    codeBlock($("#code-lobby"), "See who is here", () => samples.lobby(tab.chosenUser(), tab.socket())),
    codeBlock($("#code-hooks"), "Be told by webhooks", () => samples.webhooks()),
    codeBlock($("#code-transport"), "Choose the transport", () => samples.transport(transports.chosen())),
    codeBlock($("#code-devices"), "Your devices", () => samples.devices(tab.me() ?? tab.chosenUser(), tab.socket())),
    startDevices(tab),
    lobby.draw,
    () => transports.show(...tab.carried()),
    codeBlock($("#code-terminate"), "Terminate a user", () => samples.terminate(actions.endForm())),
  );
  for (const form of ["#send-user", "#send-channel", "#terminate"]) {
    $(form).addEventListener("input", redraw);
  }
  tab.draw();
  startWebhooks();
  $("#deeds").inert = false;
  $("#deeds").removeAttribute("aria-busy");
  document.documentElement.dataset.ready = "true";
  if (tab.wantsAutosign) {
    tab.signIn();
  }
}

// A key that is held says the same thing again and again; once is enough.
addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.repeat && !event.target.matches("textarea")) {
    event.preventDefault();
  }
});
$("#theme").addEventListener("click", switchTheme);
startLog();
start().catch((failure) =>
  say($("#broken"), "stop whole", "The page could not start.", [
    `${failure.message} Look whether belfry dev still runs, then load the page again.`,
  ]),
);
