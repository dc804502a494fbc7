"""After the sprint: what the queue promised against what was done."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.inputs import ZERO
from app.domain.sprints.queue.packing import IN
from app.domain.sprints.queue.result import Line, Result


@dataclass(frozen=True, slots=True)
class Reality:
    in_done: tuple[Line, ...]
    in_open: tuple[Line, ...]
    out_done: tuple[Line, ...]  # done anyway; what was in the reserve counts here too

    @property
    def kept(self) -> Decimal | None:
        """Share of the promised points that were done; None where nothing was promised."""
        done, promised = _points(self.in_done), _points(self.in_done) + _points(self.in_open)
        return done / promised if promised else None


def against(result: Result, done: Collection[Number]) -> Reality:
    """Both parts of an issue that was split are done together."""
    inside = result.of(IN)
    return Reality(tuple(line for line in inside if abs(line.number) in done),
                   tuple(line for line in inside if abs(line.number) not in done),
                   tuple(line for line in result.lines if line.status != IN and abs(line.number) in done))


def _points(lines: tuple[Line, ...]) -> Decimal:
    return sum((line.size for line in lines), ZERO)
