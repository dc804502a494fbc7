"""Rows of AIrsenal's database as report bodies. The SQL stands where files may be opened.

The database is preferred to the text: it knows players by number, and 25 of 841 short names are shared.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from app.domain.ops.airsenal.bodies import Optimisation, Predicted, Prediction, Transfer, Week
from app.domain.ops.airsenal.clubs import POSITIONS

TOP = 5


@dataclass(frozen=True)
class PointsRow:
    """What is predicted for one player in the whole window, with what was known of him in its first week."""
    player_id: int
    name: str
    points: float
    position: str | None
    club: str | None
    tenths: int | None  # of the price


@dataclass(frozen=True)
class SuggestionRow:
    """One half of a transfer; the halves of a week are in the same order."""
    gameweek: int
    direction: int  # 1 in, -1 out
    player_id: int
    name: str | None
    gain: float
    chip: str | None
    team_id: int


def prediction_from_rows(gameweeks: Iterable[int], rows: Iterable[PointsRow], top: int = TOP) -> Prediction:
    """The best of each position; players of equal points in the order of their numbers."""
    ranked: dict[str, list[PointsRow]] = {position: [] for position in POSITIONS}
    for row in sorted(rows, key=lambda row: (-row.points, row.player_id)):
        if row.position in ranked:
            ranked[row.position].append(row)
    return Prediction(tuple(sorted(gameweeks)), top, {
        position: tuple(_predicted(rank, row) for rank, row in enumerate(found[:top], 1))
        for position, found in ranked.items()})


def suggestion_from_rows(rows: Sequence[SuggestionRow]) -> Optimisation | None:
    """Transfers of the newest suggestion; None without any, or where it is a whole new squad."""
    if not rows or all(row.direction > 0 for row in rows):
        return None
    weeks = defaultdict[int, list[SuggestionRow]](list)
    for row in rows:
        weeks[row.gameweek].append(row)
    return Optimisation(rows[0].team_id, told_gain=_decimal(rows[0].gain, '0.1'),
                        weeks=tuple(_week(gameweek, weeks[gameweek]) for gameweek in sorted(weeks)))


def completed(text: Optimisation | None, rows: Optimisation) -> Optimisation:
    """The transfers of the database within everything only the text tells; weeks without a transfer have no row."""
    if text is None:
        return rows
    known = {week.gameweek: week for week in rows.weeks}
    told = [replace(week, transfers=known[week.gameweek].transfers) if week.gameweek in known else week
            for week in text.weeks]
    untold = [week for week in rows.weeks if all(week.gameweek != one.gameweek for one in text.weeks)]
    return replace(text, team_id=text.team_id or rows.team_id, told_gain=rows.told_gain,
                   weeks=tuple(sorted([*told, *untold], key=lambda week: week.gameweek)))


def _predicted(rank: int, row: PointsRow) -> Predicted:
    price = None if row.tenths is None else Decimal(row.tenths).scaleb(-1)
    return Predicted(rank, row.name, _decimal(row.points, '0.01'), price, row.club, row.player_id)


def _week(gameweek: int, rows: Sequence[SuggestionRow]) -> Week:
    outs = [row for row in rows if row.direction < 0]
    ins = [row for row in rows if row.direction > 0]
    return Week(gameweek, tuple(Transfer(out.name, new.name, out.player_id, new.player_id)
                                for out, new in zip(outs, ins, strict=False)),
                next((row.chip for row in rows if row.chip not in (None, 'None')), None))


def _decimal(number: float, places: str) -> Decimal:
    return Decimal(number).quantize(Decimal(places), ROUND_HALF_EVEN)
