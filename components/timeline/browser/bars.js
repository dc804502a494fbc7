/* One bar: ground, done part, edge, words, ring. Its group stays; what is in it is drawn anew. */
import { short, span } from "./days.js";
import { fitted, leftRounded, put, shape, signAt, widthOf } from "./shapes.js";

const BESIDE = 70, DOT = 40; // pixels below which words stand beside the bar, and below which there are none
export const HANDLE = 8;
const PAST = 12; // pixels below a bar

/* Where a bar is drawn: days it has, or those of its ghost; while it is dragged, where the pointer holds it. */
export function spanOf(board, bar) {
  const held = board.drag.places.get(bar.id) || board.presence.places.get(bar.id);
  return held || ownSpan(board, bar);
}

/* The days it has, whoever holds it elsewhere just now. */
export function ownSpan(board, bar) {
  return bar.a !== undefined ? [bar.a, bar.z] : bar.ghost || [board.axis.today, board.axis.today];
}

/* Height without that of the lines of the past. */
export function roomOf(board, row) {
  return row.h - (board.hasPast && ["item", "packed"].includes(row.kind) ? PAST : 0);
}

export function boxOf(board, row, bar) {
  const [a, z] = spanOf(board, bar);
  const x = board.view.x(a), width = Math.max(2, (z - a + 1) * board.view.px);
  if (bar.shape !== "bar") return { x, width, y: bar.shape === "pill" ? 5 : 9, height: bar.shape === "pill" ? 17 : 12 };
  const room = roomOf(board, row), height = room > 40 ? room - 14 : Math.min(22, room - 6);
  return { x, width, y: Math.floor((room - height) / 2), height };
}

export function drawBar(board, row, bar, group) {
  const at = boxOf(board, row, bar), flags = bar.flags || [];
  const isSelected = board.selected.has(bar.id) && bar.id > 0;
  group.setAttribute("class", ["rt-tl-bar", `tl-tone-${bar.tone}`, `tl-${bar.shape}`, isSelected && "tl-selected",
    board.chosen.has(bar.id) && "tl-lit", board.drag.places.has(bar.id) && "tl-held", board.presence.holders.has(bar.id) && "tl-theirs",
    ...flags.map((flag) => `tl-${flag}`), at.width < DOT && "tl-narrow"].filter(Boolean).join(" "));
  put(group, { transform: `translate(${at.x} ${at.y})`, "aria-label": bar.name,
    "aria-selected": bar.id ? String(isSelected) : null });
  const draw = bar.shape === "bracket" ? bracket : bar.shape === "pill" ? pill : plain;
  group.replaceChildren(...draw(board, row, bar, at, isSelected));
  return at;
}

function bracket(board, row, bar, { width }, isSelected) {
  const parts = [shape("rect", { class: "tl-line", width, height: 8, rx: 4 }),
    shape("path", { class: "tl-line", d: "M0 4V10Q0 12 3 12H4Q8 11 8 6V4Z" }),
    shape("path", { class: "tl-line", d: `M${width} 4V10Q${width} 12 ${width - 3} 12H${width - 4}Q${width - 8} 11 ${width - 8} 6V4Z` })];
  if (width < 18) parts.splice(1);
  if ((bar.flags || []).includes("changed") || isSelected) {
    parts.unshift(shape("rect", { class: "tl-ring", x: -3, y: -3, width: width + 6, height: 18, rx: 6 }));
  }
  return [...parts, target(width, 12, -7)];
}

function pill(board, row, bar, { width, height }) {
  const text = fitted(bar.title, width - 16, 11, 500);
  return [shape("rect", { class: "tl-ground", width, height, rx: height / 2 }),
    shape("rect", { class: "tl-outline", x: .5, y: .5, width: Math.max(1, width - 1), height: height - 1, rx: height / 2 }),
    ...(text ? [shape("text", { class: "rt-tl-small", x: 9, y: 12.5 }, text)] : [])];
}

function plain(board, row, bar, at, isSelected) {
  const { width, height } = at, flags = bar.flags || [], found = [];
  const isWide = width >= 12, radius = Math.min(6, width / 2);
  found.push(shape("rect", { class: "tl-ground", width, height, rx: radius }));
  if (bar.a === undefined) {
    found.push(shape("rect", { class: "tl-dashes", x: .75, y: .75, width: Math.max(.5, width - 1.5), height: height - 1.5, rx: radius }));
  } else if (isWide) {
    const done = Math.round(width * (bar.done || 0) / 100);
    if (done >= width - 1) found.push(shape("rect", { class: "tl-done", width, height, rx: radius }));
    else if (done > 2) found.push(shape("path", { class: "tl-done", d: leftRounded(done, height, radius) }));
    found.push(shape("path", { class: "tl-edge", d: leftRounded(4, height, 4) }));
  } else found.push(shape("rect", { class: "tl-edge", width: Math.min(4, width), height, rx: Math.min(2, width / 2) }));
  if (flags.includes("reversed")) found.push(shape("rect", { class: "tl-stripes", width, height, rx: radius }));
  if (flags.includes("new")) found.push(shape("rect", { class: "tl-ring tl-dashed", x: -.5, y: -.5, width: width + 1, height: height + 1, rx: radius + .5 }));
  else if (flags.includes("changed")) found.push(shape("rect", { class: "tl-ring", x: -1, y: -1, width: width + 2, height: height + 2, rx: radius + 1 }));
  if (flags.includes("critical")) found.push(shape("rect", { class: "tl-critical-line", y: height - 2, width, height: 2 }));
  found.push(...(roomOf(board, row) > 40 ? tall(board, row, bar, at) : words(board, row, bar, at)));
  if (isSelected) {
    found.push(shape("rect", { class: "tl-choice", x: -1, y: -1, width: width + 2, height: height + 2, rx: radius + 1 }));
  }
  return [...found, target(width, height, 0), ...(board.isReadOnly || bar.id <= 0 && bar.id === 0 ? [] : handles(at))];
}

/* What a pointer finds: at least 24 pixels high where rows allow it. */
function target(width, height, y) {
  return shape("rect", { class: "tl-target", x: -2, y: y - 2, width: width + 4, height: height + (y ? 15 : 4) });
}

function handles({ width, height }) {
  const dots = [shape("circle", { class: "tl-link-dot", "data-part": "link", cx: width + 9, cy: height / 2, r: 5 })];
  if (width < 3 * HANDLE) return dots;
  return [shape("rect", { class: "tl-grip", x: -2, y: 4, width: 4, height: height - 8, rx: 2 }),
    shape("rect", { class: "tl-grip", x: width - 2, y: 4, width: 4, height: height - 8, rx: 2 }),
    shape("rect", { class: "tl-end", "data-part": "start", x: -4, width: HANDLE + 4, height }),
    shape("rect", { class: "tl-end", "data-part": "end", x: width - HANDLE, width: HANDLE + 4, height }), ...dots];
}

/* Inside where they fit, at its side where they do not, nowhere where they would lie on something. */
function words(board, row, bar, { width, height }) {
  const y = height / 2 + 4.2, found = [], isPacked = row.kind === "packed";
  const title = widthOf(bar.title), note = bar.note ? widthOf(bar.note, 11) : 0;
  if (width < DOT) return isPacked ? [] : [dot(bar, width, height), ...(bar.a === undefined ? beside(board, bar, width, y) : [])];
  if (width >= BESIDE && (title <= width - 19 || isPacked || width > 150)) {
    const words = shape("text", { class: "tl-title", x: 11, y }, fitted(bar.title, width - 19));
    words.dataset.room = Math.max(0, width - title - (note ? note + 34 : 19));
    found.push(words);
    if (note && title + note + 34 < width) found.push(shape("text", { class: "tl-note", x: width - 8, y, "text-anchor": "end" }, bar.note));
  } else if (!isPacked) found.push(...beside(board, bar, width, y));
  return found;
}

/* To the right of where arrows begin. */
function beside(board, bar, width, y) {
  return [shape("text", { class: "tl-title tl-beside", x: width + 8 + (board.arrows?.shifts.get(bar.id) || 0), y }, bar.title)];
}

function dot(bar, width, height) {
  return shape("circle", { class: `tl-dot tl-${bar.state || "none"}`, cx: width / 2, cy: height / 2, r: Math.min(3, width / 3) });
}

/* Two lines: what it is, when, and how much of which team. */
function tall(board, row, bar, { width, height }) {
  if (width < DOT) return [dot(bar, width, height), ...beside(board, bar, width, height / 2 + 4)];
  if (width < BESIDE) return beside(board, bar, width, height / 2 + 4);
  const [a, z] = spanOf(board, bar), room = width - 22;
  const found = [signAt(row.sign || "circle", 10, 21, 14), shape("text", { class: "tl-title", x: 28, y: 20 }, fitted(bar.title, room - 32)),
    shape("circle", { class: `tl-dot tl-${bar.state || "none"}`, cx: width - 10, cy: 15, r: 3 })];
  const dates = fitted(`${bar.a === undefined ? "no dates" : span(a, z)}${bar.note ? ` · ${bar.note}` : ""}`, room, 11);
  found.push(shape("text", { class: "tl-note", x: 11, y: 38 }, dates));
  let x = widthOf(dates, 11) + 22;
  for (const [name, tone, percent] of bar.shares || []) {
    const text = `${percent}`, size = widthOf(text, 11, 500) + 10;
    if (x + size > width - 6) break;
    const one = shape("g", { class: `rt-tl-share tl-tone-${tone}`, transform: `translate(${x} 26)` });
    one.append(shape("rect", { width: size, height: 16, rx: 4 }), shape("text", { x: 5, y: 12 }, text), shape("title", {}, `${name} ${percent} %`));
    found.push(one);
    x += size + 4;
  }
  if ((bar.flags || []).includes("replaced") && x + 18 < width) found.push(signAt("account_tree", x, 40, 14));
  return found;
}

/* Where the live plan has it: dashes, and which way it went. */
export function drawGhost(board, row, bar) {
  if (!bar.was) return [];
  const x = board.view.x(bar.was[0]), width = Math.max(2, (bar.was[1] - bar.was[0] + 1) * board.view.px);
  const at = boxOf(board, row, bar), middle = at.y + at.height / 2;
  const found = [shape("rect", { class: "rt-tl-ghost", x: x + .75, y: at.y + .75, width: Math.max(.5, width - 1.5), height: at.height - 1.5, rx: Math.min(6, width / 2) })];
  const from = at.x > x + width ? x + width : at.x + at.width < x ? x : null;
  const to = from === null ? null : from === x ? at.x + at.width : at.x;
  if (from !== null && Math.abs(to - from) > 14) {
    const way = Math.sign(to - from);
    found.push(shape("path", { class: "rt-tl-shift", d: `M${from + 3 * way} ${middle}H${to - 4 * way}m${-4 * way} -3l${4 * way} 3l${-4 * way} 3` }));
  }
  return found;
}

/* Where it was before each change, the newest next to the bar. */
export function drawPast(board, row, bar) {
  const lines = board.hasPast && bar.shape === "bar" && board.traces.get(bar.id);
  if (!lines) return [];
  const at = boxOf(board, row, bar);
  return lines.map(([a, z, isWrong, said], index) => {
    const line = shape("rect", { class: `rt-tl-past${isWrong ? " tl-wrong" : ""}`, x: board.view.x(a), y: at.y + at.height + 2 + 2 * index,
      width: Math.max(2, (z - a + 1) * board.view.px), height: 1.5 });
    line.append(shape("title", {}, said));
    return line;
  });
}

export function tip(bar) {
  const dates = bar.a === undefined ? "no dates" : bar.a === bar.z ? short(bar.a) : `${short(bar.a)} – ${short(bar.z)}`;
  return `${bar.title}, ${dates}`;
}
