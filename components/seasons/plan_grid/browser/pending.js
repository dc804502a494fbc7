/* What was typed and is not yet the server's: shown at once, kept until the server shows the same, in brick with the
   reason where it is refused. */
import { guess } from "./numbers.js";

const MANY = 20; // cells of one refused entry that stay to be mended

export class Pending {
  constructor(grid) {
    this.grid = grid;
    this.entries = new Map(); // by cell
    this.batches = new Map(); // cells by number
    this.number = 0;
  }

  key(row, col) { return `${row.k}#${this.grid.columns[col].k}`; }
  get(row, col) { return this.entries.size ? this.entries.get(this.key(row, col)) : undefined; }
  has(row, col) { return Boolean(this.get(row, col)); }

  get refused() { return [...this.entries.entries()].filter(([, entry]) => entry.refusal); }
  get open() { return [...this.batches.values()].filter((batch) => batch.seq === undefined).length; }

  begin(keys = []) {
    this.number += 1;
    this.batches.set(this.number, { keys });
    this.grid.later();
    return this.number;
  }

  /* One cell, or all that are chosen. */
  enter(text, one) {
    const { grid } = this, { cursor } = grid, keys = [];
    const cells = one ? [one] : this.chosen();
    for (const [row, col] of cells) {
      if (grid.whyNot(row, col)) continue;
      const key = this.key(row, col), was = grid.value(row, col);
      this.entries.set(key, { text, value: guess(text, typeof was === "number" ? was : 0, grid.unit(row, col)), batch: this.number + 1 });
      keys.push(key);
    }
    const id = this.begin(keys), area = cursor.area();
    const [row, col] = one || [];
    const place = one ? { at: [row.k, grid.columns[col].k], top: row.k, bottom: row.k, rows: [row.i, row.i], cols: [grid.columns[col].k] } : area;
    grid.emit("edit", { id, text, ...place, seq: grid.seq });
    grid.paint();
  }

  chosen() {
    const { grid } = this, { cursor } = grid, found = [];
    for (let i = cursor.top; i <= cursor.bottom; i++) {
      const row = grid.row(i);
      for (let col = cursor.left; row && col <= Math.min(cursor.right, grid.own - 1); col++) found.push([row, col]);
    }
    return found;
  }

  /* The server has kept it (then the view with that number brings the values), refused it, or it was let go. */
  settle({ id, seq, refusal }) {
    const batch = this.batches.get(id);
    if (!batch) return;
    if (refusal && batch.keys.length > MANY) {
      this.forget(id);
      this.grid.bar.refuse(refusal);
    } else if (refusal) {
      for (const key of batch.keys) {
        const entry = this.entries.get(key);
        if (entry?.batch === id) Object.assign(entry, { refusal, value: undefined });
      }
      this.batches.delete(id);
      this.grid.alarm(refusal);
      if (!batch.keys.length) this.grid.bar.refuse(refusal);
    } else if (seq === undefined || seq === null || seq <= this.grid.seq) this.forget(id);
    else batch.seq = seq;
    this.grid.paint();
  }

  seen(seq) {
    for (const [id, batch] of this.batches) if (batch.seq !== undefined && batch.seq <= seq) this.forget(id);
  }

  forget(id) {
    for (const key of this.batches.get(id).keys) if (this.entries.get(key)?.batch === id) this.entries.delete(key);
    this.batches.delete(id);
  }

  putBack(row, col) {
    this.entries.delete(this.key(row, col));
    this.grid.announce("Put back");
    this.grid.paint();
  }

  putAllBack() {
    for (const [key] of this.refused) this.entries.delete(key);
    this.grid.paint();
  }

  /* To the next value that has to be mended. */
  goToRefused() {
    const [found] = this.refused;
    if (!found) return;
    const [row, col] = found[0].split("#");
    this.grid.focus();
    this.grid.cursor.reveal({ row, col, index: this.grid.cursor.index });
  }
}
