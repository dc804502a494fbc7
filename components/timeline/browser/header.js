/* Months and weeks, sprints, flags of markers, and the little map of everything. */
import { short, span, stretches, weekday } from "./days.js";
import { box, icon, shape, widthOf } from "./shapes.js";

const TONES = { freeze: "tl-freeze" };

export class Header {
  constructor(board) {
    this.board = board;
    this.rail = box("div", "rt-tl-scale");
    board.parts.head.append(this.rail);
    this.map = shape("svg", { width: "100%", height: "100%" });
    board.parts.map.append(this.map);
    board.parts.map.addEventListener("pointerdown", (event) => this.dragMap(event));
  }

  /* Whether the row below the months is still the right one: sprints end somewhere. */
  isStale() {
    const { view, axis } = this.board;
    return view.px >= 1.6 && view.px < 22 && this.hasSprints !== axis.sprints.some(([a, z]) => z >= view.from && a <= view.to);
  }

  move() {
    if (this.isStale()) { this.draw(); return; }
    this.rail.style.transform = `translateX(${-this.board.view.sx}px)`;
    const { view } = this.board;
    if (this.box) {
      const all = (this.board.axis.last - this.board.axis.first + 1) * view.px, width = this.board.parts.map.clientWidth;
      this.box.setAttribute("x", view.sx / all * width);
      this.box.setAttribute("width", Math.max(8, Math.min(1, view.width / all) * width));
    }
    for (const one of this.sticky || []) {
      one.style.left = `${Math.max(0, Math.min(view.sx - one.begin, one.room))}px`;
      one.style.visibility = view.sx - one.begin > one.room + 4 ? "hidden" : "";
    }
  }

  draw() {
    const { view, axis, setup } = this.board;
    const from = Math.max(axis.first, Math.floor(view.place(view.drawn[0])));
    const to = Math.min(axis.last, Math.ceil(view.place(view.drawn[1])));
    const [, coarse, fine] = setup.headers.find(([least]) => view.px >= least);
    const hasSprints = view.px >= 1.6 && view.px < 22 && axis.sprints.some(([a, z]) => z >= view.from && a <= view.to);
    this.hasSprints = hasSprints;
    this.sticky = [];
    this.rail.replaceChildren(
      ...this.row(hasSprints && coarse === "quarter" ? "month" : coarse, from, to, "rt-tl-month"),
      ...(hasSprints ? this.sprints(from, to) : this.row(fine, from, to, "rt-tl-fine")), ...this.flags(from, to));
    this.move();
  }

  row(unit, from, to, classes) {
    const { view } = this.board;
    return stretches(unit, from, to, view.px).map(([first, last, text]) => {
      const cell = box("div", classes), words = box("span", "", text);
      const left = view.x(first), width = (last - first + 1) * view.px;
      cell.style.cssText = `left:${left}px;width:${width}px`;
      if (classes === "rt-tl-fine" && width < widthOf(text, 11) + 6) cell.classList.add("tl-tight");
      words.begin = left;
      words.room = Math.max(0, width - widthOf(text, 12, 500) - 18);
      if (classes === "rt-tl-month") this.sticky.push(words);
      cell.append(words);
      return cell;
    });
  }

  sprints(from, to) {
    const { view, axis } = this.board;
    return axis.sprints.map((one, index) => [one, axis.sprints[index + 1]]).filter(([[a, z]]) => z >= from && a <= to)
      .map(([[a, z, name, small], next]) => {
        const until = next && next[0] - z < 7 ? next[0] : z + 1, width = (until - a) * view.px;
        const cell = box("div", "rt-tl-sprint" + (a <= axis.today && axis.today < until ? " tl-now" : ""));
        const dates = ` · ${span(a, z)}`, isWide = width > widthOf(name, 11, 500) + 18;
        cell.style.cssText = `left:${view.x(a)}px;width:${width}px`;
        cell.title = name + dates;
        cell.append(box("b", "", isWide ? name : width > widthOf(small, 11, 500) + 8 ? small : ""));
        if (width > widthOf(name, 11, 500) + widthOf(dates, 11) + 18) cell.append(dates);
        return cell;
      });
  }

  /* Flags stand side by side; what has no room shows its sign alone. */
  flags(from, to) {
    const { view, axis } = this.board;
    const today = `Today ${weekday(axis.today)} ${short(axis.today).split(" ")[0]}`;
    const all = [...axis.marks.map((one) => [...one]), [axis.today, today, "now", ""]]
      .filter(([day]) => day >= from - 60 && day <= to).sort((one, other) => one[0] - other[0]);
    return all.map(([day, text, tone, sign], index) => {
      const flag = box("div", `rt-tl-flag ${tone === "now" ? "tl-now" : TONES[tone] || ""}`);
      const next = all[index + 1], room = next ? (next[0] - day) * view.px - 2 : Infinity;
      const isWide = room >= widthOf(text, 11, 500) + (sign ? 26 : 14) || tone === "now";
      flag.style.left = `${view.x(day) - (tone === "now" ? 1 : 0)}px`;
      flag.title = `${text}, ${short(day)}`;
      if (sign) flag.append(icon(sign));
      if (isWide) flag.append(text);
      return flag;
    });
  }

  /* Density of the whole range, 0 to 9 in each part. */
  drawMap(parts) {
    if (parts) this.parts = parts;
    const width = this.board.parts.map.clientWidth, height = 12;
    if (!this.parts || !width) return;
    const step = width / this.parts.length;
    const path = this.parts.map((many, index) => `L${(index * step).toFixed(1)} ${height - many}`
      + `H${((index + 1) * step).toFixed(1)}`).join("");
    const { axis } = this.board, all = axis.last - axis.first + 1;
    this.box = shape("rect", { class: "rt-tl-box", y: .5, height: height - 1, rx: 2 });
    this.map.replaceChildren(shape("path", { class: "rt-tl-density", d: `M0 ${height}${path}V${height}Z` }),
      shape("rect", { class: "rt-tl-now", x: (axis.today - axis.first) / all * width, width: 1.5, height }), this.box);
    this.move();
  }

  dragMap(event) {
    const { view, axis, parts } = this.board;
    const left = parts.map.getBoundingClientRect().left, width = parts.map.clientWidth;
    const all = (axis.last - axis.first + 1) * view.px;
    const go = (one) => view.go((one.clientX - left) / width * all - view.width / 2, view.sy);
    const end = () => { removeEventListener("pointermove", go); removeEventListener("pointerup", end); };
    event.preventDefault();
    addEventListener("pointermove", go);
    addEventListener("pointerup", end);
    go(event);
  }
}
