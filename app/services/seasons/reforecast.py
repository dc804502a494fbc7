"""In season: the plan is opened again for a forecast, which begins with what the last weeks say."""

from collections.abc import Sequence
from fractions import Fraction

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.names import one_line
from app.domain.seasons.changes import Change, change_of
from app.domain.seasons.forecasting import FOLLOWING, Proposal, cells_of, followed, proposals
from app.domain.seasons.rounding import half_up
from app.domain.seasons.season import APPROVED, DRAFT, WORKING
from app.domain.seasons.steps import REFORECAST
from app.errors import Conflict, Rejected
from app.events import ScopeReturned, SeasonChanged, cells_topic, season_topic
from app.services import audit
from app.services.seasons.doors import begin
from app.services.seasons.editing import Desk, Edited, edit_by
from app.services.seasons.ground import seen_season
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.seasons import SeasonScope

TREND = 'trend'  # operation
LEAST_REASON = 3  # characters
MOST_TOLD = 20  # categories in the log


def open_reforecast(work: Work, actor: Actor, code: str, reason: str) -> int:
    """All approved scopes become drafts, what was approved stays as it was frozen; how many scopes."""
    demand(actor, 'seasons.manage')
    reason = one_line(reason)
    if len(reason) < LEAST_REASON:
        raise Rejected('Say in a few words why the forecast is opened.', field='reason')
    season = begin(work, code, REFORECAST)
    rows = work.session.exec(select(SeasonScope).where(SeasonScope.season_id == season.id,
                                                       SeasonScope.state == APPROVED)).all()
    if not rows:
        raise Conflict('No scope is approved: the forecast is open already.', 'seasons.open')
    for row in rows:
        row.state, row.comment, row.version = DRAFT, reason, row.version + 1
        row.by, row.by_name, row.at = actor.identity, actor.name, work.now
    work.session.flush()
    audit.write(work, actor, 'seasons.reforecast', season.code, f'{season.name}: {reason}',
                after={'scopes opened': len(rows)})
    work.record(ScopeReturned(season_topic(season.id)))
    work.record(SeasonChanged(cells_topic(season.id)))
    return len(rows)


def view_trend(work: Work, actor: Actor, code: str, location: str = '') -> tuple[Proposal, ...]:
    """What the weeks to come would be planned at, category by category."""
    return proposals(rolled_of(work, seen_season(work, actor, code).id), location)


def accept_trend(work: Work, actor: Actor, code: str, categories: Sequence[str], location: str = '') -> Edited:
    """For these category nodes, at a location node; what may not be changed stays. Raises Forbidden, Conflict."""
    found = proposals(rolled_of(work, seen_season(work, actor, code).id), location)
    accepted = _below(found, categories)
    if not accepted:
        raise Rejected('Choose categories that have sold something already.', field='categories')
    return edit_by(work, actor, code, TREND, cells_of(accepted, location),
                   lambda desk: _changes(desk, location, accepted), WORKING,
                   {'factors': [f'{one.name} {half_up((one.factor or Fraction(1)) * 100)} %'
                                for one in accepted[:MOST_TOLD]]})


def _below(found: Sequence[Proposal], categories: Sequence[str]) -> list[Proposal]:
    """Leaves of the chosen nodes: nodes come before what is below them, and that is deeper."""
    chosen, level = [], None
    for one in found:
        if level is not None and one.level <= level:
            level = None
        if level is None and one.category in categories:
            level = one.level
        if level is not None and one.factor is not None:
            chosen.append(one)
    return chosen


def _changes(desk: Desk, location: str, accepted: Sequence[Proposal]) -> list[Change]:
    axes = desk.cube.axes
    everywhere = axes.location_nodes[location].slice, slice(0, axes.shape[1]), slice(0, axes.shape[2])
    found = []
    for measure in FOLLOWING:
        if measure in desk.cube.sheets:
            fixed = desk.bounds.fixed(measure, everywhere)
            found.append(change_of(desk.cube, measure, *followed(desk.cube, location, accepted, fixed, measure,
                                                                 desk.bounds.elapsed)))
    return found
