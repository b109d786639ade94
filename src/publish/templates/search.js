// Search over the places of the site, without case and without Vietnamese marks.
// What is searched is loaded on first use; without a script the lists lead everywhere.
"use strict";
const MOST = 30;
const form = document.querySelector("form[role=search]");
const box = form.querySelector("input");
const list = form.querySelector("ol");
const told = form.querySelector("[role=status]");
let places = null;
let loading = null;

const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase()
    .replace(/[‐-―]/g, "-").replace(/\s+%/g, "%").replace(/\s+/g, " ").trim();

function load() {
  loading ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = `${form.dataset.root}assets/search__${form.dataset.lang}.js`;
    script.onload = () => {
      places = window.SEARCH.places.map(([title, kind, address, further], order) => ({
        title, address, order, kind: window.SEARCH.kinds[kind],
        head: ` ${plain(title)}`, body: ` ${plain(title)} ${plain(further)}`,
      }));
      done();
    };
    document.head.append(script);
  });
  return loading;
}

// A word counts where it begins one: "71%" is not found in "171%".
const begins = (word) =>
  new RegExp(`(?<![\\p{L}\\p{N}.,])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u");

function found(text) {
  const wanted = plain(text);
  if (!wanted) return [];
  const words = wanted.split(" ").map(begins);
  const whole = begins(wanted);
  return places
    .filter((place) => words.every((word) => word.test(place.body)))
    .map((place) => {
      const inTitle = words.filter((word) => word.test(place.head)).length;
      const rank = (whole.test(place.head) ? 0 : whole.test(place.body) ? 1 : 2);
      const isClaim = place.address.startsWith("claim/") ? 1 : 0;
      return { place, rank: [rank + isClaim, isClaim, -inTitle, place.order] };
    })
    .sort((a, b) => {
      const at = a.rank.findIndex((value, place) => value !== b.rank[place]);
      return a.rank[at] - b.rank[at];
    })
    .map(({ place }) => place);
}

function item(place) {
  const link = document.createElement("a");
  const kind = document.createElement("span");
  const entry = document.createElement("li");
  link.href = form.dataset.root + place.address;
  link.textContent = place.title;
  kind.textContent = place.kind;
  kind.className = "kind";
  link.append(" ", kind);
  entry.append(link);
  return entry;
}

async function show() {
  await load();
  const all = found(box.value);
  list.replaceChildren(...all.slice(0, MOST).map(item));
  const { none, some } = form.dataset;
  told.textContent = !box.value.trim() ? "" : all.length ? some.replace("#", all.length) : none;
  form.dataset.found = told.textContent;
}

function close() {
  list.replaceChildren();
  told.textContent = "";
  delete form.dataset.found;
}

function step(event) {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const keys = { ArrowDown: at + 1, ArrowUp: at - 1, Home: at < 0 ? null : 0, End: at < 0 ? null : links.length - 1 };
  if (event.key === "Escape") {
    close();
    box.focus();
  } else if (keys[event.key] != null && links.length) {
    event.preventDefault();
    (keys[event.key] < 0 ? box : links[Math.min(keys[event.key], links.length - 1)]).focus();
  }
}

form.hidden = false;
box.addEventListener("focus", load, { once: true });
box.addEventListener("input", show);
form.addEventListener("keydown", step);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await show();
  list.querySelector("a")?.click();
});
document.addEventListener("click", (event) => {
  if (!form.contains(event.target)) close();
});
