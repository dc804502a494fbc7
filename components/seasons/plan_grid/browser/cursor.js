/* The cell that has the keys, and the range that is chosen with it. Kept by name, so that it stays where rows fold. */
import { put } from "./shapes.js";

let number = 0;

export class Cursor {
  constructor(grid) {
    this.grid = grid;
    this.id = `rt-pg-cell-${number += 1}`;
    this.index = 0;
    this.col = 0;
    this.end = [0, 0]; // the other corner
    this.key = null;
    put(grid.parts.scroll, { "aria-activedescendant": this.id });
    grid.root.addEventListener("focusout", (event) => { if (!grid.root.contains(event.relatedTarget)) this.tell(); });
  }

  get row() { return this.grid.row(this.index); }
  get isRange() { return this.end[0] !== this.index || this.end[1] !== this.col; }
  get top() { return Math.min(this.index, this.end[0]); }
  get bottom() { return Math.max(this.index, this.end[0]); }
  get left() { return Math.min(this.col, this.end[1]); }
  get right() { return Math.max(this.col, this.end[1]); }

  covers(index, col) {
    return index >= this.top && index <= this.bottom && col >= this.left && col <= this.right;
  }

  /* Rows have come, gone or folded: the keys stay on the same cell where it is still there. */
  settle() {
    const { grid } = this, kept = this.key && grid.rowOf(this.key);
    if (kept && kept.i !== this.index) { this.end = [kept.i, this.col]; this.index = kept.i; }
    this.index = clamp(this.index, grid.last);
    this.col = clamp(this.col, grid.columns.length - 1);
    this.end = [clamp(this.end[0], grid.last), clamp(this.end[1], grid.columns.length - 1)];
    if (this.wanted && grid.rowOf(this.wanted.row)) { const { wanted } = this; this.wanted = null; this.reveal(wanted); }
    this.key = this.row?.k ?? this.key;
    if (!this.hasLooked && this.row) { this.hasLooked = true; this.look(); }
  }

  go(index, col, extends_ = false) {
    const { grid } = this;
    this.index = clamp(index, grid.last);
    this.col = clamp(col, grid.columns.length - 1);
    if (!extends_) this.end = [this.index, this.col];
    this.key = this.row?.k ?? null;
    grid.view.go(this.index, this.col);
    grid.later();
    grid.view.ask();
    this.look();
  }

  /* The moving corner of a range; the cell with the keys stays. */
  extend(index, col) {
    const { grid } = this;
    this.end = [clamp(index, grid.last), clamp(col, grid.columns.length - 1)];
    grid.view.go(this.end[0], this.end[1]);
    grid.later();
    grid.view.ask();
    this.look();
  }

  select(top, left, bottom, right) {
    this.index = top;
    this.col = left;
    this.end = [clamp(bottom, this.grid.last), clamp(right, this.grid.columns.length - 1)];
    this.key = this.row?.k ?? null;
    this.grid.later();
  }

  step(down, right, extends_) {
    if (extends_) this.extend(this.end[0] + down, this.end[1] + right);
    else this.go(this.index + down, this.col + right);
  }

  /* As in other sheets: to the next edge between blank and filled. */
  leap(down, right, extends_) {
    const { grid } = this, start = extends_ ? this.end : [this.index, this.col];
    let [index, col] = start;
    const isFilled = (i, c) => { const row = grid.row(i); return row && grid.value(row, c) !== null; };
    const isInside = (i, c) => i >= 0 && c >= 0 && i <= grid.last && c < grid.columns.length && grid.row(i);
    const begins = isInside(index + down, col + right) && isFilled(index, col) && isFilled(index + down, col + right);
    while (isInside(index + down, col + right)) {
      if (begins && !isFilled(index + down, col + right)) break;
      index += down;
      col += right;
      if (!begins && isFilled(index, col)) break;
    }
    if (index === start[0] && col === start[1]) { index += down; col += right; }
    if (extends_) this.extend(index, col); else this.go(index, col);
  }

  /* The server says where; the row may still be on its way. */
  reveal({ row, col, index, flash }) {
    const { grid } = this, found = grid.rowOf(row);
    const at = grid.columns.findIndex((column) => column.k === col);
    if (!found) {
      this.wanted = { row, col, flash };
      grid.view.go(index, Math.max(0, at));
      grid.view.asked = null;
      grid.view.ask();
      return;
    }
    this.go(found.i, at >= 0 ? at : this.col);
    grid.paint();
    if (flash) grid.body.flash([[found.k, this.col]]);
  }

  /* Keys of the corners; columns that are only compared belong to no range of the server. */
  area() {
    const { grid } = this, top = grid.row(this.top), bottom = grid.row(this.bottom);
    const right = Math.min(this.right, grid.own - 1), left = Math.min(this.left, grid.own - 1);
    if (!this.row) return null;
    return { at: [this.row.k, grid.columns[this.col].k], top: top?.k ?? "", bottom: bottom?.k ?? "",
      rows: [this.top, this.bottom], cols: grid.columns.slice(left, right + 1).map((column) => column.k) };
  }

  /* Others see where one is, and the bar asks what is known of it; not for every step of a held key. */
  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), 120);
  }

  /* At once where the hand leaves the grid: a button beside it is about the cell that was chosen last. */
  tell() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    const area = this.area();
    if (area) this.grid.emit("look", { ...area, isTyping: this.grid.editor.isOpen });
  }
}

function clamp(value, last) {
  return Math.max(0, Math.min(value, last));
}
