/* What lies beside the window: a small sign at its edge leads there. Titles of long bars stay in sight. */
import { boxOf } from "./bars.js";
import { icon } from "./shapes.js";

export class Edges {
  constructor(board) {
    this.board = board;
    this.signs = new Map(); // by key of the row
  }

  move() {
    const { board } = this, { view } = board, wanted = new Set();
    for (const [key, node] of board.cells.nodes) {
      const { row } = node, bar = row?.bars.length === 1 && row.bars[0];
      if (!bar || !board.rows.has(key) || row.y + row.h < view.sy || row.y > view.sy + view.height) continue;
      const at = boxOf(board, row, bar), side = at.x + at.width < view.sx + 4 ? "left" : at.x > view.sx + view.width - 4 ? "right" : "";
      if (side) { wanted.add(key); this.put(key, row, bar, side); } else this.stay(node, bar, at);
    }
    for (const [key, sign] of this.signs) if (!wanted.has(key)) { sign.remove(); this.signs.delete(key); }
  }

  /* The words of a bar whose beginning is out of sight move along within it. */
  stay(node, bar, at) {
    const words = node.bars.get(bar.id)?.querySelector("[data-room]");
    if (!words) return;
    const x = 11 + Math.max(0, Math.min(this.board.view.sx - at.x, Number(words.dataset.room)));
    if (words.getAttribute("x") !== String(x)) words.setAttribute("x", x);
  }

  put(key, row, bar, side) {
    const { board } = this, { view } = board;
    let sign = this.signs.get(key);
    if (!sign || sign.dataset.side !== side) {
      sign?.remove();
      sign = document.createElement("button");
      sign.type = "button";
      sign.tabIndex = -1;
      sign.className = `rt-tl-edge tl-${side} tl-tone-${bar.tone}`;
      sign.dataset.side = side;
      sign.title = board.tip(bar);
      sign.setAttribute("aria-label", `Go to ${board.tip(bar)}`);
      sign.append(icon(side === "left" ? "chevron_left" : "chevron_right"));
      sign.addEventListener("click", () => { const at = boxOf(board, row, bar); view.go(at.x - Math.max(40, (view.width - at.width) / 2), view.sy); });
      board.parts.over.append(sign);
      this.signs.set(key, sign);
    }
    sign.style.transform = `translateY(${row.y - view.sy + (row.h - 18) / 2}px)`;
  }
}
