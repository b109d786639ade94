// What scripts of several pages share, and what every page does.
"use strict";
const ROOT = document.body.dataset.root;
const LANG = document.documentElement.lang === "vi" ? "vi" : "en";

// An element with attributes and content; text in it is never markup.
function element(name, attributes = {}, ...content) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  created.append(...content);
  return created;
}

// Text without case and Vietnamese marks, so that "Sa Pa" and "sa pả" match.
function folded(text) {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replaceAll("đ", "d").replace(/[‐-―]/g, "-").replace(/\s+/g, " ").trim();
}

// A script of `assets/`, loaded when it is first needed.
function load(name) {
  load.started ??= new Map();
  if (!load.started.has(name)) {
    const script = element("script", { src: `${ROOT}assets/${name}` });
    const finished = new Promise((done) => {
      script.onload = done;
      script.onerror = done;
    });
    load.started.set(name, finished);
    document.head.append(script);
  }
  return load.started.get(name);
}

// A switch that hides something shows it again where a link leads into it or it is printed.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.querySelector(":scope > details")?.setAttribute("open", "");
  for (let part = target; part; part = part.parentElement)
    if (part.tagName === "DETAILS") part.open = true;
  const more = target.closest(".long")?.querySelector(".more input");
  if (more && !target.classList.contains("long")) more.checked = true;
  target.scrollIntoView();
}
addEventListener("hashchange", reveal);
if (location.hash) reveal();
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("main details")) part.open = true;
});

// The code of a report, all of it or none.
document.querySelector(".code-switch input")?.addEventListener("change", (event) => {
  document.body.classList.toggle("with-code", event.target.checked);
});

// The reports before and after this one.
const neighbours = document.querySelector(".neighbours");
if (neighbours)
  load(neighbours.dataset.list).then(() => {
    const reports = window.REPORTS ?? [];
    const here = reports.findIndex(([name]) => name === neighbours.dataset.name);
    for (const [side, step] of [["previous", -1], ["next", 1]]) {
      const found = here < 0 ? null : reports[here + step];
      if (!found) continue;
      const label = element("span", { class: "quiet" }, neighbours.dataset[side]);
      neighbours.append(
        element("a", { class: side, href: `${found[0]}.html`, rel: side.slice(0, 4) }, label, " ", found[1]),
      );
    }
    neighbours.hidden = !neighbours.children.length;
  });
