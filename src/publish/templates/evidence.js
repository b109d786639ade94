// What stands behind a number or a mark, at a glance: pointing at, tabbing to or
// touching anything with `data-claims` shows a card. The claims are fetched at the
// first need, as a script beside this one. Without this script all links still lead.
"use strict";
(() => {
  const own = new URL(document.currentScript.src);
  const root = new URL("..", own);
  const lang = document.documentElement.lang === "vi" ? "vi" : "en";
  const SHOWN = 3; // claims that a card tells of; the rest are a number
  const PAUSE = 250; // ms in which a pointer may pass from a mark to its card

  let known; // the promise of the claims
  let card; // the card; there is one
  let shownFor = null;
  let leaving = 0;

  function claims() {
    known ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = new URL(`claims__${lang}.js`, own);
      script.onload = () => resolve(window.CLAIMS ?? {});
      script.onerror = () => resolve({});
      document.head.append(script);
    });
    return known;
  }

  function word(name, fallback = "") {
    return window.CLAIM_WORDS?.[name] ?? fallback;
  }

  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  function link(id, claim) {
    const made = element("a", "", id);
    made.href = new URL(claim?.address ?? `claim/${id}__${lang}.html`, root);
    return made;
  }

  function printed(text) {
    const made = element("q", "", text);
    made.lang = "vi";
    return made;
  }

  function times(claim) {
    const read = claim.as_of ? [claim.as_of] : [];
    const told = claim.as_of_printed ? [printed(claim.as_of_printed)] : [];
    return read.length && told.length ? [...read, " · ", ...told] : [...read, ...told];
  }

  function lines(claim) {
    const rows = [
      ["source", claim.source ? [claim.source] : []],
      ["as_of", times(claim)],
      ["verdict", claim.verdict ? [claim.verdict] : []],
    ];
    return rows
      .filter(([, content]) => content.length)
      .map(([name, content]) =>
        element("div", "", element("dt", "", word(name)), element("dd", "", ...content)),
      );
  }

  function rivals(claim, all) {
    if (!claim.rivals?.length) return [];
    const links = claim.rivals.flatMap((id) => [link(id, all[id]), " "]);
    const told = element("dd", "", ...links);
    return [element("div", "rivals", element("dt", "", word("rivals")), told)];
  }

  function told(id, all) {
    const claim = all[id];
    const made = element("section");
    if (!claim) {
      made.append(element("p", "", link(id), " ", word("missing")));
      return made;
    }
    const figure = claim.figure ? [element("strong", "", claim.figure), " "] : [];
    made.append(element("p", "said", ...figure, claim.said));
    if (claim.printed) made.append(element("p", "printed", printed(claim.printed)));
    made.append(element("dl", "", ...lines(claim), ...rivals(claim, all)));
    made.append(element("p", "address", link(id, claim)));
    return made;
  }

  function fill(ids, all) {
    const sections = ids.slice(0, SHOWN).map((id) => told(id, all));
    if (ids.length > SHOWN) {
      const count = word("claims", "{count}").replace("{count}", ids.length);
      const rest = ids.slice(SHOWN).flatMap((id) => [link(id, all[id]), " "]);
      sections.push(element("section", "rest", element("p", "", `${count}:`), ...rest));
    }
    card.replaceChildren(...sections);
  }

  function make() {
    card = element("div", "glance");
    card.id = "glance";
    card.setAttribute("role", "tooltip");
    card.hidden = true;
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
    const all = await claims();
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
    const said = (mark) => `${mark.dataset.claims} ${mark.getAttribute("aria-label")}`;
    const marks = [...new Map(every.map((mark) => [said(mark), mark])).values()];
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
