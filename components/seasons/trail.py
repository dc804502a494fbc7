"""What happened in a season, with filters: deeds of people and edits of the plan."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.domain.seasons.trail import KINDS, TrailEntry, TrailFilter, TrailPage
from components.avatars import Avatar
from components.controls import Button, Choice, Field, Pill, Text, block, put, sign, table_head
from components.feedback import empty_state
from components.moments import full_moment, short_moment
from components.pager import Pager
from components.portfolio.setup.panel import optional_day_of

ALL = '*'  # of a list of choices
PAGE = 50


class Trail(ui.element):
    """`look` is asked whenever a filter changes or another page is wanted."""

    def __init__(self, look: Callable[[], Awaitable[None]], wanted: TrailFilter = TrailFilter(), skip: int = 0) -> None:
        super().__init__('div')
        self.look, self.skip = look, skip
        with self:
            self._filters(wanted)
            with (block('rt-card rt-scroll-x') as self.card,
                  block('rt-table rt-trail', 'table').props('aria-label=Changes')):
                table_head(('When', ''), ('Who', ''), ('What', ''), ('From what to what', 'rt-not-phone'),
                           ('From where', 'rt-not-phone rt-trail-origin'))
                self.rows = block(tag='tbody')
            with block('rt-card') as self.nothing:
                empty_state('history', 'Nothing here', 'No change matches these filters.', 'Show all', self.show_all,
                            'filter_alt_off')
            self.pager = Pager(lambda: self._turn(-1), lambda: self._turn(1))

    @property
    def wanted(self) -> TrailFilter:
        return TrailFilter(self._chosen(self.kind), self._chosen(self.who), (self.text.value or '').strip()[:200],
                           optional_day_of(self.since, 'since'), optional_day_of(self.until, 'until'))

    def show(self, page: TrailPage) -> None:
        chosen = {self.who.value: 'Nobody here'} if self.who.value != ALL else {}
        self.who.select.set_options({ALL: 'Everybody', **chosen, **dict(page.people)}, value=self.who.value)
        self.rows.clear()
        with self.rows:
            for entry in page.entries:
                _row(entry)
        put(self.card, data_origins='yes' if page.has_origins else 'no')
        self.card.set_visibility(bool(page.entries))
        self.nothing.set_visibility(not page.entries)
        self.pager.show(self.skip, len(page.entries), page.total)
        self.pager.set_visibility(page.total > len(page.entries))
        self.unfilter.set_visibility(self.wanted != TrailFilter())

    async def show_all(self) -> None:
        self.kind.select.value = self.who.select.value = ALL
        for field in (self.since, self.until):
            field.set('')
        self.text.value = ''
        await self._changed()

    def _filters(self, wanted: TrailFilter) -> None:
        with block('rt-filters'):
            self.kind = Choice('What', {ALL: 'Everything', **KINDS}, wanted.kind or ALL).classes('rt-bare')
            self.who = Choice('Who', {ALL: 'Everybody', wanted.who or ALL: 'Everybody'},
                              wanted.who or ALL).classes('rt-bare')
            for choice in (self.kind, self.who):
                choice.select.on('update:model-value', self._changed, args=[])
            self.since = self._day('From', wanted.since)
            self.until = self._day('To', wanted.until)
            with block('rt-filter'):
                sign('search', 18, 'rt-3')
                self.text = ui.input(placeholder='Filter', value=wanted.text, on_change=self._changed).props(
                    'borderless dense debounce=250 aria-label="Filter the changes"')
            self.unfilter = Button('Clear filter', self.show_all, size='s', look='ghost', icon='close')

    def _day(self, label: str, value: object) -> Field:
        field = Field(label, str(value or ''), kind='date').classes('rt-season-day')
        field.input.on('change', self._changed, args=[])
        return field

    def _chosen(self, choice: Choice) -> str:
        return '' if choice.value == ALL else choice.value

    async def _changed(self) -> None:
        self.skip = 0
        await self.look()

    async def _turn(self, by: int) -> None:
        self.skip = max(0, self.skip + by * PAGE)
        await self.look()


def _row(entry: TrailEntry) -> None:
    with block(tag='tr'):
        Text(short_moment(entry.at), 'rt-sm', 'td').props(f'title="{full_moment(entry.at)}"')
        with block(tag='td'), block('rt-row').style('gap: 8px'):
            Avatar(entry.who, entry.who, size=24)
            Text(entry.who, 'rt-clip')
        with block(tag='td'):
            with block('rt-row rt-wrap').style('gap: 8px'):
                Text(entry.deed, 'rt-b rt-trail-what', 'div')
                if entry.is_undone:
                    Pill('Undone', 'undo')
            Text(entry.detail, 'rt-sm rt-2', 'div')
            with block('rt-only-phone'):
                _changes(entry)
        with block('rt-not-phone', 'td'):
            _changes(entry)
        Text(entry.origin, 'rt-sm rt-2 rt-not-phone rt-trail-origin', 'td')


def _changes(entry: TrailEntry) -> None:
    """What was another thing before has a line of its own; what is new is told in one."""
    for name, before, after in entry.changes:
        if before:
            with block('rt-sm'):
                Text(f'{name}: ', 'rt-3')
                Text(before, 'rt-season-was', 'del')
                Text(f' {after}' if after else ' –')
    if new := [f'{name}: {after}' for name, before, after in entry.changes if not before and after]:
        Text(' · '.join(new), 'rt-sm rt-2', 'div')
