"""What programs are told of reports. Amounts and ratios are texts, so that nothing is lost on the way."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from app.domain.sprints.facts.board import FUTURE
from app.domain.sprints.facts.estimates import plain
from app.domain.sprints.metrics.report import OF_START

MILLIONTH = Decimal('0.000001')


def moment(value: Any) -> Any:
    return datetime.fromtimestamp(value / 1000, UTC) if isinstance(value, int) else value


Amount = Annotated[Decimal, PlainSerializer(lambda value: str(plain(value)), return_type=str)]
Ratio = Annotated[Decimal, PlainSerializer(
    lambda value: str(plain(value.quantize(MILLIONTH, ROUND_HALF_UP))), return_type=str)]
Moment = Annotated[datetime, BeforeValidator(moment)]

class Told(BaseModel):
    """Made from what services tell."""
    model_config = ConfigDict(from_attributes=True)


class TallyOut(Told):
    amount: Amount
    issues: int


class FiguresOut(Told):
    """Ratios are shares of 1, null where there is nothing to divide by; `churned` is the sum of all re-estimates
    without their signs. What hangs on the start of a sprint is null where nobody knows it.
    """
    committed: TallyOut | None
    outside: TallyOut | None
    completed: TallyOut
    added: TallyOut | None
    removed: TallyOut | None
    reestimated: TallyOut | None
    churned: Amount | None
    remaining: TallyOut
    final: TallyOut
    unestimated: int
    unmapped: int
    net: Ratio | None
    churn: Ratio | None
    say_do: Ratio | None
    done_ratio: Ratio | None


def unknown_start(figures: FiguresOut) -> FiguresOut:
    return figures.model_copy(update=dict.fromkeys(OF_START))


class PersonOut(BaseModel):
    """Of the issues that were theirs when their part in the sprint ended."""
    name: str
    issues: int
    figures: FiguresOut
    keys: list[str]


class PersonsOut(BaseModel):
    items: list[PersonOut]


class AboutOut(Told):
    """`kind` is live, frozen or reconstructed; `warnings` are sentences."""
    kind: str
    version: int
    as_of: Moment
    read_at: Moment | None
    data_version: int
    mapping_version: int
    partial: int
    excluded: int
    estimate: str
    stakeholder: str
    warnings: list[str]
    demo: bool = Field(validation_alias='is_demo')


class ReportOut(Told):
    board: int
    board_name: str
    site_name: str
    zone: str
    sprint: int
    sprint_name: str
    goal: str
    state: str
    start: Moment | None
    planned_end: Moment | None
    end: Moment | None
    unit: str
    figures: FiguresOut
    about: AboutOut

    @model_validator(mode='after')
    def without_what_nobody_knows(self) -> Self:
        if self.start is None and self.state != FUTURE:
            self.figures = unknown_start(self.figures)
        return self


class RowOut(Told):
    """`came_from` and `went_to` are names of sprints; `disciplines` has shares of 1."""
    number: int
    key: str
    title: str
    type: str
    url: str
    project: str
    class_: str = Field(serialization_alias='class')
    initial: Amount | None
    last: Amount | None
    status: str
    column: str
    priority: str
    assignee: str
    stakeholder: str
    epic: str
    labels: list[str]
    disciplines: dict[str, Ratio]
    added: bool = Field(validation_alias='is_added')
    committed: bool = Field(validation_alias='is_committed')
    outside: bool = Field(validation_alias='is_outside')
    subtask: bool = Field(validation_alias='is_subtask')
    flagged: bool = Field(validation_alias='is_flagged')
    partial: bool = Field(validation_alias='is_partial')
    gone: str
    rollovers: int
    came_from: str
    went_to: str


class RowsOut(BaseModel):
    """`next` is what to give as `after` for the rest; null at the end."""
    items: list[RowOut]
    total: int
    next: int | None


class ScopeOut(Told):
    """`sign` is + added, − removed, ± re-estimated, or ○ added and gone again, or removed and put back."""
    at: Moment
    number: int
    key: str
    title: str
    sign: str
    before: Amount | None
    after: Amount | None
    by: str
    sprint: str
    label: str


class ScopesOut(BaseModel):
    items: list[ScopeOut]


class StepOut(Told):
    at: Moment
    amount: Amount
    number: int | None
    note: str


class BurndownOut(Told):
    """Steps hold until the next one; points of `guideline` are joined by straight lines."""
    left: list[StepOut]
    scope: list[StepOut]
    done: list[StepOut]
    guideline: list[StepOut]
    start: Moment
    end: Moment
    until: Moment
    straight: bool = Field(validation_alias='is_straight')


class BurndownsOut(BaseModel):
    unit: str
    burndown: BurndownOut | None


class ChangeOut(Told):
    field: str
    was: str
    now: str


class ChangedOut(BaseModel):
    number: int
    key: str
    title: str
    changes: list[ChangeOut]


class GroupOut(Told):
    name: str
    before: TallyOut
    after: TallyOut


class ComparisonOut(BaseModel):
    """From the version `before` to the version `after`; `counts` tells in how many issues each field changed."""
    before: str
    after: str
    unit: str
    added: list[RowOut]
    removed: list[RowOut]
    changed: list[ChangedOut]
    counts: dict[str, int]
    added_amount: Amount
    removed_amount: Amount
    reestimated: Amount
    net: Ratio | None
    churn: Ratio | None
    by_type: list[GroupOut]
    by_status: list[GroupOut]


class SnapshotOut(BaseModel):
    """`version` is what reports are asked for with."""
    version: str
    as_of: Moment
    taken_at: datetime
    by: str
    reconstructed: bool


class SnapshotsOut(BaseModel):
    items: list[SnapshotOut]


class VelocityRowOut(Told):
    sprint: int
    name: str
    start: Moment | None
    end: Moment
    committed: TallyOut
    completed: TallyOut
    added: TallyOut
    removed: TallyOut
    not_completed: TallyOut
    say_do: Ratio | None
    churn: Ratio | None
    person_days: Amount | None


class VelocityOut(Told):
    """Oldest sprint first; percentiles by nearest rank."""
    unit: str
    rows: list[VelocityRowOut]
    mean: Ratio | None
    median: Ratio | None
    p15: Amount | None
    p85: Amount | None
    per_person_day: Ratio | None
    say_do: Ratio | None
    closed: int
