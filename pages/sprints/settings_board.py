"""/sprints/settings/boards/{b} — how one board is read and counted, and who works on it."""

from collections.abc import Callable, Mapping

from nicegui import ui

from app.domain.access import may
from app.domain.sprints.setup.views import BoardSetup
from app.errors import NotFound
from app.events import SITES, board_topic
from app.realtime import follow
from app.services.people import accounts, sessions
from app.services.sprints import setup
from components.controls import block, link
from components.sprints.settings.parts import BASE, BOARD_PARTS, PartList
from pages.kit import Visitor, look, member, page
from pages.sprints.settings import head_of
from pages.sprints.settings_screens import BoardScreen, ColumnsScreen, RulesScreen
from pages.sprints.settings_team import DisciplinesScreen, MembersScreen
from pages.sprints.settings_values import ValuesScreen
from pages.sprints.tabs import SETTINGS_TAB, sprints_frame

SCREENS: Mapping[str, Callable[[Visitor, ui.element, int, Mapping[str, str]], BoardScreen]] = {
    'columns': ColumnsScreen, 'disciplines': DisciplinesScreen, 'members': MembersScreen, 'rules': RulesScreen,
    'values': ValuesScreen}


@page(BASE + '/boards/{board_id}', 'Settings')
async def board_settings_page(board_id: int) -> None:
    await _show(board_id, 'columns')


@page(BASE + '/boards/{board_id}/{part}', 'Settings')
async def board_settings_part_page(board_id: int, part: str) -> None:
    if part not in SCREENS:
        raise NotFound('There is no such page.')
    await _show(board_id, part)


async def _show(board_id: int, part: str) -> None:
    who = await member()
    view: BoardSetup = await look(who, setup.view_board, board_id)
    people = {}
    if part in ('members', 'rules') and may(who.me.actor, 'people.directory'):
        people = {f'person:{one.id}': one.name for one in await look(who, accounts.list_people)}
    shell = await sprints_frame(who, SETTINGS_TAB, f'{view.view.name}: settings')
    with shell.content, block('rt-with-panel') as place, block('rt-body'), block('rt-page rt-setup'):
        PartList(part, board_id)
        with block('rt-setup-main'):
            label, _, text = BOARD_PARTS[part]
            head = head_of(f'{view.view.name}: {label.lower()}', text)
            screen = SCREENS[part](who, place, board_id, people)
            with head:
                link('Show board', f'/sprints/boards/{board_id}', 'rt-btn')
                screen.tools()
            await follow((SITES, board_topic(board_id)), sessions.looking, who.credential, setup.view_board, board_id,
                         show=screen.show)
    shell.shortcuts.add('Escape', 'Close the panel', screen.close, label)
