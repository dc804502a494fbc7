"""Figures of a sprint for each of the projects in it, on boards that hold several."""

from dataclasses import dataclass
from typing import Final

from app.domain.sprints.facts.board import POINTS, Board, Ms, Number
from app.domain.sprints.facts.naming import named_in
from app.domain.sprints.metrics.analysis import counted_parts
from app.domain.sprints.metrics.classes import Window, window_of
from app.domain.sprints.metrics.numbers import figures_of
from app.domain.sprints.metrics.report import Figures
from app.domain.sprints.metrics.rows import Part, parts_of

SEVERAL: Final = 2  # sprints that hold more than one project
MANY: Final = 3  # projects, wherever they are


@dataclass(frozen=True, slots=True)
class ProjectFigures:
    project: str  # key
    issues: int  # that count
    figures: Figures
    keys: tuple[str, ...]


def has_several(board: Board) -> bool:
    """Told by what was in its sprints, never by which board it is."""
    if len({issue.project for issue in board.issues.values()}) >= MANY:
        return True
    held = ({issue.project for issue in issues} for issues in named_in(board).values())
    return sum(len(projects) > 1 for projects in held) >= SEVERAL


def by_project(board: Board, sprint: Number, now: Ms, unit: str = POINTS, start: Ms | None = None,
               ) -> tuple[ProjectFigures, ...]:
    """By key; their sums are those of the whole sprint, because every issue is of one project."""
    window = window_of(board.sprints[sprint], now, start)
    groups: dict[str, list[Part]] = {}
    for part in parts_of(board, window, unit):
        groups.setdefault(part.issue.project, []).append(part)
    return tuple(_figures(project, groups[project], window) for project in sorted(groups))


def _figures(project: str, parts: list[Part], window: Window) -> ProjectFigures:
    counted = [part for part in parts if part.standing.is_counted]
    return ProjectFigures(project, len(counted), figures_of(counted_parts(counted), window.has_start),
                          tuple(part.issue.key for part in counted))
