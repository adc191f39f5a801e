// The few things every part of the page needs. All text goes in as text: nothing here parses HTML.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; a string child becomes a text node. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) {
      made.setAttribute(key, "");
    } else if (value !== false && value !== undefined && value !== null) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

/** One of the drawings that index.html defines. */
export function icon(name, tone = "") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", `i ${tone}`);
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  drawing.append(use);
  return drawing;
}

/** Reads or writes a choice that outlives the page; without storage it is forgotten. */
export const kept = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // A private window may have no storage; the choice then holds for this page.
    }
  },
};

/** Copies text and says so. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("The browser did not allow copying");
  }
}

function toast(text) {
  const shown = el("div", { class: "toast" }, text);
  $("#toasts").replaceChildren(shown);
  setTimeout(() => shown.remove(), 3000);
}

/** Puts a result beside the buttons of a form; without text it is empty. */
export function tell(form, name, text, tone) {
  $(".result", form).replaceChildren(...(text ? [icon(name, tone), el("span", {}, text)] : []));
}

/** Fills a message, or hides it when there is nothing in it. Who had the focus in it gets a new place. */
export function show(box, tone, content) {
  const hadFocus = box.contains(document.activeElement);
  box.hidden = !content.length;
  box.className = `say ${tone}`;
  box.replaceChildren(...(content.length ? [icon("look"), el("div", {}, ...content)] : []));
  if (hadFocus && !box.contains(document.activeElement)) {
    $("#go").focus();
  }
}

/** Fills a message: bold half-sentence, then the remedy. Without a reason it is hidden. */
export function say(box, tone, reason, remedy = []) {
  show(box, tone, reason ? [el("b", {}, reason), " ", ...remedy] : []);
}

/** Switches a button off or on. It can be focused all the same: a focus that falls off is lost. */
export function switchOff(button, isOff) {
  button.setAttribute("aria-disabled", isOff);
}

/** Whether a button can be used. */
export const isOff = (button) => button.getAttribute("aria-disabled") === "true";
