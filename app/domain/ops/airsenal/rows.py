"""Reports as rows of a table, to be taken away."""

from collections.abc import Iterator, Sequence

from app.domain.csv_cells import defused
from app.domain.ops.airsenal.bodies import Body, Optimisation, Predicted, Prediction, Week, text

PREDICTION = ('gameweeks', 'position', 'rank', 'name', 'club', 'price', 'points', 'player_id')
OPTIMISATION = ('gameweek', 'what', 'position', 'name', 'club', 'mark', 'out', 'in', 'chip', 'hit', 'bank',
                'predicted', 'price')


def table_of(body: Body) -> tuple[Sequence[str], list[list[str]]]:
    """Heading and rows; cells no spreadsheet takes for a formula, points below nothing stay numbers."""
    heading, rows = ((PREDICTION, _prediction(body)) if isinstance(body, Prediction) else
                     (OPTIMISATION, _optimisation(body)))
    return heading, [[_cell(cell) for cell in row] for row in rows]


def _cell(value: object) -> str:
    if value is None:
        return ''
    written = str(value)
    return written if written.replace('.', '', 1).removeprefix('-').isdigit() else defused(written)


def _prediction(body: Prediction) -> Iterator[Sequence[object]]:
    weeks = ' '.join(map(str, body.gameweeks))
    for position, players in (*body.positions.items(), ('', body.overall)):
        for row in players:
            yield _player(weeks, position, row)


def _player(weeks: str, position: str, row: Predicted) -> Sequence[object]:
    return (weeks, position or row.position, row.rank, row.name, row.club, text(row.price), text(row.points),
            row.player_id)


def _optimisation(body: Optimisation) -> Iterator[Sequence[object]]:
    for week in body.weeks:
        yield from _week(week)
    for one in body.squad.players if body.squad else ():
        yield ('', 'squad', one.position, one.name, one.club, '', '', '', '', '', '', '', text(one.price))


def _week(week: Week) -> Iterator[Sequence[object]]:
    facts = (week.chip, week.hit, text(week.bank), text(week.predicted), '')
    if not week.transfers:
        yield (week.gameweek, 'no transfer', '', '', '', '', '', '', *facts)
    for transfer in week.transfers:
        yield (week.gameweek, 'transfer', '', '', '', '', transfer.out, transfer.in_, *facts)
    for position, players in (week.lineup or {}).items():
        for one in players:
            mark = 'captain' if one.is_captain else 'vice captain' if one.is_vice else ''
            yield (week.gameweek, 'line-up', position, one.name, one.club, mark, '', '', '', '', '', '', '')
    for place, sub in enumerate(week.subs or (), 1):
        yield (week.gameweek, f'substitute {place}', '', sub.name, sub.club, '', '', '', '', '', '', '', '')
