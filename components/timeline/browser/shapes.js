/* Elements of a drawing, and how wide words are. */
const SVG = "http://www.w3.org/2000/svg";
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

export function shape(tag, attributes = {}, text) {
  const element = document.createElementNS(SVG, tag);
  put(element, attributes);
  if (text !== undefined) element.textContent = text;
  return element;
}

export function put(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
  return element;
}

export function box(tag, classes, text) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  if (text !== undefined) element.textContent = text;
  return element;
}

export function icon(name) {
  const element = box("i", "q-icon notranslate material-symbols-rounded", name);
  element.setAttribute("aria-hidden", "true");
  return element;
}

export function signAt(name, x, y, size, classes) {
  return shape("text", { class: `rt-tl-sign ${classes || ""}`, x, y, style: `font-size:${size}px` }, name);
}

export function widthOf(text, size = 12, weight = 400) {
  const key = `${size} ${weight} ${text}`;
  if (!widths.has(key)) {
    if (widths.size > 20000) widths.clear();
    pen.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

export function fitted(text, room, size = 12, weight = 400) {
  if (widthOf(text, size, weight) <= room) return text;
  let low = 0, high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (widthOf(text.slice(0, middle) + "…", size, weight) <= room) low = middle;
    else high = middle - 1;
  }
  return low ? text.slice(0, low).trimEnd() + "…" : "";
}

/* A rectangle rounded at its left end only. */
export function leftRounded(width, height, radius) {
  const r = Math.min(radius, width, height / 2);
  return `M${r} 0H${width}V${height}H${r}A${r} ${r} 0 0 1 0 ${height - r}V${r}A${r} ${r} 0 0 1 ${r} 0Z`;
}
