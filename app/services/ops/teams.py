"""The team of the Fantasy Premier League this workspace plays with.

Its number decides which runs wait for each other and which database they work on, so it has to be known before
anything is queued, when no secret is open yet; and it is no secret: everybody may read it on the FPL's own pages.
Hence a setting of the workspace, which the commands take as the default of their parameter.
"""

from dataclasses import replace

from app.domain.access import Actor, demand
from app.domain.ops.commands import Definition
from app.errors import Rejected
from app.events import COMMANDS, TEAM, TeamChosen
from app.services import audit
from app.work import Work
from models.ops import OpsTeam

PARAMETER = 'fpl_team_id'
LARGEST = 100_000_000
TURN = 7_100_013  # there is one team only, whoever chooses at the same moment


def chosen(work: Work) -> int | None:
    """None while nobody has chosen one."""
    row = work.session.get(OpsTeam, 1)
    return row.fpl_team_id if row else None


def view_team(work: Work, actor: Actor) -> int | None:
    demand(actor, 'ops.look')
    return chosen(work)


def choose(work: Work, actor: Actor, team_id: int) -> None:
    """Runs that are asked for from now on are about this team, unless they name another one."""
    demand(actor, 'ops.operate')
    if isinstance(team_id, bool) or not 1 <= team_id <= LARGEST:
        raise Rejected('The number of a team is in the address of its page at the FPL: /entry/1234567/.',
                       'ops.team', PARAMETER)
    work.take_turns(TURN)
    former = chosen(work)
    if former == team_id:
        return
    work.session.merge(OpsTeam(id=1, fpl_team_id=team_id, chosen_at=work.now, chosen_by=actor.name))
    audit.write(work, actor, 'ops.choose_team', str(team_id), '', {'team': former}, {'team': team_id})
    work.record(TeamChosen(TEAM))
    work.record(TeamChosen(COMMANDS))


def suggested(work: Work, definition: Definition) -> Definition:
    """The same command with the team of the workspace as the default, where it takes a team."""
    if all(parameter.name != PARAMETER for parameter in definition.parameters):
        return definition
    team_id = chosen(work)
    return replace(definition, parameters=tuple(
        replace(parameter, default=team_id) if parameter.name == PARAMETER else parameter
        for parameter in definition.parameters))
