"""Queues of sprints: build, read, explain, try changes, decide, publish, archive."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Client, IdempotencyKey, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.sprints.conflicts import Conflict
from app.domain.sprints.queue.changing import Change
from app.domain.sprints.queue.result import Line
from app.domain.sprints.queue.views import OverrideView, QueueEntry, QueueView
from app.domain.sprints.whatifs import Effect
from app.services.sprints import overrides, queue_views, queues

router = APIRouter(tags=['sprints: queues'], route_class=StrictRoute)

Amount = Annotated[str, Field(pattern=r'^-?\d{1,9}(\.\d{1,6})?$', examples=['2.5'])]
Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
Goal = Literal['balance', 'throughput', 'priority', 'conflicts']


class RulesBody(Body):
    """What is left out is as in the sprint's last queue."""
    fair: bool | None = None
    subtasks: bool | None = None
    scope: Literal['sprint', 'backlog'] | None = None
    order: list[str] | None = Field(None, max_length=7)


class VersionBody(Body):
    version: int


class OverrideBody(Body):
    """`issue` is Jira's number of the issue; 0 for room. `value` is what the kind needs: {"before": number} for
    pin_before, {"start": ms, "end": ms} for window, {"due": day} for deadline, {"share": "0.5"} for split,
    {"stakeholder": name}, {"rooms": {discipline: points}} for capacity.
    """
    issue: Number
    kind: str = Field(max_length=20)
    value: dict[str, Any] = Field(default_factory=dict)


class OverridesBody(Body):
    """All decisions about the sprint of this queue: what is not among them is taken back."""
    overrides: list[OverrideBody] = Field(max_length=500)


class ChangeBody(Body):
    """`kind` is drop, pull, raise, shift, allow, split or free."""
    kind: str = Field(max_length=10)
    issues: list[Number] = Field(default_factory=list, max_length=500)
    discipline: int | None = None
    source: int | None = None
    amount: Amount = '0'


class WhatIfBody(Body):
    """Changes of one's own, or the ways out of a conflict."""
    changes: list[ChangeBody] = Field(default_factory=list, max_length=20)
    conflict: str | None = Field(None, max_length=500)
    goal: Goal | None = None


class EntryOut(BaseModel):
    id: int
    number: int
    state: str
    made_at: datetime
    made_by: str
    candidates: int
    placed: int
    points: str
    hash: str
    published_at: datetime | None
    published_by: str
    version: int


class LineOut(BaseModel):
    issue: int
    key: str
    title: str
    type: str
    status: str
    position: int | None
    positions: dict[int, int]
    round: int | None
    code: str
    reason: str
    sentence: str
    way_in: str
    demand: dict[int, str]
    points: str
    band: int
    stakeholder: str
    starts: str | None
    finishes: str | None
    finishes_on: date | None
    due: date | None
    assumed: bool
    estimate_from: str
    disciplines_from: str
    done: bool


class RoomOut(BaseModel):
    """Points; `available` is null where nobody said."""
    discipline: int
    name: str
    available: str | None
    used: str
    reserve: str
    reserved: str
    asked: str
    utilisation: str | None


class ConflictOut(BaseModel):
    id: str
    kind: str
    severity: str
    title: str
    text: str
    issues: list[str]
    discipline: int | None


class ChangeOut(BaseModel):
    kind: str
    issues: list[int]
    discipline: int | None
    source: int | None
    amount: str


class FilledOut(BaseModel):
    discipline: int
    name: str
    available: str | None
    before: str
    after: str
    utilisation_before: str | None
    utilisation_after: str | None


class BandOut(BaseModel):
    band: int
    before: str
    after: str


class EffectOut(BaseModel):
    change: ChangeOut
    title: str
    summary: str
    comes_in: list[str]
    goes_out: list[str]
    rooms: list[FilledOut]
    bands: list[BandOut]
    points: str
    points_before: str
    value: str
    conflicts: int
    conflicts_before: int


class EffectsOut(BaseModel):
    items: list[EffectOut]


class DecisionOut(BaseModel):
    seq: int
    issue: int
    key: str
    code: str
    text: str


class DecisionsOut(BaseModel):
    items: list[DecisionOut]
    total: int


class ConflictsOut(BaseModel):
    items: list[ConflictOut]


class OverrideOut(BaseModel):
    id: int
    issue: int
    kind: str
    text: str
    by: str


class OverridesOut(BaseModel):
    items: list[OverrideOut]


class DifferenceOut(BaseModel):
    issue: int
    key: str
    before: str
    after: str
    from_position: int
    to_position: int
    cause: str


class ComparisonOut(BaseModel):
    changes: list[str]
    differences: list[DifferenceOut]


class QueueOut(EntryOut):
    board: int
    sprint: int
    rules: RulesBody
    fairness: str | None
    rooms: list[RoomOut]
    lines: list[LineOut]
    drift: list[str]


class QueuesOut(BaseModel):
    items: list[EntryOut]
    total: int


@router.get('/boards/{board_id}/queues')
async def list_queues(client: Signed, board_id: RowId, part: Part,
                      sprint: Annotated[int | None, Query(ge=1, le=LARGEST)] = None) -> QueuesOut:
    """The newest first."""
    found = await client.look(queue_views.list_queues, board_id, sprint)
    items, total = part.cut(found)
    return QueuesOut(items=[_entry(one) for one in items], total=total)


@router.post('/boards/{board_id}/sprints/{sprint}/queues', status_code=201)
async def build_queue(client: Signed, board_id: RowId, sprint: RowId, body: RulesBody,
                      key: IdempotencyKey = None) -> QueueOut:
    """Where nothing has changed since the newest draft, that one."""
    rules = {'is_fair': body.fair, 'counts_subtasks': body.subtasks, 'scope': body.scope, 'order': body.order}
    made = await client.once(key, (board_id, sprint, body), queues.build, board_id, sprint, rules)
    return await _queue(client, made)


@router.get('/queues/{queue_id}')
async def get_queue(client: Signed, queue_id: RowId) -> QueueOut:
    return await _queue(client, queue_id)


@router.get('/queues/{queue_id}/decisions')
async def list_decisions(client: Signed, queue_id: RowId, part: Part) -> DecisionsOut:
    """In the order in which they were made."""
    view: QueueView = await client.look(queue_views.view_queue, queue_id)
    items, total = part.cut(view.result.decisions)
    return DecisionsOut(items=[DecisionOut(seq=one.seq, issue=one.number, key=one.key, code=one.code, text=one.text)
                               for one in items], total=total)


@router.get('/queues/{queue_id}/conflicts')
async def list_conflicts(client: Signed, queue_id: RowId) -> ConflictsOut:
    """The worst first."""
    view: QueueView = await client.look(queue_views.view_queue, queue_id)
    return ConflictsOut(items=[_conflict(one) for one in view.conflicts])


@router.get('/queues/{queue_id}/differences')
async def compare_queues(client: Signed, queue_id: RowId,
                         with_: Annotated[int | None, Query(alias='with', ge=1, le=LARGEST)] = None) -> ComparisonOut:
    """Against an earlier queue of the sprint, or what building it again would change; each with its cause."""
    found = (await client.look(queue_views.compare_queues, with_, queue_id) if with_
             else await client.look(queue_views.compare_with_now, queue_id))
    return ComparisonOut(changes=[one.text for one in found.changes], differences=[
        DifferenceOut(issue=one.number, key=one.key, before=one.before, after=one.after,
                      from_position=one.from_position, to_position=one.to_position, cause=one.cause)
        for one in found.differences])


@router.post('/queues/{queue_id}/what-ifs')
async def try_changes(client: Signed, queue_id: RowId, body: WhatIfBody) -> EffectsOut:
    """The algorithm is run again with each; nothing is kept of it."""
    goal = body.goal or ''
    if body.conflict is not None:
        found = await client.look(queue_views.try_conflict, queue_id, body.conflict, goal)
    else:
        changes = [Change(one.kind, tuple(one.issues), one.discipline, one.source, Decimal(one.amount))
                   for one in body.changes]
        found = await client.look(queue_views.try_some, queue_id, changes, goal)
    return EffectsOut(items=[_effect(one) for one in found])


@router.get('/queues/{queue_id}/overrides')
async def list_overrides(client: Signed, queue_id: RowId) -> OverridesOut:
    """Decisions that hold in the sprint of this queue, the newest first."""
    return await _overrides(client, queue_id)


@router.put('/queues/{queue_id}/overrides')
async def arrange_overrides(client: Signed, queue_id: RowId, body: OverridesBody) -> OverridesOut:
    """They count from the next queue on."""
    board_id, sprint = await client.look(queue_views.board_of_queue, queue_id)
    await client.do(overrides.arrange, board_id, sprint, [(one.issue, one.kind, one.value) for one in body.overrides])
    return await _overrides(client, queue_id)


@router.post('/queues/{queue_id}/publish')
async def publish_queue(client: Signed, queue_id: RowId, body: VersionBody) -> QueueOut:
    await client.do(queues.publish, queue_id, body.version)
    return await _queue(client, queue_id)


@router.post('/queues/{queue_id}/archive')
async def archive_queue(client: Signed, queue_id: RowId, body: VersionBody) -> QueueOut:
    await client.do(queues.archive, queue_id, body.version)
    return await _queue(client, queue_id)


async def _queue(client: Client, queue_id: int) -> QueueOut:
    board_id, sprint = await client.look(queue_views.board_of_queue, queue_id)
    view: QueueView = await client.look(queue_views.view_queue, queue_id)
    rules, result = view.parameters, view.result
    return QueueOut(
        **_entry(view.entry).model_dump(), board=board_id, sprint=sprint, fairness=_text(result.fairness),
        rules=RulesBody(fair=rules.is_fair, subtasks=rules.counts_subtasks, scope=rules.scope,  # type: ignore[arg-type]
                        order=list(rules.order)),
        rooms=[RoomOut(discipline=one.discipline, name=one.name, available=_text(one.available), used=str(one.used),
                       reserve=str(one.reserve), reserved=str(one.reserved), asked=str(one.asked),
                       utilisation=_text(one.share)) for one in view.rooms],
        lines=[_line(one, one.number in view.done) for one in result.lines], drift=list(view.drift))


async def _overrides(client: Client, queue_id: int) -> OverridesOut:
    board_id, sprint = await client.look(queue_views.board_of_queue, queue_id)
    screen = await client.look(queue_views.view_screen, board_id, sprint, queue_id)
    return OverridesOut(items=[_override(one) for one in screen.overrides])


def _override(one: OverrideView) -> OverrideOut:
    return OverrideOut(id=one.id, issue=one.number, kind=one.kind, text=one.text, by=one.by_name)


def _entry(one: QueueEntry) -> EntryOut:
    return EntryOut(id=one.id, number=one.number, state=one.state, made_at=one.at, made_by=one.by_name,
                    candidates=one.candidates, placed=one.placed, points=str(one.points), hash=one.hash,
                    published_at=one.published_at, published_by=one.published_by, version=one.version)


def _line(one: Line, is_done: bool) -> LineOut:
    return LineOut(
        issue=one.number, key=one.key, title=one.title, type=one.type, status=one.status,
        position=one.position or None, positions=dict(one.positions), round=one.round or None, code=one.code,
        reason=one.reason, sentence=one.sentence, way_in=one.way_in,
        demand={own: str(points) for own, points in one.demand}, points=str(one.size), band=one.band,
        stakeholder=one.stakeholder, starts=_text(one.start), finishes=_text(one.finish), finishes_on=one.finish_on,
        due=one.due, assumed=one.is_assumed, estimate_from=one.estimate_text, disciplines_from=one.discipline_text,
        done=is_done)


def _conflict(one: Conflict) -> ConflictOut:
    return ConflictOut(id=one.id, kind=one.kind, severity=one.severity, title=one.title, text=one.text,
                       issues=list(one.keys), discipline=one.discipline)


def _effect(one: Effect) -> EffectOut:
    change = one.change
    return EffectOut(
        change=ChangeOut(kind=change.kind, issues=list(change.numbers), discipline=change.discipline,
                         source=change.source, amount=str(change.amount)),
        title=one.title, summary=one.summary, comes_in=list(one.comes_in), goes_out=list(one.goes_out),
        rooms=[FilledOut(discipline=room.discipline, name=room.name, available=_text(room.available),
                         before=str(room.before), after=str(room.after), utilisation_before=_text(room.share_before),
                         utilisation_after=_text(room.share_after)) for room in one.filled],
        bands=[BandOut(band=band, before=str(before), after=str(after)) for band, before, after in one.bands],
        points=str(one.points), points_before=str(one.points_before), value=str(one.value), conflicts=one.conflicts,
        conflicts_before=one.conflicts_before)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
