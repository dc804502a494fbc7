"""The head of a capacity: which sprint, what can be done, and what does not fit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from nicegui import ui

from app.domain.sprints.capacity.views import CapacityView
from app.domain.sprints.capacity.warnings import CRITICAL, HIGH, UNDER, WARN
from components.controls import Button, Choice, Text, block, link, sign
from components.sprints.banner import banner
from components.sprints.words import counted, span

Wish = Callable[..., Awaitable[Any]]
SIGNS = {CRITICAL: ('error', 'rt-neg', 'Critical'), HIGH: ('error', 'rt-neg', 'High'),
         WARN: ('warning', 'rt-wrn', 'Warning'), UNDER: ('trending_down', 'rt-2', 'Under-used')}


@dataclass(frozen=True)
class CapacityWishes:
    turn: Wish  # to another sprint
    carry: Wish
    say: Callable[[int], None]  # asks what a discipline can give
    toggle: Callable[[int | None, date, str], Awaitable[None]]  # member or everybody, and the state it gets
    bring: Callable[[], None]  # asks for a file of days off
    plan: Callable[[], None]  # asks about the sprints to come
    may_change: bool = False


class CapacityHead(ui.element):
    def __init__(self, wishes: CapacityWishes) -> None:
        super().__init__('div')
        self.classes('rt-phead rt-queue-head')
        self.wishes = wishes
        self.choices: dict[str, str] = {}
        with self:
            with block('rt-grow'):
                self.title = Text('', tag='h1')
                self.meta = Text('', 'rt-meta', 'div')
            self.sprint = Choice('Sprint', {}, None)
            self.sprint.select.on('update:model-value', lambda: wishes.turn(int(self.sprint.value)), args=[])
            self.bring = Button('Import days off', wishes.bring, icon='upload_file', look='ghost')
            self.carry = Button('Carry forward from last sprint', wishes.carry, icon='redo')
        self.bring.set_visibility(wishes.may_change)

    def show(self, view: CapacityView) -> None:
        sprint = view.sprint
        self.title.say(f'{sprint.name} capacity')
        days = counted(len(view.days) + view.more_days, 'day') if view.days else ''
        self.meta.say(' · '.join(filter(None, [span(sprint.start or sprint.activated, sprint.end, view.zone),
                                               view.board_name, days])))
        lacking = any(not one.room.is_known for one in view.rooms)
        self.carry.set_visibility(self.wishes.may_change and bool(view.carried_from) and lacking)
        offered = {str(number): name for number, name in view.sprints}
        if offered != self.choices or self.sprint.select.value != str(sprint.number):
            self.choices = offered
            self.sprint.select.set_options(offered, value=str(sprint.number))


class CapacityNotes(ui.element):
    """What one has to know before planning by it, the worst first; whoever listens hears what changes."""

    def __init__(self, wishes: CapacityWishes) -> None:
        super().__init__('div')
        self.classes('rt-col')
        self.wishes = wishes
        self.shown: object = None

    def show(self, view: CapacityView) -> None:
        now = (view.is_demo, view.is_known, view.warnings, view.carried_from, bool(view.rooms), bool(view.members))
        if now == self.shown:
            return
        self.shown = now
        self.clear()
        with self:
            if view.is_demo:
                banner('science', 'Demo data: made up by Roundtable, and never mixed with that of a site.')
            if not self.wishes.may_change:
                banner('lock', 'You can look at this capacity. Planners and leads of this team change it.', 'locked')
            if view.rooms and not view.is_known:
                more = f' That of {view.carried_from} can be carried forward.' if view.carried_from else ''
                banner('help', f'Nobody said how much fits into this sprint, so it is unknown.{more}', 'warn')
            if not view.members and view.rooms:
                with banner('group', 'Nobody is a member of this team yet, so no hours of people add up.', 'warn'):
                    link('Open settings', '/sprints/settings', 'rt-btn rt-s')
            if view.warnings:
                self._warnings(view)

    def _warnings(self, view: CapacityView) -> None:
        with block('rt-card', 'section').props('aria-label="What does not fit"'), block('rt-cap-warnings', 'ul'):
            for one in view.warnings:
                icon, tone, word = SIGNS.get(one.level, ('info', 'rt-2', 'Note'))
                with block('rt-row', 'li'):
                    sign(icon, 18, tone)
                    Text(f'{word}: ', 'rt-vh')
                    Text(one.text, 'rt-grow')
