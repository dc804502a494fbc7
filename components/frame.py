"""The frame around every page: areas, title and tabs, connection, search, bell, account."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from app import clock
from app.domain.access import may
from app.domain.people.views import Me, Notice
from components.avatars import Avatar
from components.bell import Bell
from components.controls import (
    IconButton,
    Pill,
    Segmented,
    Text,
    block,
    classed,
    kbd,
    link,
    menu_item,
    popup,
    put,
    sign,
)
from components.feedback import Toaster, problem_shown
from components.moments import clock_time
from components.palette import Palette, Search
from components.shortcuts import Shortcuts
from components.theme import Theme, mark, one_main


@dataclass(frozen=True)
class Area:
    key: str
    label: str
    icon: str
    href: str
    letter: str  # after G


HOME = Area('home', 'Home', 'home', '/', 'H')
ESTIMATE = Area('poker', 'Estimate', 'playing_cards', '/poker', 'E')
PORTFOLIO = Area('portfolio', 'Portfolio', 'view_timeline', '/portfolio', 'P')
SPRINTS = Area('sprints', 'Sprints', 'sprint', '/sprints', 'S')
SEASONS = Area('seasons', 'Seasons', 'checkroom', '/seasons', 'M')
OPERATIONS = Area('ops', 'Operations', 'terminal', '/ops', 'O')
ACCOUNT = Area('account', 'Your account', 'person', '/me', '')
ADMIN = Area('admin', 'Admin', 'shield_person', '/admin/people', 'A')
LOOKING = {PORTFOLIO: 'portfolio.look', SPRINTS: 'sprints.look', SEASONS: 'seasons.look',
           OPERATIONS: 'ops.look'}  # what it takes to see them


@dataclass(frozen=True)
class Tab:
    label: str
    href: str
    count: int | None = None


@dataclass(frozen=True)
class Wishes:
    """What a person can want from the frame, wherever they are."""
    choose_theme: Callable[[str], Awaitable[None]]
    list_notices: Callable[[], Awaitable[tuple[Notice, ...]]]
    search: Search
    forget_me: Callable[[], Awaitable[None]] | None = None


HERE = 'frame'  # where a page keeps it


class Frame(ui.element):
    """Build pages inside `content`; put tools of the page into `tools`."""

    def __init__(self, me: Me, area: Area, title: str, wishes: Wishes, *, parent: tuple[str, str] | None = None,
                 tabs: Sequence[Tab] = (), tab: str = '') -> None:
        super().__init__('div')
        ui.on_exception(problem_shown)
        ui.context.client.storage[HERE] = self
        self.tabs: dict[str, tuple[Text, Text | None]] = {}
        self.badges: list[tuple[Area, ui.element, Text]] = []  # of the rail, and of the bar of phones
        ui.page_title(f'{title} · Roundtable')
        self.me, self.area, self.wishes = me, area, wishes
        self.is_member = not me.actor.is_guest
        self.classes('rt-app' if self.is_member else 'rt-app rt-alone')
        self.theme = Theme(me.theme)
        one_main()
        self.shortcuts = Shortcuts(are_on=me.has_shortcuts)
        classed(self, letterless=not me.has_shortcuts)
        self.toaster = Toaster()
        self.palette = Palette(wishes.search) if self.is_member else None
        with self:
            if self.is_member:
                self._rail()
            self._bar(title, parent, tabs, tab)
            self.main = block('rt-main', 'main').props('tabindex=-1')
            with self.main:
                self.content = block('rt-contents')
            if self.is_member:
                self._bottom()
        ui.skip_link('Skip to content', target=self.main)
        self._keys()

    def show_me(self, me: Me) -> None:
        """Another name, theme or bell; the page stays."""
        self.theme.show(me.theme)
        self.shortcuts.are_on = me.has_shortcuts
        classed(self, letterless=not me.has_shortcuts)
        self.theme_choice.show(me.theme)
        if self.is_member:
            self.bell.show(me.unread)
            self.face.show(me.name, me.actor.identity, me.avatar)

    @classmethod
    def here(cls) -> 'Frame | None':
        """The frame of the present page, if it has one."""
        frame: Frame | None = ui.context.client.storage.get(HERE)
        return frame

    def rename(self, title: str, note: str = '') -> None:
        """Another title, and a few words beside the connection on phones."""
        self.heading.say(title)
        self.note.say(note)

    def _rail(self) -> None:
        with block('rt-rail', 'nav').props('aria-label=Areas'):
            with block('rt-logo'):
                mark()
            for area in self._areas():
                self._area(area)
            block('rt-spacer')
            if self.me.actor.is_admin:
                self._area(ADMIN)
            button = IconButton('', 'Account menu', has_tooltip=False).style('width: 44px; height: 44px')
            with button.props('aria-haspopup=dialog'):
                self.face = Avatar(self.me.name, self.me.actor.identity, self.me.avatar, 36)
                self._account_menu()

    def _areas(self) -> tuple[Area, ...]:
        """Those this person may look at."""
        return (HOME, ESTIMATE, *(area for area, deed in LOOKING.items() if may(self.me.actor, deed)))

    def _area(self, area: Area) -> None:
        with link('', area.href) as anchor:
            sign(area.icon, 22)
            Text(area.label)
            with block('rt-badge', 'span') as badge:
                self.badges.append((area, badge, Text('', tag='span')))
                Text(' need you', 'rt-vh')
            badge.set_visibility(False)
            if area is self.area:
                anchor.classes('rt-on').props('aria-current=page')

    def count_needs(self, area: Area, number: int) -> None:
        """How many things there need whoever looks."""
        for own, badge, text in self.badges:
            if own is area:
                text.say(f'{number}' if number < 100 else '99+')
                badge.set_visibility(number > 0)

    def _bottom(self) -> None:
        """On phones, within reach of a thumb."""
        with block('rt-bottom', 'nav').props('aria-label=Areas'):
            for area in self._areas():
                self._area(area)
            with ui.element('button').props('type=button aria-haspopup=dialog'):
                sign('more_horiz', 22)
                Text('More')
                self._account_menu()

    def _bar(self, title: str, parent: tuple[str, str] | None, tabs: Sequence[Tab], tab: str) -> None:
        with block('rt-topbar', 'header'):
            self.title = block('rt-title')
            self._entitle(title, parent)
            if tabs:
                with block('rt-tabs', 'nav').props('aria-label=Pages'):
                    self.tabs = {entry.href: self._tab(entry) for entry in tabs}
                self._mark_tab(next((entry.href for entry in tabs if entry.label == tab), ''))
            with block('rt-bar-right'):
                if self.me.is_demo:
                    Pill('Demo', 'science', 'info').classes('rt-demo')
                self.tools = block('rt-row')
                self.note = _connection()
                if self.palette:
                    self._find(self.palette)
                    self.bell = Bell(self.me.unread, self.wishes.list_notices, self.toaster)
                else:
                    self._guest_corner()
            with block('rt-offline'), block('rt-banner rt-warn rt-grow'):
                sign('wifi_off')
                Text('No connection. What you did is kept here and goes out when it is back.')
            with block('rt-stale') as self.trouble, block('rt-banner rt-warn rt-grow').props('role=alert'):
                sign('sync_problem')
                self.trouble_text = Text()
        self.trouble.set_visibility(False)

    def show_trouble(self, is_there: bool) -> None:
        """The line is fine, but what is shown cannot be looked up any more."""
        if is_there:
            self.trouble_text.say(f'This is how it was at {clock_time(clock.now())}. The data cannot be reached just '
                                  'now; it is tried again every two seconds.')
        self.trouble.set_visibility(is_there)

    def _entitle(self, title: str, parent: tuple[str, str] | None) -> None:
        self.title.clear()
        with self.title:
            if parent:
                with link('', parent[1], 'rt-back rt-only-phone').props(f'aria-label="Back to {parent[0]}"'):
                    sign('arrow_back', 24)
                link(parent[0], parent[1], 'rt-not-phone')
                sign('chevron_right', 16, 'rt-3 rt-not-phone')
            self.heading = Text(title, 'rt-clip')

    def _tab(self, tab: Tab) -> tuple[Text, Text | None]:
        with link(tab.label, tab.href) as anchor:
            badge = Text(str(tab.count), 'rt-count') if tab.count is not None else None
        if badge:
            badge.set_visibility(bool(tab.count))
        return anchor, badge

    def _mark_tab(self, href: str) -> None:
        for own, (anchor, _) in self.tabs.items():
            classed(anchor, on=own == href)
            put(anchor, aria_current='page' if own == href else None)

    def count_tab(self, href: str, count: int) -> None:
        badge = self.tabs.get(href, (None, None))[1]
        if badge:
            badge.say(str(count))
            badge.set_visibility(count > 0)

    def turn(self, href: str, title: str, tab: str, crumbs: tuple[str, tuple[str, str] | None]) -> None:
        """Another page in this frame without loading one, for whoever must not wait: what was here is gone, and is
        loaded anew by whoever goes back.
        """
        ui.navigate.history.push(href)
        ui.page_title(f'{title} · Roundtable')
        self.content.delete()  # and with it whatever was kept up to date there
        with self.main:
            self.content = block('rt-contents')
        self.tools.clear()
        self.shortcuts.forget_page()
        self._entitle(*crumbs)
        self._mark_tab(tab)
        self.main.run_method('focus')

    def _find(self, palette: Palette) -> None:
        with block('rt-find', 'button').props('type=button aria-label="Search or jump to"').on(
                'click', palette.open, args=[]):
            sign('search', 18)
            Text('Search or jump to')
            kbd('Ctrl K')

    def _guest_corner(self) -> None:
        with IconButton('account_circle', 'Your settings', has_tooltip=False):
            self._account_menu()

    def _account_menu(self) -> None:
        with popup('Account').props('anchor="bottom right" self="bottom left"'), block('rt-menu'):
            Text(self.me.name or 'Visitor', 'rt-b rt-clip').style('padding: 4px 10px')
            with block().style('padding: 4px 10px'):
                self.theme_choice = Segmented('Theme', {'auto': 'System', 'light': 'Light', 'dark': 'Dark'},
                                              self.me.theme, self.wishes.choose_theme, is_wide=True)
            if self.is_member:
                for text, href, icon in (('Profile', '/me', 'person'), ('Sessions', '/me/sessions', 'devices'),
                                         ('API tokens', '/me/tokens', 'key')):
                    link(text, href, 'rt-menu-item', icon)
                if self.me.actor.is_admin:
                    link('Admin', ADMIN.href, 'rt-menu-item', ADMIN.icon)
            menu_item('Shortcuts', 'keyboard', self.shortcuts.open_sheet)
            if self.is_member:
                link('Sign out', '/sign-out', 'rt-menu-item', 'logout')
            else:
                link('Sign in', '/sign-in', 'rt-menu-item', 'login')
                if self.wishes.forget_me:
                    menu_item('Forget me on this device', 'person_off', self.wishes.forget_me)

    def _keys(self) -> None:
        areas = [ESTIMATE]
        if self.palette:
            self.shortcuts.add('Ctrl K', 'Search, jump, do', self.palette.open)
            areas = [*self._areas(), *([ADMIN] if self.me.actor.is_admin else [])]
        for area in areas:
            self.shortcuts.add(f'G {area.letter}', f'Go to {area.label}', partial(ui.navigate.to, area.href))


def _connection() -> Text:
    """Which of the two shows is decided by the style sheet, because the server cannot be asked without a line.

    Returns the place for a word beside it, shown on phones.
    """
    with block('rt-live rt-fine').props('role=status aria-label="Connection: live"'):
        block(tag='i')
        Text('Live', 'rt-word')
        note = Text('', 'rt-note')
    with block('rt-live rt-lost rt-ticking').props('role=status aria-label="Connection: reconnecting"'):
        block(tag='i')
        Text('Reconnecting,', 'rt-word')
        block('rt-lost-for')
    return note
