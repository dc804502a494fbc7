"""What has to be asked about a queue: its rules, a place, a time, a day; and earlier queues beside this one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.differences import Comparison, Difference
from app.domain.sprints.queue.inputs import BAND, CARRIED, SPRINT_ONLY, WITH_BACKLOG, Parameters
from app.domain.sprints.queue.result import Line
from app.domain.sprints.queue.views import OverrideView, QueueEntry
from components.controls import Button, Choice, Field, Pill, Switch, Text, block, link, sign
from components.dialogs import Dialog
from components.moments import short_moment
from components.sprints.queue_words import STATES
from components.sprints.words import amount, counted

Answer = Callable[..., Awaitable[Any]]
STATUS_WORDS = {'in': 'in', 'reserve': 'in the reserve', 'out': 'out', '': 'not there'}
BEFORE_BAND, INSIDE_BAND, NOWHERE = 'before', 'inside', 'nowhere'
MOST_LISTED = 60


class RulesDialog(Dialog):
    def __init__(self, parameters: Parameters, build: Answer) -> None:
        super().__init__('How queues of this sprint are made', 'The rules hold for this and later drafts.')
        self.parameters, self.build = parameters, build
        with self.body:
            self.fair = Switch('Those who asked take turns', 'Inside a priority, by points: nobody is served whole '
                               'before others are served at all.', parameters.is_fair)
            self.scope = Choice('Candidates', {WITH_BACKLOG: 'The sprint and the backlog',
                                               SPRINT_ONLY: 'Only what is in the sprint'}, parameters.scope)
            self.carried = Choice('What was carried over', {
                INSIDE_BAND: 'First inside its priority', BEFORE_BAND: 'Before all priorities: leaves urgent work out',
                NOWHERE: 'Like everything else'}, _carried_place(parameters.order))
            self.subtasks = Switch('Subtasks are candidates', '', parameters.counts_subtasks)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Build with these rules', self._done, look='primary', size='l')

    async def _done(self) -> None:
        self.close()
        await self.build({'is_fair': self.fair.value, 'scope': self.scope.value,
                          'counts_subtasks': self.subtasks.value, 'order': self._order()})

    def _order(self) -> list[str]:
        order = [name for name in self.parameters.order if name != CARRIED]
        if self.carried.value == NOWHERE or BAND not in order:
            return order
        order.insert(order.index(BAND) + (self.carried.value == INSIDE_BAND), CARRIED)
        return order


class PlaceDialog(Dialog):
    """The way of the keyboard to what a hand drags."""

    def __init__(self, line: Line, lines: Sequence[Line], before: Answer, pin: Answer) -> None:
        super().__init__(f'Move {line.key} where?')
        self.before, self.pin = before, pin
        options = {'top': 'To the top', 'bottom': 'To the end'} | {
            str(one.number): f'Before {one.key} {one.title}'[:100] for one in lines if one.number != line.number}
        with self.body:
            self.choice = Choice('Place', options, 'top', can_search=True)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Move', self._done, look='primary', size='l')

    async def _done(self) -> None:
        self.close()
        chosen = self.choice.value
        await (self.pin(f'pin_{chosen}') if chosen in ('top', 'bottom') else self.before(int(chosen)))


class TimeDialog(Dialog):
    """A time to the minute, in the zone of the board."""

    def __init__(self, line: Line, zone: str, fix: Answer) -> None:
        super().__init__(f'Fix {line.key} to a time', f'Times are those of {zone}. Fixed work goes before everything '
                         'but what is in progress.')
        self.fix = fix
        with self.body:
            self.day = Field('Day', kind='date')
            with block('rt-row'):
                self.start = Field('From', '09:00', kind='time')
                self.end = Field('To', '10:00', kind='time')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Fix the time', self._done, look='primary', size='l')

    async def _done(self) -> None:
        try:
            start = datetime.fromisoformat(f'{self.day.value} {self.start.value}')
            end = datetime.fromisoformat(f'{self.day.value} {self.end.value}')
        except ValueError:
            self.day.complain('Give a day and both times.')
            return
        if end <= start:
            self.end.complain('It ends before it begins.')
            return
        self.close()
        await self.fix(start, end)


class DeadlineDialog(Dialog):
    def __init__(self, line: Line, keep: Answer) -> None:
        super().__init__(f'Until when is {line.key} wanted?', 'A deadline here counts instead of the one in Jira.')
        self.keep = keep
        with self.body:
            self.day = Field('Day', line.due.isoformat() if line.due else '', kind='date',
                             hint='Empty: no deadline.')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Keep the deadline', self._done, look='primary', size='l')

    async def _done(self) -> None:
        try:
            day = date.fromisoformat(self.day.value).isoformat() if self.day.value else None
        except ValueError:
            self.day.complain('Give a day.')
            return
        self.close()
        await self.keep(day)


class WhoDialog(Dialog):
    """Who asked for an issue; counts here instead of what Jira says."""

    def __init__(self, line: Line, keep: Answer) -> None:
        super().__init__(f'Who asked for {line.key}?', 'A name here counts instead of the one in Jira, where those who '
                         'asked take turns.')
        self.keep = keep
        with self.body:
            self.name = Field('Asked for by', line.stakeholder)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Keep the name', self._done, look='primary', size='l')

    async def _done(self) -> None:
        name = ' '.join(self.name.value.split())
        if not 0 < len(name) <= 100:
            self.name.complain('Give a name of up to 100 characters.')
            return
        self.close()
        await self.keep(name)


class ChoiceDialog(Dialog):
    """One of a few, instead of what Jira says."""

    def __init__(self, title: str, text: str, label: str, options: Mapping[str, str], value: str | None, yes: str,
                 keep: Answer) -> None:
        super().__init__(title, text)
        self.keep = keep
        with self.body:
            self.choice = Choice(label, options, value if value in options else None, can_search=len(options) > 8)
        with self.foot:
            Button('Back', self.close, size='l')
            Button(yes, self._done, look='primary', size='l')

    async def _done(self) -> None:
        if chosen := self.choice.value:
            self.close()
            await self.keep(chosen)


class DraftsDialog(Dialog):
    """Every queue that was made for the sprint, and every decision that holds."""

    def __init__(self, entries: Sequence[QueueEntry], here: int, overrides: Sequence[OverrideView],
                 compare: Answer | None, take_back: Answer | None) -> None:
        super().__init__('Queues of this sprint')
        with self.body:
            with block('rt-queue-drafts', 'ul'):
                for entry in entries:
                    self._entry(entry, here, compare)
            if overrides:
                Text('Decisions that hold', 'rt-b', 'h3')
                with block('rt-queue-drafts', 'ul'):
                    for one in overrides[:MOST_LISTED]:
                        self._override(one, take_back)
        with self.foot:
            Button('Close', self.close, size='l')

    def _entry(self, entry: QueueEntry, here: int, compare: Answer | None) -> None:
        text, icon, tone = STATES[entry.state]
        with block('rt-row rt-wrap', 'li'):
            link(f'Draft {entry.number}', f'/sprints/queues/{entry.id}', 'rt-b')
            Pill(text.partition(',')[0], icon, tone)
            Text(f'{short_moment(entry.at)} by {entry.by_name} · {entry.placed} of {counted(entry.candidates)} in, '
                 f'{amount(entry.points)} points', 'rt-sm rt-2 rt-grow')
            if entry.id == here:
                Text('shown', 'rt-sm rt-3')
            elif compare:
                Button('Compare', lambda own=entry.id: self._leave(compare, own), size='s')

    def _override(self, one: OverrideView, take_back: Answer | None) -> None:
        with block('rt-row', 'li'):
            Text(f'{one.text}, by {one.by_name}', 'rt-grow')
            if take_back:
                Button('Take back', lambda own=one.id: self._leave(take_back, own), size='s').props[
                    'aria-label'] = f'Take back: {one.text}'

    async def _leave(self, deed: Answer, own: Number) -> None:
        self.close()
        await deed(own)


class DifferencesDialog(Dialog):
    """What differs between two queues, each with the input that caused it."""

    def __init__(self, title: str, found: Comparison, build: Answer | None = None) -> None:
        super().__init__(title)
        with self.body:
            changed = [one for one in found.differences if not one.is_move]
            moved = [one for one in found.differences if one.is_move]
            if not found.changes:
                Text('They were made of the same; nothing differs.', 'rt-2', 'p')
            elif not found.differences:
                Text(f'{counted(len(found.changes), "input has", "inputs have")} changed, and no place did.', 'rt-2',
                     'p')
            self._list('In and out', changed)
            self._list('Other places', moved)
        with self.foot:
            Button('Close', self.close, size='l')
            if build and found.changes:
                Button('Build queue again', lambda: self._build(build), look='primary', size='l')

    def _list(self, title: str, differences: Sequence[Difference]) -> None:
        if not differences:
            return
        Text(title, 'rt-b', 'h3')
        with block('rt-queue-drafts', 'ul'):
            for one in differences[:MOST_LISTED]:
                with block('rt-row', 'li'):
                    sign('arrow_forward' if not one.is_move else 'swap_vert', 16, 'rt-3')
                    Text(one.key, 'rt-b')
                    was, now = STATUS_WORDS[one.before], STATUS_WORDS[one.after]
                    Text(f'{one.from_position} → {one.to_position}' if one.is_move else f'{was} → {now}')
                    Text(one.cause, 'rt-2 rt-grow')
            if len(differences) > MOST_LISTED:
                Text(f'and {len(differences) - MOST_LISTED} more', 'rt-3', 'li')

    async def _build(self, build: Answer) -> None:
        self.close()
        await build()


def _carried_place(order: Sequence[str]) -> str:
    if CARRIED not in order:
        return NOWHERE
    return BEFORE_BAND if BAND in order and order.index(CARRIED) < order.index(BAND) else INSIDE_BAND
