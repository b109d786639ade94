// The choice in the catalogue: without it every report is listed.
"use strict";
{
const form = document.querySelector(".choice");
const none = document.getElementById("none");

function choose() {
  const wanted = Object.fromEntries(new FormData(form));
  const text = folded(wanted.text);
  let shown = 0;
  for (const section of document.querySelectorAll("main .question")) {
    const title = folded(section.querySelector("h2").textContent);
    let count = 0;
    for (const row of section.querySelectorAll("tbody tr, [data-row]")) {
      let fits = (title + " " + folded(row.textContent)).includes(text);
      for (const [name, value] of Object.entries(wanted))
        if (value && name !== "text")
          fits &&= row.getAttribute("data-" + name.replaceAll("_", "-")) === value;
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    section.hidden = count === 0;
    shown += count;
  }
  none.textContent = shown ? "" : none.dataset.none;
}

form.hidden = false;
form.addEventListener("input", choose);
form.addEventListener("submit", (event) => event.preventDefault());
choose();
}
