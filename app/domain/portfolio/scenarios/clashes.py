"""Two people who changed the same value: the first stands, the second is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.scenarios.pinning import GROUPS, Aims, field_of, value_of
from app.domain.portfolio.scenarios.replaying import Entry
from app.errors import Conflict


@dataclass(frozen=True)
class Clash:
    """A value that was changed since it was looked at."""
    item_id: int
    title: str
    key: str
    theirs: Any
    mine: Any
    by: str  # identity
    by_name: str

    @property
    def field(self) -> str:
        return field_of(self.key)


class Clashing(Conflict):
    """Nothing was done; `clashes` has both values of each field, the text is for people."""

    def __init__(self, clashes: Sequence[Clash], version: int, actor: str = '') -> None:
        super().__init__(_said(clashes, actor), 'portfolio.conflict', version)
        self.clashes = tuple(clashes)
        self.told = {'conflicts': [{'item': clash.item_id, 'field': clash.field, 'key': clash.key,
                                    'theirs': clash.theirs, 'mine': clash.mine, 'by': clash.by_name}
                                   for clash in clashes]}


def clashes(now: Portfolio, then: Portfolio, aims: Iterable[Aims], since: Sequence[Entry]) -> tuple[Clash, ...]:
    """What is wanted where somebody has been since; not where both want the same."""
    latest = {place: entry for entry in since for place in entry.places}
    found: dict[tuple[int, str], Clash] = {}
    for own, values in ((own, values) for some in aims for own, values in some.items()):
        for key in values:
            entry = latest.get((own, key))
            theirs, mine = value_of(now, own, key), value_of(then, own, key)
            if entry and theirs != mine:
                item = now.items.get(own)
                found[own, key] = Clash(own, item.title if item else '', key, theirs, mine, entry.actor,
                                        entry.actor_name)
    return tuple(found.values())


def _said(found: Sequence[Clash], actor: str) -> str:
    first = found[0]
    who = 'You' if first.by == actor else first.by_name
    own = [clash for clash in found if clash.item_id == first.item_id and clash.field in ('start', 'end')]
    days = {clash.field: clash.theirs for clash in own}
    if days and first.item_id != GROUPS:
        return f'{who} moved this to {_span(days)}. Keep {"that" if who == "You" else "theirs"}, or use yours?'
    what = 'this group' if first.item_id == GROUPS else f'the {first.field} of “{first.title}”'
    return f'{who} changed {what} meanwhile. Keep {"that" if who == "You" else "theirs"}, or use yours?'


def _span(days: dict[str, Any]) -> str:
    """`2–13 Nov`, or whichever of both days differs."""
    found = [date.fromisoformat(day) for name in ('start', 'end') if _is_day(day := days.get(name, ''))]
    if len(found) == 2 and (found[0].year, found[0].month) == (found[1].year, found[1].month):
        return f'{found[0].day}–{found[1].day} {found[1]:%b}'
    if not found:
        return 'no dates'
    return ' – '.join(f'{day.day} {day:%b}' for day in found)


def _is_day(text: Any) -> bool:
    return isinstance(text, str) and len(text) == 10
