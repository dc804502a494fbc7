"""How the days of an item came to be: at its source, in scenarios, by publishing; one line per step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

SOURCE, SCENARIO, PUBLISHED = 'source', 'scenario', 'published'
TOGETHER = timedelta(seconds=60)  # a start and an end that one person changes within it are one step
FIELDS = ('start', 'end')
TRACES = 5  # lines under a bar

Pair = tuple[date | None, date | None]  # before and after


@dataclass(frozen=True)
class DayEdit:
    """Somebody changed one day or both."""
    at: datetime
    by: str
    changed: Mapping[str, Pair]  # of `start` and `end`
    origin: str = SOURCE
    where: str = ''  # name of the scenario
    is_undone: bool = False

    @property
    def stream(self) -> tuple[str, str]:
        return self.origin, self.where


@dataclass(frozen=True)
class DayStep:
    """The days after it; `is_wrong` where the start then lay after the end."""
    at: datetime
    by: str
    start: date | None
    end: date | None
    changed: Mapping[str, Pair]
    origin: str
    where: str
    is_undone: bool = False

    @property
    def is_wrong(self) -> bool:
        return self.start is not None and self.end is not None and self.start > self.end


@dataclass(frozen=True)
class Trace:
    """Days an item had before a change; the first is not always before the last."""
    start: date
    end: date
    said: str

    @property
    def is_wrong(self) -> bool:
        return self.start > self.end


@dataclass(frozen=True)
class HistoryAsk:
    plan: int | None = None
    text: str = ''
    skip: int = 0


@dataclass(frozen=True)
class ItemHistory:
    item_id: int
    number: str
    title: str
    type: str
    plan: str
    start: date | None
    end: date | None
    steps: tuple[DayStep, ...]  # oldest first
    lacks: bool  # revisions of the source that were not read yet


@dataclass(frozen=True, eq=False)
class HistoryView:
    ask: HistoryAsk
    items: tuple[ItemHistory, ...]  # one page, what changed last first
    found: int
    plans: tuple[tuple[int, str], ...]


def steps_of(edits: Iterable[DayEdit], live: Pair = (None, None)) -> tuple[DayStep, ...]:
    """Oldest first. What a scenario did not touch is as in the live plan (`live`: start and end)."""
    known: dict[tuple[str, str], dict[str, date | None]] = {}
    found = []
    for edit in _joined(sorted(edits, key=lambda edit: edit.at)):
        usual = {} if edit.origin == SOURCE else dict(zip(FIELDS, live, strict=True))
        days = known.setdefault(edit.stream, usual)
        days |= {name: pair[1] for name, pair in edit.changed.items()}
        found.append(DayStep(edit.at, edit.by, days.get('start'), days.get('end'), edit.changed, edit.origin,
                             edit.where, edit.is_undone))
    return tuple(found)


def traces_of(steps: Iterable[DayStep], most: int = TRACES) -> tuple[Trace, ...]:
    """Newest first; what was taken back again never was."""
    found = []
    for step in reversed([one for one in steps if not one.is_undone]):
        start, end = (step.changed[name][0] if name in step.changed else getattr(step, name) for name in FIELDS)
        first, last = start or end, end or start
        if first and last:
            words = f'until {step.at.day} {step.at:%b %Y}: {_words(start)} – {_words(end)}'
            found.append(Trace(first, last, f'{words}, changed by {step.by}' if step.by else words))
    return tuple(found[:most])


def _words(day: date | None) -> str:
    return f'{day.day} {day:%b %Y}' if day else 'no day'


def _joined(edits: Iterable[DayEdit]) -> list[DayEdit]:
    """Each with the one before it in its own stream, where together they are one gesture."""
    found: list[DayEdit] = []
    last: dict[tuple[str, str], int] = {}
    for edit in edits:
        place = last.get(edit.stream)
        if place is not None and _are_one(found[place], edit):
            found[place] = replace(found[place], changed={**found[place].changed, **edit.changed})
        else:
            last[edit.stream] = len(found)
            found.append(edit)
    return found


def _are_one(before: DayEdit, after: DayEdit) -> bool:
    return (before.by == after.by and after.at - before.at <= TOGETHER and before.is_undone == after.is_undone
            and not before.changed.keys() & after.changed.keys())
