/* Load above the bars, week by week: lines of teams, or plans one on the other; red where it is too much. */
import { box, shape } from "./shapes.js";

const HEIGHT = 120, PAD = 6, LINES = 7; // pixels; names that fit beside it

export class Graph {
  constructor(board) {
    this.board = board;
    this.svg = shape("svg", { width: "100%", height: HEIGHT, "aria-hidden": "true" });
    this.inner = shape("g");
    this.svg.append(this.inner);
    board.parts.graph.append(this.svg);
  }

  /* The strip takes its place above the rows; what one looks at below stays where it is. */
  show(told) {
    const { board } = this, isOn = told.series !== undefined;
    this.told = isOn ? told : null;
    if (board.root.classList.contains("tl-graphed") !== isOn) {
      board.root.classList.toggle("tl-graphed", isOn);
      board.view.measure();
      board.view.stretch();
    }
    board.parts.graph.setAttribute("aria-label", isOn ? told.said : "");
    this.legend();
    board.isDirty = true;
  }

  legend() {
    const { told } = this, found = [];
    if (told) {
      found.push(box("b", "", told.stacked ? "Load by plan, %" : "Load by team, %"));
      for (const [name, tone, percents] of told.series.slice(0, LINES)) {
        const line = box("span", "rt-tl-series");
        line.append(box("i", `rt-tl-square tl-tone-${tone}${tone ? "" : " tl-unfunded"}`), box("span", "rt-tl-name", name), box("span", "rt-tl-id", `${Math.max(...percents)}`));
        found.push(line);
      }
      const more = told.more + Math.max(0, told.series.length - LINES);
      if (more) found.push(box("span", "rt-tl-id", `and ${more} more`));
    }
    this.board.parts.legend.replaceChildren(...found);
  }

  y(percent) {
    return HEIGHT - PAD - percent / this.told.top * (HEIGHT - 3 * PAD);
  }

  draw() {
    const { told, board } = this, { view } = board;
    if (!told) { this.inner.replaceChildren(); return; }
    const week = 7 * view.px, count = told.over.length;
    const from = Math.max(0, Math.floor((view.place(view.drawn[0]) - told.first) / 7));
    const to = Math.min(count, Math.ceil((view.place(view.drawn[1]) - told.first) / 7) + 1);
    const x = (index) => view.x(told.first + 7 * index), found = [];
    for (let index = from; index < to; index += 1) {
      if (told.over[index] === "1") found.push(shape("rect", { class: "tl-over", x: x(index), width: week, height: HEIGHT }));
    }
    found.push(...(told.stacked ? this.layers(from, to, x) : this.lines(from, to, x)));
    const full = this.y(100);
    found.push(shape("path", { class: "tl-full", d: `M${view.drawn[0]} ${full}H${view.drawn[1]}` }));
    this.inner.replaceChildren(...found);
  }

  /* Steps: a week has one number. */
  steps(values, from, to, x) {
    return values.slice(from, to).map((much, index) => `${index ? "V" : `M${x(from)} `}${this.y(much)}H${x(from + index + 1)}`).join("");
  }

  lines(from, to, x) {
    return this.told.series.map(([name, tone, percents]) => {
      const line = shape("path", { class: `tl-series tl-tone-${tone}`, d: this.steps(percents, from, to, x) });
      line.append(shape("title", {}, name));
      return line;
    });
  }

  layers(from, to, x) {
    const { told } = this, base = new Array(told.over.length).fill(0), found = [];
    for (const [name, tone, percents] of told.series) {
      const lower = base.slice();
      percents.forEach((much, index) => { base[index] += much; });
      let back = "";
      for (let index = to - 1; index >= from; index -= 1) back += `L${x(index + 1)} ${this.y(lower[index])}H${x(index)}`;
      const layer = shape("path", { class: `tl-layer tl-tone-${tone}${tone ? "" : " tl-unfunded"}`, d: `${this.steps(base, from, to, x)}${back}Z` });
      layer.append(shape("title", {}, name));
      found.push(layer);
    }
    return found;
  }

  move() {
    if (this.told) this.inner.setAttribute("transform", `translate(${-this.board.view.sx} 0)`);
  }
}
