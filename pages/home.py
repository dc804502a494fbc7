"""/ — what needs me, and what happens now."""

import asyncio
from functools import partial

from app.events import HISTORY, RUNS, SEASONS, SITES, TABLES, WORKSPACE, person_topic
from app.realtime import follow
from app.services.ops import needs as ops_needs
from app.services.people import needs as own_needs
from app.services.people import sessions
from app.services.poker import history, needs
from app.services.seasons import needs as season_needs
from app.services.sprints import needs as sprint_needs
from components.frame import HOME
from components.home import HomeView
from components.palette import Hit
from pages.kit import frame, member, page
from pages.palette import offer

offer(Hit('Go to', 'Home', '/', 'home'))


@page('/', 'Home')
async def home_page() -> None:
    who = await member()
    me = person_topic(who.me.actor.identity)
    with (await frame(who, HOME, 'Home')).content:
        view = HomeView(who.me.name, who.me.zone)
        await asyncio.gather(
            follow(TABLES, sessions.looking, who.credential, needs.list_needs,
                   show=partial(view.show_needs, 'poker')),
            follow(me, sessions.looking, who.credential, own_needs.list_needs,
                   show=partial(view.show_needs, 'people')),
            follow(RUNS, sessions.looking, who.credential, ops_needs.list_needs,
                   show=partial(view.show_needs, 'ops')),
            follow(TABLES, needs.list_happenings, show=partial(view.show_happenings, 'poker')),
            follow(RUNS, sessions.looking, who.credential, ops_needs.list_happenings,
                   show=partial(view.show_happenings, 'ops')),
            follow(SITES, sessions.looking, who.credential, sprint_needs.list_needs,
                   show=partial(view.show_needs, 'sprints')),
            follow(SITES, sessions.looking, who.credential, sprint_needs.list_happenings,
                   show=partial(view.show_happenings, 'sprints')),
            follow(SEASONS, sessions.looking, who.credential, season_needs.list_needs,
                   show=partial(view.show_needs, 'seasons')),
            follow(WORKSPACE, own_needs.view_present, show=view.show_present),
            follow(HISTORY, sessions.looking, who.credential, history.view_figures, show=view.show_recent))
