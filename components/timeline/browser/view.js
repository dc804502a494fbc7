/* Where one looks: scale, scroll, size. Dates become pixels here and nowhere else. */
import { dayOf, parts } from "./days.js";

const KEPT_LEFT = 3; // days before the month that one looks at first
const NEAR = 600;    // pixels that are drawn beside the window

export class View {
  constructor(board) {
    this.board = board;
    this.px = 4;
    this.sx = 0;
    this.sy = 0;
    this.width = 800;
    this.height = 400;
    this.total = 0;
    this.drawn = [0, 0];
    this.asked = null;
    this.isPlaced = false;
  }

  get axis() { return this.board.axis; }
  x(day) { return (day - (this.axis?.first ?? 0)) * this.px; }
  place(x) { return (this.axis?.first ?? 0) + x / this.px; }
  get centre() { return this.place(this.sx + this.width / 2); }
  get from() { return Math.floor(this.place(this.sx)); }
  get to() { return Math.ceil(this.place(this.sx + this.width)); }

  measure() {
    const { scroll, side, head, map, graph } = this.board.parts;
    this.side = side.offsetWidth;
    this.top = head.offsetHeight + map.offsetHeight + graph.offsetHeight;
    this.width = Math.max(60, scroll.clientWidth - this.side);
    this.height = Math.max(40, scroll.clientHeight - this.top);
    this.board.parts.stage.style.width = `${scroll.clientWidth}px`;
    this.board.parts.stage.style.height = `${scroll.clientHeight}px`;
  }

  stretch() {
    const wide = (this.axis.last - this.axis.first + 1) * this.px;
    const { space } = this.board.parts;
    space.style.transitionProperty = "none"; // where motion is reduced it would grow a frame after one scrolls in it
    space.style.width = `${Math.max(wide, this.width) + this.side}px`;
    space.style.height = `${Math.max(this.total + 24, this.height) + this.top}px`;
  }

  /* The first look: this month, at the scale that was chosen. */
  begin(setup) {
    const { year, month } = parts(this.axis.today);
    this.px = this.pixels(setup.scale);
    this.stretch();
    this.go(this.x(dayOf(year, month) - KEPT_LEFT), this.sy);
    this.isPlaced = true;
  }

  pixels(scale) {
    const { setup } = this.board;
    const month = scale === "3 months" ? this.width / 3 : setup.presets[scale] || setup.presets.Months;
    return Math.min(setup.most, Math.max(setup.least, month / setup.month));
  }

  go(x, y) {
    const { scroll } = this.board.parts;
    this.sx = Math.max(0, Math.min(x, scroll.scrollWidth - scroll.clientWidth));
    this.sy = Math.max(0, Math.min(y, scroll.scrollHeight - scroll.clientHeight));
    scroll.scrollLeft = this.sx;
    scroll.scrollTop = this.sy;
    this.board.paint();
  }

  /* The browser has scrolled by itself. Fractions that it rounds away are ours. */
  scrolled() {
    const { scroll } = this.board.parts;
    if (Math.abs(scroll.scrollLeft - this.sx) >= 1) this.sx = scroll.scrollLeft;
    if (Math.abs(scroll.scrollTop - this.sy) >= 1) this.sy = scroll.scrollTop;
    this.board.paint();
  }

  /* The date under the pointer stays where it is. */
  zoom(px, pointer = this.width / 2) {
    const { setup } = this.board;
    const next = Math.min(setup.most, Math.max(setup.least, px));
    const factor = next / this.px;
    if (factor === 1) return;
    const to = (this.sx + pointer) * factor - pointer;
    this.px = next;
    this.stretch();
    this.board.isDirty = true;
    this.go(to, this.sy);
    this.tell();
  }

  tell() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.board.emit("zoomed", { px: this.px, centre: Math.round(this.centre) }), 400);
  }

  show(from, to) {
    const { setup } = this.board;
    const px = Math.min(setup.most, Math.max(setup.least, (this.width - 48) / Math.max(1, to - from + 1)));
    this.px = px;
    this.stretch();
    this.board.isDirty = true;
    this.go(this.x(from) - 24, this.sy);
    this.tell();
  }

  zoomTo(name) {
    const { year, month } = parts(Math.round(this.centre));
    if (!this.board.axis) return;
    if (name === "in") this.zoom(this.px * 1.25);
    else if (name === "out") this.zoom(this.px / 1.25);
    else if (name === "fit") this.show(...this.board.extent());
    else if (name === "selection") this.show(...this.board.extent([...this.board.selected]));
    else if (name === "quarter") this.show(dayOf(year, month - month % 3), dayOf(year, month - month % 3 + 3) - 1);
    else if (name === "today") this.go(this.x(this.axis.today) - this.width / 3, this.sy);
    else this.zoom(this.pixels(name));
  }

  /* Whether what is drawn still reaches beyond the window. */
  isCovered() {
    return this.drawn[0] <= Math.max(0, this.sx - 120) && this.drawn[1] >= this.sx + this.width + 120;
  }

  cover() {
    this.drawn = [this.sx - NEAR, this.sx + this.width + NEAR];
  }

  isNear(x, width) {
    return x + width >= this.drawn[0] && x <= this.drawn[1];
  }

  /* Ask the server for what the window needs, at most every 50 ms. */
  ask(isNew = false) {
    const wanted = { top: this.sy, bottom: this.sy + this.height, from: this.from, to: this.to };
    const former = this.asked;
    if (!isNew && former && Math.abs(former.top - wanted.top) < 100 && Math.abs(former.bottom - wanted.bottom) < 100
        && (this.board.setup?.density !== "packed" || Math.abs(former.from - wanted.from) < 30
            && Math.abs(former.to - wanted.to) < 30)) return;
    if (!isNew && this.waiting) return;
    this.asked = wanted;
    this.board.emit("window", { ...wanted, px: this.px, isNew, top: Math.round(wanted.top),
      bottom: Math.round(wanted.bottom) });
    this.waiting = setTimeout(() => { this.waiting = null; this.ask(); }, 50);
  }
}
