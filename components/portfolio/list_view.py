"""The items of a timeline as a table: the same edits without a drag; on a phone a list that is only read."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from nicegui import ui

from app.domain.portfolio.planning.operations import Operation, PlanItem, ResizeItem
from app.domain.portfolio.timeline.timeline import Bar, TimelineView
from components.controls import Text, block, classed, put, table_head
from components.listing import Keyed
from components.pager import Pager
from components.portfolio.item_panel import Edit

PAGE, PHONE = 100, 60
HEADS = (('', ''), ('Item', ''), ('Type', ''), ('State', ''), ('Start', ''), ('End', ''), ('Estimate', 'rt-num'),
         ('Teams', ''), ('In', ''))


@dataclass(frozen=True)
class ListWishes:
    edit: Edit
    open: Callable[[int], Awaitable[None]]
    select: Callable[[tuple[int, ...]], Awaitable[None]]


def entries(view: TimelineView) -> list[tuple[str, Bar]]:
    """Each item once, with the lane it stands in."""
    lanes = {row.key: row.label for row in view.rows if row.kind == 'lane'}
    found: dict[int, tuple[str, Bar]] = {}
    for row in view.rows:
        for bar in row.bars:
            if bar.id:
                found.setdefault(bar.id, (lanes.get(row.lane, ''), bar))
    return list(found.values())


class ListView(ui.element):
    def __init__(self, wishes: ListWishes) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.view: TimelineView | None = None
        self.selected: set[int] = set()
        self.skip = 0
        self.may_edit = False
        self.classes('rt-plan-list')
        with self:
            with block('rt-table', 'table').props('aria-label="List view"'):
                table_head(*HEADS)
                self.rows = Keyed[int, ListRow](block(tag='tbody'), lambda: ListRow(wishes, self._tick))
            self.pager = Pager(partial(self._turn, -PAGE), partial(self._turn, PAGE))

    def show(self, view: TimelineView, *, may_edit: bool) -> None:
        self.view, self.may_edit = view, may_edit
        found = entries(view)
        self.skip = max(0, min(self.skip, (len(found) - 1) // PAGE * PAGE))
        part = found[self.skip:self.skip + PAGE]
        for (lane, bar), row in zip(part, self.rows.arrange([bar.id for _, bar in part]), strict=True):
            row.show(bar, lane, may_edit=may_edit, is_selected=bar.id in self.selected)
        self.pager.show(self.skip, len(part), len(found))
        self.pager.set_visibility(len(found) > PAGE)

    def select(self, ids: Sequence[int]) -> None:
        self.selected = set(ids)
        for own, row in self.rows.entries.items():
            row.tick_box(is_selected=own in self.selected)

    async def _turn(self, by: int) -> None:
        self.skip += by
        if self.view:
            self.show(self.view, may_edit=self.may_edit)

    async def _tick(self, item_id: int, is_on: bool) -> None:
        self.selected = self.selected | {item_id} if is_on else self.selected - {item_id}
        await self.wishes.select(tuple(sorted(self.selected)))


class ListRow(ui.element):
    def __init__(self, wishes: ListWishes, tick: Callable[[int, bool], Awaitable[None]]) -> None:
        super().__init__('tr')
        self.wishes, self.tick = wishes, tick
        self.bar: Bar | None = None
        with self:
            with block(tag='td'):
                self.box = ui.checkbox().props('dense')
                self.box.on('update:model-value', self._ticked, args=[])
            with block(tag='td'):
                self.title = Text('', 'rt-link-btn', 'button').props('type=button').on('click', self._open, args=[])
                self.changed = Text('changed', 'rt-pill rt-acc')
            self.type, self.state = Text('', tag='td'), Text('', tag='td')
            self.start, self.end = self._dated('start'), self._dated('end')
            self.estimate = Text('', 'rt-num', 'td')
            self.teams, self.lane = Text('', 'rt-2', 'td'), Text('', 'rt-2', 'td')

    def show(self, bar: Bar, lane: str, *, may_edit: bool, is_selected: bool) -> None:
        self.tick_box(is_selected=is_selected)
        self.lane.say(lane)
        for name, field in (('Start', self.start), ('End', self.end)):
            put(field, readonly=None if may_edit else True, aria_label=f'{name} of {bar.title}')
        if bar == self.bar:
            return
        self.bar = bar
        put(self.box, aria_label=f'Select {bar.title}')
        self.title.say(bar.title)
        self.changed.set_visibility('changed' in bar.flags or 'new' in bar.flags)
        self.type.say(f'{bar.type} {bar.number}')
        self.state.say(bar.state)
        self.start.set_value(_iso(bar.start))
        self.end.set_value(_iso(bar.end))
        self.estimate.say(bar.estimate)
        self.teams.say(', '.join(f'{team} {percent.normalize():f} %' for team, _, percent in bar.shares))

    def tick_box(self, *, is_selected: bool) -> None:
        classed(self, sel=is_selected)
        if self.box.value != is_selected:
            self.box.set_value(is_selected)

    def _dated(self, name: str) -> ui.input:
        with block(tag='td'):
            field = ui.input().props('dense borderless type=date hide-bottom-space').classes('rt-list-day')
        field.on('blur', partial(self._take, name), args=[]).on('keydown.enter', partial(self._take, name), args=[])
        return field

    async def _take(self, name: str) -> None:
        bar, field = self.bar, self.start if name == 'start' else self.end
        if bar is None or field.value == _iso(getattr(bar, name)) or field.props.get('readonly'):
            return
        day = _day(field.value)
        if day is None or not await self.wishes.edit([_operation(bar, name, day)],
                                                     f'“{bar.title}” {name}s on {day.day} {day:%b}'):
            field.set_value(_iso(getattr(bar, name)))

    async def _ticked(self) -> None:
        if self.bar:
            await self.tick(self.bar.id, bool(self.box.value))

    async def _open(self) -> None:
        if self.bar:
            await self.wishes.open(self.bar.id)


class PhoneList(ui.element):
    """To be read: where there is no room to plan."""

    def __init__(self, open_item: Callable[[int], Awaitable[None]]) -> None:
        super().__init__('div')
        self.open_item = open_item
        self.classes('rt-plan-phone')

    def show(self, view: TimelineView) -> None:
        self.clear()
        found = entries(view)
        with self:
            with block('rt-banner rt-locked').props('role=note'):
                Text('Open on a larger screen to edit.')
            with block(tag='ul').props('role=list aria-label="Items"'):
                for lane, bar in found[:PHONE]:
                    with block('rt-phone-item', 'li'):
                        Text(bar.title, 'rt-link-btn', 'button').props('type=button').on(
                            'click', partial(self.open_item, bar.id), args=[])
                        Text(' · '.join(filter(None, (span_text(bar), bar.state, lane))), 'rt-3 rt-sm', 'div')
            if len(found) > PHONE:
                Text(f'and {len(found) - PHONE} more: search or narrow the filter', 'rt-3 rt-sm', 'div')


def span_text(bar: Bar) -> str:
    if bar.start is None or bar.end is None:
        return 'no dates'
    return f'{bar.start.day} {bar.start:%b} – {bar.end.day} {bar.end:%b}'


def _operation(bar: Bar, name: str, day: date) -> Operation:
    other = bar.end if name == 'start' else bar.start
    if other is None:
        return PlanItem(bar.id, day, day)
    return ResizeItem(bar.id, start=day) if name == 'start' else ResizeItem(bar.id, end=day)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ''


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or '')
    except ValueError:
        return None
