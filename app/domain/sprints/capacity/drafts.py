"""What somebody says about the capacity of a sprint or of the sprints to come, checked before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from app.domain.sprints.facts.board import HOURS, ISSUES, POINTS
from app.errors import Invalid

UNITS: Final = (HOURS, POINTS, ISSUES)
LARGEST: Final = Decimal(10_000_000)  # exclusive
DAY: Final = 24  # hours
HUNDREDTH_PERCENT, MILLIONTH = Decimal('0.0001'), Decimal('0.000001')
PROJECTS: Final = 50
NEGATIVE: Final = 'That cannot be less than nothing.'


@dataclass(frozen=True)
class RoomDraft:
    """One discipline in one sprint; None lets it be worked out."""
    unit: str = HOURS
    amount: Decimal | None = None  # None: from people
    reserve: Decimal | None = None  # share of 1
    points_per_hour: Decimal | None = None
    in_progress: Decimal | None = None  # points
    exceptions: Mapping[int, Decimal] = field(default_factory=dict)  # member → hours in this sprint


@dataclass(frozen=True)
class PlanDraft:
    """The long-term plan; of the projects the first is the most important."""
    usual: Decimal  # points of a sprint about which nobody said anything
    allocation: Mapping[str, Decimal] = field(default_factory=dict)  # project → percent


def checked_room(draft: RoomDraft, days: int) -> RoomDraft:
    """`days` of the sprint, which nobody can work longer than. Raises Invalid; nothing else bounds the values."""
    wrong = [] if draft.unit in UNITS else [('unit', 'Count hours, points or issues.')]
    for name in ('amount', 'points_per_hour', 'in_progress'):
        wrong += [(name, text) for text in _problems(getattr(draft, name))]
    if draft.amount is None and draft.unit in (POINTS, ISSUES):
        wrong.append(('amount', f'Say how many {draft.unit}.'))
    if draft.reserve is not None and not (draft.reserve.is_finite() and 0 <= draft.reserve <= 1):
        wrong.append(('reserve', 'The reserve is from 0 to 100 %.'))
    for hours in draft.exceptions.values():
        wrong += [('exceptions', text) for text in _problems(hours)]
        if hours.is_finite() and hours > days * DAY:
            wrong.append(('exceptions', f'{days} days have {days * DAY} hours.'))
    if wrong:
        raise Invalid(wrong)
    return replace(draft, amount=_rounded(draft.amount), reserve=_rounded(draft.reserve),
                   points_per_hour=_rounded(draft.points_per_hour, MILLIONTH), in_progress=_rounded(draft.in_progress),
                   exceptions={own: hours.quantize(HUNDREDTH_PERCENT) for own, hours in draft.exceptions.items()})


def checked_plan(draft: PlanDraft) -> PlanDraft:
    """Raises Invalid."""
    wrong = [('usual', text) for text in _problems(draft.usual)]
    for project, percent in draft.allocation.items():
        if not percent.is_finite() or not 0 <= percent <= 1000:
            wrong.append(('allocation', f'{project}: a share is from 0 to 1000 %.'))
    if len(draft.allocation) > PROJECTS:
        wrong.append(('allocation', f'At most {PROJECTS} projects.'))
    if wrong:
        raise Invalid(wrong)
    return draft


def _problems(value: Decimal | None) -> list[str]:
    if value is None:
        return []
    if not value.is_finite() or value >= LARGEST:
        return ['That is not a number that can be kept.']
    return [NEGATIVE] if value < 0 else []


def _rounded(value: Decimal | None, to: Decimal = HUNDREDTH_PERCENT) -> Decimal | None:
    return None if value is None else value.quantize(to)
