"""Versions to keep or to try something in: snapshots, scenarios, and how one becomes the working plan."""

import numpy as np
from sqlalchemy import delete
from sqlmodel import col, select

from app.domain.access import SYSTEM, Actor, demand, may
from app.domain.names import one_line
from app.domain.seasons.changes import Change, change_of, stored_within
from app.domain.seasons.measures import INPUTS
from app.domain.seasons.operations import Become
from app.domain.seasons.season import CREATED, LOCKED, SCENARIO, SNAPSHOT, WORKING
from app.domain.seasons.versions import VersionView
from app.errors import Conflict, Forbidden, Rejected
from app.events import SeasonChanged, season_topic
from app.services import audit
from app.services.seasons.cubes import cube_of
from app.services.seasons.doors import enter
from app.services.seasons.editing import Desk, Edited, desk_of, done, scope_of
from app.services.seasons.ground import find_season
from app.services.seasons.reach import reach_of
from app.services.seasons.versions import copy_version, find_version, view_of
from app.work import Work
from models.seasons import Season, SeasonBlob, SeasonEdit, SeasonHold, SeasonVersion

LONGEST = 100  # characters of a name
PROMOTE = 'promote'


def take_snapshot(work: Work, actor: Actor, code: str, name: str = '') -> VersionView:
    """The working plan as it is now, never changed again; without a name it is called after the day."""
    demand(actor, 'seasons.plan')
    row = _copied(work, actor, enter(work, code), WORKING, SNAPSHOT, one_line(name) or str(work.now.date()))
    row.frozen_at = work.now
    return view_of(row)


def snapshot_all(work: Work) -> int:
    """Of every season that is being worked on, once a month; how many."""
    rows = work.session.exec(select(Season).where(col(Season.state).not_in((CREATED, LOCKED)))).all()
    name = f'{work.now:%B %Y}'
    for row in rows:
        if not _has_snapshot(work, row.id, name):
            take_snapshot(work, SYSTEM, row.code, name)
    return len(rows)


def begin_scenario(work: Work, actor: Actor, code: str, name: str, source: str | int = WORKING) -> VersionView:
    """A copy of another version to try something in; edited as the plan is, at any step."""
    demand(actor, 'seasons.plan')
    name = one_line(name)
    if not name or len(name) > LONGEST:
        raise Rejected(f'Give the scenario a name of at most {LONGEST} characters.', field='name')
    return view_of(_copied(work, actor, enter(work, code), source, SCENARIO, name))


def discard_scenario(work: Work, actor: Actor, code: str, version: int) -> None:
    """With everything that was tried in it. Only the log of the season still knows that there was one."""
    demand(actor, 'seasons.plan')
    season = enter(work, code)
    row = find_version(work, season.id, version)
    if row.kind != SCENARIO:
        raise Conflict('Only scenarios can be discarded.', 'seasons.frozen')
    if not may(actor, 'seasons.manage') and _begun_by(work, row) != actor.identity:
        raise Forbidden('Only whoever began a scenario, or a manager, can discard it.')
    for table in (SeasonBlob, SeasonHold, SeasonEdit):
        work.session.execute(delete(table).where(col(table.version_id) == row.id))
    audit.write(work, actor, 'seasons.discard_scenario', season.code, season.name, {'scenario': row.name})
    work.session.delete(row)
    work.session.flush()
    work.record(SeasonChanged(season_topic(season.id)))


def promote(work: Work, actor: Actor, code: str, version: str | int) -> Edited:
    """The working plan becomes what a version says, as one step that can be undone; leaves that may not be changed
    stay. Raises Forbidden, NotFound, Conflict.
    """
    demand(actor, 'seasons.plan', reach_of(work, actor, find_season(work, code).id, [''], ['']))
    desk = desk_of(work, actor, code, WORKING)
    source = find_version(work, desk.season.id, version)
    operation = Become(PROMOTE, _leading_to(work, desk, source))
    desk.bounds.demand(operation.changes)
    told = {**scope_of(desk, operation, operation.changes), 'from': view_of(source).label}
    edited = done(work, actor, desk, PROMOTE, told, operation.changes)
    audit.write(work, actor, 'seasons.promote', desk.season.code, f'{desk.season.name}: {view_of(source).label}',
                after={'leaves': edited.changed})
    return edited


def _leading_to(work: Work, desk: Desk, source: SeasonVersion) -> tuple[Change, ...]:
    """From the plan to the other version, wherever it may be changed."""
    other = cube_of(work, desk.season.id, source.id)
    everywhere = tuple(slice(0, size) for size in desk.cube.axes.shape)
    found = []
    for measure in INPUTS:
        if measure in other.sheets or measure in desk.cube.sheets:
            now = stored_within(desk.cube, measure, everywhere)  # type: ignore[arg-type]
            new = stored_within(other, measure, everywhere)  # type: ignore[arg-type]
            fixed = desk.bounds.fixed(measure, everywhere)  # type: ignore[arg-type]
            found.append(change_of(desk.cube, measure, everywhere, np.where(fixed, now, new)))  # type: ignore[arg-type]
    return tuple(one for one in found if len(one))


def _copied(work: Work, actor: Actor, season: Season, source: str | int, kind: str, name: str) -> SeasonVersion:
    row = copy_version(work, season, find_version(work, season.id, source), actor, kind, name)
    audit.write(work, actor, f'seasons.{kind}', season.code, season.name, after={'version': view_of(row).label})
    return row


def _begun_by(work: Work, row: SeasonVersion) -> str | None:
    """Its log begins with the copy it was made by."""
    return work.session.exec(select(SeasonEdit.actor).where(SeasonEdit.version_id == row.id).order_by(
        col(SeasonEdit.seq)).limit(1)).first()


def _has_snapshot(work: Work, season_id: int, name: str) -> bool:
    return work.session.exec(select(SeasonVersion.id).where(
        SeasonVersion.season_id == season_id, SeasonVersion.kind == SNAPSHOT, SeasonVersion.name == name)
        .limit(1)).first() is not None
