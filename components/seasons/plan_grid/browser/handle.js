/* The corner of what is chosen: dragged right or down, what is chosen goes on over the cells it is drawn across. */
import { box, put } from "./shapes.js";
import { ROW } from "./view.js";

const HALF = 4, SLACK = 8; // pixels
const BEAT = 60; // milliseconds between two steps of scrolling along

export class Handle {
  constructor(grid) {
    this.grid = grid;
    this.corner = box("div", "pg-handle");
    this.outline = box("div", "pg-outline");
    put(this.corner, { "aria-hidden": "true", title: "Drag right or down to fill" });
    put(this.outline, { "aria-hidden": "true" });
    this.corner.hidden = this.outline.hidden = true;
    grid.parts.space.append(this.corner, this.outline);
    this.corner.addEventListener("pointerdown", (event) => this.begin(event));
    this.corner.addEventListener("pointermove", (event) => { if (this.pointer) { this.pointer = event; this.follow(); } });
    this.corner.addEventListener("pointerup", () => this.drop());
    this.corner.addEventListener("pointercancel", () => this.end());
    this.hear = (event) => this.press(event);
    document.addEventListener("keydown", this.hear, true);
  }

  close() {
    clearInterval(this.timer);
    document.removeEventListener("keydown", this.hear, true);
  }

  begin(event) {
    const { grid } = this;
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (grid.editor.isOpen) grid.editor.keep();
    grid.focus();
    this.corner.setPointerCapture(event.pointerId);
    this.pointer = event;
    this.from = [event.clientX + grid.view.sx, event.clientY + grid.view.sy];
    this.timer = setInterval(() => this.follow(), BEAT);
  }

  /* Esc lets go of it. */
  press(event) {
    if (!this.pointer || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
    this.grid.announce("Nothing is filled");
  }

  /* Right or down, whichever is farther; what lies outside is scrolled to. */
  follow() {
    const { grid } = this, { cursor, view } = grid, [index, col] = view.hit(this.pointer.clientX, this.pointer.clientY);
    const x = this.pointer.clientX + view.sx - this.from[0], y = this.pointer.clientY + view.sy - this.from[1];
    const isDown = y > x, by = isDown ? index - cursor.bottom : Math.min(col, grid.periods - 1) - cursor.right;
    this.target = by > 0 && Math.max(x, y) > SLACK ? { way: isDown ? "down" : "right", by } : null;
    if (this.target) view.go(isDown ? index : cursor.bottom, isDown ? cursor.right : col);
    this.draw();
  }

  get reach() {
    const { cursor } = this.grid, { way, by } = this.target;
    return [cursor.bottom + (way === "down" ? by : 0), cursor.right + (way === "right" ? by : 0)];
  }

  drop() {
    const { grid, target } = this, { cursor } = grid;
    if (!this.pointer) return;
    if (!target) { this.end(); return; }
    const [bottom, right] = this.reach, last = cursor.right;
    const given = target.way === "down" ? cursor.bottom - cursor.top + 1 : cursor.right - cursor.left + 1;
    this.end();
    cursor.select(cursor.top, cursor.left, bottom, right);
    grid.editor.fillFrom(target.way, given, last);
    grid.announce(`Filling ${bottom - cursor.top + 1} × ${right - cursor.left + 1} cells`);
  }

  end() {
    clearInterval(this.timer);
    this.pointer = this.target = null;
    this.draw();
  }

  draw() {
    const { grid } = this, { cursor, view } = grid;
    const isThere = grid.setup && !grid.setup.closed && cursor.row && !cursor.row.no && !grid.editor.isOpen
      && cursor.right < grid.own && view.isInSight(cursor.bottom, cursor.right);
    this.corner.hidden = !isThere;
    this.outline.hidden = !this.target;
    if (isThere) {
      const { left, top, width } = view.box(cursor.bottom, cursor.right);
      Object.assign(this.corner.style, { left: `${left + width - HALF - 1}px`, top: `${top + ROW - HALF - 1}px` });
    }
    if (!this.target) return;
    const first = view.box(cursor.top, cursor.left), end = view.box(...this.reach);
    Object.assign(this.outline.style, { left: `${first.left}px`, top: `${first.top}px`,
      width: `${end.left + end.width - first.left}px`, height: `${end.top + ROW - first.top}px` });
  }
}
