/* What is clicked twice, with the other button, or only pointed at. */

export class Hover {
  constructor(board) {
    this.board = board;
    this.key = "";
    const { stage } = board.parts;
    stage.addEventListener("dblclick", (event) => this.double(event));
    stage.addEventListener("contextmenu", (event) => this.menu(event));
    stage.addEventListener("pointerover", (event) => this.over(event));
  }

  double(event) {
    const side = event.target.closest(".rt-tl-label");
    const id = side && this.board.rows.get(side.dataset.row)?.bars.find((bar) => bar.id)?.id;
    if (id) this.board.emit("open", id);
  }

  menu(event) {
    const node = event.target.closest("[data-row]");
    if (!node) return;
    event.preventDefault();
    if (!this.board.drag.touch.isTaken) this.board.emit("menu", node.dataset.row);
  }

  over(event) {
    const arrow = event.target.closest("g.rt-tl-arrow"), key = arrow ? `${arrow.dataset.before} ${arrow.dataset.after}` : "";
    if (key === this.key) return; // an arrow that was drawn anew is still the same
    this.key = key;
    this.board.lit = arrow ? new Set() : this.board.chosen;
    if (arrow) this.chain(Number(arrow.dataset.before), this.board.lit);
    this.board.arrows.draw();
  }

  chain(id, lit) {
    if (lit.has(id)) return;
    lit.add(id);
    for (const [before, after, kind] of this.board.arrows.list) {
      if (kind !== "needs") continue;
      if (before === id) this.chain(after, lit);
      if (after === id) this.chain(before, lit);
    }
  }
}
