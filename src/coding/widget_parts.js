// What the widget is made of, and what knows nothing of it: elements, places in the text,
// lists of choices.

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

function bring(node, scroller) {
  const [box, frame] = [node.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (box.top < frame.top + 8) scroller.scrollTop -= frame.top - box.top + 40;
  else if (box.bottom > frame.bottom - 8) scroller.scrollTop += box.bottom - frame.bottom + 40;
}

// The offset in the text, in characters, of a place in a node of it.
function offsetOf(text, node, within) {
  const at = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const part = at.closest?.(".seg");
  if (!part || !text.contains(part)) return null;
  const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, within) : "";
  return Number(part.dataset.start) + Array.from(before).length;
}

// A list of keys below its input, as the ARIA pattern of a combobox has it. `ask` sends
// what was typed and returns the number of the step that `control.fill` is to answer;
// `takeNew` makes a row of a table, with the label that was typed.
function addChoices({ field, control, ask, takeNew }) {
  const choices = make("ul", { class: "choices", role: "listbox", id: `${control.id}-list`, hidden: true, "aria-label": field.title });
  control.after(choices);
  control.parentElement.after(make("span", { class: "named" }));
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", choices.id], ["aria-expanded", "false"]])
    control.setAttribute(name, value);
  let at = -1;
  const open = (isOpen) => {
    choices.hidden = !isOpen;
    control.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) control.removeAttribute("aria-activedescendant");
  };
  const typed = () => (field.several ? control.value.split(" ").at(-1) : control.value);
  const take = (choice) => {
    open(false);
    if (choice.dataset.new) {
      takeNew(choice.dataset.new, typed());
      return;
    }
    const before = field.several ? control.value.split(" ").slice(0, -1) : [];
    control.value = [...before, choice.dataset.key].join(" ");
    control.dispatchEvent(new Event("change"));
  };
  const light = (index) => {
    const items = [...choices.children];
    at = (index + items.length) % items.length;
    items.forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    control.setAttribute("aria-activedescendant", items[at].id);
    items[at].scrollIntoView({ block: "nearest" });
  };
  const item = (attributes, n, ...children) => make("li", {
    ...attributes, role: "option", id: `${choices.id}-${n}`, "aria-selected": "false",
    onmousedown: (event) => { event.preventDefault(); take(event.currentTarget); },
  }, ...children);
  let asked = 0;
  const query = () => { asked = ask(typed()); };
  control.fill = (reply) => {
    if (reply.number !== asked || document.activeElement !== control) return;
    const old = reply.choices.map(([key, label], n) => item({ "data-key": key }, n, make("code", {}, key), ` ${label}`));
    const fresh = reply.fresh.map(([table, label], n) => item({ "data-new": table, class: "new" }, old.length + n, label));
    choices.replaceChildren(...old, ...fresh);
    at = -1;
    open(choices.children.length > 0);
  };
  control.addEventListener("input", query);
  control.addEventListener("focus", () => control.select());
  control.addEventListener("blur", () => open(false));
  control.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (choices.hidden) query();
      else light(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1));
    } else if (event.key === "Enter" && at >= 0 && !choices.hidden) {
      event.preventDefault();
      take(choices.children[at]);
    } else if (event.key === "Escape" && !choices.hidden) {
      event.stopPropagation();
      open(false);
    }
  });
}

// The words of a text: letters and digits with what joins them (16/9, 12,8%, 10-NQ/TU).
function wordsOf(text) {
  const words = [];
  let [at, start] = [0, 0];
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}\p{N}]+(?:[-–./,][\p{L}\p{M}\p{N}]+)*%?/gu)) {
    start += Array.from(text.slice(at, index)).length;
    const end = start + Array.from(word).length;
    words.push({ start, end });
    [at, start] = [index + word.length, end];
  }
  return words;
}
