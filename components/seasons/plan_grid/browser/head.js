/* What stands above: months over weeks, the measure over months, or periods over measures; at the right the season. */
import { box, icon, put } from "./shapes.js";

export class Head {
  constructor(grid) {
    this.grid = grid;
    this.isDirty = true;
    this.drawn = "";
  }

  draw() {
    const { grid } = this, [from, to] = grid.view.across, focus = grid.cursor.col;
    const key = `${from} ${to} ${focus} ${grid.view.column} ${grid.view.isLoose}`;
    if (!this.isDirty && key === this.drawn) return;
    this.isDirty = false;
    this.drawn = key;
    const { lines } = grid.setup;
    grid.parts.head.replaceChildren(...lines.map((groups, at) => this.groups(groups, at, from, to)),
      this.names(from, to, focus));
    grid.view.top = grid.parts.head.offsetHeight;
    put(grid.parts.scroll, { "aria-colcount": grid.columns.length + 1, "aria-rowcount": grid.last + this.height + 1 });
  }

  /* In rows. */
  get height() { return this.grid.setup.lines.length + 1; }

  line(index) {
    const line = box("div", "pg-hrow");
    put(line, { role: "row", "aria-rowindex": index });
    return line;
  }

  groups(groups, number, from, to) {
    const { grid } = this, line = this.line(number + 1), middle = box("div", "pg-middle");
    line.append(number ? this.blank() : this.corner(), middle, this.season(number));
    middle.style.width = `${grid.view.wide}px`;
    let at = 0;
    for (const group of groups) {
      const end = at + group.c;
      if (end > from && at <= to + 1) middle.append(this.group(group, at));
      at = end;
    }
    return line;
  }

  blank() {
    const cell = box("div", "pg-label");
    put(cell, { role: "presentation" });
    return cell;
  }

  corner() {
    const cell = box("div", "pg-label pg-corner"), fold = box("button", "pg-fold");
    put(cell, { role: "columnheader", "aria-colindex": 1 });
    fold.type = "button";
    fold.tabIndex = -1;
    put(fold, { "aria-label": "Fold or open all rows", title: "Fold or open all rows" });
    fold.append(icon("unfold_less"));
    fold.addEventListener("click", () => this.grid.emit("fold", ""));
    cell.append(fold, box("span", "", this.grid.setup.corner));
    return cell;
  }

  group(group, at) {
    const { grid } = this, cell = box("div", "pg-group"), { column } = grid.view;
    cell.style.left = `${at * column}px`;
    cell.style.width = `${group.c * column}px`;
    put(cell, { role: "columnheader", "aria-colindex": at + 2, "aria-colspan": group.c > 1 ? group.c : null,
      title: group.h || null });
    if (group.e) cell.append(icon("lock_clock"));
    if (group.k) {
      const fold = box("button", "pg-fold");
      fold.type = "button";
      fold.tabIndex = -1;
      put(fold, { "aria-label": `${group.l}, ${group.o ? "fold its weeks" : "show its weeks"}`, "aria-expanded": String(Boolean(group.o)) });
      fold.append(icon(group.o ? "expand_more" : "chevron_right"));
      fold.addEventListener("click", () => grid.emit("month", group.k));
      cell.append(fold);
    }
    cell.append(box("span", "pg-ends", group.l));
    return cell;
  }

  season(number) {
    const cell = box("div", "pg-season pg-over"), { grid } = this;
    if (number) { put(cell, { role: "presentation" }); return cell; }
    put(cell, { role: "columnheader", "aria-colindex": grid.periods + 2, "aria-colspan": grid.columns.length - grid.periods });
    cell.append(box("span", "", "Season"));
    return cell;
  }

  names(from, to, focus) {
    const { grid } = this, line = this.line(this.height), label = this.blank(), middle = box("div", "pg-middle");
    middle.style.width = `${grid.view.wide}px`;
    for (let col = from; col <= to; col++) middle.append(this.name(col, focus));
    const season = box("div", "pg-season");
    put(season, { role: "presentation" });
    for (let at = 0; at < grid.columns.length - grid.periods; at++) season.append(this.seasonName(at, focus));
    line.append(label, middle, season);
    return line;
  }

  name(col, focus) {
    const column = this.grid.columns[col];
    const cell = box("div", `pg-name${col === focus ? " pg-at" : ""}${column.e ? " pg-elapsed" : ""}${this.grid.isEdge(col) ? " pg-edge" : ""}`);
    cell.style.left = `${col * this.grid.view.column}px`;
    put(cell, { role: "columnheader", "aria-colindex": col + 2, "aria-label": column.v ? `${column.n}, ${column.l}` : column.n, title: column.v ? column.l : column.h });
    if (column.e && !column.v) cell.append(icon("lock_clock"));
    cell.append(box("span", "", column.l));
    return cell;
  }

  seasonName(at, focus) {
    const col = this.grid.periods + at;
    const cell = box("div", `pg-name pg-s${this.grid.setup.isPivot ? 0 : at}${col === focus ? " pg-at" : ""}`, this.grid.columns[col].l);
    put(cell, { role: "columnheader", "aria-colindex": col + 2 });
    return cell;
  }
}
