"""Working days: weekdays and days off of each team, holidays of sites, and where the source says otherwise."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.setup.views import CalendarLine, DayOffLine, SetupView
from components.controls import Button, Field, IconButton, Text, block, point_at
from components.moments import short_day
from components.portfolio.setup.panel import NONE, Checks, DraftForm, choice, chosen, day_of, optional_day_of

Wish = Callable[..., Awaitable[Any]]
WEEKDAYS = {str(day): name for day, name in enumerate(('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'))}
ORIGINS = {'ours': 'Ours', 'source': 'From the source', 'usual': 'Usual'}


@dataclass(frozen=True)
class CalendarWishes:
    keep_weekdays: Wish  # team, weekdays, version
    follow_source: Wish  # team, version
    add_day_off: Wish  # start, end, reason, person or None
    remove_day_off: Wish  # id


class CalendarPanel(ui.element):
    """Of one team; what comes from the source can only be read."""

    def __init__(self, view: SetupView, team_id: int, wishes: CalendarWishes, close: Callable[[], None]) -> None:
        super().__init__('aside')
        self.team_id, self.wishes = team_id, wishes
        name = view.team_name(team_id)
        self.classes('rt-panel rt-setup-panel').props['aria-label'] = f'Working days of {name}'
        self.on('keydown.esc', close, args=[])
        with self:
            with block('rt-panel-head'):
                Text(f'Working days of {name}', 'rt-grow rt-clip', 'h2')
                self.cross = IconButton('close', 'Close the panel', close, has_tooltip=False)
            self.body = block('rt-panel-body')
        self.show(view)

    def begin(self) -> None:
        point_at(self.cross)

    def show(self, view: SetupView) -> None:
        line = next((one for one in view.calendars if one.team_id == self.team_id), None)
        self.body.clear()
        if line is None:
            return
        with self.body:
            self._weekdays(line)
            self._days_off(view)

    def _weekdays(self, line: CalendarLine) -> None:
        with DraftForm('Keep these weekdays', partial(self._keep, line)).classes('rt-sec') as form, form.body:
            self.days = Checks('Working weekdays', WEEKDAYS, [str(day) for day in line.weekdays])
            Text(f'{ORIGINS[line.origin]}.', 'rt-hint')
            if line.at_source and line.at_source != line.weekdays:
                Text(f'The source says {words(line.at_source)}; ours wins.', 'rt-sm rt-wrn')
        if line.origin == 'ours':
            with form:
                Button('Follow the source', partial(self.wishes.follow_source, self.team_id, line.version),
                       look='ghost')

    async def _keep(self, line: CalendarLine) -> None:
        await self.wishes.keep_weekdays(self.team_id, tuple(int(day) for day in self.days.value),
                                        line.version or None)

    def _days_off(self, view: SetupView) -> None:
        people = {one.id: one.draft.name for one in view.people if one.draft.team_id == self.team_id}
        with block('rt-sec'):
            Text('Days off', tag='h3')
            with block('rt-col', 'ul').props('role=list aria-label="Days off"'):
                for day in view.days_off:
                    if day.team_id == self.team_id or day.person_id in people:
                        self._day_off(day, people)
            with DraftForm('Add days off', self._add).style('margin-top: 12px') as form, form.body:
                self.whose = choice('Whose', people, None, 'The whole team')
                with block('rt-row').style('gap: 14px; align-items: flex-start'):
                    self.start = form.add('start', Field('First day', kind='date').classes('rt-grow'))
                    self.end = form.add('end', Field('Last day', kind='date').classes('rt-grow'))
                self.reason = form.add('reason', Field('Reason', autocomplete='off'))
            form.button.classes(remove='rt-primary')

    def _day_off(self, day: DayOffLine, people: dict[int, str]) -> None:
        who = people.get(day.person_id or 0, 'Whole team')
        with block('rt-row', 'li').style('gap: 8px'):
            with block('rt-grow'):
                Text(span(day.start, day.end), 'rt-b', 'div')
                Text(' · '.join(filter(None, [who, day.reason, '' if day.origin == 'ours' else 'from the source'])),
                     'rt-sm rt-3', 'div')
            if day.origin == 'ours':
                IconButton('delete', f'Remove {span(day.start, day.end)} of {who}',
                           partial(self.wishes.remove_day_off, day.id))

    async def _add(self) -> None:
        start = day_of(self.start, 'start')
        person = chosen(self.whose) if self.whose.value != NONE else None
        await self.wishes.add_day_off(start, optional_day_of(self.end, 'end') or start, self.reason.value,
                                      self.team_id if person is None else None, person)


class HolidayForm(DraftForm):
    """A new holiday of a site."""

    def __init__(self, sites: tuple[str, ...], add: Wish) -> None:
        super().__init__('Add holiday', self._send)
        self.keep = add
        self.classes('rt-setup-inline')
        with self.body:
            hint = f'Known: {", ".join(sites)}' if sites else ''
            self.site = self.add('site', Field('Site', hint=hint, autocomplete='off'))
            self.day = self.add('day', Field('Day', kind='date'))
            self.name = self.add('name', Field('Name', autocomplete='off'))

    async def _send(self) -> None:
        await self.keep(self.site.value, day_of(self.day, 'day'), self.name.value)
        for field in (self.day, self.name):
            field.set('')


def words(weekdays: tuple[int, ...]) -> str:
    """Mon–Fri, or the days one by one."""
    if len(weekdays) > 2 and weekdays == tuple(range(weekdays[0], weekdays[-1] + 1)):
        return f'{WEEKDAYS[str(weekdays[0])]}–{WEEKDAYS[str(weekdays[-1])]}'
    return ', '.join(WEEKDAYS[str(day)] for day in weekdays)


def span(start: date, end: date) -> str:
    return short_day(start) if start == end else f'{short_day(start)} – {short_day(end)}'
