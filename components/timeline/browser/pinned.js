/* The lane one has scrolled into stays at the top, with its load: what a drag does to it must not be out of sight. */
import { put } from "./shapes.js";

export class Pinned {
  constructor(board) {
    this.board = board;
    this.layer = board.layers.pinned;
  }

  move() {
    const { board } = this, { view } = board;
    const lanes = [...board.rows.values()].filter((row) => row.kind === "lane").sort((one, other) => one.y - other.y);
    const place = lanes.findLastIndex((row) => row.y < view.sy), lane = lanes[place], next = lanes[place + 1];
    const node = lane && board.cells.nodes.get(lane.k);
    if (this.node && this.node !== node) this.release();
    if (!node) return;
    const y = Math.min(view.sy, next ? next.y - lane.h : Infinity);
    if (this.node !== node || this.drawn !== node.drawn) {
      this.layer.replaceChildren(node.back.cloneNode(true), node.cells.cloneNode(true));
      [this.node, this.drawn, this.lane] = [node, node.drawn, lane];
    }
    put(this.layer, { transform: `translate(${-view.sx} ${y - view.sy})` });
    node.label.style.transform = `translateY(${y}px)`;
  }

  release() {
    this.node.label.style.transform = `translateY(${this.lane.y}px)`;
    this.layer.replaceChildren();
    this.node = null;
  }
}
