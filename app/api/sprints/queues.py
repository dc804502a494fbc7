"""Queues of sprints: build, read, explain, try changes, decide, publish, archive."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query

from app.api.doors import LARGEST, Client, IdempotencyKey, RowId, Signed
from app.api.sprints.queue_bodies import (
    BandOut,
    ChangeOut,
    ComparisonOut,
    ConflictOut,
    ConflictsOut,
    DecisionOut,
    DecisionsOut,
    DifferenceOut,
    EffectOut,
    EffectsOut,
    EntryOut,
    FilledOut,
    LineOut,
    OverrideOut,
    OverridesBody,
    OverridesOut,
    QueueOut,
    QueuesOut,
    RoomOut,
    RulesBody,
    VersionBody,
    WhatIfBody,
)
from app.api.sprints.tags import Tagged
from app.api.strict import StrictRoute
from app.domain.sprints.queue.changing import Change
from app.domain.sprints.queue.conflicts import Conflict
from app.domain.sprints.queue.result import Line
from app.domain.sprints.queue.views import OverrideView, QueueEntry, QueueView
from app.domain.sprints.queue.whatifs import Effect
from app.errors import Rejected
from app.services.sprints import overrides, queue_views, queues

router = APIRouter(tags=['sprints: queues'], route_class=StrictRoute)

After = Annotated[int, Query(ge=0, le=LARGEST)]
Limit = Annotated[int, Query(ge=1, le=500)]
V = TypeVar('V')


@router.get('/boards/{board_id}/queues', response_model=QueuesOut)
async def list_queues(client: Signed, board_id: RowId, tags: Tagged, after: After = 0, limit: Limit = 100,
                      sprint: Annotated[int | None, Query(ge=1, le=LARGEST)] = None) -> Any:
    """The newest first; `after` is the id of the last one that is known."""
    found: tuple[QueueEntry, ...] = await client.look(queue_views.list_queues, board_id, sprint)
    if tags.is_known(0, [(one.id, one.version, one.state) for one in found]):
        return tags.unchanged()
    items, following = _part(found, [one.id for one in found], after, limit)
    return QueuesOut(items=[_entry(one) for one in items], total=len(found), next=following)


@router.post('/boards/{board_id}/sprints/{sprint}/queues', status_code=201)
async def build_queue(client: Signed, board_id: RowId, sprint: RowId, body: RulesBody,
                      key: IdempotencyKey = None) -> QueueOut:
    """Where nothing has changed since the newest draft, that one."""
    rules = {'is_fair': body.fair, 'counts_subtasks': body.subtasks, 'scope': body.scope, 'order': body.order}
    made = await client.once(key, (board_id, sprint, body), queues.build, board_id, sprint, rules)
    return await _queue(client, made)


@router.get('/queues/{queue_id}', response_model=QueueOut)
async def get_queue(client: Signed, queue_id: RowId, tags: Tagged) -> Any:
    if tags.is_known(*await client.look(queue_views.mark_of, queue_id)):
        return tags.unchanged()
    return await _queue(client, queue_id)


@router.get('/queues/{queue_id}/decisions', response_model=DecisionsOut)
async def list_decisions(client: Signed, queue_id: RowId, tags: Tagged, after: After = 0, limit: Limit = 100) -> Any:
    """In the order in which they were made; `after` is the `seq` of the last one that is known."""
    if tags.is_known(*await client.look(queue_views.mark_of, queue_id)):
        return tags.unchanged()
    view: QueueView = await client.look(queue_views.view_queue, queue_id)
    made = view.result.decisions
    items, following = _part(made, [one.seq for one in made], after, limit)
    return DecisionsOut(items=[DecisionOut(seq=one.seq, issue=one.number, key=one.key, code=one.code, text=one.text)
                               for one in items], total=len(made), next=following)


@router.get('/queues/{queue_id}/conflicts', response_model=ConflictsOut)
async def list_conflicts(client: Signed, queue_id: RowId, tags: Tagged) -> Any:
    """The worst first."""
    if tags.is_known(*await client.look(queue_views.mark_of, queue_id)):
        return tags.unchanged()
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
        changes = [Change(one.kind, tuple(one.issues), one.discipline, one.source, Decimal(one.amount), one.to)
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


def _part(found: Sequence[V], marks: Sequence[int], after: int, limit: int) -> tuple[Sequence[V], int | None]:
    """Up to `limit` that come after that mark, and the mark to go on from."""
    first = next((place for place, mark in enumerate(marks, 1) if mark == after), 0)
    if after and not first:
        raise Rejected('There is no such place in this list any more. Begin anew without it.', field='after')
    last = first + limit
    return found[first:last], marks[last - 1] if last < len(found) else None


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
                         source=change.source, amount=str(change.amount), to=change.to),
        title=one.title, summary=one.summary, comes_in=list(one.comes_in), goes_out=list(one.goes_out),
        rooms=[FilledOut(discipline=room.discipline, name=room.name, available=_text(room.available),
                         before=str(room.before), after=str(room.after), utilisation_before=_text(room.share_before),
                         utilisation_after=_text(room.share_after)) for room in one.filled],
        bands=[BandOut(band=band, before=str(before), after=str(after)) for band, before, after in one.bands],
        points=str(one.points), points_before=str(one.points_before), value=str(one.value), conflicts=one.conflicts,
        conflicts_before=one.conflicts_before)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
