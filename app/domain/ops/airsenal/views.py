"""What is shown of reports and of the databases they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.ops.airsenal.bodies import Body
from app.domain.ops.airsenal.differences import Difference
from app.domain.ops.views import ReportLine


@dataclass(frozen=True)
class ReportView:
    """A report with what it says; `body` is None where reading failed."""
    line: ReportLine
    command: str  # slug
    name: str  # of the command
    team_id: int | None
    body: Body | None
    as_json: Mapping[str, Any] = field(default_factory=dict)
    former: ReportLine | None = None  # the good one of the same team before it
    differences: tuple[Difference, ...] = ()
    may_read_again: bool = False


@dataclass(frozen=True)
class CopyView:
    """A database as a run has left it."""
    id: int
    run_id: int | None
    team_id: int
    size: int  # bytes
    sha256: str
    made_at: datetime
    is_present: bool  # the one in use
