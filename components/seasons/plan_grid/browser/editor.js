/* Typing into a cell: a field lies over it until the entry is kept or put back. */
import { cellName } from "./names.js";
import { isRelative, plain } from "./numbers.js";
import { box, put } from "./shapes.js";

const ENDS = { Enter: [1, 0], Tab: [0, 1] };

export class Editor {
  constructor(grid) {
    this.grid = grid;
    this.field = box("input", "pg-field");
    this.field.type = "text";
    this.field.spellcheck = false;
    put(this.field, { autocomplete: "off", inputmode: "decimal" });
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.field.addEventListener("input", () => this.grid.bar.draw());
    this.field.addEventListener("blur", () => { if (this.isOpen) this.keep(); });
    this.isOpen = false;
  }

  /* With the first key that was pressed, or with what is there. */
  open(typed) {
    const { grid } = this, { cursor } = grid, { row } = cursor;
    if (!row) return;
    const why = grid.whyNot(row, cursor.col);
    if (why) { grid.bar.refuse(why); return; }
    const entry = grid.pending.get(row, cursor.col);
    const was = entry?.refusal ? entry.text : plain(grid.value(row, cursor.col), grid.unit(row, cursor.col));
    this.row = row.k;
    this.col = cursor.col;
    this.begun = was;
    this.isOpen = true;
    this.field.value = typed ?? was;
    put(this.field, { "aria-label": cellName(grid, row, cursor.col) });
    grid.parts.space.append(this.field);
    this.place();
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.isTyped = typed !== null;
    cursor.look();
    grid.paint();
  }

  get text() { return this.isOpen ? this.field.value : ""; }

  place() {
    if (!this.isOpen) return;
    const row = this.grid.rowOf(this.row);
    if (!row) return;
    const { left, top, width } = this.grid.view.box(row.i, this.col);
    Object.assign(this.field.style, { left: `${left}px`, top: `${top}px`, width: `${width}px` });
  }

  press(event) {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    event.stopPropagation();
    if (key === "Escape") this.putBack();
    else if (key === "Enter" && shiftKey) { this.keep(); this.fill("right", true); }
    else if (key === "Enter" && (ctrlKey || metaKey)) this.keep(true);
    else if (ENDS[key]) { const [down, right] = ENDS[key]; this.keep(); this.on(down, right * (shiftKey ? -1 : 1)); }
    else if (!this.isTyped || key === "F2" || !["ArrowUp", "ArrowDown"].includes(key)) { this.isTyped &&= key !== "F2"; return; }
    else { this.keep(); this.on(key === "ArrowUp" ? -1 : 1, 0); }
    event.preventDefault();
  }

  on(down, right) {
    const { grid } = this;
    grid.focus();
    if (right) grid.keys.tab(right); else grid.cursor.go(grid.cursor.index + down, grid.cursor.col);
  }

  close() {
    this.isOpen = false;
    const had = document.activeElement === this.field;
    this.field.remove();
    if (had) this.grid.focus();
    this.grid.paint();
    this.grid.cursor.look();
  }

  putBack() {
    const { grid } = this, row = grid.rowOf(this.row);
    if (row && grid.pending.get(row, this.col)?.refusal) grid.pending.putBack(row, this.col);
    this.close();
  }

  /* Left as it was it changes nothing, however it is written. */
  keep(isForAll = false) {
    const text = this.field.value.trim(), { grid } = this, row = grid.rowOf(this.row), { col } = this;
    this.close();
    if (!row || text === this.begun) return;
    const wide = grid.cursor.isRange && (isForAll || isRelative(text));
    grid.pending.enter(text, wide ? null : [row, col]);
  }

  clear() {
    const { grid } = this, { row, col } = grid.cursor;
    const why = row && !grid.cursor.isRange && grid.whyNot(row, col);
    if (why) grid.bar.refuse(why);
    else grid.pending.enter("", null);
  }

  /* From the first column or row of a range over the rest; a single cell goes on to the end of its row. */
  fill(way, isAfter = false) {
    const { grid } = this, { cursor } = grid;
    if (!cursor.isRange && way === "right") cursor.extend(cursor.index, grid.periods - 1);
    if (!cursor.isRange && way === "down" && !isAfter && cursor.index > 0) {
      cursor.select(cursor.index - 1, cursor.col, cursor.index, cursor.col);
    }
    this.fillFrom(way, 1, cursor.left);
  }

  /* `given` rows or columns go on; across the measures of others nothing is filled. */
  fillFrom(way, given, last) {
    const { grid } = this, { cursor } = grid, area = cursor.area();
    if (!area) return;
    if (way === "right" && grid.setup.isPivot) {
      const own = new Set(grid.columns.slice(cursor.left, last + 1).map((column) => column.v));
      area.cols = area.cols.filter((key) => own.has(key.split("@")[0]));
    }
    grid.emit("fill", { id: grid.pending.begin(), way, given, ...area, seq: grid.seq });
  }
}
