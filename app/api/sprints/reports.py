"""Reports of sprints: figures, issues, changes of scope, lines, comparisons, snapshots and velocity."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from app.api.doors import LARGEST, IdempotencyKey, RowId, Signed
from app.api.sprints.reconciling_bodies import ReconciliationOut, RunOut, reconciliation_out
from app.api.sprints.report_bodies import (
    BurndownOut,
    BurndownsOut,
    ChangedOut,
    ChangeOut,
    ComparisonOut,
    FiguresOut,
    GroupOut,
    PersonOut,
    PersonsOut,
    ReportOut,
    RowOut,
    RowsOut,
    ScopeOut,
    ScopesOut,
    SnapshotOut,
    SnapshotsOut,
    VelocityOut,
    moment,
)
from app.api.sprints.tags import Tagged
from app.api.strict import StrictRoute
from app.domain.sprints.metrics.report import Report
from app.domain.sprints.reports.frozen import SnapshotLine
from app.domain.sprints.reports.report_rows import ONLY, RowAsk, rows_of
from app.errors import Rejected
from app.services.sprints import explaining, person_figures, reconciliations, reports, snapshots

router = APIRouter(tags=['sprints: reports'], route_class=StrictRoute)

Unit = Annotated[Literal['points', 'issues', 'hours'], Query(alias='estimate')]
Version = Annotated[str, Query(pattern=r'^(live|(start|close|manual):\d{1,8})?$')]


PLACE = '/boards/{board_id}/sprints/{sprint}'


@router.get(f'{PLACE}/report', response_model=ReportOut)
async def get_report(client: Signed, board_id: RowId, sprint: RowId, tags: Tagged, version: Version = '',
                     unit: Unit = 'points') -> Any:
    """Of a closed sprint what was frozen at its newest close, unless another version is asked for."""
    if tags.is_known(*await client.look(reports.mark_of, board_id, sprint)):
        return tags.unchanged()
    return await client.look(reports.view_report, board_id, sprint, unit, version)


@router.get(f'{PLACE}/issues', response_model=RowsOut)
async def list_issues(client: Signed, board_id: RowId, sprint: RowId, tags: Tagged, version: Version = '',
                      unit: Unit = 'points', only: Annotated[str, Query(alias='class', max_length=40)] = '',
                      after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
                      limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Any:
    """`class` is one of the classes, or another list such as added, committed, reestimated or unestimated."""
    if only and only not in ONLY:
        raise Rejected(f'There is no such list; there are {", ".join(ONLY)}.', field='class')
    if tags.is_known(*await client.look(reports.mark_of, board_id, sprint)):
        return tags.unchanged()
    report: Report = await client.look(reports.view_report, board_id, sprint, unit, version)
    rows = rows_of(report, RowAsk(only))
    first = next((place for place, row in enumerate(rows, 1) if row.number == after), 0)
    if after and not first:
        raise Rejected('There is no such place in this list any more. Begin anew without it.', field='after')
    part = rows[first:first + limit]
    return RowsOut(items=[RowOut.model_validate(row) for row in part], total=len(rows),
                   next=part[-1].number if first + limit < len(rows) else None)


@router.get(f'{PLACE}/scope', response_model=ScopesOut)
async def list_scope_changes(client: Signed, board_id: RowId, sprint: RowId, tags: Tagged, version: Version = '',
                             unit: Unit = 'points') -> Any:
    """What was added, removed and re-estimated after the start, oldest first."""
    if tags.is_known(*await client.look(reports.mark_of, board_id, sprint)):
        return tags.unchanged()
    report: Report = await client.look(reports.view_report, board_id, sprint, unit, version)
    return ScopesOut(items=[ScopeOut.model_validate(event) for event in report.scope])


@router.get(f'{PLACE}/burndown', response_model=BurndownsOut)
async def get_burndown(client: Signed, board_id: RowId, sprint: RowId, tags: Tagged, version: Version = '',
                       unit: Unit = 'points') -> Any:
    if tags.is_known(*await client.look(reports.mark_of, board_id, sprint)):
        return tags.unchanged()
    report: Report = await client.look(reports.view_report, board_id, sprint, unit, version)
    return BurndownsOut(unit=report.unit, burndown=report.burndown and BurndownOut.model_validate(report.burndown))


@router.get(f'{PLACE}/compare', response_model=ComparisonOut)
async def compare_versions(client: Signed, board_id: RowId, sprint: RowId, tags: Tagged,
                           before: Annotated[str, Query(alias='with', pattern=r'^(live|(start|close|manual):\d{1,8})?$'
                                                        )] = '',
                           version: Version = '', unit: Unit = 'points') -> Any:
    """Of two versions of a report; `with` is the earlier one, usually the start."""
    if tags.is_known(*await client.look(reports.mark_of, board_id, sprint)):
        return tags.unchanged()
    view = await client.look(explaining.view_comparison, board_id, sprint, before, version, unit)
    found = view.found
    return ComparisonOut(
        before=view.before.key, after=view.after.key, unit=found.unit,
        added=[RowOut.model_validate(row) for row in found.added],
        removed=[RowOut.model_validate(row) for row in found.removed],
        changed=[ChangedOut(number=one.after.number, key=one.after.key, title=one.after.title,
                            changes=[ChangeOut.model_validate(change) for change in one.changes])
                 for one in found.changed],
        counts=dict(found.counts), added_amount=found.added_amount, removed_amount=found.removed_amount,
        reestimated=found.shifted, net=found.net, churn=found.churn,
        by_type=[GroupOut.model_validate(one) for one in found.by_type],
        by_status=[GroupOut.model_validate(one) for one in found.by_status])


@router.get(f'{PLACE}/snapshots')
async def list_snapshots(client: Signed, board_id: RowId, sprint: RowId) -> SnapshotsOut:
    """The newest first."""
    return SnapshotsOut(items=[_snapshot(one) for one in await client.look(
        snapshots.list_snapshots, board_id, sprint)])


@router.post(f'{PLACE}/snapshots', status_code=201)
async def freeze_snapshot(client: Signed, board_id: RowId, sprint: RowId, key: IdempotencyKey = None) -> SnapshotOut:
    """Keep the report as it is now; later reads change nothing in it."""
    made = await client.once(key, (board_id, sprint), reports.freeze, board_id, sprint)
    found = await client.look(snapshots.list_snapshots, board_id, sprint)
    return _snapshot(next(one for one in found if one.id == made))


@router.get(f'{PLACE}/reconciliation')
async def get_reconciliation(client: Signed, board_id: RowId, sprint: RowId, version: Version = '',
                             unit: Unit = 'points') -> ReconciliationOut:
    """What Jira's own report said the last time somebody asked, beside ours."""
    view = await client.look(reconciliations.view, board_id, sprint, unit, version)
    return reconciliation_out(view)


@router.post(f'{PLACE}/reconciliation', status_code=202)
async def ask_for_reconciliation(client: Signed, board_id: RowId, sprint: RowId,
                                 key: IdempotencyKey = None) -> RunOut:
    """Let a run ask Jira for its own report of the sprint."""
    return RunOut(run=await client.once(key, (board_id, sprint), reconciliations.ask, board_id, sprint))


@router.post(f'{PLACE}/person-figures')
async def look_at_person_figures(client: Signed, board_id: RowId, sprint: RowId, version: Version = '',
                                 unit: Unit = 'points') -> PersonsOut:
    """By name, for people an admin has named. Each look is written to the audit trail, so it is no mere reading."""
    return PersonsOut(items=[PersonOut(name=part.name, issues=part.issues,
                                       figures=FiguresOut.model_validate(part.figures), keys=list(part.keys))
                             for part in await client.do(person_figures.show, board_id, sprint, unit, version)])


@router.get('/boards/{board_id}/velocity', response_model=VelocityOut)
async def get_velocity(client: Signed, board_id: RowId, tags: Tagged,
                       last: Annotated[int | None, Query(ge=3, le=50)] = None, unit: Unit = 'points') -> Any:
    """Of the last closed sprints, as many as the board says unless told."""
    if tags.is_known(*await client.look(reports.mark_of, board_id)):
        return tags.unchanged()
    return await client.look(explaining.view_velocity, board_id, last, unit)


def _snapshot(one: SnapshotLine) -> SnapshotOut:
    return SnapshotOut(version=f'{one.kind}:{one.number}', as_of=moment(one.as_of), taken_at=one.taken_at,
                       by=one.by_name, reconstructed=one.is_reconstructed)
