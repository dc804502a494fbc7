/* Where others are: a ring in the colour of their seat, with their name. */
import { box } from "./shapes.js";

const NAMED = 3; // people whose places are told in words

export class Others {
  constructor(grid) {
    this.grid = grid;
    this.seats = [];
    this.rings = new Map(); // by page
    this.beat = setInterval(() => { if (!document.hidden && grid.setup) grid.cursor.look(); }, 5000);
  }

  close() { clearInterval(this.beat); }

  show(seats) {
    this.seats = seats;
    this.grid.later();
  }

  get said() {
    const more = this.seats.length - NAMED;
    const named = this.seats.slice(0, NAMED).map((seat) => `${seat.name} is in ${seat.where}`);
    return [...named, ...(more > 0 ? [`${more} more ${more === 1 ? "person" : "people"} here`] : [])].join(" · ");
  }

  draw() {
    const { grid } = this, here = new Set();
    for (const seat of this.seats) {
      const row = grid.rowOf(seat.row), col = grid.columns.findIndex((column) => column.k === seat.col);
      const cell = row && col >= 0 && grid.body.element(row, col);
      if (!cell) continue;
      here.add(seat.page);
      const ring = this.rings.get(seat.page) || this.made(seat);
      if (ring.parentElement !== cell.parentElement) cell.parentElement.append(ring);
      ring.style.left = `${cell.offsetLeft}px`;
      ring.style.width = `${cell.offsetWidth}px`;
      ring.classList.toggle("pg-types", seat.types);
    }
    for (const [page, ring] of this.rings) if (!here.has(page)) { ring.remove(); this.rings.delete(page); }
  }

  made(seat) {
    const ring = box("div", "pg-ring");
    ring.style.setProperty("--pg-seat", seat.colour);
    ring.append(box("b", "", seat.name));
    ring.setAttribute("aria-hidden", "true");
    this.rings.set(seat.page, ring);
    return ring;
  }
}
