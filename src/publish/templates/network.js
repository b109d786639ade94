// The programme network to explore: zoom, search, filters, and the chain above and below
// a chosen node. It works on the drawing and the data block that the page carries; where
// this script does not run, the drawing stands with its links.
"use strict";
(() => {
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
  const TIME = 250; // ms that a change of the view takes
  const STEP = 1.6; // by which a button makes the view larger or smaller
  const LARGEST = 8;
  const NAMED = ["type", "basis", "term", "committee"]; // what can be filtered by
  let count = 0;

  function element(name, known = {}, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(known)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  }

  // Letters without marks, so that "Sa Pa" and "sa pả" find each other.
  function folded(text) {
    const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.replaceAll("đ", "d");
  }

  class Network {
    constructor(figure, data) {
      this.figure = figure;
      this.paper = figure.querySelector(".paper");
      this.svg = figure.querySelector("svg");
      this.data = data;
      this.number = ++count;
      this.nodes = new Map(data.nodes.map((node) => [node.id, { ...node }]));
      this.edges = data.edges.map((edge) => ({ ...edge }));
      this.chosen = null;
      this.readMarks();
      this.makeView();
      this.makeTools();
      this.makeStory();
      this.listen();
      this.filter();
      this.told.textContent = "";
    }

    say(name, values = {}) {
      const put = (_, key) => values[key] ?? "";
      return this.data.say[name].replace(/\{(\w+)\}/g, put);
    }

    word(kind, value) {
      return this.data.words[kind][value] ?? this.say("unsaid");
    }

    // Each node and edge with its mark; a node also with its box on the paper.
    readMarks() {
      const marks = (name) =>
        new Map(
          [...this.svg.querySelectorAll(`.${name}`)].map((mark) => [
            mark.dataset[name],
            mark,
          ]),
        );
      const [boxes, lines] = [marks("node"), marks("edge")];
      for (const node of this.nodes.values()) {
        node.mark = boxes.get(node.id);
        const box = node.mark.querySelector("path").getBBox();
        node.left = box.x;
        node.right = box.x + box.width;
        node.x = box.x + box.width / 2;
        node.y = box.y + box.height / 2;
      }
      for (const edge of this.edges) edge.mark = lines.get(edge.id);
      for (const mark of this.svg.querySelectorAll("a")) {
        mark.setAttribute("tabindex", "-1");
        mark.setAttribute("draggable", "false");
      }
      this.setStop([...this.nodes.values()].sort((a, b) => a.x - b.x || a.y - b.y)[0]);
    }

    setStop(node) {
      this.stop?.mark.setAttribute("tabindex", "-1");
      this.stop = node;
      node.mark.setAttribute("tabindex", "0");
    }

    // ---- the view

    makeView() {
      const view = document.createElementNS(this.svg.namespaceURI, "g");
      view.setAttribute("class", "view");
      const shown = [...this.svg.children].filter((child) => child.tagName !== "defs");
      view.append(...shown);
      this.svg.append(view);
      const { width, height } = this.svg.viewBox.baseVal;
      this.drawn = d3.select(this.svg);
      this.zoom = d3
        .zoom()
        .scaleExtent([1, LARGEST])
        .extent([[0, 0], [width, height]])
        .translateExtent([[0, 0], [width, height]])
        .filter(() => this.isZoom(d3.event))
        .on("zoom", () => {
          view.setAttribute("transform", d3.event.transform);
          this.leaveScrolling();
        });
      this.drawn.call(this.zoom).on("dblclick.zoom", null);
      this.leaveScrolling();
    }

    get scale() {
      return d3.zoomTransform(this.svg).k;
    }

    // The page scrolls as ever, but with ctrl, with two fingers, and in a larger view.
    isZoom(event) {
      if (event.type === "wheel") {
        const isHere = this.svg.contains(document.activeElement);
        return event.ctrlKey || (isHere && this.scale > 1);
      }
      if (event.touches) return event.touches.length > 1 || this.scale > 1;
      return event.button === 0 && !event.ctrlKey && this.scale > 1;
    }

    leaveScrolling() {
      const isWhole = this.scale === 1;
      this.svg.style.touchAction = isWhole ? "pan-x pan-y" : "none";
      this.svg.classList.toggle("larger", !isWhole);
    }

    moving() {
      return CALM.matches ? this.drawn : this.drawn.transition().duration(TIME);
    }

    enlarge(by) {
      this.zoom.scaleBy(this.moving(), by);
    }

    whole() {
      this.zoom.transform(this.moving(), d3.zoomIdentity);
    }

    centre(node) {
      if (this.scale > 1) this.zoom.translateTo(this.moving(), node.x, node.y);
    }

    // ---- the tools

    makeTools() {
      const name = `network-search-${this.number}`;
      const labels = [...new Set([...this.nodes.values()].map((node) => node.label))];
      const choices = labels.map((label) => element("option", { value: label }));
      this.search = element("input", {
        id: name, type: "search", list: `${name}-list`, autocomplete: "off",
      });
      const search = element(
        "p", { class: "network-search" },
        element("label", { for: name }, this.say("search")), " ", this.search,
        element("datalist", { id: `${name}-list` }, ...choices),
      );
      const buttons = element(
        "p", { class: "network-buttons" },
        this.button("in", "+", () => this.enlarge(STEP)),
        this.button("out", "−", () => this.enlarge(1 / STEP)),
        this.button("reset", "", () => this.whole()),
        this.button("clear", "", () => this.clear()),
      );
      const sets = NAMED.map((kind) => this.fieldset(kind)).filter(Boolean);
      const filters = element(
        "details", { class: "network-filters" },
        element("summary", {}, this.say("filters")), ...sets,
      );
      this.told = element("p", { class: "network-status", role: "status" });
      const help = element("p", { class: "network-help" }, this.say("help"));
      this.tools = element(
        "div", { class: "network-tools", role: "group", "aria-label": this.say("tools") },
        search, buttons, filters, help, this.told,
      );
      this.paper.before(this.tools);
    }

    button(name, sign, act) {
      const made = element("button", { type: "button" }, sign || this.say(name));
      if (sign) made.setAttribute("aria-label", this.say(name));
      if (sign) made.title = this.say(name);
      made.addEventListener("click", act);
      return made;
    }

    // A box to tick for each value that occurs, if there are several.
    fieldset(kind) {
      const isOfEdge = kind === "type" || kind === "basis";
      const things = isOfEdge ? this.edges : [...this.nodes.values()];
      const values = Object.keys(this.data.words[kind]);
      if (things.some((thing) => !thing[kind])) values.push("");
      if (values.length < 2) return null;
      const boxes = values.map((value) => {
        const box = element("input", { type: "checkbox", name: kind, value });
        box.checked = true;
        box.addEventListener("change", () => this.filter());
        return element("label", {}, box, " ", this.word(kind, value));
      });
      const legend = element("legend", {}, this.say(kind));
      return element("fieldset", { "data-kind": kind }, legend, ...boxes);
    }

    // What is wanted of `kind`; everything if there is nothing to choose.
    fits(thing, kind) {
      const set = this.tools.querySelector(`[data-kind="${kind}"]`);
      if (!set) return true;
      const box = [...set.querySelectorAll("input")].find(
        (one) => one.value === (thing[kind] ?? ""),
      );
      return box.checked;
    }

    filter() {
      const all = [...this.nodes.values()];
      for (const node of all)
        node.isShown = this.fits(node, "term") && this.fits(node, "committee");
      for (const edge of this.edges)
        edge.isShown =
          this.fits(edge, "type") && this.fits(edge, "basis") &&
          this.nodes.get(edge.source).isShown && this.nodes.get(edge.target).isShown;
      const edges = this.edges.filter((edge) => edge.isShown);
      const joined = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
      for (const node of all) node.isShown = joined.has(node.id);
      for (const one of [...all, ...this.edges])
        one.mark.classList.toggle("left-out", !one.isShown);
      const nodes = all.filter((node) => node.isShown);
      if (nodes.length && !this.stop.isShown) this.setStop(nodes[0]);
      if (this.chosen && !this.chosen.isShown) this.clear();
      if (this.chosen) this.choose(this.chosen);
      const values = { nodes: nodes.length, all: all.length, edges: edges.length };
      this.told.textContent = this.say("kept", values);
    }

    // Marks what fits the words typed, and says how many do.
    find() {
      const wanted = folded(this.search.value.trim());
      const found = [...this.nodes.values()].filter((node) => {
        const fits = wanted && node.isShown && folded(node.label).includes(wanted);
        node.mark.classList.toggle("found", Boolean(fits));
        return fits;
      });
      this.told.textContent = wanted ? this.say("found", { count: found.length }) : "";
      return found.sort((a, b) => a.label.length - b.label.length);
    }

    // ---- the chain

    // All that the edges lead to from a node, one way: up, or down.
    reached(start, from, to) {
      const found = new Set();
      const next = [start.id];
      while (next.length) {
        const here = next.pop();
        for (const edge of this.edges) {
          const isOn = edge.isShown && edge[from] === here && edge[to] !== start.id;
          if (!isOn || found.has(edge[to])) continue;
          found.add(edge[to]);
          next.push(edge[to]);
        }
      }
      return found;
    }

    edgesOf(node) {
      return this.edges.filter(
        (edge) => edge.isShown && (edge.source === node.id || edge.target === node.id),
      );
    }

    choose(node) {
      this.chosen = node;
      const above = this.reached(node, "lower", "upper");
      const below = this.reached(node, "upper", "lower");
      const beside = new Set();
      for (const edge of this.edgesOf(node)) {
        const other = edge.source === node.id ? edge.target : edge.source;
        if (other !== node.id && !above.has(other) && !below.has(other))
          beside.add(other);
      }
      const isIn = (set, id) => id === node.id || set.has(id);
      for (const one of this.nodes.values()) {
        const isLit = [above, below, beside].some((set) => isIn(set, one.id));
        one.mark.classList.toggle("lit", isLit);
        one.mark.classList.toggle("chosen", one === node);
        one.mark.removeAttribute("aria-current");
      }
      node.mark.setAttribute("aria-current", "true");
      const own = new Set(this.edgesOf(node));
      for (const edge of this.edges) {
        const isCarried =
          edge.upper &&
          [above, below].some((set) => isIn(set, edge.upper) && isIn(set, edge.lower));
        edge.isLit = own.has(edge) || Boolean(isCarried);
        edge.mark.classList.toggle("lit", edge.isLit);
      }
      // What is lit lies over what is not, and still below the boxes.
      const boxes = this.svg.querySelector(".node");
      for (const edge of this.edges) if (edge.isLit) boxes.before(edge.mark);
      this.svg.classList.add("has-choice");
      this.setStop(node);
      this.centre(node);
      this.tell(node, { above, below, joined: beside });
    }

    clear() {
      this.chosen = null;
      this.svg.classList.remove("has-choice");
      for (const one of [...this.nodes.values(), ...this.edges]) {
        one.mark.classList.remove("lit", "chosen", "found");
        one.mark.removeAttribute("aria-current");
      }
      this.search.value = "";
      this.told.textContent = "";
      this.story.hidden = true;
    }

    // ---- the chain in words

    makeStory() {
      this.story = element("div", { class: "network-story" });
      this.story.hidden = true;
      this.paper.after(this.story);
    }

    tell(node, sets) {
      const sizes = Object.fromEntries(
        Object.entries(sets).map(([name, set]) => [name, set.size]),
      );
      const said = this.say("chain", { name: node.label, ...sizes });
      this.told.textContent = said;
      const head = element("p", { class: "network-chosen" }, said);
      if (node.mark.getAttribute("href"))
        head.append(" ", this.link(node.mark, this.say("open")));
      const lists = Object.entries(sets)
        .filter(([, set]) => set.size)
        .map(([name, set]) => this.list(name, this.inOrder(set)));
      lists.push(this.list("edges", this.edgesOf(node).map((edge) => this.edge(edge))));
      this.story.replaceChildren(head, element("div", { class: "lists" }, ...lists));
      this.story.hidden = false;
    }

    inOrder(ids) {
      const nodes = [...ids].map((id) => this.nodes.get(id));
      nodes.sort((a, b) => a.x - b.x || a.y - b.y);
      return nodes.map((node) => this.link(node.mark, node.label));
    }

    edge(edge) {
      const [source, target] = [edge.source, edge.target].map((id) => this.nodes.get(id));
      const kind = this.word("type", edge.type);
      return this.link(edge.mark, `${source.label} – ${kind} – ${target.label}`);
    }

    link(mark, text) {
      const made = element("a", { href: mark.getAttribute("href") ?? "#" }, text);
      if (mark.dataset.claims) made.dataset.claims = mark.dataset.claims;
      return made;
    }

    list(name, items) {
      const id = `network-${this.number}-${name}`;
      const rows = items.map((item) => element("li", {}, item));
      return element(
        "div", {},
        element("p", { class: "head", id }, `${this.say(name)} (${items.length})`),
        element("ul", { "aria-labelledby": id }, ...rows),
      );
    }

    // ---- keys, pointer, touch

    listen() {
      this.svg.addEventListener("click", (event) => this.click(event));
      this.svg.addEventListener("keydown", (event) => this.key(event));
      this.svg.addEventListener("dragstart", (event) => event.preventDefault());
      this.figure.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.clear();
      });
      this.search.addEventListener("input", () => {
        const found = this.find();
        const exact = found.find((node) => node.label === this.search.value);
        if (exact) this.choose(exact);
      });
      this.search.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        const [first] = this.find();
        if (first) this.go(first, true);
      });
    }

    nodeOf(target) {
      return this.nodes.get(target.closest?.(".node")?.dataset.node);
    }

    // The first click or Enter chooses a node, the next one opens its page.
    click(event) {
      const node = this.nodeOf(event.target);
      const isOther = event.ctrlKey || event.metaKey || event.shiftKey;
      if (!node || isOther || node === this.chosen) return;
      event.preventDefault();
      this.choose(node);
    }

    key(event) {
      const node = this.nodeOf(event.target);
      if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
      const signs = { "+": STEP, "-": 1 / STEP };
      if (event.key in signs) this.enlarge(signs[event.key]);
      else if (event.key === "0") this.whole();
      else if (event.key.startsWith("Arrow")) this.step(node, event.key.slice(5));
      else return;
      event.preventDefault();
    }

    // Left and right go along an edge, up and down within a column.
    step(node, way) {
      const isAlong = way === "Left" || way === "Right";
      const sign = way === "Left" || way === "Up" ? -1 : 1;
      const others = isAlong ? this.joinedTo(node, sign) : this.inColumn(node, sign);
      const far = (one) =>
        Math.abs(one.y - node.y) + (isAlong ? Math.abs(one.x - node.x) / 4 : 0);
      const [next] = others.sort((a, b) => far(a) - far(b));
      if (next) this.go(next, Boolean(this.chosen));
    }

    isBeside(one, other) {
      const shared = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      return shared <= 0;
    }

    joinedTo(node, sign) {
      const ids = this.edgesOf(node).flatMap((edge) => [edge.source, edge.target]);
      return [...new Set(ids)]
        .map((id) => this.nodes.get(id))
        .filter((one) => this.isBeside(one, node) && sign * (one.x - node.x) > 0);
    }

    inColumn(node, sign) {
      return [...this.nodes.values()].filter(
        (one) =>
          one.isShown && !this.isBeside(one, node) && sign * (one.y - node.y) > 0,
      );
    }

    go(node, isChosen) {
      this.setStop(node);
      if (isChosen) this.choose(node);
      else this.centre(node);
      node.mark.focus();
    }
  }

  for (const block of document.querySelectorAll("script.network-data")) {
    const figure = block.closest("figure");
    if (figure.dataset.ready) continue;
    figure.dataset.ready = "yes";
    new Network(figure, JSON.parse(block.textContent));
  }
})();
