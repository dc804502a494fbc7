/* What stands below: whether everything is saved, what has to be mended, who else is here, how much there is. */
import { box, button, icon } from "./shapes.js";
import { written } from "./numbers.js";

export class Foot {
  constructor(grid) {
    this.grid = grid;
    this.drawn = "";
  }

  get said() {
    const { pending } = this.grid, open = pending.open;
    return open ? `Saving ${open} ${open === 1 ? "edit" : "edits"}` : "All changes saved";
  }

  draw() {
    const { grid } = this, bad = grid.pending.refused.length, where = grid.others.said, [total] = grid.totals;
    const isReading = Boolean(grid.setup.closed);
    const key = JSON.stringify([this.said, bad, where, grid.count, total?.T, grid.setup.name, isReading]);
    if (key === this.drawn) return;
    this.drawn = key;
    const parts = [];
    if (!isReading) parts.push(this.state());
    if (bad) {
      parts.push(this.mend(bad), button("Put back", "rt-btn rt-ghost rt-s", () => { grid.pending.putAllBack(); grid.focus(); }));
    }
    if (where) parts.push(box("span", "pg-rule"), box("span", "pg-who", where));
    parts.push(box("span", "rt-grow"), box("span", "", `${written(grid.count, { digits: 0 })} rows`));
    if (total) parts.push(box("span", "pg-grand", `Season ${grid.setup.currency} ${written(grid.stored(total, grid.periods), grid.unit(total, grid.periods)) || "–"}`));
    grid.parts.foot.replaceChildren(...parts);
  }

  state() {
    const state = box("span", `pg-saved${this.grid.pending.open ? " pg-saving" : ""}`);
    state.append(icon(this.grid.pending.open ? "edit" : "check_circle"), box("span", "", this.said));
    return state;
  }

  mend(count) {
    const go = button("", "pg-mend", () => this.grid.pending.goToRefused());
    go.append(icon("error"), box("span", "", count === 1 ? "1 value to fix" : `${count} values to fix`));
    return go;
  }
}
