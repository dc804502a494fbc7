"""Boards as cards: the present sprint, how it goes, and how old that is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from nicegui import ui

from app.domain.sprints.facts.board import CLOSED, FUTURE, KANBAN
from app.domain.sprints.reports.report_views import BoardHead, SprintHead
from components.controls import Button, IconButton, Pill, Text, block, classed, link, put, sign
from components.feedback import Nothing
from components.listing import Keyed
from components.sprints.age import Age
from components.sprints.words import NOTHING, amount, counted, of_unit, percent, span
from components.theme import shape

WIDTH, HEIGHT = 200, 44  # of the spark, in units of its own


@dataclass(frozen=True)
class BoardWishes:
    """`connect`, `demo` and `bring` are None for those who may not."""
    star: Callable[[int, bool], Awaitable[None]]
    filter: Callable[[str], Awaitable[None]]
    connect: Callable[[], object] | None = None
    demo: Callable[[], object] | None = None
    bring: Callable[[], object] | None = None  # a file


class BoardCards(ui.element):
    def __init__(self, wishes: BoardWishes, text: str = '') -> None:
        super().__init__('div')
        self.classes('rt-boards')
        self.wishes, self.text = wishes, text
        self.heads: Sequence[BoardHead] = ()
        with self:
            with block('rt-phead'):
                Text('Boards', 'rt-grow', 'h1')
                self.search = ui.input(value=text, placeholder='Filter boards').props(
                    'outlined dense clearable debounce=200 aria-label="Filter boards"').classes('rt-issue-search')
                self.search.mark('Filter boards').on_value_change(self._searched)
            self.nothing = Nothing(self._no_match, self._none_at_all)
            self.place = block('rt-board-cards', 'ul').props('aria-label="Boards"')
        self.cards: Keyed[int, BoardCard] = Keyed(self.place, lambda: BoardCard(wishes.star))

    def show(self, heads: Sequence[BoardHead]) -> None:
        self.heads = heads
        words = self.text.casefold().split()
        found = [one for one in heads if all(word in _told(one) for word in words)]
        self.search.set_visibility(len(heads) > 1 or bool(words))
        self.nothing.show(not found, self.text if heads else '')
        for card, head in zip(self.cards.arrange([one.board.id for one in found]), found, strict=True):
            card.show(head)

    def find(self) -> None:
        self.search.run_method('focus')

    async def _searched(self) -> None:
        if (self.search.value or '') != self.text:
            await self._filter(self.search.value or '')

    async def _filter(self, text: str) -> None:
        self.text = text[:200]
        with self:  # the button that clears it goes
            if (self.search.value or '') != self.text:
                self.search.set_value(self.text)
            self.show(self.heads)
            await self.wishes.filter(self.text)

    def _no_match(self, text: str) -> None:
        with block('rt-empty'):
            with block('rt-sq'):
                sign('filter_list_off', 24)
            Text(f'No board matches “{text}”', 'rt-b', 'h2')
            Button('Clear filter', partial(self._filter, ''), look='primary', icon='close')

    def _none_at_all(self) -> None:
        with block('rt-empty'):
            with block('rt-sq'):
                sign('sprint', 24)
            Text('No board is here yet', 'rt-b', 'h2')
            Text('Boards of Jira, explained from their whole history: what was committed, what changed, what got done.',
                 'rt-2', 'p')
            if self.wishes.connect and self.wishes.demo:
                with block('rt-row rt-wrap'):
                    Button('Try demo data', self.wishes.demo, icon='science')
                    if self.wishes.bring:
                        Button('Import a file', self.wishes.bring, icon='upload_file')
                    Button('Connect Jira', self.wishes.connect, look='primary', icon='add_link')
            else:
                Text('An admin connects Jira or starts with demo data.', 'rt-2', 'p')


class BoardCard(ui.element):
    def __init__(self, star: Callable[[int, bool], Awaitable[None]]) -> None:
        super().__init__('li')
        self.classes('rt-card rt-board-card')
        self.head: BoardHead | None = None
        with self:
            with block('rt-row'):
                with block('rt-grow rt-col').style('gap: 0'):
                    self.name = link('', '', 'rt-b rt-board-name')
                    self.whence = Text('', 'rt-sm rt-3 rt-clip')
                self.demo = Pill('Demo data', 'science', 'info')
                self.star = IconButton('star', 'Star', partial(self._star, star), has_tooltip=False)
            self.body = block('rt-board-body')
            with block('rt-row rt-board-foot rt-sm'):
                self.trouble = Pill('', 'sync_problem', 'warn')
                self.age = Age()

    def show(self, head: BoardHead) -> None:
        if head == self.head:
            return
        former, self.head = self.head, head
        board = head.board
        self.name.say(board.name)
        put(self.name, href=f'/sprints/boards/{board.id}')
        self.whence.say(' · '.join(filter(None, (board.site_name, ', '.join(board.projects[:4])))))
        self.demo.set_visibility(board.is_demo)
        self.star.name(f'{"Take the star from" if board.is_starred else "Star"} {board.name}')
        put(self.star, aria_pressed='true' if board.is_starred else 'false')
        classed(self.star, starred=board.is_starred)
        self.age.show(board)
        self.trouble.set_visibility(board.state in ('failed', 'behind'))
        self.trouble.show('Last read failed' if board.state == 'failed' else 'Behind', 'sync_problem', 'warn')
        put(self.trouble, title=board.error or None)
        if former is None or former.head != head.head or former.board.kind != board.kind:
            self._fill(head)

    async def _star(self, star: Callable[[int, bool], Awaitable[None]]) -> None:
        if self.head:
            await star(self.head.board.id, not self.head.board.is_starred)

    def _fill(self, head: BoardHead) -> None:
        self.body.clear()
        with self.body:
            if head.head:
                _sprint(head.head, head.board.zone)
            elif head.board.kind == KANBAN:
                Text('Sprint figures are not for kanban. Its flow is on the board’s pages.', 'rt-2', 'p')
            else:
                Text('No sprint has been read yet.', 'rt-2', 'p')


def _sprint(head: SprintHead, zone: str) -> None:
    with block('rt-row rt-wrap'):
        Text(head.sprint.name, 'rt-clip')
        Pill(*days_words(head))
    Text(span(head.sprint.start, head.sprint.end, zone), 'rt-sm rt-3')
    spark(head)
    committed = amount(head.committed.amount) if head.has_commitment else NOTHING
    with block('rt-board-figures', 'dl'):
        for name, value in (('Left', amount(head.left)), ('Done', amount(head.completed.amount)),
                            ('Committed', committed), ('Say/do', percent(head.say_do))):
            with block():
                Text(name, 'rt-sm rt-3', 'dt')
                Text(value, 'rt-b', 'dd')


def days_words(head: SprintHead) -> tuple[str, str, str]:
    if head.sprint.state == FUTURE:
        return 'Not started', 'schedule', ''
    if head.sprint.state == CLOSED:
        return 'Closed', 'check_circle', ''
    if head.days is None:
        return 'Active', 'play_arrow', 'info'
    return (f'{counted(head.days.left, "day")} left', 'schedule', 'warn') if head.days.left > 0 else (
        'Past its end', 'warning', 'warn')


def spark(head: SprintHead) -> None:
    """The burndown without axes; the dashed line is the even pace."""
    words = (f'Burndown: {of_unit(head.left, head.unit)} left of '
             f'{amount(head.committed.amount)} committed')
    with shape('svg', viewBox=f'0 0 {WIDTH} {HEIGHT}', preserveAspectRatio='none', class_='rt-spark', role='img',
               aria_label=words):
        shape('path', d=f'M0 4 L{WIDTH} {HEIGHT - 2}', class_='rt-spark-pace')
        if head.spark:
            shape('path', d=spark_path(head.spark), class_='rt-spark-left')


def spark_path(points: Sequence[tuple[Decimal, Decimal]]) -> str:
    """Steps: level until the next change."""
    places = [(float(x) * WIDTH, 4 + (1 - float(y)) * (HEIGHT - 6)) for x, y in points]
    path, last = f'M{places[0][0]:.1f} {places[0][1]:.1f}', places[0][1]
    for x, y in places[1:]:
        path += f' L{x:.1f} {last:.1f} L{x:.1f} {y:.1f}'
        last = y
    return path


def _told(head: BoardHead) -> str:
    board = head.board
    return ' '.join((board.name, board.site_name, *board.projects, head.head.sprint.name if head.head else ''
                     )).casefold()
