/* Where one looks: sizes, scroll, and what the server is asked for. */
export const ROW = 31;
const SIDE = 306, SEASON = [126, 116, 122], NEAR = 8, ASIDE = 3, EDGE = 30;
const LEAST = { months: 116, weeks: 88 }, MOST = 150, ROOM = 320;

export class View {
  constructor(grid) {
    this.grid = grid;
    this.side = SIDE;
    this.season = SEASON;
    this.column = LEAST.months;
    this.height = 400;
    this.width = 800;
    this.asked = null;
  }

  measure() {
    const { scroll, head, totals } = this.grid.parts, count = this.grid.periods || 1;
    this.side = scroll.clientWidth < 900 ? 220 : SIDE;
    this.top = head.offsetHeight;
    this.bottom = totals.offsetHeight;
    const all = SEASON[0] + SEASON[1] + SEASON[2];
    this.isLoose = scroll.clientWidth - this.side - all < ROOM; // the season scrolls along
    this.width = Math.max(60, scroll.clientWidth - this.side - (this.isLoose ? 0 : all));
    this.height = Math.max(ROW, scroll.clientHeight - this.top - this.bottom);
    const fits = Math.floor((this.width - 1) / count);
    this.column = Math.max(LEAST[this.grid.setup?.periods] || LEAST.months, Math.min(fits, MOST));
    this.grid.root.classList.toggle("pg-loose", this.isLoose);
    this.grid.root.style.setProperty("--pg-side", `${this.side}px`);
    this.grid.root.style.setProperty("--pg-column", `${this.column}px`);
  }

  get wide() { return this.column * (this.grid.periods || 0); }
  get sx() { return this.grid.parts.scroll.scrollLeft; }
  get sy() { return this.grid.parts.scroll.scrollTop; }

  stretch() {
    const { rows, space } = this.grid.parts;
    rows.style.height = `${this.grid.count * ROW}px`;
    space.style.width = `${this.side + this.wide + SEASON[0] + SEASON[1] + SEASON[2]}px`;
    this.bottom = this.grid.parts.totals.offsetHeight;
    this.top = this.grid.parts.head.offsetHeight;
  }

  get shown() {
    const first = Math.max(0, Math.floor(this.sy / ROW) - NEAR);
    return [first, Math.min(this.grid.count - 1, Math.ceil((this.sy + this.height) / ROW) + NEAR)];
  }

  get across() {
    const first = Math.max(0, Math.floor(this.sx / this.column) - ASIDE);
    return [first, Math.min(this.grid.periods - 1, Math.ceil((this.sx + this.width) / this.column) + ASIDE)];
  }

  scrolled() {
    this.grid.later();
    this.ask();
  }

  /* A cell into sight, with as little movement as possible. */
  go(index, col) {
    const { scroll } = this.grid.parts, { grid } = this;
    if (index < grid.count) {
      const top = index * ROW;
      if (top < this.sy) scroll.scrollTop = top;
      else if (top + ROW > this.sy + this.height) scroll.scrollTop = top + ROW - this.height;
    }
    if (col < grid.periods) {
      const left = col * this.column;
      if (left < this.sx) scroll.scrollLeft = left;
      else if (left + this.column > this.sx + this.width) scroll.scrollLeft = left + this.column - this.width;
    } else if (this.isLoose) scroll.scrollLeft = scroll.scrollWidth;
  }

  /* Where a cell lies within the space. */
  box(index, col) {
    const { grid } = this;
    const top = index < grid.count ? this.top + index * ROW
      : this.sy + this.top + this.height + (index - grid.count) * ROW + 1;
    if (col < grid.periods) return { left: this.side + col * this.column, top, width: this.column };
    const ends = this.isLoose ? this.side + this.wide : this.sx + this.side + this.width;
    const before = SEASON.slice(0, col - grid.periods).reduce((sum, one) => sum + one, 0);
    return { left: ends + before, top, width: SEASON[col - grid.periods] };
  }

  /* The server sends rows around the window; near their edge it is asked for the next. */
  ask(isNew = false) {
    const top = Math.floor(this.sy / ROW), bottom = Math.ceil((this.sy + this.height) / ROW);
    if (!isNew && (!this.grid.setup || this.waiting)) return;
    const low = Math.max(0, top - EDGE), high = Math.min(this.grid.count - 1, bottom + EDGE);
    const isThere = this.grid.count === 0 || (this.grid.order.has(low) && this.grid.order.has(high));
    if (!isNew && (isThere || this.asked === top)) return;
    this.asked = top;
    this.grid.emit("window", { top, bottom, isNew });
    this.waiting = setTimeout(() => { this.waiting = null; this.ask(); }, 60);
  }
}
