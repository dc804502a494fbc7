"""The ranked list of a queue: what is in, the line where capacity ends, and below it what did not fit and why."""

from functools import partial
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.sortable_element import SortableElement
from nicegui.events import SortableEventArguments

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.moving import target_of
from app.domain.sprints.queue.packing import IN, OUT, RESERVE
from app.domain.sprints.queue.result import Line
from app.domain.sprints.queue.views import QueueScreen, QueueView, RoomView
from components.controls import (
    Button,
    DeedMenu,
    IconButton,
    Segmented,
    Text,
    block,
    classed,
    put,
    sign,
    symbol,
)
from components.listing import Keyed
from components.sprints.queue_menu import list_deeds
from components.sprints.queue_wishes import QueueWishes
from components.sprints.queue_words import SIGNS, cut_text, heard
from components.sprints.words import amount, counted

FIRST_OUT, MORE = 8, 50  # lines below the cut that are shown at once, and more each time
EVERYBODY = '0'
CUT, RESERVE_HEAD = 'cut', 'reserve'

# Two quick strokes are two rows, however slow the line is; only moving an issue is the server's business.
STEP = """(event) => {
  if (event.altKey) return emit({ key: event.key });
  const rows = [...event.currentTarget.parentElement.querySelectorAll(":scope > [tabindex]")];
  rows[rows.indexOf(event.currentTarget) + (event.key === "ArrowUp" ? -1 : 1)]?.focus();
}"""
Key = Number | str


class QueueList(ui.element):
    def __init__(self, wishes: QueueWishes) -> None:
        super().__init__('section')
        self.classes('rt-queue-card rt-card').props('aria-label="Ranked list"')
        self.wishes = wishes
        self.view: QueueView | None = None
        self.screen: QueueScreen | None = None
        self.most_out, self.team, self.selected, self.columns = FIRST_OUT, EVERYBODY, 0, 0
        self.held: Number = 0  # row that has the keyboard and is about to move
        self.held_at = 0  # the queue it was in
        with self:
            self.teams = block('rt-queue-teams rt-row')
            self.team_names: tuple[str, ...] = ()
            with block('rt-queue-grid') as self.grid:
                self.grid.props('role=grid aria-label="Queue"')
                self.head = QueueHeads()
                place = SortableElement('ul').props('role=rowgroup')
                self.rows = Keyed[Key, QueueRow](place, partial(QueueRow, self))
                self.sorting = place.make_sortable({'delay': 150, 'delayOnTouchOnly': True, 'filter': '.rt-fixed'},
                                                   on_end=self._dropped, handle='.rt-grip', ghost_class='rt-dragging')
            self.more = Button('', self._show_more, icon='expand_more', look='ghost')
            self.more.classes('rt-queue-more')
            if not wishes.may_plan:
                self.sorting.disable()

    def show(self, screen: QueueScreen) -> None:
        self.screen, self.view = screen, screen.queue
        self.set_visibility(screen.queue is not None)
        if screen.queue:
            self._offer_teams(screen.queue)
            self._arrange()

    def select(self, number: Number) -> None:
        """Mark the row that is explained beside the list."""
        self.selected = number
        for row in self.rows.entries.values():
            row.light(number)

    def reveal(self, number: Number) -> None:
        """Bring it into sight and put the keyboard there."""
        if self.view and number not in self.rows.entries:
            self.most_out = len(self.view.result.of(OUT))
            self._arrange()
        if row := self.rows.entries.get(number):
            row.run_method('scrollIntoView', {'block': 'center'})
            row.run_method('focus')

    async def bring(self, number: Number, place: int) -> None:
        """To the n-th place among the lines that are shown."""
        shown = [key for key in self.rows.entries if isinstance(key, int)]
        if self.view is None or number not in shown or place < 0 or place == shown.index(number):
            return
        self.hold(number)
        target = target_of(self.view.result, shown, number, place)
        await (self.wishes.before(number, target) if target is not None else self.wishes.pin(number, 'pin_bottom'))

    async def step(self, number: Number, by: int) -> None:
        shown = [key for key in self.rows.entries if isinstance(key, int)]
        if number in shown:
            await self.bring(number, shown.index(number) + by)

    def hold(self, number: Number) -> None:
        """The keyboard stays on this row, wherever the next queue puts it."""
        self.held, self.held_at = number, self.view.entry.id if self.view else 0

    def neighbour(self, number: Number, by: int) -> Number | None:
        shown = [key for key in self.rows.entries if isinstance(key, int)]
        place = shown.index(number) + by if number in shown else -1
        return shown[place] if 0 <= place < len(shown) else None

    def line(self, number: Number) -> Line | None:
        return next((one for one in self.view.result.lines if one.number == number), None) if self.view else None

    def _lines(self, view: QueueView) -> tuple[list[Line], list[Line], list[Line]]:
        own = int(self.team)
        if self.team == EVERYBODY:
            return list(view.result.of(IN)), list(view.result.of(RESERVE)), list(view.result.of(OUT))
        mine = [line for line in view.result.lines if any(one == own and points for one, points in line.demand)]
        placed = sorted((one for one in mine if one.status != OUT), key=lambda one: dict(one.positions).get(own, 0))
        return ([one for one in placed if one.status == IN], [one for one in placed if one.status == RESERVE],
                [one for one in mine if one.status == OUT])

    def _arrange(self) -> None:
        view = self.view
        if view is None:
            return
        inside, reserve, out = self._lines(view)
        few = out[:self.most_out]
        keys: list[Key] = [line.number for line in inside]
        if view.result.has_cut or few:
            keys.append(CUT)
        keys += [RESERVE_HEAD, *(line.number for line in reserve)] if reserve else []
        keys += [line.number for line in few]
        lines: dict[Key, Line] = {line.number: line for line in (*inside, *reserve, *few)}
        self._make_columns(len(view.rooms))
        self.head.show(view.rooms)
        for key, row in zip(keys, self.rows.arrange(keys), strict=True):
            if isinstance(key, int):
                row.show(lines[key], self._place(lines[key]), view)
            else:
                row.show_cut(*(self._cut(view, inside, out) if key == CUT else self._reserve(reserve)))
            row.light(self.selected)
        if self.held in self.rows.entries and view.entry.id != self.held_at:
            self.rows.entries[self.held].run_method('focus')
            self.held = 0
        self.more.set_visibility(len(out) > len(few))
        self.more.say(f'Show the other {min(MORE, len(out) - len(few))}')

    def _make_columns(self, teams: int) -> None:
        if teams != self.columns:
            for row in self.rows.entries.values():
                row.delete()
            self.rows.entries.clear()
            self.columns = teams
            self.grid.style(f'--rt-teams: {teams}')

    def _place(self, line: Line) -> int:
        return line.position if self.team == EVERYBODY else dict(line.positions).get(int(self.team), 0)

    def _cut(self, view: QueueView, inside: list[Line], out: list[Line]) -> tuple[str, str]:
        mean = self.screen.mean if self.screen else None
        points = view.result.points
        above = f', {amount(abs(points - mean))} {"above" if points >= mean else "below"} your mean of ' \
                f'{amount(mean)}' if mean else ''
        left = f'{len(out)} did not get in' if out else 'everything fits'
        if not view.result.has_cut:
            return 'What cannot be placed yet', left
        return cut_text(view, f'{amount(points)} points{above}'), left

    def _reserve(self, reserve: list[Line]) -> tuple[str, str]:
        return f'In the reserve · {counted(len(reserve))}, if nothing unplanned comes', ''

    def _offer_teams(self, view: QueueView) -> None:
        names = tuple(room.name for room in view.rooms)
        self.teams.set_visibility(len(names) > 1)
        if names == self.team_names:
            return
        self.team_names = names
        self.teams.clear()
        with self.teams:
            offered = {EVERYBODY: 'All', **{str(room.discipline): room.name for room in view.rooms}}
            if self.team not in offered:
                self.team = EVERYBODY
            Segmented('Whose list', offered, self.team, self._turn)

    def _turn(self, team: str) -> None:
        self.team = team
        self._arrange()

    def _show_more(self) -> None:
        self.most_out += MORE
        self._arrange()

    async def _dropped(self, event: SortableEventArguments) -> None:
        """Until the queue is made again it lies where it was."""
        keys = list(self.rows.entries)
        moved = keys[event.old_index]
        others = [key for key in keys if key != moved]
        self.rows.restore()
        if isinstance(moved, int) and event.new_index != event.old_index:
            await self.bring(moved, sum(isinstance(key, int) for key in others[:event.new_index]))


class QueueHeads(ui.element):
    """Names of the columns; one for each discipline."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-queue-row rt-queue-heads').props('role=row')
        self.shown: tuple[tuple[str, str], ...] | None = None

    def show(self, rooms: tuple[RoomView, ...]) -> None:
        names = tuple((room.short, room.name) for room in rooms)
        if names == self.shown:
            return
        self.shown = names
        self.clear()
        with self:
            block(tag='span')
            Text('', 'rt-queue-place')
            Text('Issue', 'rt-queue-issue').props('role=columnheader')
            Text('Why it is here', 'rt-queue-why').props('role=columnheader')
            for short, name in names:
                Text(short, 'rt-num rt-queue-part').props('role=columnheader').props['aria-label'] = f'{name}, points'
            Text('Pts', 'rt-num rt-queue-points').props('role=columnheader').props['aria-label'] = 'Points'
            block(tag='span')


class QueueRow(ui.element):
    """One line, or the cut; it keeps its identity while everything around it changes."""

    def __init__(self, owner: QueueList) -> None:
        super().__init__('li')
        self.classes('rt-queue-row').props('role=row')
        self.owner, self.wishes = owner, owner.wishes
        self.line: Line | None = None
        self.shown: object = None
        self.parts: list[Text] = []

    def show(self, line: Line, place: int, view: QueueView) -> None:
        if self.line is None:
            self._build(len(view.rooms))
        is_done, is_moved = line.number in view.done, line.number in view.moved or line.number in view.fresh
        now = (line, place, is_done, is_moved, tuple(room.discipline for room in view.rooms))
        if now == self.shown:
            return
        self.shown, self.line = now, line
        icon, tone = SIGNS.get(line.code, ('help', ''))
        self.place.say(str(place) if place and line.status == IN else '')
        self.key.say(line.key)
        self.title.say(line.title)
        self.icon.props['name'] = symbol('check_circle' if is_done else icon)
        self.icon.update()
        self.reason.say(f'done · {line.reason}' if is_done else line.reason)
        self.why.classes(replace=f'rt-queue-why rt-{tone}' if tone else 'rt-queue-why')
        self.moved.set_visibility(is_moved)
        self._show_parts(line, view)
        self.points.say(f'{amount(line.size)}{"?" if line.is_assumed else ""}')
        put(self.points, title='Assumed: nobody estimated it' if line.is_assumed else None)
        classed(self, out=line.status == OUT, kept=line.status == RESERVE, done=is_done)
        put(self, aria_label=heard(line) + (', moved since the last queue' if is_moved else ''))
        for button, name in self.buttons:
            button.name(name.format(key=line.key))

    def show_cut(self, text: str, note: str) -> None:
        if (text, note) == self.shown:
            return
        self.shown = (text, note)
        self.clear()
        self.classes(replace='rt-queue-cut rt-fixed').props('role=row')
        with self:
            sign('content_cut', 16)
            Text(text, 'rt-grow').props('role=gridcell')
            Text(note, 'rt-2')

    def open_menu(self) -> None:
        if self.line is not None and self.wishes.may_plan:
            self.menu.run_method('click')

    def light(self, selected: Number) -> None:
        if self.line is not None:
            classed(self, sel=self.line.number == selected)
            put(self, aria_selected='true' if self.line.number == selected else 'false')

    def _build(self, teams: int) -> None:
        self.props('tabindex=0')
        with self:
            self.grip = sign('drag_indicator', 18, 'rt-grip')
            self.place = Text('', 'rt-queue-place rt-num').props('role=gridcell')
            with block('rt-queue-issue').props('role=gridcell'):
                self.key = Text('', 'rt-queue-key')
                self.title = Text('', 'rt-queue-title', 'button').props('type=button tabindex=-1')
                self.title.on('click', lambda: self._tell(self.wishes.why), args=[])
                self.moved = Text('moved', 'rt-queue-moved')
            with block('rt-queue-why').props('role=gridcell') as self.why:
                self.icon = sign('help', 15)
                self.reason = Text('', 'rt-clip')
            self.cells = [Text('', 'rt-num rt-queue-part').props('role=gridcell') for _ in range(teams)]
            self.points = Text('', 'rt-num rt-bb rt-queue-points').props('role=gridcell')
            self._deeds()
        self.grip.set_visibility(self.wishes.may_plan)
        self.on('keydown.enter', lambda: self._tell(self.wishes.why), args=[])
        self.on('keydown.up.down.prevent', self._move, js_handler=STEP)
        self.on('focusin', self._focused, args=[])

    def _deeds(self) -> None:
        self.buttons: list[tuple[IconButton, str]] = []
        with block('rt-queue-deeds').props('role=gridcell'):
            if not self.wishes.may_plan:
                return
            for icon, name, deed in (
                    ('arrow_upward', 'Move {key} up', lambda number: self.wishes.up(number, -1)),
                    ('keep', 'Pin {key}', lambda number: self.wishes.pin(number, 'pin_top')),
                    ('do_not_disturb_on', 'Ban {key}', self.wishes.ban)):
                button = IconButton(icon, name, partial(self._tell, deed), has_tooltip=False).classes('rt-queue-deed')
                button.props('tabindex=-1')
                self.buttons.append((button, name))
            self.menu = DeedMenu('more_horiz', 'What to do', self._list_deeds)
            self.menu.menu.props('auto-close')
            self.menu.props('tabindex=-1')
            self.buttons.append((self.menu, 'What to do with {key}'))

    def _show_parts(self, line: Line, view: QueueView) -> None:
        demand = dict(line.demand)
        for room, cell in zip(view.rooms, self.cells, strict=False):
            points = demand.get(room.discipline)
            cell.say(amount(points) if points else '–')
            classed(cell, none=not points, short=line.short_of == room.discipline)

    def _list_deeds(self) -> None:
        line = self.line
        if line is not None:
            list_deeds(self.wishes, line, lambda by: self.wishes.up(line.number, by))

    def _focused(self) -> None:
        if self.line:
            self.wishes.select(self.line.number)

    async def _tell(self, deed: Any) -> None:
        if self.line:
            await deed(self.line.number)

    async def _move(self, event: Any) -> None:
        if self.line is not None and self.wishes.may_plan:
            await self.wishes.up(self.line.number, -1 if event.args['key'] == 'ArrowUp' else 1)
