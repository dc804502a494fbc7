"""Disciplines and members of a board as somebody wants them, checked before they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from app.errors import Invalid

LONGEST: Final = 60
MOST: Final = 50  # disciplines, or values of one
TEXTS: Final = ('components', 'labels', 'values', 'subtasks')


@dataclass(frozen=True)
class DisciplineDraft:
    """The texts say which issues need it; app.domain.sprints.metrics.disciplines has the order in which they count."""
    name: str
    short: str = ''
    colour: int = 1
    rank: int = 0
    estimate: str = ''  # field id
    components: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    subtasks: tuple[str, ...] = ()


@dataclass(frozen=True)
class MemberDraft:
    """`shares`: discipline → percent of the hours of a day."""
    name: str
    account: str = ''
    identity: str = ''
    is_lead: bool = False
    weekdays: tuple[int, ...] = ()  # empty: as the board
    hours: Decimal = Decimal(8)
    focus: Decimal = Decimal('0.75')
    shares: Mapping[int, Decimal] = field(default_factory=dict)


def checked_discipline(draft: DisciplineDraft) -> DisciplineDraft:
    """Raises Invalid."""
    name, short = draft.name.strip(), draft.short.strip()
    wrong = []
    if not 0 < len(name) <= LONGEST:
        wrong.append(('name', f'Give it a name of at most {LONGEST} characters.'))
    if len(short) > 6:
        wrong.append(('short', 'At most 6 characters.'))
    if not 1 <= draft.colour <= 6:
        wrong.append(('colour', 'Choose a colour.'))
    wrong += [(label, f'At most {MOST}.') for label in TEXTS if len(getattr(draft, label)) > MOST]
    if wrong:
        raise Invalid(wrong)
    return replace(draft, name=name, short=short or name[:2].upper(), components=_texts(draft.components),
                   labels=_texts(draft.labels), values=_texts(draft.values), subtasks=_texts(draft.subtasks))


def checked_member(draft: MemberDraft) -> MemberDraft:
    """Hours beyond a day and shares below nothing are refused; more than 100 % in all is somebody's decision. Raises
    Invalid.
    """
    name = draft.name.strip()
    wrong = []
    if not 0 < len(name) <= LONGEST:
        wrong.append(('name', f'Give a name of at most {LONGEST} characters.'))
    if not draft.hours.is_finite() or not 0 <= draft.hours <= 24:
        wrong.append(('hours', 'A day has 0 to 24 hours.'))
    if not draft.focus.is_finite() or not 0 <= draft.focus <= 1:
        wrong.append(('focus', 'The focus is from 0 to 1.'))
    if any(not 0 <= day <= 6 for day in draft.weekdays):
        wrong.append(('weekdays', 'Choose days of the week.'))
    if any(not share.is_finite() or share < 0 or share > 1000 for share in draft.shares.values()):
        wrong.append(('shares', 'A share is from 0 to 1000 percent.'))
    if wrong:
        raise Invalid(wrong)
    return replace(draft, name=name, account=draft.account.strip(), weekdays=tuple(sorted(set(draft.weekdays))),
                   shares={own: share for own, share in draft.shares.items() if share})


def whole_share(draft: MemberDraft) -> Decimal:
    """Percent over all disciplines; above 100 is flagged."""
    return sum(draft.shares.values(), Decimal(0))


def _texts(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (one.strip() for one in given))))
