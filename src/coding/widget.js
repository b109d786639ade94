// A text with its sheet: marks, form and open items. Every step goes to Python, which
// saves it and sends the rows back. Words of the text enter the page as text nodes.

const QUIET = ["numerals", "set_aside"]; // tables whose marks have no colour
const TYPING = "input, textarea, select";

const covers = (row, start, end) => row.start <= start && row.end >= end;
const size = (row) => row.end - row.start;

function render({ model, el }) {
  const page = model.get("page");
  const say = page.words;
  const points = Array.from(page.text); // offsets count characters, as in Python
  const words = wordsOf(page.text);
  const tables = new Map(page.tables.map((table, n) => [table.name, { ...table, n }]));
  const choosable = page.tables.filter((table) => table.key);
  let mark = null; // { anchor, focus }: indices of words
  let shown = ""; // the row whose form is drawn
  let controls = new Map(); // its fields by column
  let back = []; // rows to return to once a new entry is accepted
  let kind = "open";
  let steps = 0; // the number of the last step sent
  let toForm = 0; // the step whose answer gives the keyboard to the form; 0: none

  const text = make("div", { class: "text", lang: "vi", tabindex: 0, role: "document", "aria-label": say.text });
  const form = make("section", { class: "form", "aria-label": say.form });
  const list = make("section", { class: "list", "aria-label": say.list });
  const status = make("p", { class: "status", role: "status", "aria-live": "polite" });
  const head = make("div", { class: "head" });
  const root = make(
    "div",
    { class: "coder", lang: page.lang, "data-lm-suppress-shortcuts": "true" },
    head, make("div", { class: "sides" }, text, form), list, status,
  );
  el.append(root);

  const send = (act, given = {}) => { model.send({ act, number: (steps += 1), ...given }); return steps; };
  const rowsNow = () => model.get("rows");
  const rowNamed = (name) => rowsNow().find((row) => row.row === name);
  const selected = () => rowNamed(model.get("selected"));
  const quoted = ({ start, end }) => points.slice(start, end).join("");
  const spanOfMark = () => {
    if (!mark) return null;
    const [first, last] = [mark.anchor, mark.focus].sort((a, b) => a - b);
    return { start: words[first].start, end: words[last].end };
  };

  function select(name, { focus = false } = {}) {
    mark = null;
    model.set("selected", name);
    model.save_changes();
    draw();
    if (focus) text.focus({ preventScroll: true });
  }

  // --- the text ---------------------------------------------------------------

  function drawText() {
    const marked = spanOfMark();
    const current = model.get("selected");
    const rows = rowsNow().filter((row) => row.start != null && row.state !== "rejected");
    const bounds = new Set([0, points.length]);
    for (const span of marked ? [...rows, marked] : rows) bounds.add(span.start).add(span.end);
    points.forEach((point, n) => point === "\n" && bounds.add(n).add(n + 1));
    const ends = [...bounds].sort((a, b) => a - b);
    const starting = new Map();
    for (const row of rows) if (!QUIET.includes(row.table)) starting.set(row.start, [...(starting.get(row.start) ?? []), row]);
    const paragraphs = [make("p")];
    for (let n = 0; n + 1 < ends.length; n++) {
      const [start, end] = [ends[n], ends[n + 1]];
      if (points[start] === "\n") {
        if (paragraphs.at(-1).childNodes.length) paragraphs.push(make("p"));
        continue;
      }
      const within = rows.filter((row) => covers(row, start, end)).sort((a, b) => size(a) - size(b));
      paragraphs.at(-1).append(segment(start, end, within, {
        marked: marked && covers(marked, start, end),
        current: within.some((row) => row.row === current),
        letters: (starting.get(start) ?? []).map((row) => tables.get(row.table).letter),
      }));
    }
    const top = text.scrollTop;
    text.replaceChildren(...paragraphs);
    text.scrollTop = top;
    const at = text.querySelector(".marked, .current");
    if (at) bring(at, text);
  }

  function segment(start, end, within, { marked, current, letters }) {
    const facts = within.filter((row) => !QUIET.includes(row.table));
    const [inner, outer] = facts;
    const numeral = within.find((row) => row.table === "numerals");
    const classes = [
      "seg", marked && "marked", current && "current",
      inner && "fact", inner?.state === "proposed" && "proposed", outer && "nested",
      numeral && "numeral", numeral?.state === "proposed" && "open",
    ].filter(Boolean);
    const hue = (row) => tables.get(row.table).hue;
    return make(
      "span",
      {
        class: classes.join(" "), "data-start": start,
        "data-letters": letters.length ? letters.join("") : null,
        style: inner ? `--hue: ${hue(inner)}; --outer: ${hue(outer ?? inner)}` : null,
        title: within.map((row) => tables.get(row.table).title).join(" · ") || null,
        onclick: () => within.length && collapsed() && pick(within),
      },
      points.slice(start, end).join(""),
    );
  }

  const collapsed = () => document.getSelection()?.isCollapsed ?? true;

  function pick(within) {
    const at = within.findIndex((row) => row.row === model.get("selected"));
    select(within[(at + 1) % within.length].row, { focus: true });
  }

  function markSelection() {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const start = offsetOf(text, range.startContainer, range.startOffset);
    const end = offsetOf(text, range.endContainer, range.endOffset);
    if (start == null || end == null || end <= start) return;
    chosen.removeAllRanges();
    markSpan(start, end);
  }

  function markSpan(start, end) {
    const anchor = words.findIndex((word) => word.end > start);
    const focus = words.findLastIndex((word) => word.start < end);
    if (anchor < 0 || focus < anchor) return;
    mark = { anchor, focus };
    draw();
    status.textContent = say.marked;
  }

  function move(step, extend) {
    const from = mark?.focus ?? words.findIndex((word) => word.start >= (selected()?.start ?? 0)) - step;
    const focus = Math.min(Math.max(from + step, 0), words.length - 1);
    mark = { anchor: extend && mark ? mark.anchor : focus, focus };
    draw();
  }

  text.addEventListener("mouseup", markSelection);

  // --- what a marked passage is -------------------------------------------------

  function choose(table) {
    const span = spanOfMark();
    if (!span) return void (status.textContent = say.mark_first);
    mark = null;
    toForm = send("put", { table, ...span });
  }

  function drawChooser() {
    const span = spanOfMark();
    const row = selected();
    const isFact = row && tables.get(row.table).is_fact;
    form.replaceChildren(
      make("h2", {}, say.what_is_it),
      make("blockquote", { lang: "vi" }, quoted(span)),
      make("ol", { class: "kinds" }, ...choosable.map((table) => make("li", {}, make(
        "button", { type: "button", style: `--hue: ${table.hue}`, onclick: () => choose(table.name) },
        make("kbd", {}, table.key), make("b", {}, table.letter), ` ${table.title}`,
      )))),
      make("p", { class: "actions" },
        row?.start != null && action(say.use_span, "b", () => keys.b()),
        isFact && action(say.further, "+", () => keys["+"]()),
        action(say.nothing_here, "x", () => keys.x()),
        action(say.cancel, "Esc", () => keys.Escape())),
    );
    shown = "";
  }

  const action = (label, key, onclick, extra = {}) =>
    make("button", { type: "button", onclick, "aria-keyshortcuts": key, ...extra }, label, " ", make("kbd", {}, key));

  // --- the form -----------------------------------------------------------------

  function drawForm() {
    if (mark) return drawChooser();
    const row = selected();
    if (!row) return void form.replaceChildren(make("p", { class: "hint" }, say.hint), keysHelp());
    if (shown !== row.row) buildForm(row);
    form.dataset.state = row.state;
    form.querySelector(".state").textContent = say[row.state];
    form.querySelector("blockquote").textContent = row.start == null ? "" : quoted(row);
    for (const [column, { control, problem, field }] of controls) {
      const value = row.cells[column] ?? "";
      if (control !== document.activeElement && control.value !== value) control.value = value;
      const wrong = row.problems.filter((one) => one.column === column).map((one) => one.message);
      problem.textContent = wrong.join(" ");
      control.setAttribute("aria-invalid", String(wrong.length > 0));
      if (wrong.length) control.closest("details")?.setAttribute("open", "");
      const label = field.keys.length ? value.split(" ").map((key) => model.get("labels")[key] ?? "").join(" · ") : "";
      control.closest(".field").querySelector(".named")?.replaceChildren(label);
    }
    const general = row.problems.filter((one) => !controls.has(one.column)).map((one) => one.message);
    form.querySelector(".general").textContent = general.join(" ");
  }

  function buildForm(row) {
    const table = tables.get(row.table);
    shown = row.row;
    controls = new Map();
    const fields = page.fields[row.table];
    const isNeeded = (field) => field.required || row.cells[field.name] || row.problems.some((one) => one.column === field.name);
    const more = fields.filter((field) => !isNeeded(field));
    form.style.setProperty("--hue", table.hue);
    form.replaceChildren(
      make("h2", {}, make("b", { class: "letter" }, table.letter), table.title, " ",
        make("code", {}, row.row), " ", make("span", { class: "state" })),
      make("blockquote", { lang: "vi" }),
      make("p", { class: "actions" },
        action(say.accept, "a", () => keys.a(), { class: "main" }), action(say.reject, "r", () => keys.r()),
        table.is_fact && action(say.link, "l", () => keys.l())),
      make("p", { class: "problem general", role: "alert" }),
      ...fields.filter(isNeeded).map((field) => drawField(row, field)),
      more.length ? make("details", {}, make("summary", {}, `${say.more} (${more.length})`), ...more.map((field) => drawField(row, field))) : "",
    );
    form.scrollTop = 0;
  }

  function drawField(row, field) {
    const id = `coder-${page.id}-${field.name}`;
    const notes = { id: `${id}-notes`, class: "description" };
    const problem = make("span", { class: "problem", id: `${id}-problem` });
    const attributes = {
      id, name: field.name, lang: field.lang || null, "aria-required": String(field.required),
      "aria-describedby": `${notes.id} ${problem.id}`,
      onchange: ({ target }) => send("put", { row: row.row, cells: { [field.name]: target.value } }),
    };
    let control;
    if (field.codes.length) {
      const options = [["", ""], ...field.codes].map(([code, label]) => make("option", { value: code }, label));
      control = make("select", attributes, ...options);
    } else if (field.long) control = make("textarea", { ...attributes, rows: 2 });
    else control = make("input", { ...attributes, type: "text", autocomplete: "off", spellcheck: "false" });
    control.value = row.cells[field.name] ?? "";
    controls.set(field.name, { control, problem, field });
    const box = make("div", { class: "field" },
      make("label", { for: id }, field.title, field.required ? make("abbr", { title: say.required }, "*") : ""),
      make("div", { class: "control" }, control), make("span", notes, field.description), problem);
    if (field.keys.length) {
      addChoices({
        field, control,
        ask: (typed) => send("choices", { table: row.table, column: field.name, typed }),
        takeNew: (table, typed) => { back.push(row.row); toForm = send("new", { table, column: field.name, row: row.row, typed }); },
      });
    }
    return box;
  }

  model.on("msg:custom", (reply) => {
    if (reply.choices) controls.get(reply.column)?.control.fill?.(reply);
    if (reply.sentence) markSpan(...reply.sentence);
  });

  // --- what is open ---------------------------------------------------------------

  function items() {
    if (kind === "open") return model.get("open_items");
    const entries = kind === "entries";
    return rowsNow().filter((row) => (row.start == null) === entries)
      .map((row) => ({ ...row, kind: row.state, what: row.what }));
  }

  function drawList() {
    const counts = { open: model.get("open_items").length, entries: 0, all: 0 };
    for (const row of rowsNow()) counts[row.start == null ? "entries" : "all"] += 1;
    const tabs = Object.entries(counts).map(([name, count]) => make(
      "button", { type: "button", "aria-pressed": String(kind === name), "data-list": name, onclick: () => { kind = name; drawList(); } },
      `${say[`list_${name}`]} (${count})`));
    const fresh = make("select", { "aria-label": say.new_entry, onchange: ({ target }) => newEntry(target.value) },
      make("option", { value: "" }, say.new_entry), ...page.tables.filter((table) => table.is_free).map((table) => make("option", { value: table.name }, table.title)));
    const rows = items().map((one) => make("li", {}, make(
      "button", { type: "button", class: one.row && one.row === model.get("selected") ? "current" : null, onclick: () => go(one) },
      make("b", one.table ? { style: `--hue: ${tables.get(one.table).hue}` } : { class: "none" }, tables.get(one.table)?.letter ?? "·"),
      make("i", {}, say[one.kind] ?? one.kind), ` ${one.what}`)));
    const top = list.querySelector("ol")?.scrollTop ?? 0;
    const body = rows.length ? make("ol", {}, ...rows) : make("p", { class: "hint" }, kind === "open" ? say.all_done : say.none_yet);
    list.replaceChildren(make("div", { class: "tabs" }, ...tabs, fresh), body);
    body.scrollTop = top;
  }

  function newEntry(table) {
    mark = null;
    toForm = tables.get(table).is_entity ? send("new", { table, typed: "" }) : send("put", { table });
  }

  function go(one) {
    if (one.row) return select(one.row, { focus: true });
    markSpan(one.start, one.end);
    text.focus({ preventScroll: true });
  }

  function step(direction) {
    const open = model.get("open_items");
    if (!open.length) return void (status.textContent = say.all_done);
    const row = selected();
    const here = spanOfMark() ?? row ?? { start: -1, end: 0 };
    const at = open.findIndex((one) => (mark ? !one.row && one.start === here.start : one.row === row?.row));
    const start = here.start ?? -1;
    const next = at >= 0 ? at + direction
      : direction > 0 ? open.findIndex((one) => one.start >= start) : open.findLastIndex((one) => one.start < start);
    go(open[(next + open.length) % open.length]);
  }

  // --- keys -----------------------------------------------------------------------

  function settle(state) {
    const row = selected();
    if (!row || mark) return;
    const open = model.get("open_items").filter((one) => one.row);
    const at = open.findIndex((one) => one.row === row.row);
    const next = open.slice(at + 1).find((one) => one.row !== row.row) ?? open[0];
    back = back.filter((name) => name !== row.row);
    send("state", { row: row.row, state, next: back.pop() ?? next?.row ?? row.row });
  }
  const keys = {
    n: () => step(1),
    p: () => step(-1),
    a: () => settle("accepted"),
    r: () => settle("rejected"),
    u: () => { mark = null; send("undo"); },
    y: () => { mark = null; send("redo"); },
    e: () => (form.querySelector("[aria-invalid='true']") ?? form.querySelector(TYPING))?.focus(),
    b: () => { const span = spanOfMark(); if (span && selected()) { mark = null; send("put", { row: selected().row, ...span }); } },
    "+": () => { const span = spanOfMark(); if (span && selected()) { mark = null; send("put", { table: "evidence", cells: { of: selected().row }, ...span }); } },
    x: () => { const span = spanOfMark(); if (span) { mark = null; send("set_aside", span); } },
    l: () => { if (selected()) { mark = null; send("put", { table: "fact_links", cells: { from: selected().row } }); } },
    s: () => send("sentence", { at: spanOfMark()?.start ?? selected()?.start ?? 0 }),
    ArrowRight: (event) => move(1, event.shiftKey),
    ArrowLeft: (event) => move(-1, event.shiftKey),
    Escape: () => { mark = null; draw(); text.focus({ preventScroll: true }); },
  };
  for (const table of choosable) keys[table.key] = () => choose(table.name);

  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) { // from within a field
      event.target.blur();
      text.focus({ preventScroll: true });
      return settle("accepted");
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches(TYPING)) {
      if (event.key === "Escape") text.focus({ preventScroll: true });
      return;
    }
    const known = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!known) return;
    event.preventDefault();
    known(event);
  });

  function keysHelp() {
    const lines = page.keys.map(([key, label]) => make("li", {}, make("kbd", {}, key), ` ${label}`));
    return make("ul", { class: "keys" }, ...lines);
  }

  function drawHead() {
    const { settled, total } = model.get("progress");
    head.replaceChildren(
      make("strong", { lang: "vi" }, page.title),
      make("progress", { max: Math.max(total, 1), value: settled, "aria-label": say.progress }),
      make("span", {}, `${settled} / ${total}`),
      action(say.undo, "u", () => keys.u()), action(say.redo, "y", () => keys.y()),
    );
  }

  function draw() {
    const isHere = root.contains(document.activeElement);
    drawHead();
    drawText();
    drawForm();
    drawList();
    if (toForm && model.get("answered") >= toForm) {
      toForm = 0;
      keys.e();
    } else if (isHere && !root.contains(document.activeElement)) text.focus({ preventScroll: true });
  }

  // Several traits change in one step: draw once, and keep the keyboard here.
  let waiting = false;
  function drawSoon() {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; draw(); });
  }

  for (const trait of ["selected", "answered", "rows", "labels", "open_items", "progress"]) model.on(`change:${trait}`, drawSoon);
  model.on("change:message", () => { status.textContent = model.get("message"); });
  draw();
  status.textContent = model.get("message");
}

export default { render };
