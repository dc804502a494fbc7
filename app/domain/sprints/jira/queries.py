"""Queries in the language of Jira that people asked here: Jira alone knows what they find, so its answers are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.sprints.jira.reading import JqlError
from app.errors import Rejected

LONGEST: Final = 2000  # characters
MOST: Final = 20_000  # issues that an answer may name
WAITING, ANSWERED, REFUSED, FAILED = 'waiting', 'answered', 'refused', 'failed'
KINDS: Final = ('cloud', 'server')  # of sites that understand queries


@dataclass(frozen=True, slots=True)
class KeptQuery:
    """`count`: issues of the last answer, None before the first; `on_board`: those of them that a board holds."""
    id: int
    text: str
    state: str
    count: int | None
    on_board: int
    answered_at: datetime | None
    error: str  # in words, with the place that Jira names
    by_name: str
    is_project: bool = False


def checked(text: str) -> str:
    """As it is kept. Raises Rejected."""
    found = text.strip()
    if not found:
        raise Rejected('Give a query, such as labels = checkout.', 'sprints.query', 'value')
    if len(found) > LONGEST:
        raise Rejected(f'A query has at most {LONGEST} characters.', 'sprints.query', 'value')
    return found


def told(errors: Sequence[JqlError]) -> str:
    """Why Jira does not take a query; its own words name the place."""
    return ' '.join(error.text for error in errors)
