"""Who is expected to bring most points: the best of all as a chart, the best of each position as tables."""

from collections.abc import Sequence

from app.domain.ops.airsenal.bodies import Predicted
from app.domain.ops.airsenal.shown import PredictionShown, ReportShown
from components.charts import Chart, bars_lying
from components.controls import Text, block, table_head
from components.ops.reports.frame import card
from components.ops.reports.words import points, price, weeks

MOST = 10
NAMES = {'GK': 'Goalkeepers', 'DEF': 'Defenders', 'MID': 'Midfielders', 'FWD': 'Forwards', '': 'All positions'}
COLOURS = {'GK': 'viz-2', 'DEF': 'viz-3', 'MID': 'viz-1', 'FWD': 'viz-5'}


def draw_prediction(shown: ReportShown) -> None:
    found = shown.prediction
    if found is None:
        return
    best = found.best[:MOST]
    if best:
        with block('rt-card').style('padding: 12px 16px'):
            chart = Chart('', ('Player', 'Position', 'Club', 'Price', 'Points'), height=34 + 26 * len(best))
            _draw(chart, found, best)
    with block('rt-pair'):
        for position, rows in found.groups:
            _table(NAMES.get(position, position), rows)


def _draw(chart: Chart, found: PredictionShown, best: Sequence[tuple[str, Predicted]]) -> None:
    first, last = best[0][1], best[-1][1]
    chart.show(
        f'Predicted points of the best {len(best)} players, {weeks(found.gameweeks)}',
        f'{first.name} leads with {points(first.points)} points, {len(best)}th is {last.name} with '
        f'{points(last.points)}.',
        bars_lying([f'{row.name}  {position}' for position, row in best], [float(row.points or 0) for _, row in best],
                   [points(row.points) for _, row in best],
                   [COLOURS.get(position, 'viz-1') for position, _ in best]),
        [(row.name, position, row.club or '–', price(row.price), points(row.points)) for position, row in best])


def _table(name: str, rows: Sequence[Predicted]) -> None:
    with card(name), block('rt-scroll-x').props(f'tabindex=0 role=group aria-label="{name}"'), \
            block('rt-table rt-tight', 'table').props(f'aria-label="{name}"'):
        table_head(('', ''), ('Player', ''), ('Club', ''), ('Price', 'rt-num'), ('Points', 'rt-num'))
        with block(tag='tbody'):
            for row in rows:
                with block(tag='tr'):
                    Text(str(row.rank), 'rt-3', 'td')
                    Text(row.name, 'rt-b', 'td')
                    Text(row.club or '–', 'rt-2', 'td')
                    Text(price(row.price), 'rt-num', 'td')
                    Text(points(row.points), 'rt-num rt-b', 'td')
