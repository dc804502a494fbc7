/* What stands beside a bar that is being moved: where it would go, what that means, or why it cannot be. */
import { boxOf } from "./bars.js";
import { later, span } from "./days.js";
import { box, icon } from "./shapes.js";

const STAYS = 6000; // milliseconds a refusal can be read

export class Tag {
  constructor(board, drag) {
    this.board = board;
    this.drag = drag;
  }

  /* Held by the pointer, or by keys. */
  get state() { return this.drag.state?.isMoving ? this.drag.state : this.board.keys.pending; }

  /* `26 Oct – 13 Nov (+5 d, 17 wd)` beside the bar, with what it costs and pushes. */
  write() {
    const { state, drag } = this, place = state && drag.places.get(state.id);
    if (!place) return this.clear();
    if (!this.box) this.board.parts.over.append(this.box = box("div", "rt-tl-tag tl-own"));
    const { told } = drag, wd = told?.working ? `${told.working} wd` : "";
    const much = [later(state.days || 0), wd].filter(Boolean).join(", ");
    const more = [told?.cost, told?.followers ? `${told.followers} ${told.followers === 1 ? "successor" : "successors"} would move` : "",
      state.isCopy ? "leaves a copy" : "", state.isAlone ? "only this" : "", drag.snapped, told?.refusal].filter(Boolean);
    this.box.replaceChildren(icon("open_with"), span(...place) + (much ? ` (${much})` : ""), ...more.map((text) => box("span", "", text)));
    this.box.classList.toggle("tl-refused", Boolean(told?.refusal));
    return this.move();
  }

  move() {
    const { state } = this, found = this.box && state && this.board.bar(state.id);
    if (!found) return;
    const { view } = this.board, at = boxOf(this.board, found.row, found.bar), wide = this.box.offsetWidth;
    let x = at.x + at.width + 10 - view.sx, y = found.row.y + at.y + 1 - view.sy;
    if (x + wide > view.width) { x = Math.max(4, Math.min(view.width - wide - 4, at.x - view.sx)); y -= 24; }
    this.box.style.transform = `translate(${x}px, ${Math.max(0, y)}px)`;
  }

  clear() {
    this.box?.remove();
    this.box = null;
  }

  /* Beside the bar that flies back. */
  refuse(text, found) {
    const { view, parts } = this.board, note = box("div", "rt-tl-tag tl-refused");
    const at = found ? boxOf(this.board, found.row, found.bar) : { x: view.sx + 20, y: 20, width: 0 };
    note.append(icon("error"), text);
    parts.over.append(note);
    const x = Math.max(4, Math.min(view.width - note.offsetWidth - 4, at.x + at.width + 10 - view.sx));
    note.style.transform = `translate(${x}px, ${(found ? found.row.y : view.sy) + at.y - view.sy}px)`;
    setTimeout(() => note.remove(), STAYS);
  }
}
