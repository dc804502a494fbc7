/* The whole: what the server told, what is typed here, where it is drawn. */
import { Bar } from "./bar.js";
import { Clip } from "./clip.js";
import { Cursor } from "./cursor.js";
import { Editor } from "./editor.js";
import { Foot } from "./foot.js";
import { Handle } from "./handle.js";
import { Head } from "./head.js";
import { Keys } from "./keys.js";
import { wide, written } from "./numbers.js";
import { Others } from "./others.js";
import { Pending } from "./pending.js";
import { Pointer } from "./pointer.js";
import { Rows } from "./rows.js";
import { View } from "./view.js";

const PLAN = { k: "", n: "season", l: "Plan", kind: "plan" };

export class Grid {
  constructor(root, emit) {
    this.root = root;
    this.emit = emit;
    this.rows = new Map();  // by key
    this.order = new Map(); // key by index
    this.totals = [];
    this.columns = [];
    this.measures = {};
    this.seq = 0;
    this.count = 0;
    this.parts = {};
    for (const name of ["bar", "scroll", "space", "head", "rows", "totals", "foot", "live", "alarm"]) {
      this.parts[name] = root.querySelector(`.rt-pg-${name}`);
    }
    this.view = new View(this);
    this.pending = new Pending(this);
    this.cursor = new Cursor(this);
    this.body = new Rows(this);
    this.head = new Head(this);
    this.editor = new Editor(this);
    this.bar = new Bar(this);
    this.foot = new Foot(this);
    this.others = new Others(this);
    this.clip = new Clip(this);
    this.keys = new Keys(this);
    this.pointer = new Pointer(this);
    this.handle = new Handle(this);
    this.parts.scroll.addEventListener("scroll", () => this.view.scrolled(), { passive: true });
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(this.parts.scroll);
    this.view.ask(true);
  }

  close() {
    this.watch.disconnect();
    this.clip.close();
    this.others.close();
    this.handle.close();
    cancelAnimationFrame(this.frame);
  }

  /* What the server tells: rows of the window, cells that changed, what is not in the window any more. */
  hear(told) {
    const flashes = [];
    if (told.setup) this.set(told.setup);
    for (const key of told.gone || []) this.drop(key);
    for (const row of told.rows || []) this.keep(row);
    for (const [key, i] of told.places || []) this.move(key, i);
    for (const change of told.cells || []) this.change(change, flashes);
    if (told.totals) this.sum(told.totals);
    if (told.count !== undefined) this.count = told.count;
    if (told.seq !== undefined) { this.seq = told.seq; this.pending.seen(told.seq); }
    this.root.classList.remove("pg-waits");
    this.parts.scroll.removeAttribute("aria-busy");
    this.view.stretch();
    if (told.setup || told.rows || told.count !== undefined) this.cursor.settle();
    this.paint();
    this.body.flash(flashes);
    if (told.setup) this.cursor.look();
    this.view.ask();
  }

  set(setup) {
    const former = this.setup;
    this.setup = setup;
    this.measures = setup.measures;
    const ends = this.ends(setup);
    this.columns = [...setup.columns.map((column) => ({ ...column, kind: "period" })), ...ends];
    this.periods = setup.columns.length;
    this.own = this.periods + (setup.isPivot ? ends.length : 1); // those behind are compared only
    if (!former || former.columns.length !== setup.columns.length || former.isPivot !== setup.isPivot) this.body.clear();
    this.root.classList.toggle("pg-pivot", setup.isPivot);
    this.view.measure();
    this.head.isDirty = true;
  }

  /* The columns of the season. */
  ends(setup) {
    if (setup.isPivot) return setup.order.map((key) => ({ ...PLAN, k: `${key}@`, l: setup.measures[key].l, v: key }));
    return [PLAN, { k: "#against", n: setup.against.toLowerCase(), l: setup.against, kind: "against" },
      { k: "#change", n: "change", l: "Change", kind: "change" }];
  }

  /* The widest number of each part says how wide its columns have to be. */
  sum(totals) {
    this.totals = totals;
    const long = (values, row) => Math.max(0, ...values.map((value, col) => wide(written(value, this.unit(row, col)))));
    const most = (read) => Math.max(0, ...totals.map(read));
    const widest = [most((row) => long(row.c, row)), most((row) => long([].concat(row.T), row)),
      most((row) => this.setup.isPivot ? 0 : long([row.B ?? null], row))];
    if (String(widest) === String(this.widest)) return;
    this.widest = widest;
    this.view.measure();
    this.head.isDirty = true;
  }

  keep(row) {
    const former = this.rows.get(row.k);
    if (former && this.order.get(former.i) === row.k) this.order.delete(former.i);
    this.rows.set(row.k, row);
    this.order.set(row.i, row.k);
  }

  move(key, i) {
    const row = this.rows.get(key);
    if (row) this.keep({ ...row, i });
  }

  drop(key) {
    const row = this.rows.get(key);
    if (row && this.order.get(row.i) === key) this.order.delete(row.i);
    this.rows.delete(key);
  }

  /* Of a row that is here: its cells as [column, value], the rest of it where that differs. */
  change([key, cells, more], flashes) {
    const row = this.rows.get(key) || this.totals.find((one) => one.k === key);
    if (!row) return;
    for (const [col, value] of cells) {
      if (row.c[col] !== value && !this.pending.has(row, col)) flashes.push([key, col]);
      row.c[col] = value;
    }
    Object.assign(row, more);
  }

  row(index) {
    return index >= this.count ? this.totals[index - this.count] : this.rows.get(this.order.get(index));
  }

  rowOf(key) {
    return this.rows.get(key) || this.totals.find((one) => one.k === key);
  }

  get last() { return this.count + this.totals.length - 1; }

  unit(row, col) {
    return this.columns[col]?.kind === "change" ? { digits: 0 } : this.measure(row, col);
  }

  key(row, col) { return this.columns[col]?.v || row.m; }

  /* Where the measures of a period end. */
  isEdge(col) { return this.setup.isPivot && col < this.periods && (col + 1) % this.setup.order.length === 0; }

  measure(row, col) { return this.measures[this.key(row, col)]; }

  /* What a cell shows: what was typed here until the server has it, else what the server told. */
  value(row, col) {
    const entry = this.pending.get(row, col);
    return entry && entry.value !== undefined ? entry.value : this.stored(row, col);
  }

  stored(row, col) {
    if (col < this.periods) return row.c[col] ?? null;
    return (this.setup.isPivot ? row.T : [row.T, row.B, row.g])[col - this.periods] ?? null;
  }

  against(row, col) {
    if (col < this.periods) return row.b?.[col] ?? null;
    return col < this.own ? [].concat(row.B)[col - this.periods] ?? null : null;
  }

  marks(row, col) {
    return row.f?.[col < this.periods ? col : this.periods - col - 1] || 0;
  }

  /* What keeps a cell from being changed; empty where nothing does. */
  whyNot(row, col) {
    const column = this.columns[col], { setup } = this;
    if (setup.closed) return setup.closed;
    if (row.no) return row.no;
    if (column.kind === "against") return "for comparison";
    if (column.kind === "change") return "worked out";
    if (column.e) return "elapsed";
    return this.why(row, col);
  }

  /* What of its measure keeps it from being changed. */
  why(row, col) {
    return (this.setup.isPivot ? row.w?.[this.columns[col].v] : row.w) || "";
  }

  /* How far a cell is from the other version, where one is compared. */
  variance(row, col) {
    if (!this.setup.isCompared || col >= this.own) return null;
    const mine = this.value(row, col), other = this.against(row, col);
    if (typeof mine !== "number" || typeof other !== "number" || mine === other) return null;
    const share = other ? (mine - other) / Math.abs(other) * 100 : null;
    const better = this.measure(row, col).better * Math.sign(mine - other);
    return { value: mine - other, tone: better > 0 ? "good" : better < 0 ? "bad" : "even",
      text: share === null ? "new" : `${Math.abs(share).toFixed(1)} %` };
  }

  paint() {
    if (!this.setup) return;
    this.head.draw();
    this.body.draw();
    this.editor.place();
    this.others.draw();
    this.handle.draw();
    this.bar.draw();
    this.foot.draw();
  }

  later() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.paint(); });
  }

  resize() {
    this.view.measure();
    this.view.stretch();
    this.head.isDirty = true;
    this.paint();
    this.view.ask();
  }

  focus() { this.parts.scroll.focus({ preventScroll: true }); }

  get hasFocus() { return document.activeElement === this.parts.scroll || this.editor.isOpen; }

  announce(text) { this.parts.live.textContent = text; }

  alarm(text) { this.parts.alarm.textContent = ""; this.parts.alarm.textContent = text; }

  deed(name, more = {}) {
    const area = this.cursor.area();
    if (area) this.emit("deed", { name, ...area, seq: this.seq, ...more });
  }
}
