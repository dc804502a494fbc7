/* What a cell is called: category, location, period, measure, value, and whether it can be changed. */
import { spoken } from "./numbers.js";
import { CHANGED, HELD, NOTED } from "./marks.js";

export function cellName(grid, row, col) {
  const column = grid.columns[col], entry = grid.pending.get(row, col);
  const words = [...row.p, column.n, grid.measure(row, col).l.toLowerCase(), said(grid, row, col, entry)];
  if (entry?.refusal) words.push(`refused: ${entry.refusal}`);
  else if (entry) words.push("being saved");
  const marks = grid.marks(row, col);
  if (marks & HELD) words.push("held");
  if (marks & NOTED) words.push("has a note");
  if (marks & CHANGED) words.push("changed since it was approved");
  const variance = grid.variance(row, col);
  if (variance) words.push(`${variance.text} ${variance.value < 0 ? "below" : "above"} ${grid.setup.against}`);
  const why = grid.whyNot(row, col);
  return `${words.join(", ")}, ${why ? `read-only: ${why}` : "editable"}`;
}

function said(grid, row, col, entry) {
  if (entry && entry.value === undefined) return entry.text;
  return spoken(grid.value(row, col), grid.unit(row, col));
}
