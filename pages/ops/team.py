"""/ops/team — the team of this workspace in one gameweek."""

from app.domain.access import may
from app.errors import AppError
from app.events import REPORTS, TEAM
from app.realtime import follow
from app.services.ops import report_pages, team, teams
from app.services.people import sessions
from components.controls import block
from components.feedback import problem_shown, toast
from components.ops.team.view import TeamView, TeamWishes
from pages.kit import Visitor, action, do, look, member, page
from pages.ops.tabs import TEAM_TAB, ops_frame


@page('/ops/team', 'Team')
async def team_page(gameweek: int | None = None) -> None:
    who = await member()
    seen = await look(who, team.look_at_team, gameweek)
    shell = await ops_frame(who, TEAM_TAB)
    with shell.content, block('rt-page'):
        view = TeamView(_wishes(who, gameweek))
        await follow(TEAM, sessions.looking, who.credential, team.look_at_team, gameweek, show=view.show)
        await follow(REPORTS, sessions.looking, who.credential, report_pages.advised, show=view.advice.show)
    if seen.is_due:
        await do(who, team.refresh_quietly, gameweek)  # nobody waits: it appears when it is there


def _wishes(who: Visitor, gameweek: int | None) -> TeamWishes:
    async def read_again() -> None:
        try:
            run_id = await do(who, team.refresh, gameweek)
        except AppError as error:
            problem_shown(error)
            return
        toast('The team is being read' if run_id else 'What you see is less than a quarter of an hour old')

    async def choose(team_id: int) -> None:
        await action(who, teams.choose, done='Team chosen')(team_id)
        await do(who, team.refresh_quietly, gameweek)
    return TeamWishes(read_again, choose if may(who.me.actor, 'ops.operate') else None)
