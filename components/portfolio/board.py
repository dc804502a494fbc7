"""The board: rows and columns by any field; cards are dragged to another state, or given one from their menu."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from nicegui import ui
from nicegui.elements.mixins.sortable_element import SortableElement
from nicegui.events import SortableEventArguments

from app.domain.portfolio.views.board import Board, BoardView, Card, Crossing, Lane, new_state
from components.chips import Chip, ChoiceChip
from components.controls import Button, Choice, DeedMenu, Text, block, classed, link, menu_item, put
from components.feedback import Nothing, empty_state
from components.portfolio.choosing import PlanChoice
from components.portfolio.figures import counted, span

Key = tuple[str, str]


@dataclass(frozen=True)
class BoardWishes:
    scenario: Callable[[int | None], Awaitable[None]]
    rows: Callable[[str], Awaitable[None]]
    columns: Callable[[str], Awaitable[None]]
    plan: Callable[[str], Awaitable[None]]
    type: Callable[[str], Awaitable[None]]
    done: Callable[[], Awaitable[None]]
    more_rows: Callable[[], Awaitable[None]]
    more_cards: Callable[[Key], Awaitable[None]]
    give_state: Callable[[int, str], Awaitable[bool]]  # whether it was taken
    item: Callable[[int], str]  # address of its details


class BoardScreen(ui.element):
    def __init__(self, wishes: BoardWishes) -> None:
        super().__init__('div')
        self.classes('rt-col rt-xy')
        self.wishes = wishes
        self.view: BoardView | None = None
        self.shape: object = None
        self.cells: dict[Key, Cell] = {}
        with self:
            self._head()
            self.nothing = Nothing(lambda _: None, _none_at_all)
            with block('rt-xy-scroll rt-scroll-x').props('tabindex=0 role=group aria-label="Board"') as self.scroll:
                self.grid = block('rt-xy-grid').props('role=table')
            self.more = Button('Show more rows', wishes.more_rows, icon='expand_more')
            self.idle = IdleList(wishes)
        self.nothing.set_visibility(False)

    def show(self, view: BoardView) -> None:
        """The same rows and columns keep their cells; only cells that changed are drawn."""
        board, self.view = view.board, view
        self._show_choices(board)
        self.nothing.show(not board.rows, '')
        for element in (self.scroll, self.hint):
            element.set_visibility(bool(board.rows))
        self.hint.say(_hint(view))
        shape = (board.rows, board.columns, board.ask.rows, board.ask.columns)
        if shape != self.shape:
            self.shape = shape
            self._build(board)
        for key, cell in self.cells.items():
            cell.show(board.cells.get(key), view.may_edit, board.states)
        self.more.set_visibility(board.all_rows > len(board.rows))
        self.more.say(f'Show more rows ({board.all_rows - len(board.rows)} left)')
        self.idle.show(board)

    def offer(self, scenarios: Mapping[int, str], value: int | None) -> None:
        self.plan_choice.offer(scenarios, value)

    def _head(self) -> None:
        wishes = self.wishes
        with block('rt-phead'):
            Text('Board', 'rt-grow', 'h1')
            self.plan_choice = PlanChoice(wishes.scenario)
        with block('rt-row rt-numbers-bar').props('role=toolbar aria-label="What is shown"'):
            self.rows = Choice('Rows', {'team': 'Team'}, 'team')
            self.columns = Choice('Columns', {'state': 'State'}, 'state')
            for choice, wish in ((self.rows, wishes.rows), (self.columns, wishes.columns)):
                choice.select.on('update:model-value', partial(_chosen, choice, wish), args=[])
            self.plan = ChoiceChip('Plan', 'Plan', wishes.plan)
            self.type = ChoiceChip('Type', 'Type', wishes.type)
            self.done = Chip('With completed', 'check', wishes.done, wishes.done)
            self.hint = Text('', 'rt-hint')

    def _show_choices(self, board: Board) -> None:
        fields, ask = dict(board.fields), board.ask
        for choice, value in ((self.rows, ask.rows), (self.columns, ask.columns)):
            if choice.select.options != fields or choice.select.value != value:
                choice.select.set_options(fields, value=value)
        self.plan.offer({str(number): name for number, name in board.plans})
        self.plan.choose(str(ask.plan) if ask.plan else '')
        self.type.offer({name: name for name in board.types})
        self.type.choose(ask.type)
        self.done.show('With completed' if ask.shows_done else '')

    def _build(self, board: Board) -> None:
        self.grid.clear()
        self.cells = {}
        self.grid.style(f'--rt-columns: {max(1, len(board.columns))}')
        fields = dict(board.fields)
        put(self.grid, aria_label=f'{fields[board.ask.rows]} by {fields[board.ask.columns]}')
        with self.grid:
            with block('rt-xy-row rt-xy-head').props('role=row'):
                Text(fields[board.ask.rows], 'rt-xy-name').props('role=columnheader')
                for lane in board.columns:
                    _lane_name(lane, 'columnheader')
            for row in board.rows:
                with block('rt-xy-row').props('role=row'):
                    _lane_name(row, 'rowheader')
                    for column in board.columns:
                        self.cells[row.key, column.key] = Cell(row, column, board, self.wishes, self._dropped)

    async def _dropped(self, event: SortableEventArguments) -> None:
        """The browser has moved the card already: what is not a change of state goes back."""
        source, target, card = event.source, event.target, event.item
        if self.view is None or not isinstance(source, CardList) or not isinstance(target, CardList):
            return
        if not isinstance(card, CardBox) or source is target:
            return
        state = new_state(self.view.board, (source.key[0], target.key[0]), (source.key[1], target.key[1]))
        item_id = card.card.item_id
        for touched in (source, target):
            self.cells[touched.key].forget()
        if state is None or not await self.wishes.give_state(item_id, state):
            self.show(self.view)


class Cell(ui.element):
    """Where a row and a column cross. Cards go to and fro within what can change their state."""

    def __init__(self, row: Lane, column: Lane, board: Board, wishes: BoardWishes,
                 dropped: Callable[[SortableEventArguments], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-xy-cell').props('role=cell')
        self.wishes, self.key = wishes, (row.key, column.key)
        self.shown: tuple[object, ...] | None = None
        with self:
            self.cards = CardList(self.key).classes('rt-xy-cards')
            put(self.cards, role='list', aria_label=f'{row.name}, {column.name}')
            self.rest = Button('', lambda: wishes.more_cards(self.key), look='ghost', size='s')
        group = row.key if board.ask.columns == 'state' else column.key if board.ask.rows == 'state' else ''
        self.sorting = None
        if 'state' in (board.ask.rows, board.ask.columns):
            self.sorting = self.cards.make_sortable({'delay': 150, 'delayOnTouchOnly': True, 'sort': False},
                                                    on_end=dropped, group=f'board {group}', ghost_class='rt-dragging')

    def forget(self) -> None:
        self.shown = None

    def show(self, crossing: Crossing | None, may_edit: bool, states: tuple[str, ...]) -> None:
        now = (crossing, may_edit, states)
        if now == self.shown:
            return
        self.shown = now
        self.cards.clear()
        with self.cards:
            for card in crossing.cards if crossing else ():
                CardBox(card, may_edit, states, self.wishes)
        rest = crossing.rest if crossing else 0
        self.rest.set_visibility(rest > 0)
        self.rest.say(f'{rest} more')
        if self.sorting:
            self.sorting.enable() if may_edit else self.sorting.disable()


class CardList(SortableElement):
    def __init__(self, key: Key) -> None:
        super().__init__('div')
        self.key = key


class CardBox(ui.element):
    def __init__(self, card: Card, may_edit: bool, states: tuple[str, ...], wishes: BoardWishes) -> None:
        super().__init__('div')
        self.card, self.states, self.wishes = card, states, wishes
        self.classes('rt-xy-card').props('role=listitem')
        classed(self, changed=card.is_changed)
        with self:
            with block('rt-xy-card-body'):
                link(card.title, wishes.item(card.item_id), 'rt-xy-title')
                Text(_about(card), 'rt-hint', 'div')
            if may_edit and card.item_id > 0:
                DeedMenu('more_vert', f'State of {card.title}: {card.state}', self._list_states)

    def _list_states(self) -> None:
        for state in self.states:
            if state != self.card.state:
                menu_item(f'Set to {state}', 'arrow_forward', partial(self.wishes.give_state, self.card.item_id, state))


class IdleList(ui.element):
    """What no team works on."""

    def __init__(self, wishes: BoardWishes) -> None:
        super().__init__('section')
        self.classes('rt-card rt-xy-idle').props('aria-label="Unallotted items"')
        self.wishes = wishes
        self.shown: tuple[Card, ...] | None = None
        with self:
            with block('rt-row'):
                Text('Unallotted items', 'rt-grow', 'h2')
                self.count = Text('', 'rt-hint')
            self.list = block('rt-xy-idle-list', 'ul')

    def show(self, board: Board) -> None:
        self.set_visibility(bool(board.unallotted))
        shown = len(board.unallotted)
        self.count.say(counted(board.unallotted_total, 'item')
                       + (f', the first {shown} here' if shown < board.unallotted_total else ''))
        if board.unallotted == self.shown:
            return
        self.shown = board.unallotted
        self.list.clear()
        with self.list:
            for card in board.unallotted:
                with block('rt-xy-idle-item', 'li'):
                    link(card.title, self.wishes.item(card.item_id))
                    Text(f'{_about(card)} · {card.state}', 'rt-hint')


async def _chosen(choice: Choice, wish: Callable[[str], Awaitable[None]]) -> None:
    await wish(choice.value)


def _lane_name(lane: Lane, role: str) -> None:
    with block('rt-xy-name').props(f'role={role}'):
        if lane.tone:
            block('rt-xy-mark', 'i').style(f'background: var(--rt-bar-{(lane.tone - 1) % 6 + 1}-line)')
        Text(lane.name, 'rt-b rt-grow')
        Text(str(lane.total), 'rt-hint rt-num')


def _about(card: Card) -> str:
    """Feature 4190 · 26 Oct – 13 Nov 2026"""
    parts = [f'{card.type} {card.number}']
    if card.days:
        start, end = (date.fromisoformat(day) for day in card.days.split('/'))
        parts.append(span(min(start, end), max(start, end)))
    if card.is_changed:
        parts.append('changed here')
    return ' · '.join(parts)


def _hint(view: BoardView) -> str:
    board = view.board
    if len(board.columns) < board.all_columns:
        return f'The {len(board.columns)} fullest of {board.all_columns} columns.'
    if not view.may_edit or 'state' not in (board.ask.rows, board.ask.columns):
        return ''
    way = 'row' if board.ask.columns == 'state' else 'column'
    return f'Drag a card within its {way}, or open its menu, to change its state in a scenario.'


def _none_at_all() -> None:
    empty_state('view_kanban', 'Nothing to show', 'Items of the plans you may see appear here.')
