"""What programs are told about commands and runs."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.domain.ops.parameters import json_schema
from app.domain.ops.states import SOURCE_WORDS
from app.domain.ops.views import AttemptView, CommandView, LogLine, ReportLine, RunLine, RunView, StepView


class CommandOut(BaseModel):
    """`json_schema` describes the parameters: JSON Schema, draft 2020-12."""
    slug: str
    name: str
    help: str
    area: str
    kind: str
    is_enabled: bool
    needs_confirmation: bool
    needs_approval: bool
    missing_secrets: list[str]
    next_at: datetime | None
    json_schema: dict[str, Any]


class RunOut(BaseModel):
    """`status` is the state in the words pending, running, cancelling, completed, failed and cancelled."""
    id: str
    command: str
    name: str
    area: str
    state: str
    status: str
    is_partial: bool
    reason: str
    trigger: str
    actor: str
    actor_name: str
    asked_at: datetime
    available_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempt: int
    most_attempts: int
    progress: float | None
    progress_text: str
    last_line: str
    is_pinned: bool
    note: str


class AttemptOut(BaseModel):
    no: int
    state: str
    reason: str
    started_at: datetime
    ended_at: datetime | None
    exit_code: int | None
    signal: int | None
    lines: int
    size: int
    dropped: int
    warnings: int
    errors: int
    first_error: int | None


class StepOut(BaseModel):
    name: str
    state: str
    seconds: float | None
    line: int | None


class RunReportOut(BaseModel):
    id: str
    attempt: int
    kind: str
    source: str
    parser_version: int
    made_at: datetime
    is_complete: bool
    issues: list[str]
    error: str


class RunDetailOut(RunOut):
    """`place` is where it stands in the queue, from 1."""
    parameters: dict[str, Any]
    attempts: list[AttemptOut]
    steps: list[StepOut]
    reports: list[RunReportOut]
    result: Any
    place: int | None
    deadline_at: datetime
    retry_at: datetime | None
    approved_by: str
    repeats: str | None
    schedule_id: str | None


class LineOut(BaseModel):
    """`mark` is group, endgroup, or gap for a record that lines are missing."""
    seq: int
    at: datetime
    stream: str
    level: str
    mark: str
    text: str


def command_out(view: CommandView) -> CommandOut:
    definition = view.definition
    return CommandOut(
        slug=definition.slug, name=definition.name, help=definition.help, area=definition.area, kind=definition.kind,
        is_enabled=view.is_enabled, needs_confirmation=definition.needs_word,
        needs_approval=definition.needs_approval, missing_secrets=list(view.missing_secrets), next_at=view.next_at,
        json_schema=json_schema(definition))


def run_out(line: RunLine) -> RunOut:
    return RunOut(**_run(line))


def run_detail_out(view: RunView) -> RunDetailOut:
    return RunDetailOut(
        **_run(view.line), parameters=json.loads(view.given), attempts=list(map(_attempt, view.attempts)),
        steps=list(map(_step, view.steps)), reports=list(map(_report, view.reports)),
        result=json.loads(view.result) if view.result else None, place=view.place, deadline_at=view.deadline_at,
        retry_at=view.retry_at, approved_by=view.approved_by,
        repeats=str(view.former) if view.former is not None else None,
        schedule_id=str(view.schedule_id) if view.schedule_id is not None else None)


def line_out(line: LogLine, text: str) -> LineOut:
    return LineOut(seq=line.seq, at=line.at, stream=line.stream, level=line.level, mark=line.mark, text=text)


def _run(line: RunLine) -> Mapping[str, Any]:
    given = {name: value for name, value in vars(line).items() if name in RunOut.model_fields}
    return given | {'id': str(line.id), 'state': str(line.state), 'status': SOURCE_WORDS[line.state]}


def _attempt(view: AttemptView) -> AttemptOut:
    given = {name: value for name, value in vars(view).items() if name in AttemptOut.model_fields}
    return AttemptOut(**given | {'no': view.n, 'state': str(view.state)})


def _step(view: StepView) -> StepOut:
    return StepOut(name=view.name, state=view.state, seconds=view.seconds, line=view.line)


def _report(line: ReportLine) -> RunReportOut:
    return RunReportOut(
        id=str(line.id), attempt=line.attempt, kind=line.kind, source=line.source, parser_version=line.parser_version,
        made_at=line.made_at, is_complete=line.is_complete, issues=list(line.issues), error=line.error)
