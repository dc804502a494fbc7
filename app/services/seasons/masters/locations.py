"""Locations: stores, warehouses and shops on the net."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.codes import location_code
from app.domain.seasons.drafts import LocationDraft, checked_location
from app.domain.seasons.master_views import LocationView
from app.errors import Conflict, Rejected
from app.services.seasons.masters.keeping import (
    TURN,
    added,
    changed,
    company_of,
    demand_free,
    free_code,
    only_called,
    removed,
    seen,
)
from app.work import Work
from models.masters import MasterCluster, MasterLocation
from models.seasons import Season, SeasonLocation

MOST = 10_000  # at once


def add_location(work: Work, actor: Actor, draft: LocationDraft) -> int:
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    draft = checked_location(draft)
    if not draft.code:
        draft = replace(draft, code=free_code(work, col(MasterLocation.code), location_code))
    _demand_fit(work, draft)
    row = MasterLocation(company_id=company_of(work).id, **asdict(draft))
    return added(work, actor, row, 'location', draft.code).id


def add_locations(work: Work, actor: Actor, drafts: Sequence[LocationDraft]) -> tuple[int, ...]:
    """All or none; a refusal names the row, from 0."""
    demand(actor, 'seasons.admin')
    if len(drafts) > MOST:
        raise Rejected(f'Send at most {MOST} locations at once.', field='locations')
    found = []
    for number, draft in enumerate(drafts):
        try:
            found.append(add_location(work, actor, draft))
        except Rejected as error:
            raise Rejected(str(error), error.code, f'{number}.{error.field}') from None
    return tuple(found)


def change_location(work: Work, actor: Actor, location_id: int, draft: LocationDraft,
                    version: int | None = None) -> None:
    """Seasons keep the cluster and the name it had when it was chosen for them."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    row = seen(work, MasterLocation, location_id, version)
    draft = checked_location(replace(draft, code=draft.code or row.code))
    _demand_fit(work, draft, location_id)
    changed(work, actor, row, asdict(draft), 'location', row.code)


def remove_location(work: Work, actor: Actor, location_id: int, version: int | None = None) -> None:
    """Refused once a season has it."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    row = seen(work, MasterLocation, location_id, version)
    season = work.session.exec(select(Season.name).join(
        SeasonLocation, col(SeasonLocation.season_id) == col(Season.id)).where(
        SeasonLocation.location_id == location_id)).first()
    if season:
        raise Conflict(f'{row.name} belongs to {season}. Make it inactive instead.', 'seasons.in_use')
    removed(work, actor, row, 'location', row.code)


def list_locations(work: Work, actor: Actor, kind: str = '') -> tuple[LocationView, ...]:
    demand(actor, 'seasons.look')
    return tuple(one for one in locations_of(work) if not kind or one.draft.kind == kind)


def find_code(work: Work, actor: Actor, name: str) -> LocationView:
    """By its name, in whatever case. Raises NotFound, Conflict where several are called so."""
    demand(actor, 'seasons.look')
    return only_called(locations_of(work), name, 'location', 'locations')


def locations_of(work: Work) -> tuple[LocationView, ...]:
    clusters = {row.id: row for row in work.session.exec(select(MasterCluster))}
    used = {row[0]: row[1] for row in work.session.execute(
        columns(col(SeasonLocation.location_id), func.count()).group_by(col(SeasonLocation.location_id)))}
    rows = work.session.exec(select(MasterLocation).order_by(col(MasterLocation.name), col(MasterLocation.code)))
    return tuple(_view(row, clusters.get(row.cluster_id or 0), used.get(row.id, 0)) for row in rows)


def _view(row: MasterLocation, cluster: MasterCluster | None, seasons: int) -> LocationView:
    draft = LocationDraft(**{one.name: getattr(row, one.name) for one in fields(LocationDraft)})
    return LocationView(row.id, draft, cluster.name if cluster else '', cluster.code if cluster else '', seasons,
                        row.version)


def _demand_fit(work: Work, draft: LocationDraft, row_id: int = 0) -> None:
    demand_free(work, MasterLocation.code, draft.code, f'There is a location with the code {draft.code} already.',
                'code', row_id)
    if draft.cluster_id is not None and work.session.get(MasterCluster, draft.cluster_id) is None:
        raise Rejected('There is no such cluster.', 'seasons.unknown_cluster', 'cluster_id')
