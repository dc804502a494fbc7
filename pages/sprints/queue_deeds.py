"""What people do with a queue: build, publish, pin, ban, try and apply. Every decision makes the queue anew."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from nicegui import ui

from app.domain.access import may
from app.domain.sprints.facts.board import Number
from app.domain.sprints.facts.calendar import zone_of
from app.domain.sprints.queue.changing import Change
from app.domain.sprints.queue.inputs import Parameters
from app.domain.sprints.queue.result import Line
from app.domain.sprints.queue.views import ARCHIVED, QueueView
from app.domain.sprints.queue.whatifs import Effect
from app.services.sprints import overrides, queue_views, queues
from components.dialogs import confirm
from components.feedback import refusals_shown, toast
from components.sprints.queue_dialogs import (
    ChoiceDialog,
    DeadlineDialog,
    DifferencesDialog,
    DraftsDialog,
    PlaceDialog,
    RulesDialog,
    TimeDialog,
    WhoDialog,
)
from components.sprints.queue_wishes import QueueWishes
from components.sprints.words import amount, counted
from pages.kit import do, look

if TYPE_CHECKING:
    from pages.sprints.queue import QueuePlace

NOBODY = '0'


class QueueDeeds:
    def __init__(self, place: 'QueuePlace') -> None:
        self.place, self.who = place, place.who
        self.last: tuple[int, ...] = ()  # decisions of the last deed, for undoing it

    def wishes(self) -> QueueWishes:
        actor = self.who.me.actor
        return QueueWishes(
            self.place.turn, self.build, self.publish, self.archive, self.rules, self.drafts, self.changes,
            self.capacity, self.place.why, self.place.close, self.pin, self.before, self.up, self.ban, self.free,
            self.ask_place, self.ask_time, self.ask_deadline, self.ask_stakeholder, self.ask_discipline,
            self.ask_person, self.change, self.try_out, self._select, self.undo, may(actor, 'sprints.plan'),
            may(actor, 'sprints.publish'), f'/sprints/boards/{self.place.board_id}')

    # The queue itself

    async def build(self, rules: dict[str, Any] | None = None) -> None:
        place = self.place
        if place.sprint is None or not may(self.who.me.actor, 'sprints.plan'):
            return
        former = self._view()
        with refusals_shown():
            made = await do(self.who, queues.build, place.board_id, place.sprint, rules)
            is_new = former is None or made != former.entry.id
            toast('The queue is built' if is_new else 'Nothing has changed since this draft')
            await place.stay()

    async def publish(self) -> None:
        view = self._view()
        if view is None:
            return
        if not await confirm('Publish this queue?', f'{counted(len(view.result.of("in")))} with '
                             f'{amount(view.result.points)} points are frozen in this order, and announced where '
                             'queues are announced. Jira stays as it is.', 'Publish queue'):
            return
        with refusals_shown():
            await do(self.who, queues.publish, view.entry.id, view.entry.version)
            toast('The queue is published')

    async def archive(self) -> None:
        view = self._view()
        if view is None:
            return
        with refusals_shown():
            is_back = view.entry.state == ARCHIVED
            version = await do(self.who, queues.bring_back if is_back else queues.archive, view.entry.id,
                               view.entry.version)
            other = queues.archive if is_back else queues.bring_back
            toast('It is a draft again' if is_back else 'The queue is archived',
                  partial(self._quietly, other, view.entry.id, version))

    async def rules(self) -> None:
        view = self._view()
        RulesDialog(view.parameters if view else Parameters(), self.build).open()

    async def drafts(self) -> None:
        screen, view = self.place.screen, self._view()
        if screen and view:
            may_plan = may(self.who.me.actor, 'sprints.plan')
            DraftsDialog(screen.history, view.entry.id, screen.overrides, self._compare,
                         self._take_back if may_plan else None).open()

    async def changes(self) -> None:
        if view := self._view():
            with refusals_shown():
                found = await look(self.who, queue_views.compare_with_now, view.entry.id)
                may_plan = may(self.who.me.actor, 'sprints.plan')
                DifferencesDialog('What building it again changes', found, self.build if may_plan else None).open()

    def capacity(self) -> None:
        ui.navigate.to(f'/sprints/boards/{self.place.board_id}/capacity?sprint={self.place.sprint}')

    # Decisions about one line

    async def pin(self, number: Number, kind: str) -> None:
        where = 'at the end' if kind == 'pin_bottom' else 'at the top'
        await self._decide(number, kind, {}, f'{self._key(number)} is {where}')

    async def before(self, number: Number, other: Number) -> None:
        await self._decide(number, 'pin_before', {'before': abs(other)},
                           f'{self._key(number)} goes before {self._key(other)}')

    async def up(self, number: Number, by: int) -> None:
        """Past its neighbour in the list."""
        await self.place.list.step(number, by)

    async def ban(self, number: Number) -> None:
        await self._decide(number, 'ban', {}, f'{self._key(number)} stays out of this sprint')

    async def free(self, number: Number) -> None:
        place = self.place
        with refusals_shown():
            ended = await do(self.who, overrides.free, place.board_id, place.sprint, number)
            if not ended:
                toast(f'Nothing was decided about the place of {self._key(number)}')
                return
            await self._rebuild(f'{self._key(number)} goes where it belongs', partial(self._hold_again, ended))

    async def ask_place(self, number: Number) -> None:
        line, view = self._line(number), self._view()
        if line and view:
            PlaceDialog(line, view.result.lines, partial(self.before, number), partial(self.pin, number)).open()

    async def ask_time(self, number: Number) -> None:
        line, screen = self._line(number), self.place.screen

        async def fix(start: datetime, end: datetime) -> None:
            zone = zone_of(screen.zone if screen else 'UTC')
            start_ms, end_ms = (int(one.replace(tzinfo=zone).timestamp() * 1000) for one in (start, end))
            await self._decide(number, 'window', {'start': start_ms, 'end': end_ms},
                               f'{self._key(number)} is fixed')
        if line and screen:
            TimeDialog(line, screen.zone, fix).open()

    async def ask_deadline(self, number: Number) -> None:
        async def keep(day: str | None) -> None:
            await self._decide(number, 'deadline', {'due': day}, f'{self._key(number)} has its deadline')
        if line := self._line(number):
            DeadlineDialog(line, keep).open()

    async def ask_stakeholder(self, number: Number) -> None:
        async def keep(name: str) -> None:
            await self._decide(number, 'stakeholder', {'stakeholder': name},
                               f'{self._key(number)} is asked for by {name}')
        if line := self._line(number):
            WhoDialog(line, keep).open()

    async def ask_discipline(self, number: Number) -> None:
        line, view = self._line(number), self._view()
        if line is None or view is None:
            return
        rooms = {str(room.discipline): room.name for room in view.rooms if room.discipline}

        async def keep(own: str) -> None:
            await self._decide(number, 'discipline', {'discipline': int(own)}, f'{self._key(number)} is work for '
                               f'{rooms.get(own, "nobody yet")}')
        present = next((str(own) for own, points in line.demand if points), NOBODY)
        ChoiceDialog(f'What kind of work is {line.key}?', 'All of it counts for this discipline, whatever Jira says.',
                     'Discipline', {**rooms, NOBODY: 'Nobody can tell yet'}, present, 'Keep the discipline',
                     keep).open()

    async def ask_person(self, number: Number) -> None:
        line, view = self._line(number), self._view()

        async def keep(name: str) -> None:
            await self._decide(number, 'assignee', {'assignee': name}, f'{self._key(number)} goes to {name}')
        if line and view and view.workers:
            ChoiceDialog(f'Who does {line.key}?', 'It is planned for them here. Jira stays as it is.', 'Person',
                         {name: name for name in view.workers}, None, 'Keep the person', keep).open()
        elif line:
            toast('Nobody of this team has a discipline yet. The capacity of the board says who does what.')

    # What-ifs

    async def try_out(self, conflict_id: str, goal: str) -> tuple[Effect, ...]:
        view = self._view()
        if view is None or conflict_id == 'drift':
            return ()
        with refusals_shown():
            found: tuple[Effect, ...] = await look(self.who, queue_views.try_conflict, view.entry.id, conflict_id, goal)
            return found
        return ()

    async def change(self, change: Change, title: str) -> None:
        place = self.place
        with refusals_shown():
            self.last = await do(self.who, overrides.apply_change, place.board_id, place.sprint, change)
            await self._rebuild(f'Done: {title}', self.undo)

    async def undo(self) -> None:
        """The last decision one made here."""
        if not self.last:
            toast('Nothing was done here yet')
            return
        with refusals_shown():
            made, self.last = self.last, ()
            await do(self.who, overrides.take_back, self.place.board_id, made)
            await self._rebuild('Taken back', None)

    # Keys for the line the keyboard is on

    async def pin_chosen(self) -> None:
        if self.place.list.selected and may(self.who.me.actor, 'sprints.plan'):
            self.place.list.hold(self.place.list.selected)
            await self.pin(self.place.list.selected, 'pin_top')

    async def ban_chosen(self) -> None:
        if self.place.list.selected and may(self.who.me.actor, 'sprints.plan'):
            after = self.place.list.neighbour(self.place.list.selected, 1)
            self.place.list.hold(after or self.place.list.selected)  # the row itself may go out of sight
            await self.ban(self.place.list.selected)

    async def _decide(self, number: Number, kind: str, value: dict[str, Any], done: str) -> None:
        place = self.place
        with refusals_shown():
            made = await do(self.who, overrides.decide, place.board_id, place.sprint, number, kind, value)
            self.last = (made,)
            await self._rebuild(done, self.undo)

    async def _rebuild(self, done: str, undo: Callable[[], Awaitable[None]] | None) -> None:
        """Figures follow every decision; earlier drafts stay in the history."""
        place = self.place
        await do(self.who, queues.build, place.board_id, place.sprint)
        toast(done, undo)
        await place.stay()

    async def _compare(self, other: int) -> None:
        if view := self._view():
            before, after = sorted((other, view.entry.id))
            with refusals_shown():
                found = await look(self.who, queue_views.compare_queues, before, after)
                DifferencesDialog('What differs between the two', found).open()

    async def _take_back(self, override: int) -> None:
        with refusals_shown():
            await do(self.who, overrides.take_back, self.place.board_id, (override,))
            await self._rebuild('Taken back', partial(self._hold_again, (override,)))

    async def _hold_again(self, made: tuple[int, ...]) -> None:
        with refusals_shown():
            await do(self.who, overrides.hold_again, self.place.board_id, made)
            await self._rebuild('As it was decided', None)

    async def _quietly(self, service: Any, *given: Any) -> None:
        with refusals_shown():
            await do(self.who, service, *given)

    def _select(self, number: Number) -> None:
        self.place.list.select(number)

    def _view(self) -> QueueView | None:
        return self.place.screen.queue if self.place.screen else None

    def _line(self, number: Number) -> Line | None:
        return self.place.list.line(number)

    def _key(self, number: Number) -> str:
        line = self._line(number) or self._line(-number)
        return line.key if line else 'The issue'
