// Blocks of code with a tab a language: one choice for the whole page, remembered.

import { $, $$, copy, el, icon, kept } from "./dom.js";

const LANGUAGES = ["JavaScript", "Java", "curl"];
// Comments, strings, keywords: three tones are enough for code.
const PARTS = /((?:\/\/|# ).*$)|("(?:\\.|[^"\\\n])*"|'[^'\n]*')|\b(const|new|curl|import)\b/gm;
const CLASSES = ["c-c", "c-s", "c-k"];

const blocks = [];
let chosen = Math.max(0, LANGUAGES.indexOf(kept.get("belfry.language")));

function painted(source) {
  const nodes = [];
  let from = 0;
  for (const match of source.matchAll(PARTS)) {
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

/** Fills a place with a block; sources() gives one text a language. Returns what draws it anew. */
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
  const copying = el("button", { class: "b bare small", type: "button", "aria-label": `${name}: copy code`, "data-test": `${id}-copy` }, icon("copy"), el("span", { class: "xs" }, "Copy"));
  copying.addEventListener("click", () => copy(sources()[chosen]));
  place.className = "code";
  place.append(
    el("div", { class: "code-bar" }, tabs, copying),
    el("pre", { id: `${id}-p`, role: "tabpanel", tabindex: "0" }),
  );
  const draw = () => {
    $$("[role=tab]", place).forEach((tab, i) => {
      tab.setAttribute("aria-selected", i === chosen);
      tab.tabIndex = i === chosen ? 0 : -1;
    });
    const panel = $("pre", place);
    panel.setAttribute("aria-labelledby", `${id}-t${chosen}`);
    panel.replaceChildren(...painted(sources()[chosen]));
  };
  blocks.push(draw);
  return draw;
}
