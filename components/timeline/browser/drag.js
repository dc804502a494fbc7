/* Pointers: move, resize, link, pan, lasso. The bar follows at once; what that means comes from the server. */
import { ownSpan, spanOf } from "./bars.js";
import { short, spoken } from "./days.js";
import { shape } from "./shapes.js";
import { pick } from "./snap.js";
import { Tag } from "./tag.js";
import { Touch } from "./touch.js";

const THRESHOLD = 5, EDGE = 36, PAUSE = 70; // pixels, pixels, milliseconds between two questions
const PATIENCE = 1500; // milliseconds a dropped bar waits for the plan that has it there

export class Drag {
  constructor(board) {
    this.board = board;
    this.places = new Map(); // where bars are held, by id
    this.heat = new Map();   // weeks as they would be, by team
    this.arrows = new Map(); // judged anew
    this.table = null;
    this.state = null;
    this.told = null;
    this.touch = new Touch(this);
    this.tag = new Tag(board, this);
    const { stage, scroll } = board.parts;
    stage.addEventListener("pointerdown", (event) => this.down(event));
    scroll.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.onMove = (event) => this.move(event);
    this.onUp = (event) => this.up(event);
    this.onCancel = () => this.cancel();
    addEventListener("pointermove", this.onMove);
    addEventListener("pointerup", this.onUp);
    addEventListener("pointercancel", this.onCancel);
  }

  close() {
    removeEventListener("pointermove", this.onMove);
    removeEventListener("pointerup", this.onUp);
    removeEventListener("pointercancel", this.onCancel);
  }

  get isHolding() { return Boolean(this.state?.isMoving && this.state.kind !== "pan") || this.board.keys.isMoving; }

  at(event) {
    const frame = this.board.parts.area.getBoundingClientRect(), { view } = this.board;
    return { x: event.clientX - frame.left + view.sx, y: event.clientY - frame.top + view.sy,
      left: event.clientX - frame.left, top: event.clientY - frame.top };
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { view } = this.board;
    view.zoom(view.px * Math.exp(-event.deltaY * (event.deltaMode ? .05 : .0022)), this.at(event).left);
  }

  down(event) {
    if (event.button !== 0 || !this.board.axis) return;
    const { target } = event, side = target.closest(".rt-tl-label");
    if (side) return this.label(event, side);
    if (!target.closest(".rt-tl-area")) return undefined;
    const group = target.closest("[data-bar]"), cell = target.closest("[data-week]"), stub = target.closest("[data-stub]");
    const place = this.at(event);
    this.state = { kind: "pan", from: place, event, sx: this.board.view.sx, sy: this.board.view.sy, cell, stub, isMoving: false };
    if (group && Number(group.dataset.bar)) this.onBar(event, group, place);
    else if (event.shiftKey && !cell) Object.assign(this.state, { kind: "lasso" });
    if (event.pointerType === "touch") this.touch.wait(this.state);
    else if (!stub) event.preventDefault();
    return undefined;
  }

  onBar(event, group, place) {
    const id = Number(group.dataset.bar), part = event.target.dataset.part, found = this.board.bar(id);
    if (!found) return;
    const isHeld = this.board.presence.holders.has(id);
    const kind = this.board.isReadOnly || isHeld ? "pan" : part === "link" ? "link" : part || "move";
    const ids = this.board.selected.has(id) && kind === "move" ? [...this.board.selected] : [id];
    Object.assign(this.state, { kind, id, ids, bar: found.bar, row: found.row, group, isHeld, from: place,
      span: ownSpan(this.board, found.bar) });
    this.board.keys.hold(group, true);
  }

  /* The rail: fold, or choose the item. */
  label(event, side) {
    const row = this.board.rows.get(side.dataset.row);
    if (!row) return;
    if (event.target.closest(".rt-tl-fold") || row.kind === "lane" || row.kind === "tray") return this.fold(row);
    const bar = row.bars.find((one) => one.id);
    if (bar) this.choose(bar.id, event.shiftKey || event.ctrlKey || event.metaKey);
  }

  fold(row) {
    if (row.open !== undefined) this.board.emit("fold", { key: row.k, open: !row.open });
  }

  choose(id, isMore) {
    const { selected } = this.board;
    if (!isMore) return this.board.select([id]);
    return this.board.select(selected.has(id) ? [...selected].filter((one) => one !== id) : [...selected, id]);
  }

  move(event) {
    const { state } = this;
    if (!state) return;
    if (this.touch.isWaiting) return void this.touch.moved(event, state);
    const place = this.at(event);
    state.last = event;
    if (!state.isMoving) {
      if (Math.hypot(event.clientX - state.event.clientX, event.clientY - state.event.clientY) < THRESHOLD) return;
      this.begin(state);
    }
    if (state.kind === "pan") this.pan(event, state);
    else if (state.kind === "lasso") this.lasso(place, state);
    else if (state.kind === "link") this.lead(place, event, state);
    else this.hold(place, event, state);
  }

  begin(state) {
    const { board } = this;
    state.isMoving = true;
    if (state.kind === "pan") { board.root.classList.add("tl-panning"); return; }
    board.root.classList.add("tl-dragging");
    if (["move", "start", "end"].includes(state.kind)) {
      this.table = null;
      board.emit("grab", this.drop(state, 0));
      board.keys.flush();
      this.scrolling = requestAnimationFrame(() => this.autoScroll());
    }
  }

  pan(event, state) {
    if (event.pointerType === "touch" && !state.group) return; // the browser does it, with its momentum
    this.board.view.go(state.sx - (event.clientX - state.event.clientX), state.sy - (event.clientY - state.event.clientY));
  }

  lasso(place, state) {
    const x = Math.min(place.x, state.from.x), y = Math.min(place.y, state.from.y);
    const width = Math.abs(place.x - state.from.x), height = Math.abs(place.y - state.from.y);
    this.draft(shape("rect", { class: "rt-tl-lasso", x, y, width, height }));
    state.box = { x, y, width, height };
  }

  lead(place, event, state) {
    const one = this.board.arrows.ends.get(state.id), over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-bar]");
    const other = over && Number(over.dataset.bar);
    state.to = other && other !== state.id ? other : null;
    const end = state.to ? this.board.arrows.ends.get(state.to) : { left: place.x, right: place.x, y: place.y, top: place.y, bottom: place.y };
    this.draft(shape("path", { class: "rt-tl-lead", d: this.board.arrows.path(one, end) }));
    this.nudge(this.at(event));
  }

  draft(...shapes) {
    this.board.layers.top.querySelectorAll(".rt-tl-lasso,.rt-tl-lead,.rt-tl-hair").forEach((one) => one.remove());
    this.board.layers.top.append(...shapes);
  }

  /* Bars follow the pointer, drawn to what is near. */
  hold(place, event, state) {
    const { view } = this.board, moved = (place.x - state.from.x) / view.px;
    const found = pick(this.table, moved, state.span, state.kind === "move" ? "" : state.kind, view.px);
    const days = this.bounded(found.days, state);
    Object.assign(state, { isAlone: event.altKey, isCopy: event.ctrlKey || event.metaKey, keepsLane: event.shiftKey });
    this.lane(place, state);
    this.hair(found, days);
    if (days !== state.days) {
      state.days = days;
      this.put(state.ids, days, state.kind);
      this.ask();
      const [a, z] = this.places.get(state.id);
      this.board.sit("drags", state.id, a, z);
    }
    this.tag.write();
  }

  bounded(days, state) {
    const [a, z] = state.span;
    if (state.kind === "start") return Math.min(days, z - a);
    return state.kind === "end" ? Math.max(days, a - z) : days;
  }

  put(ids, days, edge) {
    for (const id of ids) {
      const found = this.board.bar(id);
      if (!found) continue;
      this.places.delete(id);
      const [a, z] = spanOf(this.board, found.bar);
      this.places.set(id, [edge === "end" ? a : a + days, edge === "start" ? z : z + days]);
      this.board.cells.redraw(id);
    }
    this.board.drawArrows();
  }

  lane(place, state) {
    const row = this.board.rowAt(place.y), isOther = row && row.lane && row.lane !== state.row.lane && !state.keepsLane
      && state.kind === "move";
    state.lane = isOther ? row.lane : "";
    if (this.marked !== state.lane) {
      this.marked = state.lane;
      for (const one of this.board.parts.labels.children) one.classList.toggle("tl-aim", Boolean(state.lane) && this.board.rows.get(one.dataset.row)?.k === state.lane);
    }
  }

  hair(found, days) {
    if (!found.label || found.days !== days) { this.draft(); this.snapped = ""; return; }
    const { view } = this.board, x = view.x(found.own === "end" ? found.day + 1 : found.day);
    this.draft(shape("path", { class: "rt-tl-hair", d: `M${x} ${view.sy}V${view.sy + view.height}` }));
    this.snapped = `${found.label}, ${short(found.day)}`;
  }

  drop(state, days = state.days) {
    const found = { ids: state.ids, days: days || 0, version: this.board.version || 0, isAlone: Boolean(state.isAlone),
      isCopy: Boolean(state.isCopy), lane: state.lane || "", edge: state.kind === "start" || state.kind === "end" ? state.kind : "" };
    if (state.bar.a === undefined) Object.assign(found, { start: state.span[0] + (days || 0), days: 0, edge: "" });
    else Object.assign(found, { a: state.span[0], z: state.span[1] });
    return found;
  }

  /* One question at a time, at most every 70 ms; the answer asks the next. */
  ask() {
    const state = this.state || this.board.keys.pending;
    if (!state) return;
    if (this.isAsking) { this.hasNews = true; return; }
    this.isAsking = true;
    this.hasNews = false;
    this.board.emit("preview", this.drop(state));
    clearTimeout(this.patience);
    this.patience = setTimeout(() => { this.isAsking = false; }, 1500);
  }

  preview(told) {
    clearTimeout(this.patience);
    setTimeout(() => { this.isAsking = false; if (this.hasNews) this.ask(); }, PAUSE);
    if (!this.state?.isMoving && !this.board.keys.pending) return;
    this.told = told;
    const touched = new Set([...this.heat.keys(), ...(told.heat || []).map(([team]) => team)]);
    this.heat = new Map((told.heat || []).map(([team, cells]) => [team, new Map(cells.map(([day, percent, step]) => [day, [percent, step]]))]));
    this.arrows = new Map((told.arrows || []).map(([before, after, state, text]) => [`${before} ${after}`, [state, text]]));
    const own = this.state?.ids || this.board.keys.pending?.ids || [];
    for (const [id, a, z] of told.moved || []) {
      if (own.includes(id)) continue;
      this.places.set(id, [a, z]);
      this.board.cells.redraw(id);
    }
    this.board.cells.draw([...this.board.rows.values()].filter((row) => row.heat && touched.has(row.team)).map((row) => row.k));
    this.board.drawArrows();
    this.tag.write();
  }

  nudge({ left, top }) {
    const { view } = this.board, near = (place, size) => (place < EDGE ? place - EDGE : place > size - EDGE ? place - size + EDGE : 0);
    const x = near(left, view.width), y = near(top, view.height);
    if (x || y) view.go(view.sx + x * .4, view.sy + y * .3);
    return x || y;
  }

  autoScroll() {
    const { state } = this;
    if (!state?.isMoving) return;
    if (state.last && this.nudge(this.at(state.last))) this.move(state.last);
    this.scrolling = requestAnimationFrame(() => this.autoScroll());
  }

  up(event) {
    const { state } = this;
    this.touch.end();
    if (!state) return;
    this.finish();
    if (!state.isMoving) return void this.click(event, state);
    if (state.kind === "lasso") this.caught(state);
    else if (state.kind === "link" && state.to) this.board.emit("link", { before: state.id, after: state.to });
    else if (["move", "start", "end"].includes(state.kind)) {
      if (state.days || state.lane) this.send(state);
      else this.giveUp(state.ids);
    }
    this.board.catchUp();
  }

  send(state) {
    this.board.emit("drop", this.drop(state));
    this.sent = { ids: [...this.places.keys()] };
    this.board.sit("selects", state.id);
    const place = this.places.get(state.id);
    if (place) this.board.say(`${state.bar.title}: ${spoken(...place)}`);
    this.tag.clear();
  }

  click(event, state) {
    if (state.stub) return void this.board.emit("bring", Number(state.stub.dataset.stub));
    if (state.cell) return void this.board.emit("heat", { team: Number(state.cell.dataset.team), day: Number(state.cell.dataset.week) });
    if (state.id) return void this.clicked(state.id, event);
    if (this.board.selected.size && !event.shiftKey && event.target.closest?.(".rt-tl-area")) this.board.select([]);
  }

  clicked(id, event) { // a bar that is drawn anew between two clicks gets no dblclick of its own
    const isSecond = this.last?.id === id && event.timeStamp - this.last.at < 400;
    this.last = { id, at: event.timeStamp };
    if (isSecond) this.board.emit("open", id);
    else this.choose(id, event.shiftKey || event.ctrlKey || event.metaKey);
  }

  caught({ box: found }) {
    if (!found) return;
    const ids = [...this.board.arrows.ends].filter(([, end]) => end.right >= found.x && end.left <= found.x + found.width
      && end.y >= found.y && end.y <= found.y + found.height).map(([id]) => id);
    this.board.select([...new Set([...this.board.selected, ...ids])]);
  }

  finish() {
    this.state = null;
    this.draft();
    this.marked = "";
    this.snapped = "";
    this.board.root.classList.remove("tl-panning", "tl-dragging");
    for (const one of this.board.parts.labels.querySelectorAll(".tl-aim")) one.classList.remove("tl-aim");
  }

  /* Esc, or the system took the pointer away. */
  cancel() {
    const { state } = this;
    this.touch.end();
    if (!state) return false;
    this.finish();
    if (state.isMoving && state.ids) { this.giveUp(state.ids); this.board.say("Put back"); this.board.sit("selects", state.id); }
    this.board.catchUp();
    return state.isMoving;
  }

  /* Everything glides back to where the plan has it. */
  giveUp() {
    this.tag.clear();
    this.told = null;
    const { root } = this.board;
    root.classList.add("tl-gliding");
    this.clear();
    const glides = root.getAnimations({ subtree: true }).filter((one) => one.transitionProperty === "transform");
    const glide = this.glide = Promise.allSettled(glides.map((one) => one.finished));
    glide.then(() => { if (glide === this.glide) root.classList.remove("tl-gliding"); });
  }

  clear() {
    this.sent = null;
    const ids = [...this.places.keys()], teams = [...this.heat.keys()];
    this.places.clear();
    this.heat = new Map();
    this.arrows = new Map();
    for (const id of ids) this.board.cells.redraw(id);
    this.board.cells.draw([...this.board.rows.values()].filter((row) => row.heat && teams.includes(row.team)).map((row) => row.k));
    this.board.drawArrows();
  }

  /* The plan has a bar anew: it is where it is. */
  arrived(id) {
    if (!this.sent || !this.places.has(id)) return;
    this.places.delete(id);
    this.heat = new Map();
    this.arrows = new Map();
    this.told = null;
  }

  settle(refusal) {
    this.tag.clear();
    if (refusal) {
      const id = this.sent?.ids[0], found = id && this.board.bar(id);
      this.giveUp();
      this.board.say(refusal);
      this.tag.refuse(refusal, found);
    } else setTimeout(() => { if (this.sent) this.clear(); }, PATIENCE);
  }
}
