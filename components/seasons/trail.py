"""What happened in a season, with filters: deeds of people and edits of the plan."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.domain.seasons.trail import CELLS, WORKFLOW, TrailEntry, TrailFilter, TrailPage
from components.avatars import Avatar
from components.controls import Choice, Field, Pill, Segmented, Text, block, sign, table_head
from components.feedback import empty_state
from components.moments import full_moment, short_moment
from components.pager import Pager
from components.portfolio.setup.panel import optional_day_of

KINDS = {'': 'Everything', WORKFLOW: 'Workflow', CELLS: 'Cells'}
EVERYBODY = '*'


class Trail(ui.element):
    """`look` is asked whenever a filter changes or another page is wanted."""

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        super().__init__('div')
        self.look, self.skip = look, 0
        with self:
            with block('rt-filters'):
                self.kind = Segmented('Kind', KINDS, '', lambda _: self._changed())
                self.who = Choice('Who', {EVERYBODY: 'Everybody'}, EVERYBODY).classes('rt-bare')
                self.who.select.on('update:model-value', self._changed, args=[])
                self.since = self._day('From')
                self.until = self._day('To')
                with block('rt-filter'):
                    sign('search', 18, 'rt-3')
                    self.text = ui.input(placeholder='Filter', on_change=self._changed).props(
                        'borderless dense debounce=250 aria-label="Filter the changes"')
            with block('rt-card rt-scroll-x') as self.card, block('rt-table', 'table').props('aria-label=Changes'):
                table_head(('When', ''), ('Who', ''), ('What', ''), ('From what to what', 'rt-not-phone'))
                self.rows = block(tag='tbody')
            with block('rt-card') as self.nothing:
                empty_state('history', 'Nothing here', 'No change matches these filters.')
            self.pager = Pager(lambda: self._turn(-1), lambda: self._turn(1))

    @property
    def wanted(self) -> TrailFilter:
        who = '' if self.who.value == EVERYBODY else self.who.value
        return TrailFilter(self.kind.value, who, (self.text.value or '').strip()[:200],
                           optional_day_of(self.since, 'since'), optional_day_of(self.until, 'until'))

    def show(self, page: TrailPage) -> None:
        self.who.select.set_options({EVERYBODY: 'Everybody', **dict(page.people)}, value=self.who.value)
        self.rows.clear()
        with self.rows:
            for entry in page.entries:
                _row(entry)
        self.card.set_visibility(bool(page.entries))
        self.nothing.set_visibility(not page.entries)
        self.pager.show(self.skip, len(page.entries), page.total)
        self.pager.set_visibility(page.total > len(page.entries))

    def _day(self, label: str) -> Field:
        field = Field(label, kind='date').classes('rt-season-day')
        field.input.on('change', self._changed, args=[])
        return field

    async def _changed(self) -> None:
        self.skip = 0
        await self.look()

    async def _turn(self, by: int) -> None:
        self.skip = max(0, self.skip + by * PAGE)
        await self.look()


PAGE = 50


def _row(entry: TrailEntry) -> None:
    with block(tag='tr'):
        Text(short_moment(entry.at), 'rt-sm', 'td').props(f'title="{full_moment(entry.at)}"')
        with block(tag='td'), block('rt-row').style('gap: 8px'):
            Avatar(entry.who, entry.who, size=24)
            Text(entry.who, 'rt-clip')
        with block(tag='td'):
            with block('rt-row rt-wrap').style('gap: 8px'):
                Text(entry.deed, 'rt-b')
                if entry.is_undone:
                    Pill('Undone', 'undo')
            Text(entry.detail, 'rt-sm rt-2', 'div')
        with block('rt-not-phone', 'td'):
            for name, before, after in entry.changes:
                with block('rt-sm'):
                    Text(f'{name}: ', 'rt-3')
                    if before:
                        Text(before, 'rt-season-was', 'del')
                    Text(f' {after}' if after else ' –')
