// Who this tab wants to be: the choice, the two buttons below it, and what the top bar says.

import { $, el, isOff, switchOff } from "./dom.js";
import { REFUSALS } from "./refusals.js";

const CALM_MS = 500;

const firstName = (user) => user.name.split(" ")[0];

/**
 * Brings the choice to life.
 *
 * @param config what /demo/config.json says
 * @param on chosen(): there is another choice; signIn() and disconnect(): the buttons
 */
export function startWho(config, on) {
  const query = new URLSearchParams(location.search);
  const form = $("#signin");
  const go = $("#go");
  let calmUntil = 0;

  const userOf = (id) => config.users.find((user) => user.id === id);
  const choice = () => $("[name=as]:checked", form).value;
  const refusal = () => REFUSALS.find(({ name }) => name === choice());

  // The second click of two, and a key that is held, are not meant for what the first one brought.
  function isCalm() {
    const now = performance.now();
    const was = now > calmUntil;
    calmUntil = now + CALM_MS;
    return was;
  }

  function radio(name, isChecked) {
    return el("input", { type: "radio", name: "as", value: name, checked: isChecked });
  }

  $("#users").replaceChildren(
    ...config.users.map(({ id, name }, i) =>
      el("label", { "data-test": `user-${id}` }, radio(id, i === 0), el("b", { class: "cut" }, name), el("small", {}, `user ${id}`)),
    ),
  );
  $("#refusals").replaceChildren(
    ...REFUSALS.map(({ name, label, code }) =>
      el("label", { class: "slim", "data-test": `refuse-${name}` }, radio(name, false), el("b", {}, label), el("span", { class: "mono xs q3" }, code)),
    ),
  );
  const preset = $(`[value="${CSS.escape(query.get("user") ?? query.get("fault") ?? "")}"]`, form);
  if (preset) {
    preset.checked = true;
    $("#refuse").open = Boolean(refusal());
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isCalm() && !isOff(go)) {
      on.signIn();
    }
  });
  form.addEventListener("change", on.chosen);
  $("#drop").addEventListener("click", () => {
    if (isCalm()) {
      on.disconnect();
      go.focus();
    }
  });

  function label(now) {
    const user = userOf(choice());
    if (now.me && choice() === now.me.id) {
      return [`Signed in as ${firstName(now.me)}`, true];
    }
    if (now.isBusy && choice() === now.asked) {
      return [now.isLost ? "Reconnecting" : "Signing in", true];
    }
    return [user ? `Sign in as ${firstName(user)}` : "Try to sign in", false];
  }

  /** The one that the other tab is for: whom to send to, and whom to terminate. */
  const other = (me) => config.users.find((user) => user.id !== (me?.id ?? userOf(choice())?.id));

  function drawBar(now) {
    const [word, tone] = now.me ? [`signed in as ${firstName(now.me)}`, "live"] : now.headline;
    $("#state").textContent = word;
    $("#state").className = `state cut ${tone}`;
    $("#socket").textContent = now.socket;
    $("#socket").title = now.socket;
    document.title = now.me ? `${firstName(now.me)} · Belfry demo` : "Belfry demo";
  }

  return {
    choice,
    /** What is sent to the endpoint for this choice. */
    params: () => (userOf(choice()) ? { user: choice() } : refusal().params),
    other,
    /** Draws all this; now has me, asked, isBusy, isLost, isOpen, socket and headline. */
    draw(now) {
      const [text, off] = label(now);
      go.textContent = text;
      switchOff(go, off);
      const hadFocus = document.activeElement === $("#drop");
      $("#drop").hidden = !now.isOpen;
      if (hadFocus && !now.isOpen) {
        go.focus();
      }
      $("#once").hidden = !now.me;
      $("#once").textContent =
        now.me && choice() !== now.me.id
          ? "Opens a new connection: one sign-in for each."
          : "There is no sign-out. The identity ends with the connection.";
      $("#refused-as").textContent = refusal() ? `: ${refusal().label}` : "";
      const next = other(now.me);
      $("#second").href = `?user=${encodeURIComponent(next.id)}&autosign=1`;
      $("#second").textContent = `Open a second tab as ${firstName(next)}`;
      drawBar(now);
    },
  };
}
