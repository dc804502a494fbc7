"""What a poker table agreed on for an issue."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AgreedView:
    """The latest estimate of a table, and whether Jira knows."""
    id: int
    value: str
    by_name: str
    at: datetime
    table: str  # name
    state: str  # kept, pending, written, refused
    message: str
    may_write: bool  # whoever looks
