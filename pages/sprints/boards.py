"""/sprints — all boards with their present sprint."""

from collections.abc import Iterable
from functools import partial
from urllib.parse import urlencode

from nicegui import background_tasks, ui

from app.domain.access import demand, may
from app.domain.sprints.reports.report_views import BoardHead
from app.events import SITES, board_topic
from app.realtime import follow
from app.services.people import sessions
from app.services.sprints import boards, heads
from components.controls import block
from components.feedback import refusals_shown
from components.sprints.board_cards import BoardCards, BoardWishes
from pages.kit import Visitor, do, look, member, page
from pages.sprints.tabs import BOARDS_TAB, sprints_frame

PATH, SETTINGS = '/sprints', '/sprints/settings'


@page(PATH, 'Sprints')
async def boards_page(q: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    shell = await sprints_frame(who, BOARDS_TAB)
    screen = BoardsScreen(who)
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        await screen.open(q[:200])
    shell.shortcuts.add('/', 'Filter the boards', screen.cards.find, 'Boards')


class BoardsScreen:
    """Follows every board that is shown; a new one is followed as soon as it is there."""

    def __init__(self, who: Visitor) -> None:
        self.who = who
        self.topics: tuple[str, ...] = (SITES,)

    async def open(self, text: str) -> None:
        is_admin = may(self.who.me.actor, 'sprints.admin')
        connect, demo, bring = (partial(ui.navigate.to, f'{SETTINGS}?new={kind}') if is_admin else None
                                for kind in ('jira', 'demo', 'file'))
        self.cards = BoardCards(BoardWishes(self._star, self._filter, connect, demo, bring), text)
        self.feed = block().style('display: none')
        self.topics = topics_of(view.id for view in await look(self.who, boards.list_boards))
        await self._follow()

    async def _follow(self) -> None:
        self.feed.clear()
        with self.feed:
            watcher = block()
        with watcher:
            await follow(self.topics, sessions.looking, self.who.credential, heads.view_heads, show=self._show)

    def _show(self, found: tuple[BoardHead, ...]) -> None:
        self.cards.show(found)
        topics = topics_of(one.board.id for one in found)
        if topics != self.topics:
            self.topics = topics
            background_tasks.create(self._again(), name='follow boards')

    async def _again(self) -> None:
        if not self.feed.is_deleted:
            with self.feed:
                await self._follow()

    async def _star(self, board_id: int, is_on: bool) -> None:
        with refusals_shown():
            await do(self.who, boards.star, board_id, is_on)

    async def _filter(self, text: str) -> None:
        ui.navigate.history.replace(f'{PATH}?{urlencode({"q": text})}' if text else PATH)


def topics_of(numbers: Iterable[int]) -> tuple[str, ...]:
    return (SITES, *(board_topic(number) for number in sorted(numbers)))
