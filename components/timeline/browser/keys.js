/* Keys: go from bar to bar, move and resize what one is on, open, choose, link, zoom. */
import { ownSpan, spanOf } from "./bars.js";
import { spoken } from "./days.js";
import { next } from "./snap.js";

const PAUSE = 1000; // milliseconds after which moves are one step
const ZOOMS = { f: "fit", t: "today", "+": "in", "=": "in", "-": "out" };
const ASKED = ["d", "b", "m", "u"];

export class Keys {
  constructor(board) {
    this.board = board;
    board.svg.addEventListener("keydown", (event) => this.down(event));
    board.svg.addEventListener("focusin", (event) => this.focused(event));
    board.svg.addEventListener("focusout", () => setTimeout(() => this.left(), 0));
  }

  get isMoving() { return Boolean(this.pending); }

  cells() { return [...this.board.layers.rows.querySelectorAll("[role=gridcell]")]; }

  focused(event) {
    const cell = event.target.closest("[role=gridcell]");
    if (!cell) return;
    this.hold(cell, false);
    const id = Number(cell.dataset.bar);
    if (this.pending && this.pending.id !== id) this.flush();
  }

  left() {
    if (!this.board.svg.contains(document.activeElement)) { this.flush(); this.stopLinking(); }
    this.board.cells.draw([]);
  }

  /* The one cell that Tab comes to. */
  hold(cell, takesFocus) {
    for (const one of this.board.layers.rows.querySelectorAll("[tabindex='0']")) if (one !== cell) one.setAttribute("tabindex", -1);
    cell.setAttribute("tabindex", 0);
    this.name = this.nameOf(cell);
    if (takesFocus && document.activeElement !== cell) cell.focus({ preventScroll: true });
  }

  nameOf(cell) {
    const { bar, head, week, team } = cell.dataset;
    return bar ? `[data-bar="${bar}"]` : head ? `[data-head="${CSS.escape(head)}"]` : `[data-week="${week}"][data-team="${team}"]`;
  }

  /* After rows have come or gone: somebody must be the one. */
  tend() {
    const { rows } = this.board.layers;
    if (this.wanted) { const cell = rows.querySelector(this.wanted); if (cell) { this.wanted = null; this.go(cell); } }
    if (rows.querySelector("[tabindex='0']")) return;
    const cell = (this.name && rows.querySelector(this.name)) || rows.querySelector("[role=gridcell]");
    if (cell) cell.setAttribute("tabindex", 0);
  }

  enter() {
    const cell = this.board.layers.rows.querySelector("[tabindex='0']");
    if (cell) this.go(cell);
  }

  down(event) {
    const cell = event.target.closest("[role=gridcell]");
    if (!cell || event.defaultPrevented) return;
    if (this.deed(event, cell)) { event.preventDefault(); event.stopPropagation(); }
  }

  deed(event, cell) {
    const { key } = event, id = Number(cell.dataset.bar) || 0, isWay = key === "ArrowLeft" || key === "ArrowRight";
    const way = key === "ArrowRight" ? 1 : -1;
    if (isWay && id && (event.shiftKey || event.altKey || event.ctrlKey)) return this.change(event, cell, id, way);
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (key.startsWith("Arrow")) return this.step(key, cell);
    if (key === "PageDown" || key === "PageUp") return this.vertical(cell, key === "PageDown" ? 8 : -8);
    if (key === "Home" || key === "End") return this.edge(cell, key === "End");
    if (key === "Escape") return this.escape();
    if (key === "Enter") return this.open(cell, id);
    if (key === " ") return id ? (this.board.drag.choose(id, true), this.say(id), true) : this.open(cell, id);
    return this.letter(key, id);
  }

  letter(key, id) {
    const { board } = this, low = key.toLowerCase();
    if (this.isMuted()) return false;
    if (low === "l" && id && !board.isReadOnly) return this.link(id);
    if (ZOOMS[low]) { board.view.zoomTo(low === "f" && board.selected.size ? "selection" : ZOOMS[low]); return true; }
    if (ASKED.includes(low)) { board.emit("key", low.toUpperCase()); return true; }
    return false;
  }

  isMuted() { return document.querySelector(".rt-letterless") !== null; }

  open(cell, id) {
    const { board } = this;
    if (this.linking && id) { const from = this.linking; this.stopLinking(); if (from !== id) board.emit("link", { before: from, after: id }); return true; }
    if (id) board.emit("open", id);
    else if (cell.dataset.week) board.emit("heat", { team: Number(cell.dataset.team), day: Number(cell.dataset.week) });
    else { const row = board.rows.get(cell.closest("[data-row]").dataset.row); if (row) board.drag.fold(row); }
    return true;
  }

  link(id) {
    this.linking = id;
    this.board.root.classList.add("tl-linking");
    this.board.say("Link: go to the item that waits for this one, then Enter. Esc ends it.");
    return true;
  }

  stopLinking() {
    this.linking = null;
    this.board.root.classList.remove("tl-linking");
  }

  escape() {
    if (this.board.drag.cancel()) return true;
    if (this.pending) { clearTimeout(this.timer); this.pending = null; this.board.drag.giveUp(); this.board.say("Put back"); this.board.catchUp(); return true; }
    if (this.linking) { this.stopLinking(); this.board.say("No link"); return true; }
    if (this.board.selected.size) { this.board.select([]); return true; }
    return false;
  }

  step(key, cell) {
    if (key === "ArrowUp" || key === "ArrowDown") return this.vertical(cell, key === "ArrowDown" ? 1 : -1);
    if (key === "ArrowRight" && cell.dataset.head) return this.intoHeat(cell);
    const cells = this.inRow(cell), place = cells.indexOf(cell) + (key === "ArrowRight" ? 1 : -1);
    if (cells[place]) this.go(cells[place]);
    return true;
  }

  /* From the name of a lane to the first week in sight. */
  intoHeat(cell) {
    const left = this.board.parts.area.getBoundingClientRect().left;
    const found = this.inRow(cell).find((one) => one.dataset.week && one.getBoundingClientRect().left >= left - 4);
    if (found) this.go(found);
    return true;
  }

  edge(cell, isEnd) {
    const cells = this.inRow(cell);
    this.go(cells[isEnd ? cells.length - 1 : 0]);
    return true;
  }

  inRow(cell) {
    const left = (one) => one.dataset.head !== undefined ? -Infinity : one.getBoundingClientRect().left;
    return [...cell.closest("[role=row]").querySelectorAll("[role=gridcell]")].sort((one, other) => left(one) - left(other));
  }

  /* To the cell nearest in time, some rows away; a row that has still to come gets the keys when it is there. */
  vertical(cell, by) {
    const { board } = this, row = board.rows.get(cell.closest("[data-row]").dataset.row);
    const all = [...board.rows.values()].filter((one) => one.bars.length === 0 || one.bars.some((bar) => bar.id) || one.heat);
    const ahead = all.filter((one) => (by > 0 ? one.y > row.y : one.y < row.y)).sort((one, other) => (one.y - other.y) * Math.sign(by));
    const found = ahead[Math.min(ahead.length, Math.abs(by)) - 1];
    if (!found) return true;
    const middle = cell.getBoundingClientRect().left, group = board.cells.nodes.get(found.k)?.group;
    const cells = group ? [...group.querySelectorAll("[role=gridcell]")] : [];
    const best = found.kind === "lane" ? cells[0] : cells.sort((one, other) => Math.abs(one.getBoundingClientRect().left - middle)
      - Math.abs(other.getBoundingClientRect().left - middle))[0];
    if (best) this.go(best);
    return true;
  }

  go(cell) {
    const { board } = this, { view } = board, row = board.rows.get(cell.closest("[data-row]").dataset.row);
    this.hold(cell, true);
    let x = view.sx, y = view.sy;
    if (row.y < view.sy) y = row.y - 8;
    if (row.y + row.h > view.sy + view.height) y = row.y + row.h - view.height + 8;
    const bar = row.bars.find((one) => String(one.id) === cell.dataset.bar);
    if (bar || cell.dataset.week) {
      const [a, z] = bar ? spanOf(board, bar) : [Number(cell.dataset.week), Number(cell.dataset.week) + 6];
      if (view.x(z + 1) < view.sx + 30 || view.x(a) > view.sx + view.width - 30) x = view.x(a) - view.width / 4;
    }
    if (x !== view.sx || y !== view.sy) view.go(x, y);
  }

  /* Shift a day, Alt a week, Ctrl the end, Ctrl and Shift the start; one step for all until there is a pause. */
  change(event, cell, id, way) {
    const { board } = this, edge = event.ctrlKey ? (event.shiftKey ? "start" : "end") : "";
    const found = board.bar(id);
    if (board.isReadOnly || !found || board.presence.holders.has(id)) return true;
    if (this.pending && (this.pending.edge !== edge || this.pending.id !== id)) this.flush();
    if (!this.pending) this.take(id, edge, found);
    const pending = this.pending, step = (event.altKey && !event.ctrlKey ? 7 : 1) * way;
    const days = board.drag.bounded(next(board.drag.table, pending.span, pending.days, step, edge || "start"), pending);
    pending.days = days;
    board.drag.put(pending.ids, days, pending.kind);
    board.drag.ask();
    board.drag.tag.write();
    board.say(`${found.bar.title}: ${spoken(...board.drag.places.get(id))}`);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
    return true;
  }

  take(id, edge, { bar, row }) {
    const { board } = this, ids = board.selected.has(id) && !edge ? [...board.selected] : [id];
    board.drag.clear();
    this.pending = { id, ids, edge, kind: edge || "move", days: 0, bar, row, span: ownSpan(board, bar) };
    board.drag.table = null;
    board.drag.told = null;
    board.emit("grab", board.drag.drop(this.pending, 0));
  }

  flush() {
    const { pending, board } = this;
    clearTimeout(this.timer);
    if (!pending) return;
    this.pending = null;
    if (pending.days || pending.bar.a === undefined) {
      board.emit("drop", { ...board.drag.drop(pending), byKeys: true });
      board.drag.sent = { ids: [...board.drag.places.keys()] };
      board.drag.tag.clear();
    } else board.drag.giveUp();
    board.catchUp();
  }

  say(id) {
    const found = this.board.bar(id);
    if (found) this.board.say(`${found.bar.title} ${this.board.selected.has(id) ? "selected" : "not selected"}`);
  }
}
