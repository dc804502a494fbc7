"""How far AIrsenal is set up: the team, its secrets, its database, the FPL, and the run that was last."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.ops.airsenal.set_up import FplState, SecretState, SetUp
from app.domain.ops.commands import Definition
from app.domain.ops.secrets import SHARED
from app.domain.ops.views import RunLine
from app.services import secrets
from app.services.ops import commands, copies, fpl_copies, lines, teams
from app.services.ops.team import BOOTSTRAP
from app.work import Work
from models.ops import OpsRun

HOOK = 'airsenal'  # commands with it are those of the pack
OFFERED = ('setup_db', 'update_db', 'pipeline', 'predict', 'optimize')


def view_set_up(work: Work, actor: Actor) -> SetUp:
    demand(actor, 'ops.look')
    team_id = teams.chosen(work)
    pack = [one for one in work.policy.commands.values() if one.hook == HOOK]
    return SetUp(
        team_id, _secrets(work, pack), copies.list_copies(work, actor, team_id) if team_id else (), _fpl(work),
        _latest(work, actor, pack), work.policy.ops.airsenal_bin, tuple(
            (slug, work.policy.commands[slug].name, commands.is_on(work, slug)
             and may(actor, 'ops.start', work.policy.commands[slug].errand()))
            for slug in OFFERED if slug in work.policy.commands), may(actor, 'ops.operate'))


def _secrets(work: Work, pack: Sequence[Definition]) -> tuple[SecretState, ...]:
    """Of all the commands of the pack; whose value is personal is the run's business."""
    grants = {grant.name: grant for one in pack for grant in one.secrets}
    found = secrets.list_set(work, list(grants), SHARED)
    return tuple(SecretState(name, grant.help, name in found) for name, grant in grants.items())


def _fpl(work: Work) -> FplState:
    copy = fpl_copies.fetched_at(work, [BOOTSTRAP]).get(BOOTSTRAP)
    trouble = fpl_copies.trouble(work, [BOOTSTRAP])
    return FplState(work.policy.ops.fpl_url, copy, trouble.text if trouble else '',
                    trouble.retry_at if trouble else None)


def _latest(work: Work, actor: Actor, pack: Sequence[Definition]) -> RunLine | None:
    run = work.session.exec(select(OpsRun).where(col(OpsRun.command).in_([one.slug for one in pack]))
                            .order_by(col(OpsRun.id).desc()).limit(1)).first()
    return lines.line(work, actor, run) if run else None
