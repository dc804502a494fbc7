/* Days are whole numbers, counted from 1970; words for them. */
const SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LONG = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export function dateOf(day) {
  return new Date(day * 86400000);
}

export function dayOf(year, month, date = 1) {
  return Math.round(Date.UTC(year, month, date) / 86400000);
}

export function parts(day) {
  const date = dateOf(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), date: date.getUTCDate(), weekday: date.getUTCDay() };
}

export function short(day) {
  const { date, month } = parts(day);
  return `${date} ${SHORT[month]}`;
}

export function span(from, to) {
  const one = parts(from), other = parts(to);
  if (from === to) return short(from);
  return one.month === other.month && one.year === other.year ? `${one.date}–${short(to)}` : `${short(from)} – ${short(to)}`;
}

export function spoken(from, to) {
  const one = parts(from), other = parts(to);
  const last = `${other.date} ${LONG[other.month]} ${other.year}`;
  if (from === to) return last;
  return `${one.date} ${LONG[one.month]}${one.year === other.year ? "" : ` ${one.year}`} to ${last}`;
}

export function full(day) {
  return spoken(day, day);
}

export function weekday(day) {
  return WEEKDAYS[parts(day).weekday];
}

export function later(days) {
  return days === 0 ? "" : `${days > 0 ? "+" : "−"}${Math.abs(days)} d`;
}

export function inWords(days) {
  const much = Math.abs(days), weeks = much / 7;
  const text = much % 7 === 0 ? (weeks === 1 ? "one week" : `${weeks} weeks`) : (much === 1 ? "one day" : `${much} days`);
  return days === 0 ? "" : `${text} ${days > 0 ? "later" : "earlier"}`;
}

/* Stretches of one unit that touch a span: [first day, last day, label]. */
export function stretches(unit, from, to, width) {
  const found = [];
  let day = begin(unit, from);
  while (day <= to) {
    const next = after(unit, day);
    found.push([day, next - 1, label(unit, day, (next - day) * width)]);
    day = next;
  }
  return found;
}

function begin(unit, day) {
  const { year, month, weekday } = parts(day);
  if (unit === "year") return dayOf(year, 0);
  if (unit === "quarter") return dayOf(year, month - month % 3);
  if (unit === "month" || unit === "letter") return dayOf(year, month);
  return unit === "week" ? day - (weekday + 6) % 7 : day;
}

function after(unit, day) {
  const { year, month } = parts(day);
  if (unit === "year") return dayOf(year + 1, 0);
  if (unit === "quarter") return dayOf(year, month + 3);
  if (unit === "month" || unit === "letter") return dayOf(year, month + 1);
  return day + (unit === "week" ? 7 : 1);
}

function label(unit, day, room) {
  const { year, month, date } = parts(day);
  if (unit === "year") return `${year}`;
  if (unit === "quarter") return room > 60 ? `Q${month / 3 + 1} ${year}` : `Q${month / 3 + 1}`;
  if (unit === "letter") return LONG[month][0];
  if (unit === "day") return room > 44 ? `${weekday(day)} ${date}` : `${date}`;
  if (unit === "week") return room > 84 ? `Week of ${short(day)}` : room > 44 ? short(day) : `${date}`;
  const name = room > 96 ? LONG[month] : room > 26 ? SHORT[month] : LONG[month][0];
  const isBegin = month % 3 === 0;
  return name + (isBegin && room > 76 ? ` ${year}` : "") + (isBegin && room > 150 ? ` · Q${month / 3 + 1}` : "");
}
