/* Whole numbers as they are written, said and typed. What is typed is read for good on the server; here only what shows
   until it has answered. */
const GAP = "\u00a0";

export function written(value, unit) {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value.replaceAll("\u202f", GAP);
  const { sign, whole, cents } = split(value, unit.digits);
  const text = group(whole, GAP) + (cents && Number(cents) ? `.${cents}` : "");
  return sign ? `−${text}` : text;
}

/* How many pixels a number takes, in bold. */
export function wide(text) {
  const digits = text.replace(/\D/g, "").length;
  return digits * 7.7 + (text.length - digits) * 4;
}

/* As in accessible names: 12,000.00 */
export function spoken(value, unit) {
  if (value === null || value === undefined) return "blank";
  if (typeof value === "string") return value || "blank";
  const { sign, whole, cents } = split(value, unit.digits);
  return `${sign ? "−" : ""}${group(whole, ",")}${cents ? `.${cents}` : ""}`;
}

/* As other programs read it: 12000.5 */
export function plain(value, unit) {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value.replace(/[\u202f\u00a0]/g, "").replace("−", "-");
  const { sign, whole, cents } = split(value, unit.digits);
  return `${sign ? "-" : ""}${whole}${cents && Number(cents) ? `.${cents}` : ""}`;
}

function split(value, digits) {
  const text = String(Math.abs(value)).padStart(digits + 1, "0");
  return { sign: value < 0, whole: digits ? text.slice(0, -digits) : text, cents: digits ? text.slice(-digits) : "" };
}

function group(whole, mark) {
  return whole.replace(/\B(?=(\d{3})+$)/g, mark);
}

const RELATIVE = [
  [/^([+-])\s*([\d.]+)\s*%$/, (was, sign, by) => was * (1 + (sign === "-" ? -by : by) / 100)],
  [/^\*\s*([\d.]+)()$/, (was, by) => was * by],
  [/^\/\s*([\d.]+)()$/, (was, by) => was / by],
];

/* Whether an entry says how to change what is there, so that it is meant for all that is selected. */
export function isRelative(text) {
  return /^(\s*[+-]\s*[\d.,]+\s*%|\s*[*/]|\s*[+-]=|\s*=)/.test(text);
}

/* What an entry will most likely become, in minor units; undefined where only the server knows. */
export function guess(text, was, unit) {
  const told = text.replace(/[\s\u00a0\u202f]/g, "").replace("−", "-"), scale = 10 ** unit.digits;
  if (!told) return null;
  const relative = RELATIVE.find(([shape]) => shape.test(told));
  if (relative) {
    const [, first, second] = told.match(relative[0]);
    return rounded(second ? relative[1](was || 0, first, Number(second)) : relative[1](was || 0, Number(first)));
  }
  const added = told.match(/^([+-])=([\d.]+)$/);
  if (added) return rounded((was || 0) + (added[1] === "-" ? -1 : 1) * Number(added[2]) * scale);
  const sized = told.match(/^([+-]?[\d.]+)([kKmM])$/);
  if (sized) return rounded(Number(sized[1]) * (/k/i.test(sized[2]) ? 1e3 : 1e6) * scale);
  const minus = told.match(/^\(([\d.,]+)\)$/);
  const bare = (minus ? `-${minus[1]}` : told).replace(/,(?=\d{3}(\D|$))/g, "");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(bare) ? rounded(Number(bare) * scale) : undefined;
}

function rounded(value) {
  const whole = Math.sign(value) * Math.round(Math.abs(value));
  return Number.isSafeInteger(whole) ? whole + 0 : undefined;
}
