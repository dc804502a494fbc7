/* What people drew on a saved view: notes, boxes, lines and signs, which can be moved about. */
import { spoken } from "./days.js";
import { fitted, shape, signAt, widthOf } from "./shapes.js";

const STEP = 4, NOTE = 26, BOX = 60; // pixels from which it is a drag; heights where none was given
const NAMES = { note: "Note", box: "Box", line: "Line", icon: "Sign" };

export class Notes {
  constructor(board) {
    this.board = board;
    this.list = [];
    this.layer = board.layers.notes;
    this.layer.addEventListener("pointerdown", (event) => this.grab(event));
    this.layer.addEventListener("keydown", (event) => {
      const group = event.target.closest("[data-note]");
      if (!group || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      event.stopPropagation();
      this.tell(group, { open: true });
    });
  }

  show(list) {
    this.list = list;
    this.draw();
  }

  draw() {
    const held = document.activeElement?.dataset?.note;
    this.layer.replaceChildren(...(this.board.axis ? this.list : []).map((one) => this.one(one)));
    if (held) this.layer.querySelector(`[data-note="${held}"]`)?.focus();
  }

  one({ id, shape: kind, a, z, y, h, text, tone }) {
    const { view } = this.board, x = view.x(a), width = (z - a + 1) * view.px;
    const group = shape("g", { class: `rt-tl-note tl-tone-${tone}`, role: "button", tabindex: 0, transform: `translate(${x} ${y})`,
      "aria-label": `${NAMES[kind]}${text ? `: ${text}` : ""}, ${spoken(a, z)}` });
    Object.assign(group.dataset, { note: id, x, y });
    group.append(shape("title", {}, text || NAMES[kind]), ...this.parts(kind, z > a ? width : 0, h, text));
    return group;
  }

  parts(kind, width, h, text) {
    const words = (x, y, room) => (text ? [shape("text", { x, y }, room ? fitted(text, room) : text)] : []);
    if (kind === "line") return [shape("path", { class: "tl-grab", d: `M0 0L${width} ${h}` }), shape("path", { class: "tl-stroke", d: `M0 0L${width || 1} ${h || (width ? 0 : BOX)}` }), ...words(4, -5)];
    if (kind === "icon") return [shape("rect", { class: "tl-grab", x: -4, width: 26, height: 24 }), signAt("push_pin", 0, 17, 18, "tl-pin"), ...words(22, 15)];
    if (kind === "box") return [shape("rect", { class: "tl-frame", width: width || 40, height: h || BOX, rx: 4 }), ...words(7, 16, (width || 40) - 14)];
    const room = width || widthOf(text) + 20;
    return [shape("rect", { class: "tl-sheet", width: room, height: h || NOTE, rx: 4 }), ...words(9, 17, room - 14)];
  }

  /* A click opens it, a drag moves it; the server has the last word on where it is. */
  grab(event) {
    const group = event.target.closest("[data-note]");
    if (!group || event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    group.focus();
    const from = [event.clientX, event.clientY], { view } = this.board, mayMove = !this.board.isReadOnly;
    let moved = null;
    const by = (one) => [one.clientX - from[0], one.clientY - from[1]];
    const move = (one) => {
      const [dx, dy] = by(one);
      if (mayMove && (moved || Math.hypot(dx, dy) > STEP)) {
        moved = [Math.round(dx / view.px), Math.max(-Number(group.dataset.y), Math.round(dy))];
        group.setAttribute("transform", `translate(${Number(group.dataset.x) + moved[0] * view.px} ${Number(group.dataset.y) + moved[1]})`);
      }
    };
    const end = (one) => {
      for (const [name, deed] of [["pointermove", move], ["pointerup", end], ["pointercancel", end], ["keydown", stop]]) removeEventListener(name, deed, true);
      if (one.type === "pointerup" && moved) this.tell(group, { days: moved[0], down: moved[1] });
      else if (one.type === "pointerup") this.tell(group, { open: true });
      else this.draw();
    };
    const stop = (one) => { if (one.key === "Escape") end(one); };
    for (const [name, deed] of [["pointermove", move], ["pointerup", end], ["pointercancel", end], ["keydown", stop]]) addEventListener(name, deed, true);
  }

  tell(group, told) {
    this.board.emit("note", { id: Number(group.dataset.note), ...told });
  }
}
