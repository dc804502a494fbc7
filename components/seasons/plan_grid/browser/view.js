/* Where one looks: sizes, scroll, and what the server is asked for. */
export const ROW = 31;
const SIDE = 306, SLIM = 236, SEASON = [126, 116, 122], NEAR = 8, ASIDE = 3, EDGE = 30;
const LEAST = { months: 116, weeks: 88 }, TIGHT = 92, MOST = 150, ROOM = 320;
const PADDING = 16, VARIANCE = 62; // pixels around a number, and of what it is away from another version

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
    const { scroll, head, totals } = this.grid.parts, all = this.ends();
    this.side = scroll.clientWidth < 500 ? 150 : scroll.clientWidth < 900 ? 220 : SIDE;
    this.top = head.offsetHeight;
    this.bottom = totals.offsetHeight;
    this.isLoose = scroll.clientWidth - this.side - all < ROOM; // the season scrolls along
    this.width = Math.max(60, scroll.clientWidth - this.side - (this.isLoose ? 0 : all));
    this.height = Math.max(ROW, scroll.clientHeight - this.top - this.bottom);
    this.divide();
    this.grid.root.classList.toggle("pg-loose", this.isLoose);
    this.grid.root.classList.toggle("pg-tight", this.column < LEAST.months);
    for (const [name, wide] of Object.entries({ side: this.side, column: this.column, ends: all,
      s0: this.season[0], s1: this.season[1], s2: this.season[2] })) {
      this.grid.root.style.setProperty(`--pg-${name}`, `${wide}px`);
    }
  }

  get beside() { return this.grid.setup?.isCompared ? VARIANCE : 0; }

  /* How wide the columns of the season are, and all of them together. */
  ends() {
    const { setup, widest = [0, 0, 0] } = this.grid, need = (at) => Math.ceil(widest[at] + PADDING + (at === 1 ? this.beside : 0));
    this.season = setup?.isPivot ? setup.order.map(() => Math.max(104, need(1)))
      : [Math.max(SEASON[0], need(1)), Math.max(SEASON[1], need(2)), SEASON[2]];
    return this.season.reduce((sum, one) => sum + one, 0);
  }

  /* Columns that would just not fit are made narrower, at the cost of the names; what is left over is for these. */
  divide() {
    const { setup, widest = [0] } = this.grid, count = this.grid.periods || 1, needed = widest[0] + PADDING + this.beside;
    const least = Math.max(setup?.isPivot ? 96 : LEAST[setup?.periods] || LEAST.months, Math.ceil(needed));
    const slim = Math.min(this.side, SLIM), tight = Math.max(TIGHT, Math.ceil(needed));
    if (this.width >= least * count) {
      this.column = Math.min(Math.floor(this.width / count), Math.max(MOST, least));
    } else if (this.width + this.side - slim >= tight * count) {
      this.column = Math.min(least, Math.floor((this.width + this.side - slim) / count));
      this.side -= this.column * count - this.width;
      this.width = this.column * count;
    } else {
      this.column = least;
    }
    const rest = this.width - this.column * count;
    if (rest > 0 && rest < count && !this.isLoose) { this.side += rest; this.width -= rest; }
  }

  get wide() { return this.column * (this.grid.periods || 0); }
  get sx() { return this.grid.parts.scroll.scrollLeft; }
  get sy() { return this.grid.parts.scroll.scrollTop; }

  stretch() {
    const { rows, space } = this.grid.parts;
    rows.style.height = `${this.grid.count * ROW}px`;
    space.style.width = `${this.side + this.wide + this.ends()}px`;
    this.grid.root.classList.toggle("pg-more", !this.isLoose && this.sx + this.width < this.wide - 1);
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
    this.grid.root.classList.toggle("pg-more", !this.isLoose && this.sx + this.width < this.wide - 1);
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
    const before = this.season.slice(0, col - grid.periods).reduce((sum, one) => sum + one, 0);
    return { left: ends + before, top, width: this.season[col - grid.periods] };
  }

  /* The row and column under a point, or next to it where it lies outside. */
  hit(x, y) {
    const { grid } = this, { left, top } = grid.parts.scroll.getBoundingClientRect();
    const inside = Math.max(0, Math.min(x - left - this.side, this.width + this.column / 2));
    const below = Math.max(0, Math.min(y - top - this.top, this.height + ROW / 2));
    return [Math.min(grid.count - 1, Math.floor((below + this.sy) / ROW)),
      Math.min(grid.periods - 1, Math.floor((inside + this.sx) / this.column))];
  }

  /* Whether the end of a cell is not behind what is pinned. */
  isInSight(index, col) {
    const { grid } = this, bottom = (index + 1) * ROW - this.sy, right = (col + 1) * this.column - this.sx;
    const isAcross = col >= grid.periods ? !this.isLoose : right > 0 && right <= this.width + 1;
    return isAcross && (index >= grid.count || (bottom > 0 && bottom <= this.height + 1));
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
