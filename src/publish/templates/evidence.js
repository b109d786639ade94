// What stands behind a number or a mark, at a glance: pointing at, tabbing to or
// touching anything with `data-claims` shows a card. The statements are loaded at the
// first need. Without this script all links still lead.
"use strict";
(() => {
  const SHOWN = 3; // statements that a card shows; the rest are a number
  const PAUSE = 250; // ms in which a pointer may pass from a mark to its card

  let card; // the card; there is one
  let shownFor = null;
  let leaving = 0;

  async function statements() {
    await load(`statements__${LANG}.js`);
    return window.STATEMENTS ?? { cards: {}, phrases: { all: "", missing: "" } };
  }

  function link(id, cards) {
    return cards[id] ? element("a", { href: ROOT + cards[id][0] }, id) : id;
  }

  // The card of a statement is HTML of the site's own, in which all words are escaped.
  function section(id, { cards, phrases }) {
    if (!cards[id]) return element("section", {}, element("p", {}, `${id} ${phrases.missing}`));
    const shown = element("section");
    shown.innerHTML = cards[id][1].replaceAll("{root}", ROOT);
    return shown;
  }

  function fill(ids, all) {
    const sections = ids.slice(0, SHOWN).map((id) => section(id, all));
    if (ids.length > SHOWN) {
      const count = all.phrases.all.replace("{count}", ids.length);
      const rest = ids.slice(SHOWN).flatMap((id) => [link(id, all.cards), " "]);
      sections.push(element("section", { class: "rest" }, element("p", {}, `${count}:`), ...rest));
    }
    card.replaceChildren(...sections);
  }

  function make() {
    card = element("div", { class: "glance", id: "glance", role: "tooltip", hidden: "" });
    card.addEventListener("pointerenter", stay);
    card.addEventListener("pointerleave", leave);
    (document.querySelector("main") ?? document.body).append(card);
  }

  function place(mark) {
    const box = mark.getBoundingClientRect();
    const [width, height] = [document.documentElement.clientWidth, window.innerHeight];
    const left = Math.min(box.left, width - card.offsetWidth - 8);
    const below = box.bottom + 6;
    const above = box.top - card.offsetHeight - 6;
    const top = below + card.offsetHeight > height && above > 0 ? above : below;
    card.style.left = `${Math.max(left, 8) + window.scrollX}px`;
    card.style.top = `${top + window.scrollY}px`;
  }

  async function show(mark) {
    if (mark === shownFor) return stay();
    hide();
    shownFor = mark;
    const all = await statements();
    if (shownFor !== mark) return;
    if (!card) make();
    fill(mark.dataset.claims.split(" "), all);
    card.hidden = false;
    place(mark);
    mark.setAttribute("aria-describedby", card.id);
  }

  function hide() {
    stay();
    shownFor?.removeAttribute("aria-describedby");
    shownFor = null;
    if (card) card.hidden = true;
  }

  function stay() {
    clearTimeout(leaving);
  }

  function leave() {
    stay();
    leaving = setTimeout(hide, PAUSE);
  }

  const markOf = (event) => event.target.closest?.("[data-claims]");

  document.addEventListener("pointerover", (event) => {
    const mark = markOf(event);
    if (mark && event.pointerType === "mouse") show(mark);
  });
  document.addEventListener("pointerout", (event) => {
    const mark = markOf(event);
    if (mark && mark === shownFor && !mark.contains(event.relatedTarget)) leave();
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark) show(mark);
    else if (!card?.contains(event.target)) hide();
  });
  // A finger has no way to point: its first touch shows the card, its second leads on.
  let touched = null;
  document.addEventListener("pointerdown", (event) => {
    const mark = markOf(event);
    touched = event.pointerType === "touch" && mark !== shownFor ? mark : null;
    if (!mark && !card?.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (!mark || mark !== touched) return;
    touched = null;
    event.preventDefault();
    show(mark);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  // In a figure the marks are one stop of the tab key; arrows go from mark to mark. A
  // mark of several strokes, such as a bound with its arrow, is gone to once.
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  for (const drawing of document.querySelectorAll(".drawing svg:not([data-own-keys])")) {
    const every = [...drawing.querySelectorAll("a")];
    const target = (mark) => `${mark.dataset.claims} ${mark.getAttribute("aria-label")}`;
    const marks = [...new Map(every.map((mark) => [target(mark), mark])).values()];
    every.forEach((mark) => mark.setAttribute("tabindex", mark === marks[0] ? 0 : -1));
    drawing.addEventListener("keydown", (event) => {
      const here = marks.indexOf(event.target.closest("a"));
      const ends = { Home: 0, End: marks.length - 1 };
      const next = ends[event.key] ?? here + (STEPS[event.key] ?? 0);
      if (here < 0 || next === here || !marks[next]) return;
      event.preventDefault();
      marks[here].setAttribute("tabindex", -1);
      marks[next].setAttribute("tabindex", 0);
      marks[next].focus();
    });
  }
})();
