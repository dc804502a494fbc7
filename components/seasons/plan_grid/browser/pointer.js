/* The mouse: click chooses, Shift extends, dragging marks a range, a double click types. A finger drags the sheet itself:
   a tap chooses, another one types. */
export class Pointer {
  constructor(grid) {
    this.grid = grid;
    const { scroll } = grid.parts;
    scroll.addEventListener("pointerdown", (event) => this.down(event));
    scroll.addEventListener("pointermove", (event) => this.move(event));
    scroll.addEventListener("click", (event) => { this.fold(event); if (this.isTouch) this.tap(event); });
    scroll.addEventListener("dblclick", (event) => { if (this.at(event)) this.grid.editor.open(null); });
    scroll.addEventListener("pointerup", () => { this.isDown = false; });
    scroll.addEventListener("pointercancel", () => { this.isDown = false; });
  }

  at(event) {
    const cell = event.target.closest?.("[role=gridcell]"), row = cell?.closest("[data-row]");
    const found = row && this.grid.rowOf(row.dataset.row);
    return found ? [found.i, Number(cell.dataset.col)] : null;
  }

  down(event) {
    const { grid } = this;
    this.isTouch = event.pointerType === "touch";
    if (event.button !== 0 || event.target === grid.editor.field || this.isTouch) return;
    if (grid.editor.isOpen) grid.editor.keep();
    const at = this.at(event);
    if (!at) return;
    event.preventDefault();
    grid.focus();
    if (event.shiftKey) grid.cursor.extend(...at); else grid.cursor.go(...at);
    this.isDown = !event.shiftKey;
  }

  tap(event) {
    const { grid } = this, { cursor } = grid, at = this.at(event);
    if (!at) return;
    if (grid.editor.isOpen) grid.editor.keep();
    grid.focus();
    if (at[0] === cursor.index && at[1] === cursor.col && !cursor.isRange) grid.editor.open(null);
    else cursor.go(...at);
  }

  move(event) {
    const at = this.isDown && event.buttons === 1 && this.at(event);
    if (at && (at[0] !== this.grid.cursor.end[0] || at[1] !== this.grid.cursor.end[1])) this.grid.cursor.extend(...at);
  }

  fold(event) {
    const label = event.target.closest?.(".pg-row .pg-label"), row = label && this.grid.rowOf(label.closest("[data-row]").dataset.row);
    if (!row) return;
    this.grid.focus();
    if (event.target.closest(".pg-fold:not(.pg-none)")) this.grid.emit("fold", row.k);
    else this.grid.cursor.go(row.i, this.grid.cursor.col);
  }
}
