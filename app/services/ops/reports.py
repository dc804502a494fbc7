"""Reports: what runs of AIrsenal found out, the newest good one of each kind, and what is new in it."""

import csv
import io
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.ops.airsenal import KINDS, PARSER_VERSION, kind_of
from app.domain.ops.airsenal.bodies import Body
from app.domain.ops.airsenal.differences import Difference, differences
from app.domain.ops.airsenal.issues import issues_of
from app.domain.ops.airsenal.rows import table_of
from app.domain.ops.airsenal.sections import KINDS as TOLD
from app.domain.ops.airsenal.sections import PARSERS
from app.domain.ops.airsenal.stored import body_from
from app.domain.ops.airsenal.views import ReportView
from app.domain.ops.states import Claim, State
from app.domain.ops.views import ReportLine
from app.errors import Conflict, NotFound, Rejected
from app.events import REPORTS, ReportMade, run_topic
from app.services import audit
from app.services.ops import attempts, logs
from app.work import Work
from models.ops import OpsReport, OpsRun

log = logging.getLogger(__name__)


def keep_report(work: Work, claim: Claim, kind: str, body: Mapping[str, Any], source: str, parser_version: int,
                issues: Sequence[str] = (), error: str = '') -> int:
    """Part of an attempt, which must still be the one that counts."""
    attempts.hold(work, claim)
    return _add(work, OpsReport(run_id=claim.run_id, n=claim.n, kind=kind, source=source,
                                parser_version=parser_version, body=_written(body), issues=list(issues), error=error,
                                is_complete=bool(body) and not issues and not error, made_at=work.now))


def list_reports(work: Work, actor: Actor, kind: str = '', limit: int = 50, skip: int = 0) -> tuple[ReportLine, ...]:
    """Newest first, also those that could not be read completely."""
    demand(actor, 'ops.look')
    rows = work.session.exec(select(OpsReport).where(col(OpsReport.kind).in_(_kinds(kind)))
                             .order_by(col(OpsReport.id).desc()).offset(skip).limit(limit))
    return tuple(map(_line, rows))


def count_reports(work: Work, actor: Actor, kind: str = '') -> int:
    demand(actor, 'ops.look')
    return work.session.exec(select(func.count()).select_from(OpsReport)
                             .where(col(OpsReport.kind).in_(_kinds(kind)))).one()


def latest(work: Work, actor: Actor, kind: str) -> ReportView | None:
    """The newest good one; while there is none, the newest that says anything."""
    demand(actor, 'ops.look')
    [wanted] = _kinds(kind or 'none')
    newest = select(OpsReport).where(OpsReport.kind == wanted, OpsReport.body != '').order_by(col(OpsReport.id).desc())
    row = (work.session.exec(newest.where(col(OpsReport.is_complete)).limit(1)).first()
           or work.session.exec(newest.limit(1)).first())
    return _view(work, actor, row) if row else None


def view_report(work: Work, actor: Actor, report_id: int) -> ReportView:
    demand(actor, 'ops.look')
    row = work.session.get(OpsReport, report_id)
    if row is None:
        raise NotFound('There is no such report, or not any more.', 'ops.no_report')
    return _view(work, actor, row)


def reports_of(work: Work, actor: Actor, run_id: int) -> tuple[ReportView, ...]:
    """The newest of each kind that this run has left."""
    demand(actor, 'ops.look')
    found = [_newest_of(work, run_id, kind) for kind in KINDS]
    return tuple(_view(work, actor, row) for row in found if row)


def download(work: Work, actor: Actor, report_id: int, form: str) -> str:
    """As text of the given format; taking it away is noted in the audit trail."""
    view = view_report(work, actor, report_id)
    if form not in ('csv', 'json'):
        raise Rejected('Reports come as csv or json.', 'ops.format', 'format')
    if view.body is None:
        raise Conflict('This report could not be read; there is nothing to take away.', 'ops.no_body')
    audit.write(work, actor, 'ops.export_report', f'report {report_id}', form)
    if form == 'json':
        return json.dumps(view.as_json, ensure_ascii=False, indent=2) + '\n'
    heading, rows = table_of(view.body)
    file = io.StringIO()
    csv.writer(file, lineterminator='\r\n').writerows([heading, *rows])
    return '\ufeff' + file.getvalue()


def reparse(work: Work, actor: Actor, run_id: int) -> tuple[int, ...]:
    """Read the kept log of a run again; returns the numbers of the new reports."""
    demand(actor, 'ops.operate')
    run = work.get(OpsRun, run_id)
    kinds = [kind for kind in TOLD.get(run.command, ()) if _may_read_again(_newest_of(work, run_id, kind))]
    if run.state != State.SUCCEEDED or not kinds:
        raise Conflict('There is nothing in this run that could be read better.', 'ops.no_reparse')
    text = ''.join(logs.stream_text(work, actor, run_id, run.attempts))
    made = tuple(_read_again(work, run, kind, text) for kind in kinds)
    audit.write(work, actor, 'ops.reparse', f'run {run_id}', ', '.join(kinds))
    return made


def _read_again(work: Work, run: OpsRun, kind: str, text: str) -> int:
    """What cannot be read this time either is a report that says so."""
    body: Body | None = None
    issues: tuple[str, ...] = ()
    try:
        body = PARSERS[kind](text)
        issues = issues_of(body, run.parameters.get('weeks_ahead')) if body else ()
        error = '' if body else 'The kept log has no such section, or not any more.'
    except Exception as failure:
        log.exception('run %s could not be read', run.id)
        error = f'The log could not be read by reader {PARSER_VERSION}: {type(failure).__name__}.'
    return _add(work, OpsReport(run_id=run.id, n=run.attempts, kind=kind, source='text', parser_version=PARSER_VERSION,
                                body=_written(body.as_json() if body else {}), issues=list(issues), error=error,
                                is_complete=bool(body) and not issues and not error, made_at=work.now))


def _written(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False) if body else ''


def _add(work: Work, row: OpsReport) -> int:
    work.session.add(row)
    work.session.flush()
    work.record(ReportMade(REPORTS))
    work.record(ReportMade(run_topic(row.run_id)))
    return row.id


def _newest_of(work: Work, run_id: int, kind: str) -> OpsReport | None:
    return work.session.exec(select(OpsReport).where(OpsReport.run_id == run_id, OpsReport.kind == kind)
                             .order_by(col(OpsReport.id).desc()).limit(1)).first()


def _may_read_again(row: OpsReport | None) -> bool:
    """Where something is missing, or another reader has read it."""
    return row is None or not row.is_complete or bool(row.error) or row.parser_version != PARSER_VERSION


def _view(work: Work, actor: Actor, row: OpsReport) -> ReportView:
    run = work.get(OpsRun, row.run_id)
    body = json.loads(row.body) if row.body else {}
    read = body_from(row.kind, body) if body else None
    former = _former(work, row, run)
    found: tuple[Difference, ...] = ()
    if former and read:
        found = differences(body_from(former.kind, json.loads(former.body)), read)
    return ReportView(_line(row), run.command, run.name, run.parameters.get('fpl_team_id'), read, body,
                      _line(former) if former else None, found,
                      may(actor, 'ops.operate') and run.command in TOLD and _may_read_again(row))


def _former(work: Work, row: OpsReport, run: OpsRun) -> OpsReport | None:
    """The good one of the same team from the run before; another reading of the same run is no news."""
    return work.session.exec(
        select(OpsReport).join(OpsRun, col(OpsRun.id) == OpsReport.run_id).where(
            OpsReport.kind == row.kind, OpsReport.id < row.id, OpsReport.run_id != row.run_id,
            col(OpsReport.is_complete), OpsReport.body != '', OpsRun.concurrency_key == run.concurrency_key)
        .order_by(col(OpsReport.id).desc()).limit(1)).first()


def _kinds(word: str) -> tuple[str, ...]:
    if not word:
        return KINDS
    if kind_of(word) not in KINDS:
        raise Rejected('There are reports of the kinds prediction and optimisation.', 'ops.report_kind', 'kind')
    return (kind_of(word),)


def _line(row: OpsReport) -> ReportLine:
    return ReportLine(row.id, row.run_id, row.n, row.kind, row.source, row.parser_version, row.made_at,
                      row.is_complete, tuple(row.issues), row.error)


