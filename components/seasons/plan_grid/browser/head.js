/* What stands above: months over weeks, or the measure over months; at the right the season. */
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
    this.grid.parts.head.replaceChildren(this.groups(from, to), this.names(from, to, focus));
    this.grid.view.top = this.grid.parts.head.offsetHeight;
    put(grid.parts.scroll, { "aria-colcount": grid.columns.length + 1, "aria-rowcount": grid.last + 3 });
  }

  line(index) {
    const line = box("div", "pg-hrow");
    put(line, { role: "row", "aria-rowindex": index });
    return line;
  }

  groups(from, to) {
    const { grid } = this, line = this.line(1), middle = box("div", "pg-middle");
    line.append(this.corner(), middle, this.season());
    middle.style.width = `${grid.view.wide}px`;
    let at = 0;
    for (const group of grid.setup.groups) {
      const end = at + group.c;
      if (end > from && at <= to + 1) middle.append(this.group(group, at));
      at = end;
    }
    return line;
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
    put(cell, { role: "columnheader", "aria-colindex": at + 2, "aria-colspan": group.c > 1 ? group.c : null });
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

  season() {
    const cell = box("div", "pg-season pg-over");
    put(cell, { role: "columnheader", "aria-colindex": this.grid.periods + 2, "aria-colspan": 3 });
    cell.append(box("span", "", "Season"));
    return cell;
  }

  names(from, to, focus) {
    const { grid } = this, line = this.line(2), label = box("div", "pg-label"), middle = box("div", "pg-middle");
    put(label, { role: "presentation" });
    middle.style.width = `${grid.view.wide}px`;
    for (let col = from; col <= to; col++) middle.append(this.name(col, focus));
    const season = box("div", "pg-season");
    put(season, { role: "presentation" });
    for (let at = 0; at < 3; at++) season.append(this.seasonName(at, focus));
    line.append(label, middle, season);
    return line;
  }

  name(col, focus) {
    const column = this.grid.columns[col];
    const cell = box("div", `pg-name${col === focus ? " pg-at" : ""}${column.e ? " pg-elapsed" : ""}`);
    cell.style.left = `${col * this.grid.view.column}px`;
    put(cell, { role: "columnheader", "aria-colindex": col + 2, "aria-label": column.n, title: column.h });
    if (column.e) cell.append(icon("lock_clock"));
    cell.append(box("span", "", column.l));
    return cell;
  }

  seasonName(at, focus) {
    const col = this.grid.periods + at;
    const cell = box("div", `pg-name pg-s${at}${col === focus ? " pg-at" : ""}`, this.grid.columns[col].l);
    put(cell, { role: "columnheader", "aria-colindex": col + 2 });
    return cell;
  }
}
