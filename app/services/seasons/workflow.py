"""Steps of a season: completed one at a time, taken back with a reason as long as nothing hangs on them."""

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.names import keepable
from app.domain.seasons.checklist import LOCATIONS, LOCK, OTB, REACHES, STEPS, counted
from app.domain.seasons.season import (
    APPROVED,
    CREATED,
    PLANNED,
    RANGED,
    REVIEW,
    STATE_NAMES,
    STATES,
)
from app.domain.seasons.steps import demand_next
from app.errors import Conflict, NotFound, Rejected
from app.events import SEASONS, Event, SeasonChanged, StepCompleted, StepTakenBack, orders_topic, season_topic
from app.services import audit
from app.services.seasons.conditions import dependants, missing_of
from app.services.seasons.doors import enter
from app.services.seasons.ground import find_season
from app.services.seasons.openings import renewed
from app.services.seasons.otb_freezing import freeze_inputs
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonRange
from models.seasons import Season, SeasonScope, SeasonStep

SHORTEST_REASON = 10  # characters


def complete_step(work: Work, actor: Actor, code: str, step: str) -> str:
    """Locations by planners, the others by managers; the state it reaches. Locking has a service of its own."""
    season = find_season(work, code)
    demand(actor, 'seasons.plan' if step == LOCATIONS else 'seasons.manage',
           reach_of(work, actor, season.id, [''], ['']))
    if step not in REACHES or step == LOCK:
        raise NotFound('There is no such step.')
    row = enter(work, code)
    demand_next(row.state, REACHES[step])
    if missing := missing_of(work, row, step):
        raise Conflict(f'{STEPS[step]}: {"; ".join(missing)}.', 'seasons.incomplete')
    renewed(work, row)
    if step == OTB:
        freeze_inputs(work, actor, row)
    turn_to(work, actor, row, REACHES[step], StepCompleted(season_topic(row.id), row.id, REACHES[step]))
    audit.write(work, actor, 'seasons.complete_step', row.code, f'{row.name}: {STEPS[step]}')
    return row.state


def take_back(work: Work, actor: Actor, code: str, reason: str) -> str:
    """The last completed step; the state that holds then. Approvals of the step before wait for a decision again."""
    season = find_season(work, code)
    demand(actor, 'seasons.manage', reach_of(work, actor, season.id, [''], ['']))
    reason = demand_reason(reason, 1)
    row = enter(work, code)
    if row.state == CREATED:
        raise Conflict('No step has been completed yet.', 'seasons.wrong_step')
    if found := dependants(work, row):
        raise Conflict(f'“{STATE_NAMES[row.state]}” cannot be taken back: {" and ".join(found)} would be without a '
                       'ground.', 'seasons.depends')
    was, now = row.state, STATES[STATES.index(row.state) - 1]
    turn_to(work, actor, row, now, StepTakenBack(season_topic(row.id), row.id, now), reason)
    _return_approvals(work, row, was)
    audit.write(work, actor, 'seasons.take_back', row.code, f'{row.name}: {reason}', {'state': was}, {'state': now})
    return row.state


def turn_to(work: Work, actor: Actor, row: Season, state: str, event: Event, reason: str = '',
            exceptions: tuple[str, ...] = ()) -> None:
    """Inside a deed of this area: a season, whose row is locked, gets another state."""
    work.session.add(SeasonStep(season_id=row.id, was=row.state, now=state, reason=reason,
                                exceptions=list(exceptions), by=actor.identity, by_name=actor.name, at=work.now))
    row.state = state
    row.version += 1
    work.session.flush()
    work.record(event)
    work.record(SeasonChanged(SEASONS))
    work.record(SeasonChanged(orders_topic(row.id)))  # what may be ordered hangs on the step


def demand_reason(reason: str, shortest: int = SHORTEST_REASON) -> str:
    reason = keepable(reason).strip()
    if len(reason) < shortest:
        raise Rejected(f'Give a reason of at least {counted(shortest, "character", "characters")}.', 'seasons.reason',
                       'reason')
    return reason


def _return_approvals(work: Work, row: Season, was: str) -> None:
    """They wait for a decision again; what was frozen stays."""
    if was == PLANNED:
        for scope in work.session.exec(select(SeasonScope).where(SeasonScope.season_id == row.id,
                                                                 SeasonScope.state == APPROVED)):
            scope.state, scope.version = REVIEW, scope.version + 1
    if was == RANGED:
        for one in work.session.exec(select(SeasonRange).where(SeasonRange.season_id == row.id,
                                                               SeasonRange.state == APPROVED)):
            one.state, one.version = REVIEW, one.version + 1
    work.session.flush()
