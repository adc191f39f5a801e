// Blocks of code with a tab a language: one choice for the whole page, remembered.

import { $$, copy, el, icon, kept } from "./dom.js";

const LANGUAGES = ["JavaScript", "Java", "curl"];
// Comments, strings, keywords: three tones are enough for code. A shell has other comments than the other two, and
// strings that go on over the end of a line.
const OF_PROGRAMS = /(?<=^|\s)(\/\/ .*$)|("(?:\\.|[^"\\\n])*")|\b(const|new|import|from|static)\b/gm;
const OF_SHELLS = /(?<=^|\s)(# .*$)|("(?:\\.|[^"\\])*"|'[^']*')|\b(curl|openssl)\b/gm;
const CLASSES = ["c-c", "c-s", "c-k"];

const blocks = [];
let chosen = Math.max(0, LANGUAGES.indexOf(kept.get("belfry.language")));

function painted(source) {
  const parts = LANGUAGES[chosen] === "curl" ? OF_SHELLS : OF_PROGRAMS;
  const nodes = [];
  let from = 0;
  for (const match of source.matchAll(parts)) {
    const kind = [match[1], match[2], match[3]].findIndex((part) => part !== undefined);
    nodes.push(source.slice(from, match.index), el("span", { class: CLASSES[kind] }, match[0]));
    from = match.index + match[0].length;
  }
  return [...nodes, source.slice(from)];
}

function choose(index) {
  chosen = index;
  kept.set("belfry.language", LANGUAGES[index]);
  const top = scrollY;
  blocks.forEach((draw) => draw());
  scrollTo(0, top);
}

function walk(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step && event.target.matches("[role=tab]")) {
    event.preventDefault();
    choose((chosen + step + LANGUAGES.length) % LANGUAGES.length);
    $$("[role=tab]", tabs)[chosen].focus();
  }
}

/** One program of a block: a head that says where it runs, a button that copies it, and its lines. */
function program(id, name, i) {
  const head = el("span", { class: "xs q2" });
  const lines = el("pre", { tabindex: "0", role: "region" });
  const button = el("button", { class: "b bare small", type: "button", "data-test": `${id}-copy-${i}` }, icon("copy"), el("span", { class: "xs" }, "Copy"));
  button.addEventListener("click", () => copy(lines.textContent));
  const node = el("div", { class: "program" }, el("div", { class: "code-head" }, head, button), lines);
  return {
    node,
    show(where, source) {
      head.textContent = where;
      button.setAttribute("aria-label", `${name}, ${where}: copy code`);
      lines.setAttribute("aria-label", `${name}, ${where}`);
      lines.dataset.where = where;
      lines.replaceChildren(...painted(source));
    },
  };
}

/**
 * Fills a place with a block. sources() gives for each language its programs, each as where it runs and its lines.
 * Returns what draws it anew.
 */
export function codeBlock(place, name, sources) {
  const id = place.id;
  const tabs = el(
    "div",
    { role: "tablist", "aria-label": `${name}: language` },
    ...LANGUAGES.map((language, i) => {
      const tab = el("button", { type: "button", role: "tab", id: `${id}-t${i}`, "aria-controls": `${id}-p`, "data-test": `${id}-${language.toLowerCase()}` }, language);
      tab.addEventListener("click", () => choose(i));
      return tab;
    }),
  );
  tabs.addEventListener("keydown", (event) => walk(event, tabs));
  const panel = el("div", { id: `${id}-p`, role: "tabpanel" });
  const programs = [];
  place.className = "code";
  place.append(el("div", { class: "code-bar" }, tabs), panel);
  const draw = () => {
    $$("[role=tab]", place).forEach((tab, i) => {
      tab.setAttribute("aria-selected", i === chosen);
      tab.tabIndex = i === chosen ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `${id}-t${chosen}`);
    const shown = sources()[chosen];
    while (programs.length < shown.length) {
      programs.push(program(id, name, programs.length));
    }
    programs.forEach(({ node, show }, i) => {
      if (i < shown.length) {
        show(...shown[i]);
        panel.append(node);
      } else {
        node.remove();
      }
    });
  };
  blocks.push(draw);
  return draw;
}
