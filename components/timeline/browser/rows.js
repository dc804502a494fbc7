/* Rows of the window: a label in the rail, a ground, and cells in the drawing. Nodes stay as long as their row does. */
import { full } from "./days.js";
import { drawBar, drawGhost, drawPast } from "./bars.js";
import { box, icon, put, shape } from "./shapes.js";

const LEAST_CELL = 25; // pixels of a week whose number can be read

export class Rows {
  constructor(board) {
    this.board = board;
    this.nodes = new Map(); // by key
  }

  /* Everything of the window, or what has changed. */
  draw(keys) {
    const { rows } = this.board;
    for (const [key, node] of this.nodes) if (!rows.has(key)) this.drop(key, node);
    for (const key of keys || rows.keys()) {
      const row = rows.get(key);
      if (row) this.drawRow(row, this.nodes.get(key) || this.make(row));
    }
    this.order();
  }

  drop(key, node) {
    if (node.group.contains(document.activeElement)) return; // the keyboard is in it; it is drawn until it leaves
    for (const one of [node.group, node.ground, node.label]) one.remove();
    this.nodes.delete(key);
  }

  make(row) {
    const { layers, parts } = this.board;
    const node = { group: shape("g", { role: "row" }), ground: shape("g"), label: box("div"), bars: new Map(),
      under: shape("g", { "aria-hidden": "true" }), cells: shape("g", { role: "presentation" }) };
    node.group.dataset.row = node.label.dataset.row = node.ground.dataset.row = row.k;
    node.back = shape("rect");
    node.ground.append(node.back);
    node.group.append(node.under, node.cells);
    layers.ground.append(node.ground);
    layers.rows.append(node.group);
    parts.labels.append(node.label);
    this.nodes.set(row.k, node);
    return node;
  }

  /* Screen readers and Tab meet rows in the order in which they stand. */
  order() {
    const { layers, rows } = this.board;
    const wanted = [...rows.values()].sort((one, other) => one.y - other.y).map((row) => this.nodes.get(row.k));
    let place = layers.rows.firstElementChild;
    for (const node of wanted) {
      if (!node) continue;
      if (place === node.group) place = place.nextElementSibling;
      else if (!node.group.contains(document.activeElement)) layers.rows.insertBefore(node.group, place);
    }
  }

  drawRow(row, node) {
    const { view } = this.board, bars = row.bars.filter((bar) => bar.id), chosen = bars.some((bar) => this.board.selected.has(bar.id));
    node.row = row;
    node.drawn = (node.drawn || 0) + 1;
    put(node.group, { transform: `translate(0 ${row.y})`, "aria-rowindex": row.index + 1, "aria-label": `${row.label || "Bars"}, level ${row.level}` });
    put(node.ground, { transform: `translate(0 ${row.y})` });
    put(node.back, { class: `rt-tl-row tl-${row.kind}${chosen && bars.length === 1 ? " tl-chosen" : ""}`, x: view.drawn[0], y: 0,
      width: view.drawn[1] - view.drawn[0], height: row.h });
    this.label(row, node, chosen);
    node.under.replaceChildren(...row.bars.flatMap((bar) => [...drawGhost(this.board, row, bar), ...drawPast(this.board, row, bar)]));
    this.bars(row, node);
    if (row.heat) this.heat(row, node);
    else node.cells.replaceChildren(...(row.bars.length ? [] : [this.head(row)]));
  }

  bars(row, node) {
    const wanted = new Set(row.bars.map((bar) => bar.id));
    for (const [id, group] of node.bars) if (!wanted.has(id)) { group.remove(); node.bars.delete(id); }
    for (const bar of row.bars) {
      let group = node.bars.get(bar.id);
      if (!group) {
        group = shape("g", { role: "gridcell", tabindex: -1 });
        group.dataset.bar = bar.id;
        node.bars.set(bar.id, group);
        node.group.append(group);
      }
      drawBar(this.board, row, bar, group);
    }
  }

  redraw(id) {
    for (const [, node] of this.nodes) {
      const bar = node.bars.has(id) && node.row.bars.find((one) => one.id === id);
      if (bar) { drawBar(this.board, node.row, bar, node.bars.get(id)); return; }
    }
  }

  /* A row without bars can be reached by keys, too: to open and fold it. */
  head(row) {
    const cell = shape("g", { role: "gridcell", tabindex: -1, class: "rt-tl-lane-cell", "aria-label": row.name });
    cell.dataset.head = row.k;
    cell.append(shape("rect", { class: "tl-target", x: this.board.view.sx, width: 1, height: row.h }));
    return cell;
  }

  /* A week each, always with its number; where weeks are too narrow for one, the worst of several. */
  heat(row, node) {
    const { view, drag } = this.board, { first, percents, steps, team } = row.heat;
    const together = Math.max(1, Math.ceil(LEAST_CELL / (7 * view.px))), held = document.activeElement?.dataset?.week;
    const changed = drag.heat.get(row.team), found = [this.kept(node, "head") || this.head(row)];
    put(found[0], { "aria-label": row.name });
    for (let index = 0; index < percents.length; index += together) {
      const day = first + 7 * index, x = view.x(day), width = 7 * together * view.px;
      if (!view.isNear(x, width) && String(day) !== held) continue;
      let percent = null, step = 0, isNew = false;
      for (let at = index; at < Math.min(percents.length, index + together); at += 1) {
        const other = changed?.get(first + 7 * at);
        const [much, how] = other || [percents[at], Number(steps[at])];
        if (much !== null && (percent === null || much > percent)) [percent, step] = [much, how];
        isNew = isNew || Boolean(other);
      }
      found.push(this.cell(node, row, day, x, width, percent, step, isNew, together, team));
    }
    node.cells.replaceChildren(...found);
  }

  kept(node, name) {
    return [...node.cells.children].find((one) => one.dataset[name] !== undefined);
  }

  cell(node, row, day, x, width, percent, step, isNew, together, team) {
    const group = [...node.cells.children].find((one) => one.dataset.week === String(day)) || shape("g", { role: "gridcell", tabindex: -1 });
    const weeks = together === 1 ? "week of" : `worst of ${together} weeks from`;
    group.dataset.week = day;
    group.dataset.team = row.team;
    put(group, { class: `rt-tl-heat tl-h${step}${isNew ? " tl-preview" : ""}`, transform: `translate(${x + 2} 5)`,
      "aria-label": `${team}, ${weeks} ${full(day)}, ${percent === null ? "nobody there" : `${percent} percent`}` });
    group.replaceChildren(shape("rect", { width: Math.max(1, width - 4), height: row.h - 10, rx: 4 }),
      shape("text", { x: (width - 4) / 2, y: (row.h - 10) / 2 + 4, "text-anchor": "middle" }, percent === null ? "–" : `${percent}`));
    return group;
  }

  label(row, node, isChosen) {
    const label = node.label;
    const people = this.board.presence.lookers(row);
    const signature = JSON.stringify([row.y, row.h, row.kind, row.level, row.label, row.note, row.sign, row.tone, row.badge, row.open, isChosen, people]);
    if (node.signature === signature) return;
    node.signature = signature;
    label.className = `rt-tl-label tl-${row.kind} tl-level-${Math.min(row.level, 8)}${isChosen ? " tl-chosen" : ""}`;
    label.style.cssText = `transform:translateY(${row.y}px);height:${row.h}px;padding-left:${this.indent(row)}px`;
    label.title = row.label;
    const found = [];
    if (row.open !== undefined) {
      const button = box("button", "rt-tl-fold");
      button.type = "button";
      button.tabIndex = -1;
      button.setAttribute("aria-expanded", String(row.open));
      button.setAttribute("aria-label", row.label);
      button.append(icon(row.open ? "expand_more" : "chevron_right"));
      found.push(button);
    }
    if (row.kind === "lane") found.push(box("span", `rt-tl-square tl-tone-${row.tone || 1}`));
    else if (row.sign && (row.kind === "parent" || row.kind === "group" || row.kind === "tray")) found.push(icon(row.sign));
    found.push(box("span", "rt-tl-name", row.label));
    if (row.badge) { const badge = box("span", "rt-tl-badge", row.badge); badge.title = row.hint; found.push(badge); }
    for (const one of people) {
      const face = box("span", "rt-av rt-av-20", one.initials);
      face.style.background = one.colour;
      face.title = one.name;
      found.push(face);
    }
    if (row.note) found.push(box("span", "rt-tl-id", row.note));
    label.replaceChildren(...found);
  }

  indent(row) {
    const step = Math.max(0, row.level - 1);
    if (row.kind === "lane") return 12;
    return (row.open === undefined ? 26 : 8) + Math.min(step, 8) * (step > 1 && row.open === undefined ? 9 : 12) + (row.open === undefined && step > 0 ? 6 : 0);
  }
}
