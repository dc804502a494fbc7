"""/ops/airsenal — whether everything is there to predict and optimise, and the buttons to do it."""

import asyncio
from functools import partial

from nicegui import ui

from app import airsenal
from app.domain.access import may
from app.errors import AppError
from app.events import COMMANDS, REPORTS, RUNS, SECRETS, TEAM
from app.realtime import follow
from app.services.ops import copies, set_up, teams
from app.services.people import sessions
from components.controls import Text, block
from components.feedback import problem_shown, toast
from components.ops.set_up import SetUpView, SetUpWishes
from components.palette import Hit
from pages.kit import Visitor, do, look, member, page
from pages.ops.starting import open_start
from pages.ops.tabs import COMMANDS_TAB, ops_frame
from pages.palette import offer

offer(Hit('Go to', 'AIrsenal', '/ops/airsenal', 'sports_soccer', 'Operations'), deed='ops.look', when_typed=True)


@page('/ops/airsenal', 'AIrsenal')
async def airsenal_page() -> None:
    who = await member()
    seen = await look(who, set_up.view_set_up)
    programs = await asyncio.to_thread(airsenal.programs, seen.folder)
    shell = await ops_frame(who, COMMANDS_TAB, 'AIrsenal', ('Operations', '/ops'))
    with shell.content, block('rt-page'):
        with block('rt-phead'), block('rt-grow'):
            Text('AIrsenal', tag='h1')
            Text('Predicts the points of every player and looks for the best transfers.', 'rt-meta', 'div')
        view = SetUpView(programs, _wishes(who))
        for topic in (TEAM, RUNS, SECRETS, REPORTS, COMMANDS):
            await follow(topic, sessions.looking, who.credential, set_up.view_set_up, show=view.show)


def _wishes(who: Visitor) -> SetUpWishes:
    async def restore(copy_id: int) -> None:
        try:
            run_id = await do(who, copies.restore, copy_id)
        except AppError as error:
            problem_shown(error)
            return
        ui.navigate.to(f'/ops/runs/{run_id}')

    async def choose(team_id: int) -> bool:
        try:
            await do(who, teams.choose, team_id)
        except AppError as error:
            problem_shown(error)
            return False
        toast('Team chosen')
        return True
    return SetUpWishes(partial(open_start, who), restore, choose if may(who.me.actor, 'ops.operate') else None)
