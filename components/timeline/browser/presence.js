/* Others: what they select and drag, in the colour of their seat. What somebody holds is not to be grabbed. */
import { boxOf } from "./bars.js";
import { inWords, span } from "./days.js";
import { box, icon, shape } from "./shapes.js";

const FULL = 2000; // milliseconds until a name becomes initials

export class Presence {
  constructor(board) {
    this.board = board;
    this.seats = [];
    this.places = new Map();  // of bars that others drag
    this.holders = new Map(); // who
    this.since = new Map();
    this.tags = [];
  }

  show(seats) {
    const former = new Set([...this.places.keys(), ...this.seats.map((seat) => seat.id)]);
    this.seats = seats;
    this.places = new Map(seats.filter((seat) => seat.doing === "drags" && seat.id && seat.a !== null && seat.z !== null)
      .map((seat) => [seat.id, [seat.a, seat.z]]));
    this.holders = new Map(seats.filter((seat) => seat.doing === "drags" && seat.id).map((seat) => [seat.id, seat.name]));
    for (const seat of seats) {
      const key = `${seat.page} ${seat.doing} ${seat.id}`;
      if (!this.since.has(key)) { this.since.set(key, Date.now()); setTimeout(() => this.board.paint() || this.draw(), FULL + 50); }
    }
    const touched = new Set([...former, ...seats.map((seat) => seat.id)]);
    const keys = [...this.board.rows.values()].filter((row) => row.bars.some((bar) => touched.has(bar.id))).map((row) => row.k);
    if (!this.board.axis) return;
    this.board.cells.draw(keys);
    this.board.drawArrows();
    this.board.paint();
  }

  /* Who looks at the item of a row, as initials in the rail. */
  lookers(row) {
    return this.seats.filter((seat) => seat.id && row.bars.some((bar) => bar.id === seat.id))
      .map((seat) => ({ name: seat.name, colour: seat.colour, initials: initials(seat.name) }));
  }

  draw() {
    const { board } = this, rings = [];
    this.tags = [];
    board.layers.top.querySelectorAll(".rt-tl-seat").forEach((one) => one.remove());
    board.parts.over.querySelectorAll(".tl-theirs").forEach((one) => one.remove());
    for (const seat of this.seats) {
      const end = seat.id && board.bar(seat.id);
      if (!end || seat.doing === "looks") continue;
      const at = boxOf(board, end.row, end.bar), isDrag = seat.doing === "drags";
      rings.push(shape("rect", { class: "rt-tl-seat", style: `stroke:${seat.colour}`, x: at.x - 1, y: end.row.y + at.y - 1,
        width: at.width + 2, height: at.height + 2, rx: 7 }));
      this.tags.push(this.tag(seat, at, end, isDrag));
    }
    board.layers.top.append(...rings);
    board.parts.over.append(...this.tags.map((tag) => tag.element));
    this.move();
  }

  tag(seat, at, end, isDrag) {
    const isOld = Date.now() - (this.since.get(`${seat.page} ${seat.doing} ${seat.id}`) || 0) > FULL;
    const element = box("div", `rt-tl-tag tl-theirs${isDrag ? " tl-drags" : ""}`);
    element.style.background = seat.colour;
    if (isDrag && seat.a !== null) {
      const words = end.bar.a === undefined ? "" : inWords(seat.a - end.bar.a);
      element.append(icon("open_with"), `${seat.name} · ${span(seat.a, seat.z)}${words ? `, ${words}` : ""}`);
    } else element.append(isOld ? initials(seat.name) : seat.name);
    return { element, x: at.x + at.width + (isDrag ? 8 : -6), y: end.row.y + at.y + (isDrag ? 1 : -16) };
  }

  move() {
    const { view } = this.board;
    for (const { element, x, y } of this.tags) {
      element.style.transform = `translate(${x - view.sx}px, ${y - view.sy}px)`;
      element.hidden = y - view.sy < -18 || x - view.sx < -40 || x - view.sx > view.width;
    }
    this.board.drag.tag.move();
  }
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words.length > 1 ? words[0][0] + words[words.length - 1][0] : name.slice(0, 2)).toUpperCase();
}
