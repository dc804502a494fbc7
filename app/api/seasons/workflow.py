"""Steps, approvals, locks: how far a season is, and moving it on."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.api.doors import Body, Listing, Part, Signed
from app.api.seasons.addresses import SeasonKey
from app.api.strict import StrictRoute
from app.domain.seasons.checklist import Checklist
from app.services.seasons import conditions, ground, locking, scopes, workflow

router = APIRouter(prefix='/seasons/{season}', tags=['seasons: workflow'], route_class=StrictRoute)


class CheckOut(BaseModel):
    """`state` is done, now or later; `missing` says what the step lacks."""
    step: str
    name: str
    state: str
    missing: list[str]


class StatusOut(BaseModel):
    """The five flags follow from the status."""
    season_id: int
    status: str
    locations_defined: bool
    plan_uploaded: bool
    otb_uploaded: bool
    range_uploaded: bool
    locked: bool


class WorkflowOut(StatusOut):
    steps: list[CheckOut]


class StepOut(BaseModel):
    status: str


class LockOut(BaseModel):
    status: str
    revision: int
    hash: str


class RevisionOut(BaseModel):
    """`version` is the number of the plan that was frozen with it."""
    number: int
    hash: str
    locked_by: str
    locked_at: datetime
    version: int | None
    reason: str
    reopened_by: str
    reopened_at: datetime | None


class DifferenceOut(BaseModel):
    """`what`: changed, missing, added."""
    table: str
    key: str
    what: str


class VerdictOut(BaseModel):
    """`live`: the season is locked with this revision, so every row was compared."""
    revision: int
    hash: str
    true: bool
    live: bool
    differences: list[DifferenceOut]


class ScopeOut(BaseModel):
    branch: str
    branch_name: str
    cluster: str
    cluster_name: str
    state: str
    asked_by: str
    decided_by: str
    at: datetime | None
    comment: str
    missing: int


class ReasonBody(Body):
    reason: str


class LockBody(Body):
    """What is still open refuses the lock, unless it may be listed as exceptions."""
    accept_exceptions: bool = False
    reason: str = ''


class ReopenOut(BaseModel):
    status: str
    revision: int


class ScopeBody(Body):
    """`branch` and `cluster` are keys of nodes, such as `c:WOMEN` and `k:CLU-HIGH`."""
    branch: str
    cluster: str
    comment: str = ''


@router.get('/workflow')
async def view_workflow(client: Signed, season: SeasonKey) -> WorkflowOut:
    """Each step with what it lacks."""
    found: Checklist = await client.look(conditions.view_checklist, season)
    return WorkflowOut(**_flags(found), steps=[
        CheckOut(step=one.key, name=one.label, state=one.state, missing=list(one.missing)) for one in found.checks])


@router.get('/workflow-status')
async def view_status(client: Signed, season: SeasonKey) -> StatusOut:
    return StatusOut(**_flags(await client.look(conditions.view_checklist, season)))


@router.post('/complete/{step}')
async def complete_step(client: Signed, season: SeasonKey,
                        step: Literal['locations', 'plan', 'otb', 'range']) -> StepOut:
    """One step at a time; 409 `seasons.incomplete` says what is missing."""
    return StepOut(status=await client.do(workflow.complete_step, season, step))


@router.post('/take-back')
async def take_back(client: Signed, season: SeasonKey, body: ReasonBody) -> StepOut:
    """The last completed step, while nothing hangs on it."""
    return StepOut(status=await client.do(workflow.take_back, season, body.reason))


@router.post('/lock')
async def lock_season(client: Signed, season: SeasonKey, body: LockBody | None = None) -> LockOut:
    given = body or LockBody()
    digest: str = await client.do(locking.lock_season, season, given.accept_exceptions, given.reason)
    view = await client.look(ground.view_season, season)
    return LockOut(status=view.state, revision=view.revision, hash=digest)


@router.post('/reopen')
async def reopen_season(client: Signed, season: SeasonKey, body: ReasonBody) -> ReopenOut:
    """With a reason of at least ten characters; the locked revision stays."""
    revision: int = await client.do(locking.reopen_season, season, body.reason)
    view = await client.look(ground.view_season, season)
    return ReopenOut(status=view.state, revision=revision)


@router.get('/revisions')
async def list_revisions(client: Signed, season: SeasonKey, part: Part) -> Listing[RevisionOut]:
    found, total = part.cut(await client.look(locking.list_revisions, season))
    return Listing(items=[RevisionOut(**vars(one)) for one in found], total=total)


@router.get('/verify')
async def verify_lock(client: Signed, season: SeasonKey,
                      revision: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> VerdictOut:
    """Of the last revision, or of one that is named."""
    found = await client.look(locking.verify_lock, season, revision)
    return VerdictOut(revision=found.number, hash=found.hash, true=found.is_true, live=found.is_live,
                      differences=[DifferenceOut(**vars(one)) for one in found.differences])


@router.get('/scopes')
async def list_scopes(client: Signed, season: SeasonKey, part: Part) -> Listing[ScopeOut]:
    found, total = part.cut(await client.look(scopes.list_scopes, season))
    return Listing(items=[ScopeOut(
        branch=one.branch, branch_name=one.branch_name, cluster=one.cluster, cluster_name=one.cluster_name,
        state=one.state, asked_by=one.asked_by_name, decided_by=one.by_name, at=one.at, comment=one.comment,
        missing=one.missing) for one in found], total=total)


@router.post('/scopes/submit', status_code=204)
async def submit_scope(client: Signed, season: SeasonKey, body: ScopeBody) -> None:
    await client.do(scopes.submit_scope, season, body.branch, body.cluster, body.comment)


@router.post('/scopes/approve', status_code=204)
async def approve_scope(client: Signed, season: SeasonKey, body: ScopeBody) -> None:
    """By somebody else than whoever submitted it."""
    await client.do(scopes.approve_scope, season, body.branch, body.cluster, body.comment)


@router.post('/scopes/return', status_code=204)
async def return_scope(client: Signed, season: SeasonKey, body: ScopeBody) -> None:
    """With a comment on what to change."""
    await client.do(scopes.return_scope, season, body.branch, body.cluster, body.comment)


@router.post('/scopes/reopen', status_code=204)
async def reopen_scope(client: Signed, season: SeasonKey, body: ScopeBody) -> None:
    """An approved one, until the step is complete; the comment says why."""
    await client.do(scopes.reopen_scope, season, body.branch, body.cluster, body.comment)


def _flags(found: Checklist) -> dict[str, object]:
    return {'season_id': found.season, 'status': found.state, **found.flags}
