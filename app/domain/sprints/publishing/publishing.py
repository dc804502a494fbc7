"""Publications: what somebody wants published, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.sprints.publishing.wiki_page import Target

PENDING, PUBLISHED, FAILED = 'pending', 'published', 'failed'
LONGEST_TITLE, LONGEST_INTRO = 255, 4_000


@dataclass(frozen=True)
class PublishDraft:
    """To an existing page, or to a new one in a space; `intro` stands above the figures."""
    channel: int
    page: str = ''  # number or address
    space: str = ''  # key
    parent: str = ''  # number or address
    title: str = ''
    intro: str = ''


@dataclass(frozen=True)
class PublicationView:
    id: int
    channel_id: int | None
    channel: str
    state: str
    error: str
    url: str
    page: str
    page_version: int
    by_name: str
    at: datetime
    data_version: int
    draft: PublishDraft


@dataclass(frozen=True)
class Errand:
    """All that a run needs to publish once."""
    publication: int
    page: str
    target: Target
    body: str  # storage
    known_hash: str
    message: str
    data_version: int
    is_demo: bool = False
