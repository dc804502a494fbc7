"""How the columns of a board are read: an editor, the statuses no column has, and every version there was."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from nicegui import ui

from app.domain.sprints.facts.board import DONE, NOT_STARTED, STARTED
from app.domain.sprints.jira.stamps import milliseconds, moment
from app.domain.sprints.setup.mapping import KINDS, ColumnDraft, MappingDraft
from app.domain.sprints.setup.views import BoardSetup, StatusLine, VersionLine
from app.errors import Rejected
from components.controls import Button, Choice, Field, IconButton, Pill, Text, block, sign, table_head
from components.moments import full_moment, short_moment
from components.people.doors import Form
from components.sprints.words import counted, day

Wish = Callable[..., Awaitable[Any]]
NONE: Final = '-'
ALWAYS, NOW, DAY = 'always', 'now', 'day'
BEGINS: Final = {ALWAYS: 'For all time', NOW: 'From now on', DAY: 'From a day on'}
TONES: Final = {'not_started': '', 'started': 'info', 'waiting': 'warn', 'done': 'ok'}


@dataclass(frozen=True)
class ColumnWishes:
    """None for those who may not."""
    save: Wish | None = None  # draft, number of the version that was seen
    confirm: Wish | None = None
    map: Wish | None = None  # status, kind


class ColumnsPart(ui.element):
    """The editor keeps what was typed while counts change; it begins anew when somebody saves other columns."""

    def __init__(self, wishes: ColumnWishes, now: Callable[[], datetime]) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 14px')
        self.wishes, self.now = wishes, now
        self.drawn: object = None
        with self:
            self.notice = block()
            self.lost = StatusTable(wishes.map)
            self.place = block()
            self.versions = block('rt-card')

    def show(self, view: BoardSetup) -> None:
        self._notice(view)
        self.lost.show(view)
        state = (view.number, view.columns, view.estimate, [(one.id, one.name) for one in view.statuses], view.fields)
        if state != self.drawn:
            self.drawn = state
            self.place.clear()
            with self.place:
                ColumnsForm(view, self.wishes, self.now)
            self.versions.clear()
            with self.versions:
                _versions(view.versions)

    def _notice(self, view: BoardSetup) -> None:
        self.notice.clear()
        self.notice.set_visibility(view.is_guessed)
        if not view.is_guessed:
            return
        with self.notice, block('rt-banner rt-warn').props('role=status'):
            sign('help')
            Text('Nobody has said how these columns are to be read. The first is taken for not started and the last '
                 'for done.', 'rt-grow')
            if self.wishes.confirm:
                Button('That is right', self.wishes.confirm, size='s', icon='check')


class StatusTable(ui.element):
    """Statuses that occur in histories and that no column has: their issues count as not done."""

    def __init__(self, map_status: Wish | None) -> None:
        super().__init__('section')
        self.classes('rt-card rt-scroll-x').props['aria-label'] = 'Statuses without a column'
        self.map_status = map_status
        self.shown: object = None

    def show(self, view: BoardSetup) -> None:
        if view.unmapped == self.shown:
            return
        self.shown = view.unmapped
        self.set_visibility(bool(view.unmapped))
        self.clear()
        with self:
            with block('rt-card-head rt-ln'):
                Text('Statuses without a column', 'rt-grow', 'h2')
                Pill(str(len(view.unmapped)), 'warning', 'warn')
            Text('Histories have them, today’s columns do not. Until they are mapped their issues count as not done, '
                 'and reports say so.', 'rt-sm rt-2 rt-sprint-note', 'p')
            with block('rt-table', 'table').props('aria-label="Statuses without a column"'):
                table_head(('Status', ''), ('Issues', 'rt-num'), ('Last used', 'rt-not-phone'), ('Read as', ''))
                with block(tag='tbody'):
                    for one in view.unmapped:
                        self._row(one, view.view.zone)

    def _row(self, one: StatusLine, zone: str) -> None:
        with block(tag='tr'):
            with block(tag='td'):
                Text(one.name)
                Text(f'{one.id}{"" if one.is_listed else " · retired"}', 'rt-sm rt-3', 'div')
            Text(str(one.count), 'rt-num', 'td')
            Text(day(one.last, zone) if one.last else '', 'rt-not-phone', 'td')
            with block(tag='td'):
                if self.map_status is None:
                    Text('Unmapped', 'rt-3')
                    return
                pick = ui.select({NONE: 'Unmapped'} | dict(KINDS), value=NONE).props('outlined dense options-dense')
                pick.mark(f'Map status {one.id}').props['aria-label'] = f'Map status {one.id}'
                pick.on_value_change(partial(self._mapped, one.id))

    async def _mapped(self, status: str, event: Any) -> None:
        if self.map_status and event.value != NONE:
            await self.map_status(status, event.value)


class ColumnsForm(ui.element):
    def __init__(self, view: BoardSetup, wishes: ColumnWishes, now: Callable[[], datetime]) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = 'Columns'
        self.view, self.wishes, self.now = view, wishes, now
        self.rows: list[ColumnRow] = []
        self.names = {one.id: one.name if _is_unique(view, one) else f'{one.name} ({one.id})' for one in view.statuses}
        may = wishes.save is not None
        with self:
            with block('rt-card-head rt-ln'):
                Text('Columns', 'rt-grow', 'h2')
                if may:
                    Button('Add a column', self._add, icon='add', size='s')
            with block('rt-card-body rt-col'):
                self.form = Form('Save columns', self._send)
                with self.form.body:
                    self.list = block('rt-sprint-columns')
                    for one in view.columns:
                        self._make(one)
                    self._more()
                self.form.button.classes('rt-sprint-save', remove='rt-w rt-l')
                self.form.button.set_visibility(may)

    def _more(self) -> None:
        view = self.view
        fields = {NONE: 'None: issues are counted'} | {own: f'{name} ({own})' for own, name in view.fields.items()}
        if view.estimate and view.estimate not in fields:
            fields[view.estimate] = view.estimate
        with block('rt-setup-inline'):
            self.estimate = Choice('Estimate', fields, view.estimate or NONE, can_search=len(fields) > 8)
            if self.wishes.save:
                self.begins = Choice('Valid', BEGINS, NOW, on_change=self._arrange)
                self.day = self.form.add('since', Field('Since', kind='date'))
                self._arrange()
            else:
                self.estimate.select.disable()

    def _arrange(self, *_: Any) -> None:
        self.day.set_visibility(self.begins.value == DAY)

    def _make(self, one: ColumnDraft) -> None:
        with self.list:
            self.rows.append(ColumnRow(one, self.names, self._drop if self.wishes.save else None))

    def _add(self) -> None:
        self._make(ColumnDraft('', STARTED if self.rows else NOT_STARTED))
        self.rows[-1].name.run_method('focus')

    def _drop(self, row: 'ColumnRow') -> None:
        self.rows.remove(row)
        row.delete()

    async def _send(self) -> None:
        estimate = '' if self.estimate.value == NONE else self.estimate.value
        draft = MappingDraft(tuple(row.draft for row in self.rows), estimate, self._since())
        if self.wishes.save:
            await self.wishes.save(draft, self.view.number)

    def _since(self) -> int | None:
        if self.begins.value == ALWAYS:
            return None
        if self.begins.value == NOW:
            return milliseconds(self.now())
        try:
            begin = date.fromisoformat(self.day.value)
        except ValueError:
            raise Rejected('Choose a day.', 'sprints.since', 'since') from None
        return milliseconds(datetime.combine(begin, time(), ZoneInfo(self.view.view.zone)))


class ColumnRow(ui.element):
    def __init__(self, one: ColumnDraft, names: Mapping[str, str], drop: Callable[['ColumnRow'], None] | None) -> None:
        super().__init__('div')
        label = one.name or 'New column'
        self.classes('rt-sprint-column').props('role=group').props['aria-label'] = label
        with self:
            self.name = ui.input(value=one.name, placeholder='Name').props('outlined dense').mark(f'Name of {label}')
            self.name.props['aria-label'] = f'Name of {label}'
            self.kind = ui.select(dict(KINDS), value=one.kind).props('outlined dense options-dense')
            self.kind.mark(f'Kind of {label}').props['aria-label'] = f'Kind of {label}'
            known = dict(names) | {own: own for own in one.statuses if own not in names}
            self.statuses = ui.select(known, value=list(one.statuses), multiple=True, with_input=True).props(
                'outlined dense options-dense use-chips').mark(f'Statuses of {label}')
            self.statuses.props['aria-label'] = f'Statuses of {label}'
            if drop:
                IconButton('delete', f'Remove {label}', partial(drop, self), has_tooltip=False)
            else:
                for part in (self.name, self.kind, self.statuses):
                    part.disable()

    @property
    def draft(self) -> ColumnDraft:
        return ColumnDraft(self.name.value or '', self.kind.value or DONE, tuple(self.statuses.value or ()))


def _is_unique(view: BoardSetup, status: StatusLine) -> bool:
    return sum(one.name == status.name for one in view.statuses) == 1


def _versions(versions: tuple[VersionLine, ...]) -> None:
    with block('rt-card-head rt-ln'):
        Text('Versions', 'rt-grow', 'h2')
        Text(counted(len(versions), 'version'), 'rt-sm rt-3')
    with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Versions of the columns"'):
        table_head(('Version', 'rt-num'), ('Valid from', ''), ('By', 'rt-not-phone'), ('Saved', 'rt-not-phone'),
                   ('', ''))
        with block(tag='tbody'):
            for one in versions:
                with block(tag='tr'):
                    Text(str(one.number), 'rt-num', 'td')
                    Text(full_moment(moment(one.valid_from)) if one.valid_from else 'The beginning', '', 'td')
                    Text(one.by_name or 'As Jira has it', 'rt-not-phone', 'td')
                    Text(short_moment(one.at), 'rt-not-phone', 'td')
                    with block(tag='td'):
                        if not one.is_in_force:
                            Pill('Superseded', 'history')
                        elif one.is_guessed:
                            Pill('Guessed', 'help', 'warn')
                        else:
                            Pill('In force', 'check_circle', 'ok')
