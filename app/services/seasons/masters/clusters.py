"""Clusters: groups of locations that are planned and approved together."""

from dataclasses import asdict, replace

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.codes import cluster_code
from app.domain.seasons.drafts import ClusterDraft, checked_cluster
from app.domain.seasons.master_views import ClusterView
from app.errors import Conflict
from app.services.seasons.masters.keeping import (
    TURN,
    added,
    changed,
    company_of,
    demand_free,
    free_code,
    removed,
    seen,
)
from app.work import Work
from models.masters import MasterCluster, MasterLocation
from models.seasons import SeasonLocation


def add_cluster(work: Work, actor: Actor, draft: ClusterDraft) -> int:
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    draft = checked_cluster(draft)
    if not draft.code:
        draft = replace(draft, code=free_code(work, col(MasterCluster.code), cluster_code))
    _demand_free(work, draft)
    row = MasterCluster(company_id=company_of(work).id, **asdict(draft))
    return added(work, actor, row, 'cluster', draft.name).id


def change_cluster(work: Work, actor: Actor, cluster_id: int, draft: ClusterDraft, version: int | None = None) -> None:
    """Seasons keep the names that held when their locations were chosen."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    row = seen(work, MasterCluster, cluster_id, version)
    draft = checked_cluster(replace(draft, code=draft.code or row.code))
    _demand_free(work, draft, cluster_id)
    changed(work, actor, row, asdict(draft), 'cluster', row.name)


def remove_cluster(work: Work, actor: Actor, cluster_id: int, version: int | None = None) -> None:
    """Refused while it has locations, or a season has it: its locations are never deleted with it."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    row = seen(work, MasterCluster, cluster_id, version)
    count = work.session.execute(columns(func.count()).select_from(MasterLocation).where(
        col(MasterLocation.cluster_id) == cluster_id)).scalar_one()
    if count:
        raise Conflict(f'{count} {"location belongs" if count == 1 else "locations belong"} to {row.name}. Move them '
                       'first, or make the cluster inactive.', 'seasons.in_use')
    if work.session.exec(select(SeasonLocation).where(SeasonLocation.cluster == row.code)).first():
        raise Conflict(f'Seasons have been planned with {row.name}. Make it inactive instead.', 'seasons.in_use')
    removed(work, actor, row, 'cluster', row.name)


def list_clusters(work: Work, actor: Actor) -> tuple[ClusterView, ...]:
    demand(actor, 'seasons.look')
    return clusters_of(work)


def clusters_of(work: Work) -> tuple[ClusterView, ...]:
    counts = {row[0]: row[1] for row in work.session.execute(
        columns(col(MasterLocation.cluster_id), func.count()).group_by(col(MasterLocation.cluster_id)))}
    rows = work.session.exec(select(MasterCluster).order_by(col(MasterCluster.name), col(MasterCluster.id)))
    return tuple(ClusterView(row.id, ClusterDraft(row.name, row.code, row.description, row.is_active),
                             counts.get(row.id, 0), row.version) for row in rows)


def _demand_free(work: Work, draft: ClusterDraft, row_id: int = 0) -> None:
    demand_free(work, MasterCluster.name, draft.name, f'There is a cluster called “{draft.name}” already.', 'name',
                row_id)
    demand_free(work, MasterCluster.code, draft.code, f'There is a cluster with the code {draft.code} already.',
                'code', row_id)
