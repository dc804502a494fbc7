"""Findings as people look at them: counted, filtered, with what of them may stand."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class HealthAsk:
    """What somebody wants to see. `plan` 0 are findings that belong to none."""
    plan: int | None = None
    code: str = ''
    shows_accepted: bool = False
    text: str = ''


@dataclass(frozen=True)
class Accepted:
    reason: str
    until: date
    by_name: str


@dataclass(frozen=True)
class FindingView:
    key: str
    code: str
    name: str
    text: str
    item_id: int | None
    number: str
    plan: str
    team: str
    remedy: str  # empty: there is no safe fix
    accepted: Accepted | None


@dataclass(frozen=True)
class PlanCount:
    plan: int | None
    name: str
    total: int
    codes: tuple[tuple[str, int], ...]  # only what there is


@dataclass(frozen=True)
class HealthView:
    """Counts are of what is not accepted, whatever is filtered."""
    ask: HealthAsk
    findings: tuple[FindingView, ...]  # one page of them
    found: int  # that fit
    open: int
    accepted: int
    plans: tuple[PlanCount, ...]
    codes: tuple[tuple[str, str, int], ...]  # code, name, how many
    items: int
    scenario: str = ''
