// Who is here: online by the watchlist, member of the lobby by its presence channel, and a wave.

import { notLetInto } from "./channels.js";
import { $, el, isOff, switchOff, tell } from "./dom.js";

const clock = (date) => date.toTimeString().slice(0, 8);
const unknown = () =>
  el("span", { class: "q3" }, el("span", { "aria-hidden": "true" }, "–"), el("span", { class: "sr" }, "not known"));
const state = (word, tone = "") => el("span", { class: `state ${tone}` }, word);

function listed(names) {
  const last = names.at(-1);
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${last}` : last;
}

/**
 * Brings the table and its buttons to life.
 *
 * @param config what /demo/config.json says
 * @param tab me(), join(), leave() and wave() of this tab
 */
export function startLobby(config, tab) {
  const form = $("#lobby");
  let members = new Set();
  let watched = new Map();
  let isMember = false;

  const nameOf = (id) => config.users.find((user) => user.id === id)?.name.split(" ")[0] ?? id;
  const isOnline = (id) => (id === tab.me() ? true : watched.get(id));

  // A claim is true, false or undefined, which is that nobody told this tab.
  function cell(test, claim, [yes, no]) {
    const content = claim === undefined ? unknown() : claim ? state(yes, "live") : state(no);
    return el("td", { "data-test": test }, content);
  }

  function row({ id, name }) {
    const you = id === tab.me() ? [" ", el("span", { class: "q3 xs" }, "you")] : [];
    return el(
      "tr",
      { "data-test": `here-${id}` },
      el("th", { scope: "row" }, name, ...you),
      cell("online", isOnline(id), ["online", "offline"]),
      cell("member", isMember ? members.has(id) : undefined, ["member", "absent"]),
    );
  }

  function draw() {
    const isIn = Boolean(tab.me());
    $("#here tbody").replaceChildren(...config.users.map(row));
    switchOff($("#wave"), !isMember);
    switchOff($("#join"), !isIn);
    $("#join").textContent = isMember ? "Leave the lobby" : "Join the lobby";
    $("#lobby-first").hidden = isIn;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isOff($("#wave"))) {
      return;
    }
    const others = [...members].filter((id) => id !== tab.me()).map(nameOf);
    tab.wave();
    if (others.length) {
      tell(form, "ok", `You waved to ${listed(others)}`, "live");
    } else {
      tell(form, "look", "You waved, and no other member is here to see it", "warn");
    }
  });
  $("#join").addEventListener("click", () => {
    if (isOff($("#join"))) {
      return;
    }
    tell(form, "", "");
    (isMember ? tab.leave : tab.join)();
  });

  return {
    draw,
    isOnline,
    /** The members are these; null when this tab is none of them. */
    members(ids) {
      isMember = ids !== null;
      members = new Set(ids);
      draw();
    },
    watched(name, ids) {
      ids.forEach((id) => watched.set(id, name === "online"));
      draw();
    },
    waved: (id) =>
      tell(form, "in", `${id === tab.me() ? "You waved in another tab" : `${nameOf(id)} waved`} at ${clock(new Date())}`, "live"),
    waveRefused: (message) => tell(form, "no", `Belfry refused the wave (4301): ${message}`, "stop"),
    joinRefused: (refusal) => tell(form, "no", notLetInto(config.lobby, refusal), "stop"),
    /** Nothing is known while there is no connection. */
    forget() {
      members = new Set();
      watched = new Map();
      isMember = false;
      draw();
    },
  };
}
