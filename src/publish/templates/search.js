// Search over the places of the site, without case and without Vietnamese marks. What is
// searched is loaded at first use; without this script the lists lead everywhere.
"use strict";
{
const MOST = 30;
const form = document.querySelector("form[role=search]");
const box = form.querySelector("input");
const list = form.querySelector("ol");
const status = form.querySelector("[role=status]");
let places = null;

const plain = (text) => folded(text).replace(/\s+%/g, "%");

async function loadPlaces() {
  await load(`search__${LANG}.js`);
  places ??= (window.SEARCH?.places ?? []).map(([title, kind, address, further], order) => ({
    title, address, order, kind: window.SEARCH.kinds[kind],
    head: ` ${plain(title)}`, body: ` ${plain(title)} ${plain(further)}`,
  }));
}

// A word counts where it begins one: "71%" does not match "171%".
const begins = (word) =>
  new RegExp(`(?<![\\p{L}\\p{N}.,])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u");

function matches(text) {
  const wanted = plain(text);
  if (!wanted) return [];
  const words = wanted.split(" ").map(begins);
  const whole = begins(wanted);
  return places
    .filter((place) => words.every((word) => word.test(place.body)))
    .map((place) => {
      const inTitle = words.filter((word) => word.test(place.head)).length;
      const rank = whole.test(place.head) ? 0 : whole.test(place.body) ? 1 : 2;
      const isStatement = /^text\/.*#/.test(place.address) ? 1 : 0;
      return { place, rank: [rank + isStatement, isStatement, -inTitle, place.order] };
    })
    .sort((a, b) => {
      const at = a.rank.findIndex((value, place) => value !== b.rank[place]);
      return a.rank[at] - b.rank[at];
    })
    .map(({ place }) => place);
}

function item(place) {
  const kind = element("span", { class: "kind" }, place.kind);
  return element("li", {}, element("a", { href: ROOT + place.address }, place.title, " ", kind));
}

async function show() {
  await loadPlaces();
  const all = matches(box.value);
  list.replaceChildren(...all.slice(0, MOST).map(item));
  const { none, one, some } = form.dataset;
  const count = all.length === 1 ? one : some.replace("#", all.length);
  status.textContent = !box.value.trim() ? "" : all.length ? count : none;
  form.dataset.found = status.textContent;
}

function close() {
  list.replaceChildren();
  status.textContent = "";
  delete form.dataset.found;
}

function step(event) {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const ends = at < 0 ? {} : { Home: 0, End: links.length - 1 };
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, ...ends }[event.key];
  if (event.key === "Escape") {
    close();
    box.focus();
  } else if (next != null && links.length) {
    event.preventDefault();
    (next < 0 ? box : links[Math.min(next, links.length - 1)]).focus();
  }
}

form.hidden = false;
box.addEventListener("focus", loadPlaces, { once: true });
box.addEventListener("input", show);
form.addEventListener("keydown", step);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await show();
  list.querySelector("a")?.click();
});
list.addEventListener("click", close);
document.addEventListener("click", (event) => {
  if (!form.contains(event.target)) close();
});
}
