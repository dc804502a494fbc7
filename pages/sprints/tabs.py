"""The frame of the sprints: boards at the top, and the pages of one board as tabs."""

from collections.abc import Mapping
from types import MappingProxyType

from nicegui import ui

from app.domain.access import may
from app.services.sprints import boards, queue_views, searching
from app.services.sprints.searching import FoundIssue
from components.frame import SPRINTS, Frame, Tab
from components.palette import Hit
from pages.kit import Visitor, frame, look
from pages.palette import offer, source

BOARDS_TAB, PROJECTS_TAB, SETTINGS_TAB = 'Boards', 'Projects', 'Settings'
REPORT_TAB, QUEUE_TAB, CAPACITY_TAB, HISTORY_TAB = 'Report', 'Queue', 'Capacity', 'History'
FLOW_TAB, FORECAST_TAB, QUALITY_TAB = 'Flow', 'Forecast', 'Quality'
AREA_PATHS = {BOARDS_TAB: '/sprints', PROJECTS_TAB: '/sprints/projects', SETTINGS_TAB: '/sprints/settings'}
BOARD_PATHS = {REPORT_TAB: '', QUEUE_TAB: '/queue', CAPACITY_TAB: '/capacity', HISTORY_TAB: '/velocity',
               FLOW_TAB: '/flow', FORECAST_TAB: '/forecast', QUALITY_TAB: '/quality'}

offer(Hit('Go to', SPRINTS.label, SPRINTS.href, SPRINTS.icon, 'boards'), deed='sprints.look')


@source
async def find_boards(who: Visitor, text: str) -> list[Hit]:
    found = await look(who, boards.list_boards) if may(who.me.actor, 'sprints.look') else ()
    return [Hit('Go to', one.name, f'/sprints/boards/{one.id}', SPRINTS.icon, f'Board of {one.site_name}')
            for one in found if text.casefold() in one.name.casefold()][:5]


@source
async def find_issues(who: Visitor, text: str) -> list[Hit]:
    return [Hit('Go to', f'{one.key} {one.title}', _address(one), 'bookmark', one.place)
            for one in await look(who, searching.find_issues, text)]


def _address(found: FoundIssue) -> str:
    board = f'/sprints/boards/{found.board_id}'
    return f'{board}/queue' if found.sprint is None else (
        f'{board}/sprints/{found.sprint}?tab=issues&issue={found.number}')


async def sprints_frame(who: Visitor, tab: str, title: str = SPRINTS.label) -> Frame:
    """Of pages that are about all boards."""
    return await _framed(who, tab, title, AREA_PATHS, None)


async def board_frame(who: Visitor, tab: str, board_id: int, title: str) -> Frame:
    """Of pages that are about one board; the way back leads to all boards."""
    home = f'/sprints/boards/{board_id}'
    may_look = may(who.me.actor, 'sprints.look')
    conflicts: int = await look(who, queue_views.count_conflicts, board_id) if may_look else 0
    return await _framed(who, tab, title, {label: home + path for label, path in BOARD_PATHS.items()},
                         (SPRINTS.label, SPRINTS.href), {QUEUE_TAB: conflicts})


async def _framed(who: Visitor, tab: str, title: str, paths: dict[str, str], parent: tuple[str, str] | None,
                  counts: Mapping[str, int] = MappingProxyType({})) -> Frame:
    """Whoever has no role in the sprints gets no tabs; services refuse the rest."""
    if not may(who.me.actor, 'sprints.look'):
        return await frame(who, SPRINTS, SPRINTS.label, parent=parent)
    shell = await frame(who, SPRINTS, title if parent else SPRINTS.label, parent=parent,
                        tabs=[Tab(label, path, counts.get(label)) for label, path in paths.items()], tab=tab)
    ui.page_title(f'{title} · Roundtable')
    return shell
