/* What waits for what. An arrow whose other end is not in sight ends in a stub that says how many, and leads there. */
import { shape, signAt, widthOf } from "./shapes.js";
import { boxOf, roomOf } from "./bars.js";

const TURN = 5; // pixels of a rounded corner
const BEND = 10; // pixels to the right of a bar at which its arrows turn

export class Arrows {
  constructor(board) {
    this.board = board;
    this.list = [];
    this.shifts = new Map(); // by bar, pixels that words beside it keep free for what begins there
  }

  /* Returns the bars whose words have to move. */
  hear(list) {
    const former = this.shifts, stubs = new Map();
    this.list = list;
    this.shifts = new Map();
    for (const [before, , kind, , , , , where, isDrawn] of list) {
      if (kind !== "needs") continue;
      if (where === 0 && isDrawn) this.shifts.set(before, Math.max(this.shifts.get(before) || 0, BEND));
      else stubs.set(before, (stubs.get(before) || 0) + 1);
    }
    for (const [id, count] of stubs) this.shifts.set(id, widthOf(`${count}`, 10, 500) + 28);
    return [...new Set([...former.keys(), ...this.shifts.keys()])].filter((id) => former.get(id) !== this.shifts.get(id));
  }

  draw() {
    const { layers, drag } = this.board, found = [], stubs = new Map(), pills = [];
    this.ends = this.places();
    for (const [before, after, kind, state, text, isCritical, whereBefore, whereAfter, isDrawn] of this.list) {
      const one = this.ends.get(before), other = this.ends.get(after), live = drag.arrows.get(`${before} ${after}`);
      const how = live ? live[0] : state;
      if (one && other && isDrawn && (this.isClose(one) || this.isClose(other))) {
        found.push(...this.arrow(one, other, kind, how, isCritical, before, after));
        if (how === "violated" && kind === "needs") pills.push([other, live ? live[1] : text]);
      } else {
        if (one && this.isClose(one)) this.count(stubs, before, "after", whereAfter || 8, after, how);
        if (other && this.isClose(other)) this.count(stubs, after, "before", whereBefore || 8, before, how);
        if (other && how === "violated" && kind === "needs") pills.push([other, text]);
      }
    }
    layers.arrows.replaceChildren(...found, ...[...stubs.values()].map((stub) => this.stub(stub)),
      ...pills.map(([end, text]) => this.pill(end, text)));
  }

  places() {
    const found = new Map();
    for (const row of this.board.rows.values()) {
      for (const bar of row.bars) {
        if (!bar.id) continue;
        const at = boxOf(this.board, row, bar);
        found.set(bar.id, { left: at.x, right: at.x + at.width, y: row.y + at.y + (bar.shape === "bracket" ? 4 : at.height / 2),
          top: row.y, bottom: row.y + row.h, bar, row });
      }
    }
    return found;
  }

  isClose(end) {
    return this.board.view.isNear(end.left, end.right - end.left);
  }

  count(stubs, id, side, where, other, state) {
    const key = `${id} ${side}`, stub = stubs.get(key) || { end: this.ends.get(id), id, side, others: [], where, isViolated: false };
    stub.others.push(other);
    stub.isViolated = stub.isViolated || state === "violated";
    stubs.set(key, stub);
  }

  arrow(one, other, kind, state, isCritical, before, after) {
    const isLit = this.board.lit.size && this.board.lit.has(before) && this.board.lit.has(after);
    const classes = `rt-tl-arrow tl-${state}${kind === "related" ? " tl-related" : ""}${isCritical ? " tl-critical" : ""}`
      + (isLit ? " tl-lit" : this.board.lit.size ? " tl-dim" : "");
    if (kind === "related") {
      const x = (end) => (end.left + end.right) / 2;
      return [shape("path", { class: classes, d: `M${x(one)} ${one.y}L${x(other)} ${other.y}` })];
    }
    const group = shape("g", { class: classes });
    group.dataset.before = before;
    group.dataset.after = after;
    const d = this.path(one, other);
    group.append(shape("path", { class: "tl-wide", d }), shape("path", { class: "tl-way", d }),
      shape("path", { class: "tl-point", d: `M${other.left - 6} ${other.y - 4}L${other.left} ${other.y}L${other.left - 6} ${other.y + 4}Z` }));
    return [group];
  }

  /* Out at the right, in at the left, corners rounded; back around where there is no room between. */
  path(one, other) {
    const x1 = one.right, y1 = one.y, x2 = other.left - 1, y2 = other.y, down = y2 > y1 ? 1 : -1;
    if (Math.abs(y2 - y1) < 2 && x2 > x1) return `M${x1} ${y1}H${x2}`;
    if (x2 - x1 >= 14) {
      const middle = x2 - x1 > 24 ? x1 + BEND : x1 + (x2 - x1) / 2, turn = Math.min(TURN, Math.abs(y2 - y1) / 2, (x2 - x1) / 2);
      return `M${x1} ${y1}H${middle - turn}Q${middle} ${y1} ${middle} ${y1 + turn * down}V${y2 - turn * down}`
        + `Q${middle} ${y2} ${middle + turn} ${y2}H${x2}`;
    }
    const out = x1 + BEND, back = x2 - 9, between = down > 0 ? other.top : other.bottom, t = TURN;
    const first = between > y1 ? 1 : -1, last = y2 > between ? 1 : -1;
    return `M${x1} ${y1}H${out - t}Q${out} ${y1} ${out} ${y1 + t * first}V${between - t * first}`
      + `Q${out} ${between} ${out - t} ${between}H${back + t}Q${back} ${between} ${back} ${between + t * last}`
      + `V${y2 - t * last}Q${back} ${y2} ${back + t} ${y2}H${x2}`;
  }

  stub({ end, id, side, others, where, isViolated }) {
    const isRight = side === "after", x = isRight ? end.right : end.left, way = isRight ? 1 : -1;
    const text = `${others.length}`, width = widthOf(text, 10, 500) + 20;
    const sign = where === -1 ? "arrow_upward" : where === 1 ? "arrow_downward" : where === 9 ? "visibility_off" : "arrow_forward";
    const group = shape("g", { class: `rt-tl-stub${isViolated ? " tl-violated" : ""}` });
    const isOne = others.length === 1, are = isOne ? "is" : "are";
    const words = `${isOne ? "1 item" : `${others.length} items`} ${isRight ? `that ${isOne ? "waits" : "wait"} for this` : "this waits for"} `
      + (where === 9 ? `${are} not shown: filtered, or not for you` : `${are} out of sight`);
    group.dataset.stub = id;
    group.dataset.others = others.join(" ");
    group.append(shape("title", {}, words), shape("path", { d: `M${x} ${end.y}H${x + way * 10}` }),
      shape("rect", { x: isRight ? x + 10 : x - 10 - width, y: end.y - 8, width, height: 16, rx: 8 }),
      signAt(sign, (isRight ? x + 10 : x - 10 - width) + 4, end.y + 5.5, 11),
      shape("text", { x: (isRight ? x + 10 : x - 10 - width) + width - 5, y: end.y + 3.6, "text-anchor": "end" }, text));
    return group;
  }

  pill(end, text) {
    const title = end.row.kind !== "packed" && this.isBeside(end) ? widthOf(end.bar.title) + 8 + (this.shifts.get(end.bar.id) || 0) : 0;
    const x = end.right + title + 10, width = widthOf(text, 11, 500) + 30;
    const group = shape("g", { class: "rt-tl-sentence", transform: `translate(${x} ${end.y - 10})` });
    group.append(shape("rect", { width, height: 20, rx: 10 }), signAt("warning", 7, 15.5, 14),
      shape("text", { x: 25, y: 14 }, text));
    return group;
  }

  isBeside(end) {
    const width = end.right - end.left, title = widthOf(end.bar.title);
    if (roomOf(this.board, end.row) > 40) return width < 70;
    return width >= 40 && (width < 70 || (title > width - 19 && width <= 150));
  }
}
