"""/portfolio/setup — sources, plans, teams, people, days, rates and rules, each under an address of its own."""

from collections.abc import Callable, Mapping

from nicegui import ui

from app.domain.access import demand
from app.domain.portfolio.setup.views import SetupView
from app.errors import NotFound
from app.events import BASELINE, PEOPLE, RUNS, SETUP, SOURCES
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import browsing, setup, sources
from components.controls import Text, block
from components.palette import Hit
from components.portfolio.setup.overview import PARTS, Overview, PartList
from pages.kit import Visitor, action, member, page
from pages.palette import offer
from pages.portfolio.setup_forms import BackupScreen, IterationScreen, RatesScreen, RulesScreen
from pages.portfolio.setup_lists import PeopleScreen, PlanScreen, TeamScreen
from pages.portfolio.setup_screens import Screen
from pages.portfolio.setup_sources import SourceScreen
from pages.portfolio.setup_times import CalendarScreen, EventScreen
from pages.portfolio.tabs import SETUP_TAB, portfolio_frame

TEXTS: Mapping[str, str] = {
    'sources': 'Where items come from. What is read stays, also while a source does not answer.',
    'plans': 'Area paths whose items come to the timeline, and who sees them.',
    'teams': 'Who gets shares of items.', 'people': 'Whose hours and rates make capacity and cost.',
    'calendars': 'On which days teams work. What is kept here goes before what the source says.',
    'iterations': 'Sprints and program increments, as the sources name them.',
    'rates': 'What an hour costs, and how many a month has.',
    'rules': 'How items are ordered and counted, for everybody.',
    'events': 'What stands on the axis besides the work.',
    'backup': 'The whole set-up as a file, without secrets.'}
SCREENS: Mapping[str, Callable[[Visitor, ui.element, str, int], Screen]] = {
    'sources': SourceScreen, 'plans': PlanScreen, 'teams': TeamScreen, 'people': PeopleScreen,
    'calendars': CalendarScreen, 'iterations': IterationScreen, 'rates': RatesScreen, 'rules': RulesScreen,
    'events': EventScreen, 'backup': BackupScreen}

for part, (label, icon) in PARTS.items():
    if part:
        offer(Hit('Go to', f'Setup: {label}', f'/portfolio/setup/{part}', icon, 'portfolio'), deed='portfolio.admin',
              when_typed=True)


@page('/portfolio/setup', 'Setup')
async def setup_page() -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.admin')
    shell = await portfolio_frame(who, SETUP_TAB, 'Setup')
    with shell.content, block('rt-with-panel'), block('rt-body'), block('rt-page rt-setup'):
        parts = PartList('')
        with block('rt-setup-main'):
            _head('Setup', 'What the portfolio is made of. Only admins see this.')
            overview = Overview(action(who, browsing.use_demo, done='Demo data is being made'))

        def show(view: SetupView) -> None:
            parts.show(view)
            overview.show(view)
        await follow((SETUP, SOURCES, PEOPLE, BASELINE), sessions.looking, who.credential, setup.view_setup, show=show)


@page('/portfolio/setup/{part}', 'Setup')
async def setup_part_page(part: str, text: str = '', open: int = 0, kind: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.admin')
    if part not in SCREENS:
        raise NotFound('There is no such page.')
    shell = await portfolio_frame(who, SETUP_TAB, 'Setup')
    with shell.content, block('rt-with-panel') as place, block('rt-body'), block('rt-page rt-setup'):
        parts = PartList(part)
        with block('rt-setup-main'):
            head = _head(PARTS[part][0], TEXTS[part])
            screen = SCREENS[part](who, place, text, open)
            with head:
                screen.tools()
        await _feed(who, part, screen, parts)
    for key, words, deed in (('N', 'New', screen.new), ('/', 'Filter', screen.focus_filter),
                             ('Escape', 'Close the panel', screen.close)):
        shell.shortcuts.add(key, words, deed, PARTS[part][0])
    screen.begin(kind)


async def _feed(who: Visitor, part: str, screen: Screen, parts: PartList) -> None:
    """Everything a part is drawn from, now and whenever it changes."""
    def show(view: SetupView) -> None:
        parts.show(view)
        screen.show(view)
    if part == 'sources':
        await follow((SOURCES, RUNS), sessions.looking, who.credential, sources.view_sources, show=screen.show_states)
    if part in ('plans', 'teams', 'iterations'):
        await follow(RUNS, sessions.looking, who.credential, browsing.view_browsed, show=screen.show_browsed)
    await follow((SETUP, SOURCES, PEOPLE, BASELINE), sessions.looking, who.credential, setup.view_setup, show=show)


def _head(title: str, text: str) -> ui.element:
    with block('rt-phead') as head, block('rt-grow'):
        Text(title, tag='h1')
        Text(text, 'rt-meta', 'div')
    return head
