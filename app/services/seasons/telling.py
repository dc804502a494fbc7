"""What the timeline of the portfolio is told about seasons: when they begin and end, and the steps they reached."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlmodel import col, select

from app.domain.happenings import Happened
from app.domain.seasons.season import CREATED, STATE_NAMES, StepTaken
from app.services.seasons import ground
from app.work import Work
from models.seasons import Season


def tell_seasons(work: Work, first: date, last: date) -> Sequence[Happened]:
    """Milestones within these days, both inclusive."""
    rows = work.session.exec(select(Season).order_by(col(Season.start), col(Season.id))).all()
    steps = ground.steps_of(work, [row.id for row in rows])
    return [one for row in rows for one in _milestones(row, steps[row.id]) if first <= one.start <= last]


def _milestones(season: Season, steps: Iterable[StepTaken]) -> Iterator[Happened]:
    yield Happened(season.start, season.start, f'{season.name} begins')
    yield Happened(season.end, season.end, f'{season.name} ends')
    for step in steps:
        if step.state != CREATED:
            day = step.at.date()
            yield Happened(day, day, f'{season.name}: {STATE_NAMES[step.state].lower()}')
