"""What a good report fulfils. Whatever is broken is named; the report is then incomplete, not worthless."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.domain.ops.airsenal.bodies import Body, Optimisation, Predicted, Prediction, Squad, Week
from app.domain.ops.airsenal.clubs import POSITIONS

STARTING, BENCH = 11, 4
SQUAD = {'GK': 2, 'DEF': 5, 'MID': 5, 'FWD': 3}


def issues_of(body: Body, most_weeks: int | None = None) -> tuple[str, ...]:
    """`most_weeks` is the window that was asked for."""
    found = _prediction(body) if isinstance(body, Prediction) else _optimisation(body)
    weeks = body.gameweeks if isinstance(body, Prediction) else tuple(week.gameweek for week in body.weeks)
    return (*_window(weeks, most_weeks), *found)


def _window(weeks: Sequence[int], most: int | None) -> Iterator[str]:
    if not weeks:
        yield 'No gameweek is told.'
    elif any(later <= earlier for earlier, later in pairwise(weeks)):
        yield f'The gameweeks do not ascend: {", ".join(map(str, weeks))}.'
    elif weeks[0] < 1 or (most and weeks[-1] - weeks[0] >= most):
        yield f'Gameweeks {weeks[0]} to {weeks[-1]} are outside the window that was asked for.'


def _prediction(body: Prediction) -> Iterator[str]:
    if body.overall:
        yield from _ranked('The list', body.overall, body.top)
        return
    for position in POSITIONS:
        yield from _ranked(position, body.positions.get(position, ()), body.top)


def _ranked(name: str, rows: Sequence[Predicted], top: int) -> Iterator[str]:
    if len(rows) != top:
        yield f'{name} has {len(rows)} players instead of {top}.'
    if [row.rank for row in rows] != list(range(1, len(rows) + 1)):
        yield f'{name} has the ranks {", ".join(str(row.rank) for row in rows)}.'
    points = [row.points for row in rows if row.points is not None]
    if points != sorted(points, reverse=True):
        yield f'{name} has points that rise from one rank to the next.'


def _optimisation(body: Optimisation) -> Iterator[str]:
    shown = [week for week in body.weeks if week.lineup is not None]
    if body.weeks and not shown:
        yield 'The line-up is missing.'
    for week in shown:
        yield from _lineup(week)
    if body.squad:
        yield from _squad(body.squad)
    elif body.weeks and body.gain is None:
        yield 'The scores are missing.'


def _lineup(week: Week) -> Iterator[str]:
    players, subs = week.starting, week.subs or ()
    where = f'Gameweek {week.gameweek}'
    if len(players) != STARTING:
        yield f'{where} has {len(players)} players in the line-up instead of {STARTING}.'
    if len(subs) != BENCH:
        yield f'{where} has {len(subs)} substitutes instead of {BENCH}.'
    for word, count in (('captain', sum(one.is_captain for one in players)),
                        ('vice captain', sum(one.is_vice for one in players))):
        if count != 1:
            yield f'{where} has {count} players as {word}.'


def _squad(squad: Squad) -> Iterator[str]:
    for position, wanted in SQUAD.items():
        count = sum(player.position == position for player in squad.players)
        if count != wanted:
            yield f'The squad has {count} {position} instead of {wanted}.'
