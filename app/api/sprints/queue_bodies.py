"""Queues as programs send and get them. Amounts are points, as text."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body

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
    """`kind` is drop, pull, raise, shift, allow, split, free, give (to a person) or hand (to another team)."""
    kind: str = Field(max_length=10)
    issues: list[Number] = Field(default_factory=list, max_length=500)
    discipline: int | None = None
    source: int | None = None
    amount: Amount = '0'
    to: str = Field('', max_length=200)


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
    to: str


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
    next: int | None


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
    """`next` is what to give as `after` for the rest; null at the end."""
    items: list[EntryOut]
    total: int
    next: int | None
