/* The whole: what the server told, where it is drawn, who listens. */
import { Arrows } from "./arrows.js";
import { spanOf, tip } from "./bars.js";
import { Drag } from "./drag.js";
import { Edges } from "./edges.js";
import { Graph } from "./graph.js";
import { Header } from "./header.js";
import { Hover } from "./hover.js";
import { Keys } from "./keys.js";
import { Notes } from "./notes.js";
import { Pinned } from "./pinned.js";
import { Presence } from "./presence.js";
import { Rows } from "./rows.js";
import { icon, put, shape } from "./shapes.js";
import { stretches } from "./days.js";
import { View } from "./view.js";

const BEAT = 4000; // milliseconds
const LAYERS = ["under", "ground", "lines", "arrows", "rows", "notes", "pinned", "top"];

export class Board {
  constructor(root, emit) {
    this.root = root;
    this.emit = emit;
    this.rows = new Map();
    this.selected = new Set();
    this.lit = new Set(); // what stands out just now
    this.chosen = this.lit; // what hangs together with what was chosen
    this.parts = {};
    this.traces = new Map(); // by bar, where it was before
    for (const name of ["scroll", "space", "stage", "area", "head", "map", "side", "labels", "over", "live", "said", "graph", "legend"]) {
      this.parts[name] = root.querySelector(`.rt-tl-${name}`);
    }
    this.makeLayers();
    this.view = new View(this);
    this.presence = new Presence(this);
    this.drag = new Drag(this);
    this.hover = new Hover(this);
    this.cells = new Rows(this);
    this.arrows = new Arrows(this);
    this.header = new Header(this);
    this.graph = new Graph(this);
    this.keys = new Keys(this);
    this.edges = new Edges(this);
    this.pinned = new Pinned(this);
    this.notes = new Notes(this);
    this.makeJumps();
    this.parts.scroll.addEventListener("scroll", () => this.view.scrolled(), { passive: true });
    this.watch = new ResizeObserver(() => { clearTimeout(this.sizing); this.sizing = setTimeout(() => this.resize(), this.setup ? 120 : 0); });
    this.watch.observe(this.parts.scroll);
    this.fonts = () => { this.isDirty = true; this.paint(); };
    document.fonts?.ready.then(this.fonts);
    this.beat = setInterval(() => { if (!document.hidden && this.axis) this.emit("sit", this.sign); }, BEAT);
    this.sign = { doing: "looks", id: null, a: null, z: null };
    this.view.measure();
    this.view.ask(true);
    this.emit("sit", this.sign);
  }

  close() {
    clearInterval(this.beat);
    this.watch.disconnect();
    this.drag.close();
    cancelAnimationFrame(this.frame);
  }

  get isReadOnly() { return !this.setup || this.setup.isReadOnly; }

  makeLayers() {
    this.svg = shape("svg", { role: "grid", "aria-label": "Timeline", "aria-multiselectable": "true", width: "100%", height: "100%" });
    const hatch = shape("pattern", { id: "rt-tl-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    hatch.append(shape("rect", { class: "tl-hatch", width: 1.5, height: 8 }));
    const stripes = shape("pattern", { id: "rt-tl-stripes", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(-45)" });
    stripes.append(shape("rect", { class: "tl-stripe", width: 2, height: 6 }));
    const defs = shape("defs");
    defs.append(hatch, stripes);
    this.svg.append(defs);
    this.layers = {};
    for (const name of LAYERS) {
      this.layers[name] = shape("g", name === "rows" ? { role: "rowgroup", class: "rt-tl-rows" } : name === "notes" ? { class: "rt-tl-notes" } : { "aria-hidden": "true", class: `rt-tl-${name}` });
      this.svg.append(this.layers[name]);
    }
    this.parts.area.append(this.svg);
  }

  /* To the first and the last row, where the pointer is near the right edge. */
  makeJumps() {
    const jumps = document.createElement("div");
    jumps.className = "rt-tl-jumps";
    for (const [name, sign, to] of [["First row", "vertical_align_top", () => 0], ["Last row", "vertical_align_bottom", () => this.view.total]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1;
      button.title = name;
      button.setAttribute("aria-label", name);
      button.append(icon(sign));
      button.addEventListener("click", () => this.view.go(this.view.sx, to()));
      jumps.append(button);
    }
    this.parts.over.append(jumps);
    this.parts.stage.addEventListener("pointermove", (event) => {
      const { right } = this.parts.stage.getBoundingClientRect();
      jumps.classList.toggle("tl-near", right - event.clientX < 60 && this.view.total > this.view.height);
    });
  }

  /* What the server tells; during a drag it waits. */
  hear(told) {
    if (this.drag.isHolding) this.later = [...(this.later || []), told];
    else this.apply(told);
  }

  catchUp() {
    const waiting = this.later || [];
    this.later = null;
    for (const told of waiting) this.apply(told);
  }

  apply(told) {
    const anchor = this.anchor(), left = this.axis && this.view.from, former = this.axis;
    if (told.setup) this.setUp(told.setup);
    for (const key of told.gone || []) this.rows.delete(key);
    for (const row of told.rows || []) this.rows.set(row.k, row);
    for (const [key, [y, index]] of Object.entries(told.tops || {})) {
      const row = this.rows.get(key);
      if (row) [row.y, row.index] = [y, index];
    }
    const nudged = told.arrows ? new Set(this.arrows.hear(told.arrows)) : new Set();
    if (told.version !== undefined) this.version = told.version;
    if (told.height !== undefined) this.told(told);
    for (const row of told.rows || []) for (const bar of row.bars) this.drag.arrived(bar.id);
    this.keepPlace(anchor, former, left);
    const keys = told.setup || this.isDirty ? null : [...(told.rows || []).map((row) => row.k), ...Object.keys(told.tops || {}),
      ...[...this.rows.values()].filter((row) => row.bars.some((bar) => nudged.has(bar.id))).map((row) => row.k)];
    if (keys) { this.cells.draw(keys); this.drawArrows(); } else this.isDirty = true;
    this.keys.tend();
    this.paint();
  }

  told(told) {
    this.view.total = told.height;
    put(this.svg, { "aria-rowcount": told.count });
    this.parts.said.children[0].textContent = told.said;
    this.parts.said.children[1].textContent = told.sort;
    this.view.stretch();
    if (told.map) this.header.drawMap(told.map);
    if (told.graph) this.graph.show(told.graph);
  }

  setUp(setup) {
    this.setup = setup;
    this.axis = setup.axis;
    this.root.classList.toggle("tl-read-only", setup.isReadOnly);
    this.view.measure();
    if (!this.view.isPlaced) this.pending = true;
  }

  /* An edit never moves what one looks at: neither rows that come or go above, nor a longer axis. */
  anchor() {
    const { sy } = this.view;
    const rows = [...this.rows.values()].filter((row) => row.y + row.h > sy && !row.bars.some((bar) => this.drag.places.has(bar.id)));
    const first = rows.sort((one, other) => one.y - other.y)[0];
    return first && sy > 0 ? { key: first.k, y: first.y } : null;
  }

  keepPlace(anchor, former, left) {
    if (this.pending) { this.pending = false; this.view.begin(this.setup); return; }
    const { view } = this, row = anchor && this.rows.get(anchor.key);
    if (row && row.y !== anchor.y) view.go(view.sx, view.sy + row.y - anchor.y);
    if (former && this.axis && former.first !== this.axis.first && left !== undefined) {
      view.stretch();
      view.go(view.sx + (former.first - this.axis.first) * view.px, view.sy);
      this.isDirty = true;
    }
  }

  resize() {
    const { px } = this.view;
    this.view.measure();
    if (!this.axis) return;
    this.view.px = px;
    this.view.stretch();
    this.header.drawMap();
    this.isDirty = true;
    this.paint();
  }

  paint() {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = null; this.draw(); });
  }

  draw() {
    if (!this.axis) return;
    const { view, layers } = this;
    if (this.isDirty || !view.isCovered()) {
      this.isDirty = false;
      view.cover();
      this.drawUnder();
      this.header.draw();
      this.graph.draw();
      this.cells.draw();
      this.drawArrows();
      this.notes.draw();
      this.keys.tend();
    }
    const x = -view.sx, y = -view.sy;
    for (const name of ["under", "lines"]) layers[name].setAttribute("transform", `translate(${x} 0)`);
    for (const name of ["ground", "rows", "notes", "arrows", "top"]) layers[name].setAttribute("transform", `translate(${x} ${y})`);
    this.parts.labels.style.transform = `translateY(${y}px)`;
    this.header.move();
    this.graph.move();
    this.presence.move();
    this.edges.move();
    this.pinned.move();
    view.ask();
  }

  drawArrows() {
    this.arrows.draw();
    this.presence.draw();
  }

  drawUnder() {
    const { view, axis, layers } = this, height = view.height + 40, found = [], lines = [];
    const from = Math.max(axis.first, Math.floor(view.place(view.drawn[0]))), to = Math.min(axis.last, Math.ceil(view.place(view.drawn[1])));
    const line = (day, classes) => shape("path", { class: classes, d: `M${view.x(day)} 0V${height}` });
    const band = (a, z, classes, fill) => shape("rect", { class: classes, x: view.x(a), width: (z - a) * view.px, height, fill });
    axis.sprints.forEach(([a, z], index) => {
      const next = axis.sprints[index + 1], until = next && next[0] - z < 7 ? next[0] : z + 1;
      if (index % 2 === 0 && view.px > .8 && until >= from && a <= to) found.push(band(a, until, "tl-band"));
    });
    const unit = view.px >= 3 ? "week" : view.px >= .8 ? "month" : "quarter";
    for (const [day] of stretches(unit, from, to, view.px)) found.push(line(day, "tl-week"));
    for (const [a, z, , , tone] of axis.bands) {
      if (z < from || a > to) continue;
      found.push(band(a, z + 1, tone === "freeze" ? "tl-freeze" : "tl-event", tone === "freeze" ? "url(#rt-tl-hatch)" : null),
        ...[a, z + 1].map((day) => line(day, tone === "freeze" ? "tl-freeze-edge" : "tl-event-edge")));
    }
    for (const [day, , tone] of axis.marks) if (day >= from && day <= to && tone !== "freeze") lines.push(line(day, "tl-mark"));
    lines.push(line(axis.today, "tl-today"));
    layers.under.replaceChildren(...found);
    layers.lines.replaceChildren(...lines);
  }

  bar(id) {
    for (const row of this.rows.values()) for (const bar of row.bars) if (bar.id === id) return { row, bar };
    return null;
  }

  rowAt(y) {
    for (const row of this.rows.values()) if (row.y <= y && y < row.y + row.h) return row;
    return null;
  }

  /* First and last day of these bars; of all that are here where none are named, of the axis where none are here. */
  extent(ids) {
    const spans = [...this.rows.values()].flatMap((row) => row.bars)
      .filter((bar) => bar.a !== undefined && (!ids?.length || ids.includes(bar.id))).map((bar) => spanOf(this, bar));
    if (!ids || !spans.length) return [this.axis.first, this.axis.last];
    return [Math.min(...spans.map(([a]) => a)), Math.max(...spans.map(([, z]) => z))];
  }

  light(ids) {
    this.chosen = this.lit = new Set(ids);
    this.cells.draw([...this.rows.keys()]);
    this.drawArrows();
  }

  select(ids, isTold = true) {
    const former = [...this.selected];
    this.selected = new Set(ids);
    for (const row of this.rows.values()) {
      if (row.bars.some((bar) => this.selected.has(bar.id) || former.includes(bar.id))) this.cells.draw([row.k]);
    }
    this.paint();
    if (isTold) {
      this.emit("select", [...this.selected]);
      this.sit(ids.length ? "selects" : "looks", ids[ids.length - 1]);
    }
  }

  /* What one does, for others; said again while the page is looked at, because a sign holds for ten seconds. */
  sit(doing, id, a, z) {
    this.sign = { doing, id: id ?? null, a: a ?? null, z: z ?? null };
    this.emit("sit", this.sign);
  }

  say(text) {
    this.parts.live.textContent = text;
  }

  /* Scroll to a bar and flash it; its row may still have to come. */
  reveal({ id, y, h, a, z }) {
    const { view } = this, x = view.x(a), width = (z - a + 1) * view.px;
    const isIn = x >= view.sx && x + width <= view.sx + view.width;
    view.go(isIn ? view.sx : x - Math.max(40, (view.width - width) / 2), y - (view.height - h) / 2);
    view.ask();
    const flash = (tries) => {
      const group = this.svg.querySelector(`[data-bar="${id}"]`);
      if (group) { group.classList.add("tl-flash"); setTimeout(() => group.classList.remove("tl-flash"), 1600); this.keys.hold(group, false); }
      else if (tries) setTimeout(() => flash(tries - 1), 80);
    };
    requestAnimationFrame(() => flash(20));
  }

  /* Where bars of the window were before. */
  trace(told) {
    for (const [id, lines] of Object.entries(told)) this.traces.set(Number(id), lines);
    this.cells.draw([...this.rows.values()].filter((row) => row.bars.some((bar) => told[bar.id])).map((row) => row.k));
  }

  get hasPast() { return Boolean(this.setup?.shows.includes("history")); }

  tip(bar) { return tip(bar); }
}
