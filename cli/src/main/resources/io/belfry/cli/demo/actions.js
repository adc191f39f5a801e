// The three things an application's backend does, asked of the demo's backend.

import { $, el, tell } from "./dom.js";
import { add } from "./log.js";
import { countDuring } from "./tabs.js";

const values = (form) => Object.fromEntries(new FormData(form));

/** Posts a form to the demo's backend, logs the call that it makes, and returns what it answers. */
async function post(path, fields, shown) {
  const began = performance.now();
  let status = 0;
  let sentence = "The demo application does not answer. Look whether belfry dev still runs.";
  let answer = {};
  try {
    const response = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
    status = response.status;
    answer = await response.json();
    sentence = answer.error ?? "";
  } catch {
    // The sentence above says it.
  }
  const took = `${Math.max(1, Math.round(performance.now() - began))} ms`;
  add({
    kind: "call",
    direction: "out",
    name: shown.name,
    text: sentence || shown.text,
    tone: sentence ? "stop" : undefined,
    raw: `POST ${path}  ${status || "no answer"}  ${took}\n${new URLSearchParams(fields)}`,
  });
  if (sentence) {
    throw new Error(sentence);
  }
  return answer;
}

/** Marks a field as wrong, or as right again. */
function judge(field, error, sentence) {
  if (sentence) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  } else {
    field.removeAttribute("aria-invalid");
  }
  error.hidden = !sentence;
  error.textContent = sentence;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checkData(form) {
  const isGood = isJson(form.elements.data.value);
  judge(
    form.elements.data,
    $(".err", form),
    isGood ? "" : 'This is not JSON. Put text in double quotes, for example "hello".',
  );
  return isGood;
}

/** Runs one action, which returns its result: icon, sentence and tone. */
async function act(form, action) {
  const button = $("button:not([type=button])", form);
  tell(form, "", "");
  button.disabled = true;
  try {
    tell(form, ...(await action()));
  } catch (failure) {
    tell(form, "no", failure.message, "stop");
  } finally {
    button.disabled = false;
  }
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
  for (const select of [$("#u-to"), $("#e-to")]) {
    select.append(...config.users.map(({ id, name }) => el("option", { value: id }, `${id}, ${name}`)));
  }
  $("#c-to").value = config.openChannel;
  $("#channels").append(...[config.openChannel, config.closedChannel].map((value) => el("option", { value })));

  $("#send-user").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const fields = values(form);
    tell(form, "", "");
    if (!checkData(form)) {
      return;
    }
    const call = () =>
      post("/demo/send", fields, { name: "POST /events", text: `${fields.event} to user ${fields.user}` });
    act(form, async () => {
      const count = await countDuring(call, "event", `user ${fields.user}`, fields.event);
      const name = nameOf(fields.user);
      return count
        ? done(`Reached ${connections(count)} of ${name}`)
        : isOnline(fields.user)
          ? done(`Sent to ${name}, who is online in another browser`)
          : nobody(`Reached nobody${here(fields.user)}: ${name} is not signed in`);
    });
  });

  $("#send-channel").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const fields = values(form);
    tell(form, "", "");
    if (!checkData(form)) {
      return;
    }
    const call = () =>
      post("/demo/trigger", fields, { name: "POST /events", text: `${fields.event} to ${fields.channel}` });
    act(form, async () => {
      const { reached } = await call();
      return reached
        ? done(`Reached ${reached} subscriber${reached > 1 ? "s" : ""}`)
        : nobody("Reached nobody: no connection is subscribed");
    });
  });

  $("#subscribe").addEventListener("click", () => {
    tell($("#send-channel"), "", "");
    tab.subscribe($("#c-to").value);
  });

  $("#terminate").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const fields = values(form);
    const call = () =>
      post("/demo/terminate", fields, { name: "POST /terminate_connections", text: `user ${fields.user}` });
    act(form, async () => {
      const wasOnline = isOnline(fields.user);
      const count = await countDuring(call, "end", `user ${fields.user}`);
      const name = nameOf(fields.user);
      return count
        ? done(`Closed ${connections(count)} of ${name}`)
        : wasOnline
          ? done(`Closed the connections of ${name} in another browser`)
          : nobody(`Closed none${here(fields.user)}: ${name} is not signed in`);
    });
  });

  return {
    userForm: () => values($("#send-user")),
    channelForm: () => values($("#send-channel")),
    endForm: () => values($("#terminate")),
    refuse: (channel) =>
      tell($("#send-channel"), "no", `Your endpoint did not let this tab into ${channel}`, "stop"),
  };
}
