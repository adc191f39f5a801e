// What an application's backend does, asked of the demo's backend.

import { notLetInto, wrongWithChannel, wrongWithEvent } from "./channels.js";
import { $, el, isOff, switchOff, tell } from "./dom.js";
import { add } from "./log.js";
import { countDuring } from "./tabs.js";

const PATIENCE_MS = 10000;
const CALM_MS = 500;

const values = (form) => Object.fromEntries(new FormData(form));

/** Posts a form to the demo's backend, logs the call that it makes if that is shown, and returns what it answers. */
export async function post(path, fields, shown) {
  const began = performance.now();
  let status = 0;
  let sentence = "The demo application does not answer. Look whether belfry dev still runs.";
  let answer = {};
  try {
    const response = await fetch(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    status = response.status;
    answer = await response.json();
    sentence = answer.error ?? (response.ok ? "" : `The demo application answered ${status}.`);
  } catch {
    if (status) {
      sentence = `The demo application answered ${status}, but not with JSON.`;
    }
  }
  const took = `${Math.max(1, Math.round(performance.now() - began))} ms`;
  if (shown) {
    add({
      kind: "call",
      direction: "out",
      name: shown.name,
      text: sentence || shown.text,
      tone: sentence ? "stop" : undefined,
      raw: `POST ${path}  ${status || "no answer"}  ${took}\n${new URLSearchParams(fields)}`,
    });
  }
  if (sentence) {
    throw new Error(sentence);
  }
  return answer;
}

/** Marks a field as wrong, or as right again; a wrong one takes the focus. Returns whether it is right. */
function judge(field, sentence) {
  const error = $(`#${field.getAttribute("aria-describedby")}`);
  if (sentence) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  } else {
    field.removeAttribute("aria-invalid");
  }
  error.hidden = !sentence;
  error.textContent = sentence;
  return !sentence;
}

function wrongWithData(text) {
  try {
    JSON.parse(text);
    return "";
  } catch {
    return 'This is not JSON. Put text in double quotes, for example "hello".';
  }
}

/** Judges all fields of a form, the last first, so that the focus ends in the first wrong one. */
function areRight({ data, event, channel }) {
  const verdicts = [judge(data, wrongWithData(data.value)), judge(event, wrongWithEvent(event.value))];
  return (channel ? [...verdicts, judge(channel, wrongWithChannel(channel.value))] : verdicts).every(Boolean);
}

/** Has a form run its action, which returns a result: icon, sentence and tone. Two clicks are one. */
function onSubmit(form, areGood, action) {
  const button = $("button:not([type=button])", form);
  let calmUntil = 0;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isOff(button) || performance.now() < calmUntil) {
      return;
    }
    calmUntil = performance.now() + CALM_MS;
    tell(form, "", "");
    if (!areGood(form.elements)) {
      return;
    }
    switchOff(button, true);
    try {
      tell(form, ...(await action(values(form))));
    } catch (failure) {
      tell(form, "no", failure.message, "stop");
    } finally {
      switchOff(button, false);
    }
  });
}

const done = (sentence) => ["ok", sentence, "live"];
const nobody = (sentence) => ["look", sentence, "warn"];
const connections = (count) => `${count} connection${count > 1 ? "s" : ""}`;

/**
 * Brings the three forms to life.
 *
 * @param isOnline whether a user is online, by this tab's watchlist; undefined when it does not know
 */
export function startActions(config, tab, isOnline) {
  const nameOf = (id) => config.users.find((user) => user.id === id).name.split(" ")[0];
  // Without a watchlist this tab knows of the tabs beside it only.
  const here = (id) => (isOnline(id) === undefined ? " in this browser" : "");
  const targets = [$("#u-to"), $("#e-to")];
  for (const select of targets) {
    select.append(...config.users.map(({ id, name }) => el("option", { value: id }, `${id}, ${name}`)));
    select.addEventListener("input", () => {
      select.dataset.chosen = "true";
    });
  }
  const channel = $("#c-to");
  channel.value = config.openChannel;
  $("#channels").append(...[config.openChannel, config.closedChannel].map((value) => el("option", { value })));

  onSubmit($("#send-user"), areRight, async (fields) => {
    const call = () =>
      post("/demo/send", fields, { name: "POST /events", text: `${fields.event} to user ${fields.user}` });
    const count = await countDuring(call, "event", fields.user, fields.event);
    const name = nameOf(fields.user);
    if (count) {
      return done(`Reached ${connections(count)} of ${name}`);
    }
    return isOnline(fields.user)
      ? done(`Sent to ${name}, who is online in another browser`)
      : nobody(`Reached nobody${here(fields.user)}: ${name} is not signed in`);
  });

  onSubmit($("#send-channel"), areRight, async (fields) => {
    const { reached } = await post("/demo/trigger", fields, {
      name: "POST /events",
      text: `${fields.event} to ${fields.channel}`,
    });
    return reached
      ? done(`Reached ${reached} subscriber${reached > 1 ? "s" : ""}`)
      : nobody("Reached nobody: no connection is subscribed");
  });

  $("#subscribe").addEventListener("click", ({ currentTarget: button }) => {
    tell($("#send-channel"), "", "");
    if (!isOff(button) && judge(channel, wrongWithChannel(channel.value))) {
      tab.subscribe(channel.value);
    }
  });

  onSubmit($("#terminate"), () => true, async (fields) => {
    const call = () =>
      post("/demo/terminate", fields, { name: "POST /terminate_connections", text: `user ${fields.user}` });
    const wasOnline = isOnline(fields.user);
    const isOwn = fields.user === tab.me();
    const count = await countDuring(call, "end", fields.user);
    const name = nameOf(fields.user);
    if (count) {
      return done(`Closed ${connections(count)} of ${name}${isOwn ? ", this tab’s too" : ""}`);
    }
    return wasOnline
      ? done(`Closed the connections of ${name} in another browser`)
      : nobody(`Closed none${here(fields.user)}: ${name} is not signed in`);
  });

  return {
    userForm: () => values($("#send-user")),
    channelForm: () => values($("#send-channel")),
    endForm: () => values($("#terminate")),
    /** Until somebody chooses, both are about the user of the other tab. */
    draw() {
      targets
        .filter((select) => !select.dataset.chosen)
        .forEach((select) => {
          select.value = tab.otherUser();
        });
      $("#e-self").hidden = $("#e-to").value !== tab.me();
    },
    refuse: (name, refusal) => tell($("#send-channel"), "no", notLetInto(name, refusal), "stop"),
  };
}
