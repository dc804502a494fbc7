/* The bar of the cell: where one is, what is typed and what it becomes, last year, what is left to buy. */
import { guess, written } from "./numbers.js";
import { box, icon } from "./shapes.js";

const PASSING = 6000; // milliseconds that a refusal stays
const HINTS = [["Enter", "keep"], ["Esc", "put back"], ["Shift Enter", "fill right"]];
const IDLE = [["F2", "edit"], ["Alt E", "explain"], ["Ctrl ;", "note"]];

export class Bar {
  constructor(grid) {
    this.grid = grid;
    this.told = {};
    this.drawn = "";
  }

  /* What only the server knows of a cell. */
  tell(told) {
    this.told = told;
    this.draw();
  }

  refuse(text) {
    this.refusal = text.charAt(0).toUpperCase() + text.slice(1);
    this.grid.alarm(this.refusal);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.refusal = ""; this.draw(); }, PASSING);
    this.draw();
  }

  draw() {
    const { grid } = this, { cursor, editor } = grid, { row } = cursor;
    if (!row || !grid.setup) return;
    const told = this.told.at?.[0] === row.k && this.told.at?.[1] === grid.columns[cursor.col].k ? this.told : {};
    const entry = grid.pending.get(row, cursor.col);
    const facts = [this.path(row), ...this.sum(row, entry), ...this.beside(row, told)];
    const hints = grid.setup.closed || row.no || this.refusal || entry?.refusal ? [] : editor.isOpen ? HINTS : IDLE;
    const key = JSON.stringify([facts, hints, this.refusal, entry?.refusal]);
    if (key === this.drawn) return;
    this.drawn = key;
    const where = box("div", "pg-where"), what = box("div", "pg-what"), keys = box("div", "pg-hints");
    facts[0].forEach((name, at) => where.append(...(at ? [icon("chevron_right")] : []), box("span", at > 1 ? "pg-when" : "", name)));
    what.append(icon("functions"));
    for (const [text, look] of facts.slice(1)) what.append(box("span", look, text));
    const refusal = this.refusal || entry?.refusal;
    if (refusal) { const note = box("span", "pg-why"); note.append(icon("error"), box("span", "", refusal)); what.append(note); }
    for (const [cap, word] of hints) keys.append(box("kbd", "rt-kbd", cap), box("span", "", word));
    keys.setAttribute("aria-hidden", "true");
    grid.parts.bar.replaceChildren(where, what, keys);
  }

  path(row) {
    const column = this.grid.columns[this.grid.cursor.col];
    const period = column.kind === "period" ? column.p || column.l : column.n === "season" ? "Season" : column.l;
    return [...row.p.slice().reverse(), period, ...(column.v ? [column.l] : [])];
  }

  /* What is typed, with the outcome where it is a sum. */
  sum(row, entry) {
    const { grid } = this, { cursor, editor } = grid, unit = grid.unit(row, cursor.col);
    const stored = grid.stored(row, cursor.col), shown = written(grid.value(row, cursor.col), unit) || "blank";
    if (!editor.isOpen) return [[entry?.refusal ? entry.text : shown, "pg-now"], ...this.chosen(unit)];
    const text = editor.text, outcome = guess(text, typeof stored === "number" ? stored : 0, unit);
    const isSum = outcome !== undefined && outcome !== null && /[%*/=kKmM(]/.test(text);
    const was = /^\s*[+\-*/]/.test(text) && isSum ? `${written(stored, unit) || "0"} ` : "";
    return [[was + text, "pg-typed"], ...(isSum ? [["=", "rt-3"], [written(outcome, unit), "pg-now"]] : [])];
  }

  /* Of a range its sum and how many cells. */
  chosen(unit) {
    const { grid } = this, { cursor } = grid;
    if (!cursor.isRange) return [];
    const cells = grid.pending.chosen(), values = cells.map(([row, col]) => grid.value(row, col));
    const rows = cursor.bottom - cursor.top + 1, cols = cursor.right - cursor.left + 1;
    const sum = values.reduce((all, one) => all + (typeof one === "number" ? one : 0), 0);
    const isPart = cells.length < rows * Math.min(cols, grid.own - cursor.left); // some rows are not here
    const isMany = isPart || new Set(cells.map(([row, col]) => grid.key(row, col))).size > 1;
    return [[`${written(rows, { digits: 0 })} × ${cols} cells${isMany ? "" : `, sum ${written(sum, unit)}`}`, "rt-sm rt-3"]];
  }

  beside(row, told) {
    const { grid } = this, { cursor } = grid, unit = grid.unit(row, cursor.col), found = [];
    const against = grid.against(row, cursor.col);
    if (against !== null) found.push([`${grid.setup.against.toLowerCase()} ${written(against, unit)}`, "rt-sm rt-3 pg-fact"]);
    for (const fact of told.facts || []) found.push([fact.replaceAll("\u202f", "\u00a0"), "rt-sm rt-3 pg-fact"]);
    const why = grid.whyNot(row, cursor.col);
    if (why && !this.refusal) found.push([why, "rt-sm rt-3 pg-fact pg-closed"]);
    return found;
  }
}
