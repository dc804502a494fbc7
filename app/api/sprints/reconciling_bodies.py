"""What programs are told of Jira's own report beside ours."""

from datetime import datetime

from pydantic import BaseModel

from app.api.sprints.report_bodies import Amount
from app.domain.sprints.reports.reconciling import ReconcileView


class RunOut(BaseModel):
    run: int


class ClassOut(BaseModel):
    """`their_amount` is null where Jira tells no sum."""
    name: str
    ours: int
    theirs: int
    our_amount: Amount
    their_amount: Amount | None
    agrees: bool
    only_ours: list[str]
    only_theirs: list[str]


class DifferingOut(BaseModel):
    """Empty: not in that report at all."""
    key: str
    ours: str
    theirs: str
    reason: str


class ReconciliationOut(BaseModel):
    """`state` is waiting, answered, silent (this Jira has no such report) or failed; empty where nobody asked."""
    state: str
    told_at: datetime | None
    error: str
    agrees: bool | None
    classes: list[ClassOut]
    differences: list[DifferingOut]


def reconciliation_out(view: ReconcileView) -> ReconciliationOut:
    found = view.found
    return ReconciliationOut(
        state=view.state, told_at=view.told_at, error=view.error, agrees=found.agrees if found else None,
        classes=[ClassOut(name=line.name, ours=line.ours, theirs=line.theirs, our_amount=line.our_amount,
                          their_amount=line.their_amount, agrees=line.agrees, only_ours=list(line.only_ours),
                          only_theirs=list(line.only_theirs)) for line in (found.lines if found else ())],
        differences=[DifferingOut(key=one.key, ours=one.ours, theirs=one.theirs, reason=one.reason)
                     for one in (found.issues if found else ())])
