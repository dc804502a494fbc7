"""What this installation can run, and whether it may at present."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.ops.commands import Definition
from app.domain.ops.secrets import SHARED
from app.domain.ops.snapshots import version_of, written
from app.domain.ops.states import FINAL, State
from app.domain.ops.views import CommandView, Outcome
from app.errors import NotFound
from app.events import COMMANDS, CommandSwitched
from app.services import audit, secrets
from app.services.ops import lines, teams
from app.work import Work
from models.ops import OpsCommand, OpsRun, OpsSchedule, OpsSwitch

TURN = 7_100_012  # what has no row yet gets one only, whoever is there at the same moment
STRIP = 40  # runs that are shown as bars


def list_commands(work: Work, actor: Actor) -> tuple[CommandView, ...]:
    """Those the actor may see, in their order; empty for somebody without any role."""
    visible = [definition for definition in work.policy.commands.values()
               if may(actor, 'ops.see', definition.errand())]
    return tuple(_view(work, actor, definition) for definition in visible)


def view_command(work: Work, actor: Actor, slug: str) -> CommandView:
    return _view(work, actor, find(work, actor, slug))


def find(work: Work, actor: Actor, slug: str) -> Definition:
    """Raises NotFound also for what the actor may not know of."""
    definition = work.policy.commands.get(slug)
    if definition is None or not may(actor, 'ops.see', definition.errand()):
        raise NotFound('There is no such command.', 'ops.no_command')
    return definition


def switch(work: Work, actor: Actor, slug: str, is_enabled: bool) -> None:
    """What is switched off starts nothing new; what waits or runs already goes on."""
    demand(actor, 'ops.admin')
    find(work, actor, slug)
    work.take_turns(TURN)
    before = is_on(work, slug)
    if before == is_enabled:
        return
    work.session.merge(OpsSwitch(slug=slug, is_enabled=is_enabled))
    audit.write(work, actor, 'ops.switch', f'command {slug}', before={'enabled': before},
                after={'enabled': is_enabled})
    work.record(CommandSwitched(COMMANDS))


def is_on(work: Work, slug: str) -> bool:
    row = work.session.get(OpsSwitch, slug)
    return row.is_enabled if row else work.policy.commands[slug].is_enabled


def snapshot(work: Work, definition: Definition) -> str:
    """Keep the definition as it is now; runs name it by what is returned."""
    version = version_of(definition)
    if work.session.get(OpsCommand, (definition.slug, version)) is None:
        work.take_turns(TURN)
        work.session.merge(OpsCommand(slug=definition.slug, version=version, body=written(definition),
                                      made_at=work.now))
        work.session.flush()
    return version


def strip_of(work: Work, slug: str) -> tuple[Outcome, ...]:
    """The last runs that are over, oldest first."""
    rows = work.session.execute(
        columns(col(OpsRun.id), col(OpsRun.state), col(OpsRun.is_partial), col(OpsRun.started_at),
                col(OpsRun.asked_at), col(OpsRun.ended_at))
        .where(col(OpsRun.command) == slug, col(OpsRun.state).in_(FINAL)).order_by(col(OpsRun.id).desc()).limit(STRIP))
    return tuple(Outcome(number, State(state), partly, (ended - (started or ended)).total_seconds(), ended)
                 for number, state, partly, started, _, ended in reversed(rows.all()))


def _view(work: Work, actor: Actor, definition: Definition) -> CommandView:
    last = work.session.exec(select(OpsRun).where(OpsRun.command == definition.slug)
                             .order_by(col(OpsRun.id).desc()).limit(1)).first()
    return CommandView(teams.suggested(work, definition), is_on(work, definition.slug),
                       lines.line(work, actor, last) if last else None, strip_of(work, definition.slug),
                       _next_at(work, definition.slug), _missing_secrets(work, actor, definition))


def _next_at(work: Work, slug: str) -> datetime | None:
    return work.session.exec(select(func.min(OpsSchedule.next_fire)).where(
        OpsSchedule.command == slug, col(OpsSchedule.is_enabled))).one()


def _missing_secrets(work: Work, actor: Actor, definition: Definition) -> tuple[str, ...]:
    """Required ones that neither everybody nor the actor has set."""
    wanted = [grant.name for grant in definition.secrets if grant.is_required]
    present = secrets.list_set(work, wanted, SHARED, actor.identity) if wanted else ()
    return tuple(name for name in wanted if name not in present)
