"""Clusters: groups of locations that are planned and approved together."""

from dataclasses import replace

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.doors import Body, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.reading import given_in, one_of, values_of
from app.api.strict import StrictRoute
from app.domain.seasons.drafts import ClusterDraft
from app.domain.seasons.master_views import ClusterView
from app.services.seasons.masters import clusters

router = APIRouter(tags=['seasons: clusters'], route_class=StrictRoute)


class ClusterOut(BaseModel):
    id: int
    code: str
    name: str
    description: str
    is_active: bool
    locations: int
    version: int


class ClusterBody(Body):
    """A code `CLU-…` is drawn where none is given; `version` is the one that was seen."""
    name: str
    code: str = ''
    description: str = ''
    is_active: bool = True
    version: int | None = None


class ClusterChange(ClusterBody):
    """What is left out stays as it was."""
    name: str = ''


@router.get('/clusters')
async def list_clusters(client: Signed, part: Part) -> Listing[ClusterOut]:
    found, total = part.cut(await client.look(clusters.list_clusters))
    return Listing(items=[_cluster(one) for one in found], total=total)


@router.post('/clusters', status_code=201)
async def add_cluster(client: Signed, body: ClusterBody, key: IdempotencyKey = None) -> ClusterOut:
    number: int = await client.once(key, body, clusters.add_cluster, _cluster_draft(body))
    return _cluster(one_of(await client.look(clusters.list_clusters), number))


@router.get('/clusters/{cluster_id}')
async def get_cluster(client: Signed, cluster_id: RowId) -> ClusterOut:
    return _cluster(one_of(await client.look(clusters.list_clusters), cluster_id))


@router.patch('/clusters/{cluster_id}')
async def change_cluster(client: Signed, cluster_id: RowId, body: ClusterChange) -> ClusterOut:
    former = one_of(await client.look(clusters.list_clusters), cluster_id)
    version = former.version if body.version is None else body.version
    await client.do(clusters.change_cluster, cluster_id, _changed(former.draft, body), version)
    return _cluster(one_of(await client.look(clusters.list_clusters), cluster_id))


@router.delete('/clusters/{cluster_id}', status_code=204)
async def remove_cluster(client: Signed, cluster_id: RowId) -> None:
    """Refused while it has locations: they are never deleted with it."""
    await client.do(clusters.remove_cluster, cluster_id)


def _cluster(view: ClusterView) -> ClusterOut:
    return ClusterOut(id=view.id, **vars(view.draft), locations=view.locations, version=view.version)


def _cluster_draft(body: ClusterBody) -> ClusterDraft:
    return ClusterDraft(**values_of(body))


def _changed(former: ClusterDraft, body: ClusterChange) -> ClusterDraft:
    return replace(former, **given_in(body))
