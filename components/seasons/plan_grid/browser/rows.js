/* Rows and cells of the window. An element is made once and then told only what is different. */
import { cellName } from "./names.js";
import { CHANGED, HELD, NOTED } from "./marks.js";
import { written } from "./numbers.js";
import { box, icon, put, wear } from "./shapes.js";
import { ROW } from "./view.js";

const STATES = { review: ["hourglass_top", "in review"], approved: ["lock", "approved"], returned: ["undo", "returned"] };

export class Rows {
  constructor(grid) {
    this.grid = grid;
    this.drawn = new Map(); // by key
  }

  clear() {
    for (const { element } of this.drawn.values()) element.remove();
    this.drawn.clear();
  }

  draw() {
    const { grid } = this, [first, last] = grid.view.shown, wanted = new Map();
    for (let i = first; i <= last; i++) { const row = grid.row(i); if (row) wanted.set(row.k, row); }
    const active = grid.row(grid.cursor.index);
    if (active) wanted.set(active.k, active);
    for (const row of grid.totals) wanted.set(row.k, row);
    for (const [key, { element }] of this.drawn) if (!wanted.has(key)) { element.remove(); this.drawn.delete(key); }
    const across = grid.view.across;
    for (const row of wanted.values()) this.row(row, across);
    this.arrange();
  }

  /* In their order, for whoever reads and does not see. */
  arrange() {
    const { rows, totals } = this.grid.parts;
    const lines = [...this.drawn.values()].sort((one, other) => one.index - other.index);
    for (const place of [rows, totals]) {
      let at = place.firstChild;
      for (const line of lines) {
        if ((line.index >= this.grid.count) !== (place === totals)) continue;
        if (line.element !== at) place.insertBefore(line.element, at); else at = at.nextSibling;
      }
    }
  }

  row(row, [from, to]) {
    const { grid } = this, line = this.drawn.get(row.k) || this.made(row);
    line.index = row.i;
    const isTotal = row.i >= grid.count;
    wear(line.element, `pg-row${row.t ? ` pg-${row.t}` : ""}${isTotal ? " pg-sum" : ""}${row.no ? " pg-theirs" : ""}${row.x ? " pg-first" : ""}`);
    const top = isTotal ? "" : `translateY(${row.i * ROW}px)`;
    if (line.element.style.transform !== top) line.element.style.transform = top;
    put(line.element, { "aria-rowindex": row.i + grid.head.height + 1 });
    this.label(line, row);
    if (line.middle.style.width !== `${grid.view.wide}px`) line.middle.style.width = `${grid.view.wide}px`;
    const pinned = row.i === grid.cursor.index ? grid.cursor.col : -1;
    for (const [col, cell] of line.cells) {
      if (col < grid.periods && (col < from || col > to) && col !== pinned) { cell.remove(); line.cells.delete(col); }
    }
    for (let col = from; col <= to; col++) this.cell(line, row, col);
    if (pinned >= 0 && pinned < grid.periods) this.cell(line, row, pinned);
    for (let col = grid.periods; col < grid.columns.length; col++) this.cell(line, row, col);
  }

  made(row) {
    const element = box("div"), label = box("div", "pg-label"), middle = box("div", "pg-middle"), season = box("div", "pg-season");
    put(element, { role: "row" });
    put(label, { role: "rowheader", "aria-colindex": 1 });
    put(season, { role: "presentation" });
    element.append(label, middle, season);
    element.dataset.row = row.k;
    const line = { element, label, middle, season, cells: new Map(), index: row.i };
    this.drawn.set(row.k, line);
    return line;
  }

  label(line, row) {
    const told = JSON.stringify([row.n, row.lv, row.o, row.a, row.s, row.m, row.x, this.grid.setup.isMany]);
    if (line.told === told) return;
    line.told = told;
    const { grid } = this, parts = [], many = grid.setup.isMany;
    line.label.style.paddingLeft = `${row.i >= this.grid.count ? 0 : 12 + (row.lv || 0) * 18}px`;
    if (row.x) {
      if (row.o !== null && row.o !== undefined) parts.push(this.fold(row));
      else parts.push(box("span", `pg-fold pg-none${row.i >= grid.count ? " pg-slim" : ""}`));
      if (STATES[row.s]) parts.push(icon(STATES[row.s][0], "pg-state"));
      parts.push(box("span", "pg-text", row.n));
      if (STATES[row.s]) parts.push(box("span", "rt-vh", STATES[row.s][1]));
    } else parts.push(box("span", "pg-fold pg-none"), box("span", "pg-text rt-vh", row.n));
    if (many) parts.push(box("span", "pg-measure", grid.measures[row.m].l));
    else if (row.a) parts.push(box("span", "pg-aside", row.a));
    line.label.replaceChildren(...parts);
    put(line.label, { title: row.x ? row.p.slice().reverse().join(" › ") : null,
      "aria-expanded": row.x && row.o !== null && row.o !== undefined ? String(Boolean(row.o)) : null });
  }

  fold(row) {
    const fold = box("button", "pg-fold");
    fold.type = "button";
    fold.tabIndex = -1;
    put(fold, { "aria-label": `${row.o ? "Fold" : "Open"} ${row.n}` });
    fold.append(icon(row.o ? "expand_more" : "chevron_right"));
    return fold;
  }

  cell(line, row, col) {
    const { grid } = this, column = grid.columns[col];
    let cell = line.cells.get(col);
    if (!cell) {
      cell = box("div");
      cell.dataset.col = col;
      put(cell, { role: "gridcell", "aria-colindex": col + 2 });
      line.cells.set(col, cell);
      (column.kind === "period" ? line.middle : line.season).append(cell);
    }
    const left = column.kind === "period" ? `${col * grid.view.column}px` : "";
    if (cell.style.left !== left) cell.style.left = left;
    const entry = grid.pending.get(row, col), isActive = grid.cursor.index === row.i && grid.cursor.col === col;
    wear(cell, this.classes(row, col, column, entry, isActive) + (cell.classList.contains("pg-flash") ? " pg-flash" : ""));
    this.fill(cell, row, col, column, entry);
    put(cell, { "aria-label": cellName(grid, row, col), id: isActive ? grid.cursor.id : null,
      "aria-selected": String(grid.cursor.covers(row.i, col)), "aria-readonly": grid.whyNot(row, col) ? "true" : null,
      "aria-invalid": entry?.refusal ? "true" : null, title: entry?.refusal || null });
  }

  classes(row, col, column, entry, isActive) {
    const { grid } = this, marks = grid.marks(row, col), names = ["pg-cell", `pg-${column.kind}`];
    if (column.kind !== "period") names.push(`pg-s${grid.setup.isPivot ? 0 : col - grid.periods}`);
    if (grid.isEdge(col)) names.push("pg-edge");
    if (col === grid.cursor.col) names.push("pg-at");
    if (column.e) names.push("pg-elapsed");
    if (grid.why(row, col)) names.push("pg-derived");
    if (marks & HELD) names.push("pg-held");
    if (marks & NOTED) names.push("pg-noted");
    if (marks & CHANGED) names.push("pg-changed");
    if (entry) names.push(entry.refusal ? "pg-refused" : "pg-new");
    if (grid.cursor.covers(row.i, col) && grid.cursor.isRange) names.push("pg-chosen");
    if (isActive) names.push("pg-active");
    return names.join(" ");
  }

  fill(cell, row, col, column, entry) {
    const { grid } = this;
    const text = entry && entry.value === undefined ? entry.text : written(grid.value(row, col), grid.unit(row, col));
    const variance = grid.variance(row, col), told = `${text} ${entry?.refusal ? 1 : 0} ${variance ? variance.text + variance.tone + variance.value : ""} ${row.r}`;
    if (cell.told === told) return;
    cell.told = told;
    const parts = [];
    if (entry?.refusal) parts.push(icon("error"));
    if (variance) parts.push(box("span", `pg-var pg-${variance.tone}`, `${variance.value < 0 ? "▼" : "▲"} ${variance.text}`));
    parts.push(box("span", "pg-value", text));
    if (column.kind === "change" && row.g) parts.push(this.track(row));
    cell.replaceChildren(...parts);
  }

  /* The change of the season as a bar from the middle, full at 15 percent. */
  track(row) {
    const track = box("span", "pg-track"), { better } = this.grid.measures[row.m];
    const bar = box("i", row.r * (better || 1) < 0 ? "pg-less" : "");
    const long = Math.min(100, Math.abs(row.r) / 1.5);
    bar.style.width = `${Math.max(8, long) / 2}%`;
    if (row.r < 0) bar.style.right = "50%"; else bar.style.left = "50%";
    put(track, { "aria-hidden": "true" });
    track.append(bar);
    return track;
  }

  element(row, col) {
    return this.drawn.get(row.k)?.cells.get(col);
  }

  flash(cells) {
    for (const [key, col] of cells) {
      const cell = this.drawn.get(key)?.cells.get(col);
      if (!cell) continue;
      cell.classList.remove("pg-flash");
      void cell.offsetWidth;
      cell.classList.add("pg-flash");
      cell.addEventListener("animationend", () => cell.classList.remove("pg-flash"), { once: true });
    }
  }
}
