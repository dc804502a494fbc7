"""Reports of runs: the newest good ones, older ones, what is new in them, and as files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.api.doors import Client, Download, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.ops.airsenal.views import ReportView
from app.domain.ops.views import ReportLine
from app.errors import NotFound
from app.services.ops import reports

router = APIRouter(tags=['ops: reports'], route_class=StrictRoute)

Kind = Literal['', 'prediction', 'optimisation', 'optimization']


class ReportLineOut(BaseModel):
    """`source` is db or text; `issues` name what keeps a report from being complete."""
    id: str
    run_id: str
    attempt: int
    kind: str
    source: str
    parser_version: int
    completed_at: datetime
    is_complete: bool
    issues: list[str]
    error: str


class DifferenceOut(BaseModel):
    """`before` is empty for what is new, `after` for what is gone."""
    where: str
    what: str
    before: str
    after: str


class ReportOut(ReportLineOut):
    """`body` has the shape of its kind; points, prices and scores are decimals as text. `former` is what the
    differences are counted from."""
    command: str
    fpl_team_id: int | None
    body: dict[str, Any] | None
    former: str | None
    differences: list[DifferenceOut]


class LatestOut(BaseModel):
    prediction: ReportOut | None
    optimisation: ReportOut | None


@router.get('/reports/latest')
async def latest_reports(client: Signed) -> LatestOut:
    """The newest good one of each kind."""
    prediction = await client.look(reports.latest, 'prediction')
    optimisation = await client.look(reports.latest, 'optimisation')
    return LatestOut(prediction=prediction and _out(prediction), optimisation=optimisation and _out(optimisation))


@router.get('/reports')
async def list_reports(client: Signed, part: Part, kind: Kind = '') -> Listing[ReportLineOut]:
    """Newest first, also those that could not be read completely."""
    total: int = await client.look(reports.count_reports, kind)
    found: tuple[ReportLine, ...] = await client.look(reports.list_reports, kind, part.limit, part.skip)
    return Listing(items=[ReportLineOut(**_line(line)) for line in found], total=total)


@router.get('/reports/{report_id}')
async def view_report(client: Signed, report_id: RowId) -> ReportOut:
    return _out(await client.look(reports.view_report, report_id))


@router.get('/reports/{report_id}/export')
async def export_report(client: Signed, _slot: Download, report_id: RowId,
                        format: Literal['csv', 'json'] = 'csv') -> Response:
    """As a file; taking it away is noted in the audit trail."""
    text: str = await client.do(reports.download, report_id, format)
    return Response(text, media_type='text/csv; charset=utf-8' if format == 'csv' else 'application/json', headers={
        'Content-Disposition': f'attachment; filename="report-{report_id}.{format}"'})


@router.get('/runs/{run_id}/report')
async def view_reports_of_run(client: Signed, run_id: RowId) -> LatestOut:
    return await _of_run(client, run_id)


@router.post('/runs/{run_id}/report')
async def read_run_again(client: Signed, run_id: RowId) -> LatestOut:
    """Read the kept log once more, where something was missing or another reader has read it."""
    await client.do(reports.reparse, run_id)
    return await _of_run(client, run_id)


async def _of_run(client: Client, run_id: int) -> LatestOut:
    found: Sequence[ReportView] = await client.look(reports.reports_of, run_id)
    if not found:
        raise NotFound('This run has no report.', 'ops.no_report')
    by_kind = {view.line.kind: _out(view) for view in found}
    return LatestOut(prediction=by_kind.get('prediction'), optimisation=by_kind.get('optimisation'))


def _line(line: ReportLine) -> Mapping[str, Any]:
    return {**vars(line), 'id': str(line.id), 'run_id': str(line.run_id), 'completed_at': line.made_at,
            'issues': list(line.issues)}


def _out(view: ReportView) -> ReportOut:
    return ReportOut(
        **_line(view.line), command=view.command, fpl_team_id=view.team_id, body=dict(view.as_json) or None,
        former=str(view.former.id) if view.former else None,
        differences=[DifferenceOut(**vars(one)) for one in view.differences])
