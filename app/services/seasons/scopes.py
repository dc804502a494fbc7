"""Scopes of a plan: handed in by planners, approved, returned or opened again by managers; each goes its own way.

An approval freezes the scope's cells as ORIGINAL, a later one, of a forecast, as the next CURRENT.
"""

from dataclasses import replace

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.names import keepable
from app.domain.seasons.axes import Axes
from app.domain.seasons.checklist import gaps_by_scope, scopes_of
from app.domain.seasons.scopes import ScopeView, demand_move
from app.domain.seasons.season import APPROVED, DRAFT, RANGED, RETURNED, REVIEW
from app.domain.seasons.steps import PLAN, REFORECAST
from app.errors import NotFound
from app.events import (
    SEASONS,
    Event,
    ReforecastApproved,
    ScopeApproved,
    ScopeReturned,
    ScopeSubmitted,
    SeasonChanged,
    cells_topic,
    season_topic,
)
from app.services import audit
from app.services.seasons import versions
from app.services.seasons.cubes import cube_of
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_axes, find_season, rules_of, seen_season
from app.services.seasons.notices import tell_judges, tell_one
from app.services.seasons.reach import reach_of
from app.services.seasons.workflow import demand_reason
from app.work import Work
from models.seasons import Season, SeasonScope


def submit_scope(work: Work, actor: Actor, code: str, branch: str, cluster: str, comment: str = '') -> None:
    """From now on nobody changes its cells until it is decided."""
    season = find_season(work, code)
    demand(actor, 'seasons.plan', reach_of(work, actor, season.id, [cluster], [branch]))
    row, scope, view = _begun(work, season, branch, cluster)
    _move(work, actor, row, scope, view, REVIEW, comment, ScopeSubmitted(season_topic(row.id)))
    scope.asked_by, scope.asked_by_name = actor.identity, actor.name
    work.session.flush()
    tell_judges(work, actor, f'{view.name} of {row.name} waits for approval', f'/seasons/{row.code}')


def approve_scope(work: Work, actor: Actor, code: str, branch: str, cluster: str, comment: str = '') -> None:
    """By somebody else than whoever handed it in."""
    row, scope, view = _judged(work, actor, code, branch, cluster)
    event = ReforecastApproved if row.state == RANGED else ScopeApproved
    _move(work, actor, row, scope, view, APPROVED, comment, event(season_topic(row.id)))
    versions.freeze_scope(work, actor, row, branch, cluster)
    tell_one(work, actor, scope.asked_by, f'{actor.name} approved {view.name} of {row.name}', f'/seasons/{row.code}')


def return_scope(work: Work, actor: Actor, code: str, branch: str, cluster: str, comment: str) -> None:
    """With words on what to change."""
    row, scope, view = _judged(work, actor, code, branch, cluster)
    comment = demand_reason(comment, 1)
    _move(work, actor, row, scope, view, RETURNED, comment, ScopeReturned(season_topic(row.id)))
    tell_one(work, actor, scope.asked_by, f'{actor.name} returned {view.name} of {row.name}: {comment}',
             f'/seasons/{row.code}')


def reopen_scope(work: Work, actor: Actor, code: str, branch: str, cluster: str, reason: str) -> None:
    """An approved one, until the step is complete; what was frozen stays."""
    season = find_season(work, code)
    demand(actor, 'seasons.manage', reach_of(work, actor, season.id, [cluster], [branch]))
    reason = demand_reason(reason, 1)
    row, scope, view = _begun(work, season, branch, cluster)
    _move(work, actor, row, scope, view, DRAFT, reason, ScopeReturned(season_topic(row.id)))


def list_scopes(work: Work, actor: Actor, code: str) -> tuple[ScopeView, ...]:
    return watch_scopes(work, seen_season(work, actor, code).id)


def watch_scopes(work: Work, season_id: int) -> tuple[ScopeView, ...]:
    """For pages: shared by all who watch. Each branch in each cluster, in the order of the tree."""
    cube, rules = cube_of(work, season_id), rules_of(work.get(Season, season_id))
    gaps = dict.fromkeys(scopes_of(cube.axes), 0) if rules.blanks_are_zero else gaps_by_scope(cube)
    rows = {(row.branch, row.cluster): row for row in work.session.exec(select(SeasonScope).where(
        SeasonScope.season_id == season_id))}
    return tuple(replace(_view(cube.axes, *key, rows.get(key)), missing=missing) for key, missing in gaps.items())


def states_of(work: Work, season_id: int) -> dict[tuple[str, str], str]:
    """(branch, cluster) → state; without an entry a scope is a draft."""
    return {(row.branch, row.cluster): row.state for row in work.session.exec(select(SeasonScope).where(
        SeasonScope.season_id == season_id))}


def _judged(work: Work, actor: Actor, code: str, branch: str, cluster: str) -> tuple[Season, SeasonScope, ScopeView]:
    """Who handed it in is known for sure only once nobody else can: so it is asked again under the lock."""
    season = find_season(work, code)
    demand(actor, 'seasons.approve', reach_of(work, actor, season.id, [cluster], [branch]))
    row, scope, view = _begun(work, season, branch, cluster)
    asked_by = scope.asked_by if scope.state == REVIEW else ''
    demand(actor, 'seasons.approve', reach_of(work, actor, season.id, [cluster], [branch], asked_by))
    return row, scope, view


def _begun(work: Work, season: Season, branch: str, cluster: str) -> tuple[Season, SeasonScope, ScopeView]:
    """In season a forecast is approved, before that the plan."""
    row = begin(work, season.code, REFORECAST if season.state == RANGED else PLAN)
    axes = find_axes(work, row.id)
    if (branch, cluster) not in scopes_of(axes):
        raise NotFound('There is no such scope: name a branch of the categories and a cluster.')
    scope = work.session.get(SeasonScope, (row.id, branch, cluster), populate_existing=True)
    if scope is None:
        scope = SeasonScope(season_id=row.id, branch=branch, cluster=cluster, state=DRAFT, at=work.now)
        work.session.add(scope)
    return row, scope, _view(axes, branch, cluster, scope)


def _move(work: Work, actor: Actor, row: Season, scope: SeasonScope, view: ScopeView, state: str, comment: str,
          event: Event) -> None:
    was = scope.state
    demand_move(view.name, was, state)
    scope.state, scope.comment = state, keepable(comment).strip()
    scope.by, scope.by_name, scope.at, scope.version = actor.identity, actor.name, work.now, scope.version + 1
    work.session.flush()
    audit.write(work, actor, 'seasons.scope', row.code, f'{row.name}: {view.name}. {scope.comment}'.rstrip(' .'),
                {'state': was}, {'state': state})
    work.record(event)
    work.record(SeasonChanged(cells_topic(row.id)))  # other cells can be edited now
    work.record(SeasonChanged(SEASONS))  # somebody else has to decide, or nobody any more


def _view(axes: Axes, branch: str, cluster: str, row: SeasonScope | None) -> ScopeView:
    names = axes.category_nodes[branch].name, axes.location_nodes[cluster].name
    if row is None:
        return ScopeView(branch, names[0], cluster, names[1], DRAFT)
    return ScopeView(branch, names[0], cluster, names[1], row.state, row.asked_by, row.asked_by_name, row.by_name,
                     row.at, row.comment, version=row.version)
