// The programme network to explore: search, and the chain above and below a chosen node,
// by pointer, touch or keys. It works on the drawing and the data block that the
// page carries; where this script does not run, the drawing keeps its links.
"use strict";
(() => {
  class Network {
    constructor(figure, data, number) {
      this.figure = figure;
      this.paper = figure.querySelector(".paper");
      this.svg = figure.querySelector("svg");
      this.data = data;
      this.number = number;
      this.nodes = new Map(data.nodes.map((node) => [node.id, { ...node }]));
      this.edges = data.edges.map((edge) => ({ ...edge }));
      this.chosen = null;
      this.readMarks();
      this.makeTools();
      this.listen();
    }

    say(name, values = {}) {
      return this.data.say[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
    }

    // Each node and edge with its mark; a node also with its box in the drawing.
    readMarks() {
      const marks = (name) =>
        new Map([...this.svg.querySelectorAll(`.${name}`)].map((mark) => [mark.dataset[name], mark]));
      const [boxes, lines] = [marks("node"), marks("edge")];
      for (const node of this.nodes.values()) {
        node.mark = boxes.get(node.id);
        const box = node.mark.querySelector("path").getBBox();
        Object.assign(node, { top: box.y, bottom: box.y + box.height });
        Object.assign(node, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
      }
      for (const edge of this.edges) edge.mark = lines.get(edge.id);
      for (const mark of this.svg.querySelectorAll("a")) {
        mark.setAttribute("tabindex", "-1");
        mark.setAttribute("draggable", "false");
      }
      this.setStop(this.inOrder(this.nodes.keys())[0]);
    }

    // The one node that the tab key stops at.
    setStop(node) {
      this.stop?.mark.setAttribute("tabindex", "-1");
      this.stop = node;
      node.mark.setAttribute("tabindex", "0");
    }

    makeTools() {
      const id = `network-search-${this.number}`;
      const labels = [...new Set([...this.nodes.values()].map((node) => node.label))];
      const choices = labels.map((label) => element("option", { value: label }));
      this.search = element("input", { id, type: "search", list: `${id}-list`, autocomplete: "off" });
      const clear = element("button", { type: "button" }, this.say("clear"));
      clear.addEventListener("click", () => this.clear());
      this.status = element("p", { class: "network-status", role: "status" });
      const tools = element(
        "div", { class: "network-tools", role: "group", "aria-label": this.say("tools") },
        element(
          "p", { class: "network-search" },
          element("label", { for: id }, this.say("search")), " ", this.search,
          element("datalist", { id: `${id}-list` }, ...choices),
        ),
        element("p", { class: "network-buttons" }, clear),
        element("p", { class: "network-help" }, this.say("help")),
        this.status,
      );
      this.story = element("div", { class: "network-story" });
      this.story.hidden = true;
      this.paper.before(tools);
      this.paper.after(this.story);
    }

    // Marks what matches the words typed, and says how many do.
    find() {
      const wanted = folded(this.search.value);
      const found = [...this.nodes.values()].filter((node) => {
        const matches = wanted !== "" && folded(node.label).includes(wanted);
        node.mark.classList.toggle("found", matches);
        return matches;
      });
      this.status.textContent = wanted ? this.say("found", { count: found.length }) : "";
      return found.sort((a, b) => a.label.length - b.label.length);
    }

    // All that chains of documents lead to from a node, one way: up, or down. Whoever
    // issues or carries out a document ends a chain.
    reached(start, from, to) {
      const found = new Set();
      const next = [start.id];
      while (next.length) {
        const here = next.pop();
        if (here !== start.id && this.nodes.get(here).kind !== "instrument") continue;
        for (const edge of this.edges) {
          if (edge[from] !== here || edge[to] === start.id || found.has(edge[to])) continue;
          found.add(edge[to]);
          next.push(edge[to]);
        }
      }
      return found;
    }

    edgesOf(node) {
      return this.edges.filter((edge) => edge.source === node.id || edge.target === node.id);
    }

    choose(node) {
      this.chosen = node;
      const above = this.reached(node, "lower", "upper");
      const below = this.reached(node, "upper", "lower");
      const own = this.edgesOf(node);
      const ends = own.flatMap((edge) => [edge.source, edge.target]);
      const joined = new Set(
        ends.filter((id) => id !== node.id && !above.has(id) && !below.has(id)),
      );
      const isIn = (set, id) => id === node.id || set.has(id);
      for (const other of this.nodes.values()) {
        const isLit = [above, below, joined].some((set) => isIn(set, other.id));
        other.mark.classList.toggle("lit", isLit);
        other.mark.classList.toggle("chosen", other === node);
        other.mark.removeAttribute("aria-current");
      }
      node.mark.setAttribute("aria-current", "true");
      // What is lit lies over what is not, and still below the boxes.
      const boxes = this.svg.querySelector(".node");
      for (const edge of this.edges) {
        const isCarried =
          edge.upper &&
          [above, below].some((set) => isIn(set, edge.upper) && isIn(set, edge.lower));
        const isLit = own.includes(edge) || Boolean(isCarried);
        edge.mark.classList.toggle("lit", isLit);
        if (isLit) boxes.before(edge.mark);
      }
      this.svg.classList.add("has-choice");
      this.setStop(node);
      this.tell(node, { above, below, joined }, own);
    }

    clear() {
      this.chosen = null;
      this.svg.classList.remove("has-choice");
      for (const part of [...this.nodes.values(), ...this.edges]) {
        part.mark.classList.remove("lit", "chosen", "found");
        part.mark.removeAttribute("aria-current");
      }
      this.search.value = "";
      this.status.textContent = "";
      this.story.hidden = true;
    }

    // The chain in words.
    tell(node, sets, own) {
      const sizes = Object.entries(sets).map(([name, set]) => [name, set.size]);
      const sentence = this.say("chain", { name: node.label, ...Object.fromEntries(sizes) });
      this.status.textContent = sentence;
      const head = element("p", { class: "network-chosen" }, sentence);
      if (node.mark.getAttribute("href")) head.append(" ", this.link(node.mark, this.say("open")));
      const lists = Object.entries(sets)
        .filter(([, set]) => set.size)
        .map(([name, set]) =>
          this.list(name, this.inOrder(set).map((one) => this.link(one.mark, one.label))),
        );
      lists.push(this.list("edges", own.map((edge) => this.edge(edge))));
      this.story.replaceChildren(head, element("div", { class: "lists" }, ...lists));
      this.story.hidden = false;
    }

    inOrder(ids) {
      return [...ids].map((id) => this.nodes.get(id)).sort((a, b) => a.y - b.y || a.x - b.x);
    }

    edge(edge) {
      const [source, target] = [edge.source, edge.target].map((id) => this.nodes.get(id).label);
      return this.link(edge.mark, `${source} – ${this.data.words.type[edge.type]} – ${target}`);
    }

    link(mark, text) {
      const created = element("a", { href: mark.getAttribute("href") ?? "#" }, text);
      if (mark.dataset.claims) created.dataset.claims = mark.dataset.claims;
      return created;
    }

    list(name, items) {
      const id = `network-${this.number}-${name}`;
      return element(
        "div", {},
        element("p", { class: "head", id }, `${this.say(name)} (${items.length})`),
        element("ul", { "aria-labelledby": id }, ...items.map((item) => element("li", {}, item))),
      );
    }

    listen() {
      this.svg.addEventListener("click", (event) => this.click(event));
      this.svg.addEventListener("keydown", (event) => this.key(event));
      this.svg.addEventListener("dragstart", (event) => event.preventDefault());
      this.figure.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.clear();
      });
      this.search.addEventListener("input", () => {
        const exact = this.find().find((node) => node.label === this.search.value);
        if (exact) this.choose(exact);
      });
      this.search.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        const [first] = this.find();
        if (first) this.go(first, true);
      });
    }

    nodeOf(event) {
      return this.nodes.get(event.target.closest?.(".node")?.dataset.node);
    }

    // The first click or Enter chooses a node, the next one opens its page.
    click(event) {
      const node = this.nodeOf(event);
      const isOther = event.ctrlKey || event.metaKey || event.shiftKey;
      if (!node || isOther || node === this.chosen) return;
      event.preventDefault();
      this.choose(node);
    }

    key(event) {
      const node = this.nodeOf(event);
      if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      this.step(node, event.key.slice(5));
    }

    // Up and down go along a line, left and right within a row.
    step(node, way) {
      const isAlong = way === "Up" || way === "Down";
      const sign = way === "Left" || way === "Up" ? -1 : 1;
      const isBeside = (one) => Math.min(one.bottom, node.bottom) <= Math.max(one.top, node.top);
      const ends = this.edgesOf(node).flatMap((edge) => [edge.source, edge.target]);
      const others = isAlong
        ? this.inOrder(new Set(ends)).filter((one) => isBeside(one) && sign * (one.y - node.y) > 0)
        : [...this.nodes.values()].filter((one) => !isBeside(one) && sign * (one.x - node.x) > 0);
      const far = (one) => Math.abs(one.x - node.x) + (isAlong ? Math.abs(one.y - node.y) / 4 : 0);
      const [next] = others.sort((a, b) => far(a) - far(b));
      if (next) this.go(next, Boolean(this.chosen));
    }

    go(node, isChosen) {
      this.setStop(node);
      if (isChosen) this.choose(node);
      node.mark.focus();
    }
  }

  document.querySelectorAll("script.network-data").forEach((block, number) => {
    new Network(block.closest("figure"), JSON.parse(block.textContent), number + 1);
  });
})();
