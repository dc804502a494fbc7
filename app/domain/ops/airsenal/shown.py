"""Reports as screens show them: frozen to the bottom, because many screens share one look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from app.domain.ops.airsenal.bodies import Chosen, Optimisation, Predicted, Prediction, Squad, Substitute, Transfer
from app.domain.ops.airsenal.clubs import POSITIONS
from app.domain.ops.airsenal.differences import Difference
from app.domain.ops.views import ReportLine

V = TypeVar('V')

CHIPS = {'wildcard': 'Wildcard', 'free_hit': 'Free hit', 'triple_captain': 'Triple captain',
         'bench_boost': 'Bench boost'}


@dataclass(frozen=True)
class PredictionShown:
    gameweeks: tuple[int, ...]
    top: int
    groups: tuple[tuple[str, tuple[Predicted, ...]], ...]  # by position; one without a name where there is one list

    @property
    def best(self) -> tuple[tuple[str, Predicted], ...]:
        """Everybody with points, the most first, with the position."""
        found = [(row.position or position, row) for position, rows in self.groups for row in rows
                 if row.points is not None]
        return tuple(sorted(found, key=lambda entry: -(entry[1].points or 0)))


@dataclass(frozen=True)
class WeekShown:
    gameweek: int
    transfers: tuple[Transfer, ...]
    chip: str
    hit: int | None
    bank: Decimal | None
    predicted: Decimal | None
    lineup: tuple[tuple[str, tuple[Chosen, ...]], ...]  # by position; empty where it is not told
    subs: tuple[Substitute, ...]

    @property
    def captain(self) -> str:
        return next((one.name for _, players in self.lineup for one in players if one.is_captain), '')


@dataclass(frozen=True)
class StrategyShown:
    team_id: int | None
    baseline: Decimal | None
    score: Decimal | None
    gain: Decimal | None
    weeks: tuple[WeekShown, ...]
    squad: Squad | None

    @property
    def moves(self) -> int:
        """Transfers in all weeks together."""
        return sum(len(week.transfers) for week in self.weeks)

    @property
    def hit(self) -> int:
        return sum(week.hit or 0 for week in self.weeks)


@dataclass(frozen=True)
class ReportShown:
    """One report, what it differs in from the former one, and which others there are."""
    line: ReportLine
    name: str  # of the command
    team_id: int | None
    prediction: PredictionShown | None = None
    strategy: StrategyShown | None = None
    former: ReportLine | None = None
    differences: tuple[Difference, ...] = ()
    may_read_again: bool = False


@dataclass(frozen=True)
class ReportPage:
    """None where no run has left a report of this kind yet."""
    shown: ReportShown | None
    lines: tuple[ReportLine, ...]  # all of this kind, the newest first


@dataclass(frozen=True)
class Advised:
    """The newest strategy, for the page of the team."""
    run_id: int
    made_at: datetime
    team_id: int | None
    gain: Decimal | None
    weeks: tuple[WeekShown, ...]


def prediction_shown(body: Prediction) -> PredictionShown:
    groups = _in_order(body.positions)
    return PredictionShown(body.gameweeks, body.top, (*groups, ('', body.overall)) if body.overall else groups)


def strategy_shown(body: Optimisation) -> StrategyShown:
    return StrategyShown(body.team_id, body.baseline, body.score, body.gain, tuple(
        WeekShown(week.gameweek, week.transfers, CHIPS.get(week.chip or '', week.chip or ''), week.hit, week.bank,
                  week.predicted, _in_order(week.lineup or {}), week.subs or ()) for week in body.weeks), body.squad)


def _in_order(by_position: Mapping[str, Sequence[V]]) -> tuple[tuple[str, tuple[V, ...]], ...]:
    """As they stand on the pitch; positions without players are left out."""
    known = [*POSITIONS, *(position for position in by_position if position not in POSITIONS)]
    return tuple((position, tuple(by_position[position])) for position in known if by_position.get(position))
