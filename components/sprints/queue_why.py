"""One line of a queue explained: why it is there, what would get it in, where its figures come from."""

from decimal import Decimal
from functools import partial

from nicegui import ui

from app.domain.sprints.queue.changing import ALLOW, Change
from app.domain.sprints.queue.packing import IN, RESERVE
from app.domain.sprints.queue.result import CYCLE, WAITS, Line
from app.domain.sprints.queue.views import QueueScreen, QueueView
from components.controls import Button, DeedMenu, Pill, Text, block, link
from components.moments import short_day
from components.sprints.queue_menu import list_deeds
from components.sprints.queue_wishes import QueueWishes
from components.sprints.words import amount, together

SOURCES = {'': 'nothing says', 'said here': 'said here', 'estimates': 'estimates of its disciplines',
           'type': 'how its type is split', 'field': 'the field of disciplines', 'component': 'its component',
           'team': 'whoever it is assigned to', 'label': 'its label', 'subtasks': 'its subtasks'}


class LineWhy(ui.element):
    def __init__(self, wishes: QueueWishes) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.shown: object = None

    def show(self, line: Line, view: QueueView, screen: QueueScreen) -> None:
        mine = tuple(one for one in screen.overrides if one.number == abs(line.number))
        now = (line, view.parameters, view.rooms, mine, line.number in view.done)
        if now == self.shown:
            return
        self.shown = now
        self.clear()
        with self:
            with block('rt-sec rt-col'):
                Text(line.title, 'rt-b', 'div')
                with block('rt-row rt-wrap'):
                    self._status(line, line.number in view.done)
                Text(line.sentence, tag='p')
            if line.way_in:
                with block('rt-sec'):
                    Text('What would get it in', tag='h3')
                    Text(f'{line.way_in}.', tag='p')
            self._facts(line, view)
            if mine:
                with block('rt-sec'):
                    Text('Decided here', tag='h3')
                    for one in mine:
                        Text(f'{one.text}, by {one.by_name}', tag='p')
                        if one.theirs:
                            Text(f'Jira says {one.theirs}.', 'rt-sm rt-2', 'p')
                    if any(one.theirs for one in mine):
                        link('Look at both', f'{self.wishes.home}/disputes', 'rt-sm', 'chevron_right')
            if self.wishes.may_plan:
                self._deeds(line, bool(mine))

    def _status(self, line: Line, is_done: bool) -> None:
        if is_done:
            Pill('Done', 'check_circle', 'ok')
        if line.status == IN:
            Pill(f'In, number {line.position}', 'check', 'prim')
        elif line.status == RESERVE:
            Pill('In the reserve', 'savings', 'info')
        else:
            Pill('Not in the queue', 'block', '')
        if line.round:
            Text(f'round {line.round}', 'rt-3 rt-sm')

    def _facts(self, line: Line, view: QueueView) -> None:
        names = {room.discipline: room.name for room in view.rooms}
        bands = view.parameters.bands
        parts = [f'{names.get(own, "?")} {amount(points)}' for own, points in line.demand if points]
        lists = [f'{names.get(own, "?")} {place}' for own, place in line.positions]
        facts = {
            'Takes': together(parts) or 'unknown', 'Place in its lists': together(lists),
            'Estimate': (line.estimate_text or 'assumed') if line.is_assumed else f'{amount(line.size)}, as estimated',
            'Disciplines from': SOURCES.get(line.discipline_text, line.discipline_text),
            'Priority': bands[line.band - 1] if 0 < line.band <= len(bands) else f'Band {line.band}',
            'Asked for by': line.stakeholder or 'nobody named', 'Begins': _day(line.start), 'Finished': _finish(line),
            'Deadline': short_day(line.due) if line.due else ''}
        with block('rt-sec'):
            Text('What it rests on', tag='h3')
            with block('rt-queue-facts', 'dl'):
                for name, value in facts.items():
                    if value:
                        Text(name, tag='dt')
                        Text(value, tag='dd')

    def _deeds(self, line: Line, is_decided: bool) -> None:
        wishes, number = self.wishes, line.number
        with block('rt-sec rt-row rt-wrap'):
            Button('Pin', partial(wishes.pin, number, 'pin_top'), icon='keep', size='s', key='P').props[
                'aria-label'] = f'Pin {line.key} to the top'
            Button('Ban', partial(wishes.ban, number), icon='do_not_disturb_on', size='s', key='X').props[
                'aria-label'] = f'Keep {line.key} out'
            if line.code in (CYCLE, WAITS):
                Button('Go ahead', partial(wishes.change, Change(ALLOW, (number,)), f'{line.key} goes ahead'), size='s')
            if is_decided:
                Button('Take back', partial(wishes.free, number), icon='undo', size='s', look='ghost')
            DeedMenu('more_horiz', f'More to do with {line.key}',
                     lambda: list_deeds(wishes, line, partial(wishes.up, number))).menu.props('auto-close')


def _day(start: Decimal | None) -> str:
    return f'on working day {int(start) + 1}' if start is not None else ''


def _finish(line: Line) -> str:
    if line.finish is None:
        return ''
    return short_day(line.finish_on) if line.finish_on else 'after the sprint'
