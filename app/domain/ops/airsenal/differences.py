"""What is new in a report against the former one of its kind, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.ops.airsenal.bodies import Body, Optimisation, Predicted, Prediction, Week, text


@dataclass(frozen=True)
class Difference:
    where: str  # a position, or a gameweek
    what: str  # a name, or what of the strategy
    before: str  # empty: was not there
    after: str  # empty: is not there any more


def differences(before: Body, after: Body) -> tuple[Difference, ...]:
    """None between reports of different kinds."""
    if isinstance(before, Prediction) and isinstance(after, Prediction):
        return tuple(_predictions(before, after))
    if isinstance(before, Optimisation) and isinstance(after, Optimisation):
        return tuple(_optimisations(before, after))
    return ()


def _predictions(before: Prediction, after: Prediction) -> Iterator[Difference]:
    for where, old, new in (('All', before.overall, after.overall), *(
            (position, before.positions.get(position, ()), after.positions.get(position, ()))
            for position in dict.fromkeys((*after.positions, *before.positions)))):
        yield from _unequal(where, {_who(row): _place(row) for row in old}, {_who(row): _place(row) for row in new})


def _optimisations(before: Optimisation, after: Optimisation) -> Iterator[Difference]:
    yield from _unequal('Strategy', _scores(before), _scores(after))
    old, new = ({week.gameweek: week for week in body.weeks} for body in (before, after))
    for gameweek in sorted(old.keys() | new.keys()):
        yield from _unequal(f'Gameweek {gameweek}', _facts(old.get(gameweek)), _facts(new.get(gameweek)))


def _unequal(where: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for what in dict.fromkeys((*after, *before)):
        if before.get(what, '') != after.get(what, ''):
            yield Difference(where, what, before.get(what, ''), after.get(what, ''))


def _who(row: Predicted) -> str:
    return f'{row.name} ({row.club})' if row.club else row.name


def _place(row: Predicted) -> str:
    return f'{row.rank}. with {text(row.points) or "unknown"} points'


def _scores(body: Optimisation) -> Mapping[str, str]:
    figures: Mapping[str, Decimal | None] = {'baseline': body.baseline, 'score': body.score, 'gain': body.gain}
    return {name: text(value) or '' for name, value in figures.items() if value is not None}


def _facts(week: Week | None) -> Mapping[str, str]:
    if week is None:
        return {}
    facts = {f'{one.out or "unknown"} out': f'{one.in_ or "unknown"} in' for one in week.transfers}
    marks = {'captain': [one.name for one in week.starting if one.is_captain],
             'vice captain': [one.name for one in week.starting if one.is_vice]}
    return facts | {name: found[0] for name, found in marks.items() if found} | (
        {'chip': week.chip} if week.chip else {}) | ({'points hit': str(week.hit)} if week.hit else {})
