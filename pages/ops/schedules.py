"""/ops/schedules — what runs by itself, and when."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from nicegui import background_tasks, ui

from app.domain.access import demand, may
from app.domain.ops.commands import Definition
from app.domain.ops.entries import EntryDraft
from app.domain.ops.views import MomentsView, ScheduleView, Timetable
from app.events import RUNS, SCHEDULES
from app.realtime import follow
from app.services.ops import commands, schedules, timetable
from app.services.people import sessions
from components.controls import block, classed
from components.feedback import refusals_shown, toast
from components.ops.schedule_panel import SchedulePanel, changes_of
from components.ops.schedules import ScheduleList, ScheduleWishes
from components.palette import Hit
from pages.kit import Visitor, action, do, look, member, page
from pages.ops.tabs import SCHEDULES_TAB, ops_frame
from pages.palette import offer

offer(Hit('Do', 'New schedule entry', '/ops/schedules?new=1', 'schedule', 'Operations'), deed='ops.operate')


@page('/ops/schedules', 'Schedules')
async def schedules_page(text: str = '', span: str = '', entry: int = 0, new: bool = False, command: str = '',
                         given: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'ops.look')
    shell = await ops_frame(who, SCHEDULES_TAB)
    known = [view.definition for view in await look(who, commands.list_commands)]
    with shell.content, block('rt-with-panel') as place, block('rt-body'), block('rt-page'):
        screen = ScheduleScreen(who, place, known, text, span)
        for topic in (SCHEDULES, RUNS):
            await follow(topic, sessions.looking, who.credential, timetable.view_timetable, show=screen.show)
    for key, words, deed in (('N', 'New entry', screen.add), ('/', 'Filter', screen.focus_filter),
                             ('J', 'Next entry; Enter opens it', lambda: screen.list.step(1)),
                             ('K', 'Entry before', lambda: screen.list.step(-1)),
                             ('Escape', 'Close the panel', screen.close)):
        shell.shortcuts.add(key, words, deed, 'Schedules')
    screen.open_first(entry, new, command, given)


class ScheduleScreen:
    """The list, the panel of one entry beside it, and the address that brings both back."""

    def __init__(self, who: Visitor, place: ui.element, known: list[Definition], text: str, span: str) -> None:
        self.who, self.place, self.known = who, place, known
        self.mine = [one for one in known if not one.needs_word and may(who.me.actor, 'ops.schedule', one.errand())]
        self.panel: SchedulePanel | None = None
        self.is_new = False
        self.list = ScheduleList(self._wishes(), text, span)

    def show(self, view: Timetable) -> None:
        """An entry that is gone takes its panel along; one that is being changed keeps what was typed."""
        self.list.show(view)
        if self.panel and self.panel.entry and self.panel.entry.id not in {entry.id for entry in view.entries}:
            self.close()

    def open_first(self, entry: int, new: bool, command: str, given: str = '') -> None:
        """What the address says."""
        found = next((one for one in (self.list.view.entries if self.list.view else ()) if one.id == entry), None)
        if found:
            self.open(found)
        elif new:
            self.add(command, _values(given))

    def add(self, command: str = '', given: Mapping[str, Any] | None = None) -> None:
        if self.mine:
            self._open(partial(SchedulePanel, self.mine, command=command, given=given, save=self._add), is_new=True)

    def open(self, entry: ScheduleView) -> None:
        is_mine = entry.is_known and self._may(entry)
        self._open(partial(
            SchedulePanel, [one for one in self.known if one.slug == entry.command], entry=entry,
            save=partial(self._change, entry) if is_mine else None,
            remove=partial(self._remove, entry) if self._may(entry) and not entry.is_shipped else None))

    def close(self) -> None:
        """The hand is back where it came from."""
        number = self.list.chosen
        with self.place:  # the button that was pressed goes with the panel
            self._drop()
            self.list.focus(number)
            self.remember()

    def focus_filter(self) -> None:
        self.list.text.run_method('focus')

    def remember(self) -> None:
        entry = self.panel.entry if self.panel else None
        query = {'text': self.list.text.value, 'span': self.list.axis.span if self.list.axis.span != '24h' else '',
                 'entry': entry.id if entry else '', 'new': 1 if self.panel and self.is_new else ''}
        given = urlencode({name: value for name, value in query.items() if value})
        ui.navigate.history.replace(f'/ops/schedules?{given}' if given else '/ops/schedules')

    def _wishes(self) -> ScheduleWishes:
        who, actor = self.who, self.who.me.actor
        return ScheduleWishes(
            open=self.open, add=self.add, switch=action(who, schedules.switch),
            run=action(who, schedules.run_now, done='The run is on its way'),
            pause=action(who, schedules.pause_all, done='All entries are paused',
                         undo=action(who, schedules.resume_all)),
            resume=action(who, schedules.resume_all, done='Entries run by themselves again'), change=self.remember,
            may=self._may, may_start=lambda entry: may(actor, 'ops.start', entry.errand),
            may_add=bool(self.mine), may_pause=may(actor, 'ops.operate'))

    def _may(self, entry: ScheduleView) -> bool:
        return may(self.who.me.actor, 'ops.schedule', entry.errand)

    def _open(self, make: Callable[..., SchedulePanel], is_new: bool = False) -> None:
        self._drop()
        with self.place:
            self.panel = panel = make(preview=self._preview, close=self.close)
        self.is_new = is_new
        classed(self.place, open=True)
        self.list.choose(panel.entry.id if panel.entry else 0)
        self.remember()
        panel.begin()
        background_tasks.create(panel.look(), name='next runs', context=panel)

    def _drop(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel = None
        classed(self.place, open=False)

    async def _preview(self, kind: str, expression: str, zone: str) -> MomentsView:
        found: MomentsView = await look(self.who, schedules.preview, kind, expression, zone)
        return found

    async def _add(self, draft: EntryDraft) -> None:
        number: int = await do(self.who, schedules.add, draft)
        self.list.chosen = number
        self._done(f'{self._name(draft.command)} is in the schedule')

    async def _change(self, entry: ScheduleView, draft: EntryDraft) -> None:
        changes = changes_of(entry, draft)
        if changes:
            await do(self.who, schedules.change, entry.id, changes, entry.version)
        self._done(f'{entry.name} is changed')

    async def _remove(self, entry: ScheduleView) -> None:
        with refusals_shown():
            former = await do(self.who, schedules.remove, entry.id)
            with self.place:
                self.close()
                toast(f'{entry.name} is out of the schedule', action(self.who, schedules.add, former))

    def _done(self, text: str) -> None:
        self.close()
        with self.place:
            toast(text)

    def _name(self, slug: str) -> str:
        return next((one.name for one in self.known if one.slug == slug), slug)


def _values(given: str) -> Mapping[str, Any]:
    """Of parameters, as an address brings them; the form says what is wrong with them."""
    try:
        found = json.loads(given) if given else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
