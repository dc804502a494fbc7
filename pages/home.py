"""/ — what needs me, what happens now, what comes, and how things stand."""

import asyncio
from collections.abc import Awaitable, Iterator
from functools import partial

from app.events import BASELINE, HISTORY, RUNS, SEASONS, SETUP, SITES, SOURCES, TABLES, WORKSPACE, person_topic
from app.realtime import follow
from app.services.ops import needs as ops_needs
from app.services.people import needs as own_needs
from app.services.people import sessions
from app.services.poker import history, needs
from app.services.portfolio import ahead as portfolio_ahead
from app.services.seasons import ahead as seasons_ahead
from app.services.seasons import needs as season_needs
from app.services.sprints import ahead as sprints_ahead
from app.services.sprints import needs as sprint_needs
from components.frame import HOME
from components.home.view import HomeView
from components.palette import Hit
from pages.kit import Visitor, frame, member, page
from pages.palette import offer

offer(Hit('Go to', 'Home', '/', 'home'))


@page('/', 'Home')
async def home_page() -> None:
    who = await member()
    with (await frame(who, HOME, 'Home')).content:
        view = HomeView(who.me.name, who.me.zone)
        await asyncio.gather(*_needs(who, view), *_happenings(who, view), *_ahead(who, view))


def _needs(who: Visitor, view: HomeView) -> Iterator[Awaitable[None]]:
    me = person_topic(who.me.actor.identity)
    for area, topic, service in (('poker', TABLES, needs.list_needs), ('people', me, own_needs.list_needs),
                                 ('ops', RUNS, ops_needs.list_needs), ('sprints', SITES, sprint_needs.list_needs),
                                 ('seasons', SEASONS, season_needs.list_needs)):
        yield follow(topic, sessions.looking, who.credential, service, show=partial(view.show_needs, area))


def _happenings(who: Visitor, view: HomeView) -> Iterator[Awaitable[None]]:
    yield follow(TABLES, needs.list_happenings, show=partial(view.show_happenings, 'poker'))
    for area, topic, service in (('ops', RUNS, ops_needs.list_happenings),
                                 ('sprints', SITES, sprint_needs.list_happenings)):
        yield follow(topic, sessions.looking, who.credential, service, show=partial(view.show_happenings, area))
    yield follow(WORKSPACE, own_needs.view_present, show=view.show_present)
    yield follow(HISTORY, sessions.looking, who.credential, history.view_figures, show=view.show_recent)


def _ahead(who: Visitor, view: HomeView) -> Iterator[Awaitable[None]]:
    for area, topic, service in (('sprints', SITES, sprints_ahead.list_coming),
                                 ('portfolio', SETUP, portfolio_ahead.list_coming),
                                 ('seasons', SEASONS, seasons_ahead.list_coming)):
        yield follow(topic, sessions.looking, who.credential, service, show=partial(view.agenda.show, area))
    for area, topic, source in (('sprints', SITES, sprints_ahead.list_connections),
                                ('portfolio', SOURCES, portfolio_ahead.list_connections)):
        yield follow(topic, sessions.looking, who.credential, source, show=partial(view.connections.show, area))
    yield follow(SITES, sessions.looking, who.credential, sprints_ahead.view_present, show=view.sprint.show)
    yield follow((BASELINE, SETUP), sessions.looking, who.credential, portfolio_ahead.view_load,
                 show=view.load.show)
