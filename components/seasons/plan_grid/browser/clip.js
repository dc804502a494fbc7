/* The clipboard: what is chosen as lines with tabs, what is pasted to the server as it is. */
import { plain } from "./numbers.js";

export class Clip {
  constructor(grid) {
    this.grid = grid;
    this.hear = (event) => this.deal(event);
    for (const name of ["copy", "cut", "paste"]) document.addEventListener(name, this.hear);
  }

  close() {
    for (const name of ["copy", "cut", "paste"]) document.removeEventListener(name, this.hear);
  }

  deal(event) {
    const { grid } = this;
    if (document.activeElement !== grid.parts.scroll) return;
    event.preventDefault();
    if (event.type === "paste") this.paste(event.clipboardData.getData("text/plain"));
    else this.copy(event);
  }

  copy(event) {
    const text = this.lines();
    if (text === null) { this.ask(false); return; }
    event.clipboardData.setData("text/plain", text);
    this.grid.announce(`Copied ${this.size()}`);
  }

  size() {
    const { cursor } = this.grid, rows = cursor.bottom - cursor.top + 1, cols = cursor.right - cursor.left + 1;
    return rows * cols === 1 ? "1 cell" : `${rows} × ${cols} cells`;
  }

  /* Null where not all of it is here. */
  lines() {
    const { grid } = this, { cursor } = grid, lines = [];
    for (let i = cursor.top; i <= cursor.bottom; i++) {
      const row = grid.row(i);
      if (!row) return null;
      const cells = [];
      for (let col = cursor.left; col <= cursor.right; col++) cells.push(plain(grid.value(row, col), grid.unit(row, col)));
      lines.push(cells.join("\t"));
    }
    return lines.join("\n");
  }

  /* The server writes it: with headers, or because rows are not here. */
  ask(hasHeaders) {
    const area = this.grid.cursor.area();
    if (area) this.grid.emit("clip", { ...area, hasHeaders });
  }

  async take(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.grid.announce("Copied");
    } catch {
      this.grid.bar.refuse("The browser does not let Roundtable copy here.");
    }
  }

  paste(text) {
    const { grid } = this, area = grid.cursor.area();
    if (!text || !area) return;
    grid.emit("paste", { id: grid.pending.begin(), text, ...area, isRange: grid.cursor.isRange, seq: grid.seq });
  }
}
