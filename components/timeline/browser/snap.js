/* Picks from the table the server sent: a magnet within six pixels, else the grid. */
const REACH = 6;
const ORDER = ["predecessor", "successor", "marker", "sprint", "neighbour"];

/* Days to move by, and the magnet that decided. `place` counts days, with fractions; the span is where the bar was. */
export function pick(table, place, [a, z], edge, px) {
  const near = [];
  for (const [day, kind, side, label] of table?.magnets || []) {
    for (const own of edge ? [edge] : ["start", "end"]) {
      if (side && side !== own) continue;
      const from = own === "start" ? a : z, distance = Math.abs(day - from - place) * px;
      if (distance <= REACH) near.push({ days: day - from, distance, order: ORDER.indexOf(kind), day, own, label });
    }
  }
  near.sort((one, other) => one.distance - other.distance || one.order - other.order);
  if (near.length) return near[0];
  const from = edge === "end" ? z : a, grid = (edge === "end" ? table?.ends : table?.starts) || [];
  const wanted = from + Math.round(place);
  return { days: (grid.length ? nearest(grid, wanted) : wanted) - from };
}

/* Where a key goes: so many days on, or the next day of the grid. */
export function next(table, [a, z], moved, step, edge) {
  const from = (edge === "end" ? z : a), grid = (edge === "end" ? table?.ends : table?.starts) || [];
  const wanted = from + moved + step;
  if (!grid.length || grid.includes(wanted)) return moved + step;
  const ahead = grid.filter((day) => (step > 0 ? day > from + moved : day < from + moved));
  return ahead.length ? nearest(ahead, wanted) - from : moved + step;
}

function nearest(grid, wanted) {
  return grid.reduce((best, day) => (Math.abs(day - wanted) < Math.abs(best - wanted) ? day : best), grid[0]);
}
