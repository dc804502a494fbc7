"""/sprints/settings — sites, boards, webhooks, channels and repositories, each under an address of its own."""

from collections.abc import Callable, Mapping

from nicegui import ui

from app.domain.access import demand, may
from app.domain.sprints.setup.views import SettingsView
from app.errors import NotFound
from app.events import DELIVERIES, RUNS, SECRETS, SITES
from app.realtime import follow
from app.services.people import sessions
from app.services.sprints import looking, setup
from components.controls import Text, block
from components.sprints.settings.parts import BASE, PARTS, PartList
from pages.kit import Visitor, member, page
from pages.sprints.channels import channels_panel, repositories_panel
from pages.sprints.settings_boards import BoardsScreen
from pages.sprints.settings_hooks import HooksScreen
from pages.sprints.settings_sites import SitesScreen
from pages.sprints.tabs import SETTINGS_TAB, sprints_frame

Screen = SitesScreen | BoardsScreen | HooksScreen
SCREENS: Mapping[str, Callable[[Visitor, ui.element], Screen]] = {
    '': SitesScreen, 'boards': BoardsScreen, 'webhooks': HooksScreen}


@page(BASE, 'Settings')
async def settings_page(new: str = '') -> None:
    await _show('', new)


@page(BASE + '/{part}', 'Settings')
async def settings_part_page(part: str) -> None:
    if not part or part not in PARTS:
        raise NotFound('There is no such page.')
    await _show(part)


async def _show(part: str, new: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    if part == 'webhooks':
        demand(who.me.actor, 'sprints.admin')
    shell = await sprints_frame(who, SETTINGS_TAB, 'Settings')
    with shell.content, block('rt-with-panel') as place, block('rt-body'), block('rt-page rt-setup'):
        PartList(part)
        with block('rt-setup-main'):
            head = head_of(*PARTS[part][::2])
            if part in ('channels', 'repositories'):
                await (channels_panel if part == 'channels' else repositories_panel)(who)
                return
            screen = SCREENS[part](who, place)
            with head:
                screen.tools()
        await _feed(who, screen)
    if isinstance(screen, SitesScreen):
        shell.shortcuts.add('Escape', 'Close the panel', screen.close, 'Settings')
        await screen.begin(new)


async def _feed(who: Visitor, screen: Screen) -> None:
    """Runs matter only to those who may ask for them."""
    def show(view: SettingsView) -> None:
        screen.show(view)
    if may(who.me.actor, 'sprints.admin') and not isinstance(screen, HooksScreen):
        await follow((SITES, RUNS), sessions.looking, who.credential, looking.view_looks, show=screen.show_looks)
        await follow(RUNS, sessions.looking, who.credential, looking.view_errands, show=screen.show_errands)
    topics = (SITES, DELIVERIES) if isinstance(screen, HooksScreen) else (SITES, SECRETS)
    await follow(topics, sessions.looking, who.credential, setup.view_settings, show=show)


def head_of(title: str, text: str) -> ui.element:
    with block('rt-phead') as head, block('rt-grow'):
        Text(title, tag='h1')
        Text(text, 'rt-meta', 'div')
    return head
