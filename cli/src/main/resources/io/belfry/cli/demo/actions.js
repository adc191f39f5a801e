// The three things an application's backend does, asked of the demo's backend.

import { $, el, icon } from "./dom.js";
import { add } from "./log.js";
import { countDuring } from "./tabs.js";

const values = (form) => Object.fromEntries(new FormData(form));

function tell(form, name, text, tone) {
  $(".result", form).replaceChildren(...(text ? [icon(name, tone), el("span", {}, text)] : []));
}

/** Posts a form to the demo's backend and logs the call that it makes. */
async function post(path, fields, shown) {
  const began = performance.now();
  let status = 0;
  let sentence = "The demo application does not answer. Look whether belfry dev still runs.";
  try {
    const response = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
    status = response.status;
    const answer = await response.json();
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

/** Runs one action: clears the old result, calls, counts where it arrived, tells. */
async function act(form, action) {
  const button = $("button:not([type=button])", form);
  tell(form, "", "");
  button.disabled = true;
  try {
    const count = await action.count();
    tell(form, ...(count ? ["ok", action.some(count), "live"] : ["look", action.none, "warn"]));
  } catch (failure) {
    tell(form, "no", failure.message, "stop");
  } finally {
    button.disabled = false;
  }
}

const connections = (count) => `${count} connection${count > 1 ? "s" : ""}`;

/** Brings the three forms to life. */
export function startActions(config, tab) {
  const nameOf = (id) => config.users.find((user) => user.id === id).name.split(" ")[0];
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
    act(form, {
      count: () => countDuring(call, "event", `user ${fields.user}`, fields.event),
      some: (count) => `Reached ${connections(count)} of ${nameOf(fields.user)} in this browser`,
      none: `Reached nobody in this browser: ${nameOf(fields.user)} is not signed in here`,
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
    act(form, {
      count: () => countDuring(call, "event", `channel ${fields.channel}`, fields.event),
      some: (count) => `Reached ${count} subscriber${count > 1 ? "s" : ""} in this browser`,
      none: "Reached nobody in this browser: no tab is subscribed",
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
    act(form, {
      count: () => countDuring(call, "end", `user ${fields.user}`),
      some: (count) => `Closed ${connections(count)} in this browser`,
      none: `Closed none in this browser: ${nameOf(fields.user)} is not signed in here`,
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
