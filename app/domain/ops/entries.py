"""What an entry of the schedule consists of, and what is refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.ops import moments, parameters
from app.domain.ops.commands import Definition
from app.domain.ops.firing import LEAST_GRACE, MOST_GRACE, MOST_JITTER, MOST_MISSED, Misfire, Overlap
from app.errors import Invalid, Rejected

LONGEST_NOTE = 500

Problem = tuple[str, str]  # field, message


@dataclass(frozen=True)
class EntryDraft:
    command: str
    kind: str = 'cron'
    expression: str = ''
    zone: str = 'UTC'
    parameters: Mapping[str, Any] = field(default_factory=dict)
    note: str = ''
    is_enabled: bool = True
    misfire: str = Misfire.ONCE
    misfire_most: int = 3  # of those that were missed, where all are made up for
    overlap: str = Overlap.QUEUE
    jitter: int = 0  # seconds
    grace: int = 300  # seconds


@dataclass(frozen=True)
class Shipped:
    """An entry the program brings along, under a name that stays; people may change it afterwards."""
    name: str
    draft: EntryDraft


def checked(draft: EntryDraft, definition: Definition) -> EntryDraft:
    """As it is kept; raises Invalid naming everything that does not fit."""
    if definition.needs_word:
        raise Rejected(f'{definition.name} needs somebody who confirms it each time.', 'ops.needs_word', 'command')
    problems = list(_limits(draft))
    expression, values = draft.expression, dict(draft.parameters)
    try:
        expression = moments.checked(draft.kind, draft.expression, draft.zone,
                                     may_be_seconds=definition.is_quiet and not definition.is_process)
    except Rejected as error:
        problems.append((error.field, str(error)))
    try:
        values = parameters.validated(definition, draft.parameters)
    except Invalid as error:
        problems += [(f'parameters.{name}', text) for name, text in error.errors]
    problems += [(f'parameters.{parameter.name}', 'A file belongs to one run; a schedule cannot give it again.')
                 for parameter in definition.parameters if parameter.kind == 'file' and parameter.name in values]
    if problems:
        raise Invalid(problems)
    return replace(draft, expression=expression, parameters=values, note=draft.note.strip())


def demand_future(draft: EntryDraft, now: datetime) -> None:
    """One date that has passed would never come."""
    if draft.kind == 'once' and moments.next_fire(draft.kind, draft.expression, draft.zone, now) is None:
        raise Rejected('This time has passed. Choose a later one.', 'ops.moment', 'expression')


def _limits(draft: EntryDraft) -> Iterator[Problem]:
    if draft.misfire not in set(Misfire):
        yield 'misfire', f'Choose one of {", ".join(Misfire)}.'
    if draft.overlap not in set(Overlap):
        yield 'overlap', f'Choose one of {", ".join(Overlap)}.'
    for name, value, low, high in (('misfire_most', draft.misfire_most, 1, MOST_MISSED),
                                   ('jitter', draft.jitter, 0, MOST_JITTER),
                                   ('grace', draft.grace, LEAST_GRACE, MOST_GRACE)):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield name, f'Give a whole number from {low} to {high}.'
    if len(draft.note) > LONGEST_NOTE:
        yield 'note', f'At most {LONGEST_NOTE} characters.'
    if '\0' in draft.note:
        yield 'note', 'Control characters cannot be kept.'
