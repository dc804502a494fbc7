"""People by day: who works when, to be switched between a whole day, half of it, and none."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from nicegui import ui
from nicegui.events import GenericEventArguments

from app.domain.sprints.capacity.views import FREE, HALF, OFF, WORKS, CapacityView, DayCell, MemberView
from components.controls import Text, block, classed, put
from components.listing import Keyed
from components.moments import short_day
from components.sprints.capacity_head import CapacityWishes
from components.sprints.words import amount, counted, percent

FACES = {WORKS: '1', HALF: '½', OFF: 'off', FREE: '–'}
WORDS = {WORKS: 'works', HALF: 'half a day', OFF: 'off', FREE: 'never works on this weekday'}
NEXT = {WORKS: HALF, HALF: OFF, OFF: WORKS, FREE: FREE}
EVERYBODY = 0  # key of the row of everybody; members begin at 1


class DayGrid(ui.element):
    """One tab stop; arrows move between cells, Enter and Space switch the day."""

    def __init__(self, wishes: CapacityWishes) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="People by day"')
        self.wishes = wishes
        self.days: tuple[date, ...] = ()
        self.at: tuple[int, int] = (EVERYBODY, 0)  # row and column that has the keyboard
        with self:
            with block('rt-card-head rt-ln'):
                Text('People by day', 'rt-grow', 'h2')
                self.more = Text('', 'rt-2 rt-sm')
            self.place = block('rt-scroll-x')
            self.said = Text('', 'rt-vh').props('role=status aria-live=polite')
        self.rows: Keyed[int, DayRow] | None = None

    def show(self, view: CapacityView) -> None:
        self.set_visibility(bool(view.days))
        if view.days != self.days or self.rows is None:
            self._build(view.days)
        self.more.say(f'and {counted(view.more_days, "day")} more that are counted' if view.more_days else
                      '1 whole day · ½ half of it · off')
        assert self.rows is not None
        keys = [EVERYBODY, *(one.id for one in view.members)]
        known = {part.member for one in view.rooms if one.room.is_known for part in one.room.parts}
        rows = self.rows.arrange(keys)
        next(rows).show_everybody(view.everybody)
        for one, row in zip(view.members, rows, strict=True):
            row.show_member(one, one.id in known)
        put(self.grid, aria_rowcount=str(len(keys) + 1), aria_colcount=str(len(self.days) + 2))
        if self.at[0] not in keys or self.at[1] >= len(self.days):
            self.at = (EVERYBODY, 0)
        self._mark('0')

    def _build(self, days: tuple[date, ...]) -> None:
        self.days, self.at = days, (EVERYBODY, 0)
        self.place.clear()
        with self.place, block('rt-cap-grid').style(f'--rt-cap-days: {len(days)}') as self.grid:
            self.grid.props('role=grid aria-label="Days of people"')
            self.grid.on('keydown.left.right.up.down.home.end.prevent', self._step, args=['key'])
            with block('rt-cap-row rt-cap-heads').props('role=row'):
                Text('Person', 'rt-cap-who').props('role=columnheader')
                for day in days:
                    with block().props('role=columnheader') as head:
                        Text(f'{day:%a}', 'rt-3 rt-micro', 'div')
                        Text(f'{day.day} {day:%b}' if day == days[0] or day.day == 1 else str(day.day), '', 'div')
                    classed(head, monday=day.weekday() == 0)
                Text('In all', 'rt-num').props('role=columnheader')
            body = block('rt-contents').props('role=rowgroup')
        self.rows = Keyed(body, lambda: DayRow(self))

    async def toggle(self, row: 'DayRow', place: int) -> None:
        """Seen at once; what is true comes with the next look."""
        cell = row.cells[place].cell
        self._stand(row.key, place)
        if not self.wishes.may_change or cell is None or cell.state == FREE:
            return
        wanted = NEXT[cell.state]
        if not cell.is_everybodys or row.key == EVERYBODY:
            row.cells[place].show(row.name, DayCell(cell.day, wanted, cell.reason))
        self.said.say(f'{row.name}, {short_day(cell.day)}: {WORDS[wanted]}')
        await self.wishes.toggle(row.key or None, cell.day, wanted)

    def _stand(self, key: int, place: int) -> None:
        self._mark('-1')
        self.at = (key, place)
        self._mark('0')

    def _mark(self, tabindex: str) -> None:
        key, place = self.at
        row = self.rows.entries.get(key) if self.rows else None
        if row and place < len(row.cells):
            put(row.cells[place], tabindex=tabindex)

    def _step(self, event: GenericEventArguments) -> None:
        keys = list(self.rows.entries) if self.rows else []
        if not keys or not self.days:
            return
        row, place = keys.index(self.at[0]) if self.at[0] in keys else 0, self.at[1]
        down, right = {'ArrowUp': (-1, 0), 'ArrowDown': (1, 0), 'ArrowLeft': (0, -1), 'ArrowRight': (0, 1),
                       'Home': (0, -place), 'End': (0, len(self.days))}[event.args['key']]
        row, place = min(max(row + down, 0), len(keys) - 1), min(max(place + right, 0), len(self.days) - 1)
        self._stand(keys[row], place)
        assert self.rows is not None
        self.rows.entries[keys[row]].cells[place].run_method('focus')


class DayRow(ui.element):
    def __init__(self, grid: DayGrid) -> None:
        super().__init__('div')
        self.classes('rt-cap-row').props('role=row')
        self.key, self.name = EVERYBODY, ''
        with self:
            with block('rt-cap-who').props('role=rowheader'):
                self.who = Text('', 'rt-b rt-clip', 'div')
                self.about = Text('', 'rt-3 rt-micro rt-clip', 'div')
            self.cells = [DayButton() for _ in grid.days]
            self.sum = Text('', 'rt-num rt-cap-sum').props('role=gridcell')
        for place, cell in enumerate(self.cells):
            cell.on('click', partial(grid.toggle, self, place), args=[])
            put(cell, aria_disabled=None if grid.wishes.may_change else 'true')

    def show_everybody(self, cells: Sequence[DayCell]) -> None:
        self.key, self.name = EVERYBODY, 'everybody'
        classed(self, everybody=True)
        self.who.say('Everybody')
        self.about.say('holidays')
        self._fill(cells)

    def show_member(self, one: MemberView, is_known: bool) -> None:
        self.key, self.name = one.id, one.name
        self.who.say(one.name)
        self.about.say(', '.join([*(['lead'] if one.is_lead else []), *(
            f'{name} {percent(part / 100)}' for name, part in one.parts)]) or 'no discipline')
        self._fill(one.cells)
        self.sum.say(f'{amount(one.days)} d · {amount(one.hours)} h' if is_known else 'unknown')
        classed(self.sum, unknown=not is_known)

    def _fill(self, cells: Sequence[DayCell]) -> None:
        for button, cell in zip(self.cells, cells, strict=True):
            button.show(self.name, cell)


class DayButton(Text):
    """A day of a person; its name stays, its state is told beside it."""

    def __init__(self) -> None:
        super().__init__('', 'rt-cap-day', 'button')
        self.props('type=button role=gridcell tabindex=-1')
        self.cell: DayCell | None = None

    def show(self, name: str, cell: DayCell) -> None:
        if cell == self.cell:
            return
        self.cell = cell
        told = WORDS[cell.state] + (f': {cell.reason}' if cell.reason and cell.state in (HALF, OFF) else '')
        self.say(FACES[cell.state])
        put(self, aria_label=f'Capacity of {name} on {short_day(cell.day)}', aria_description=told, title=told)
        classed(self, half=cell.state == HALF, off=cell.state == OFF, free=cell.state == FREE,
                monday=cell.day.weekday() == 0)
