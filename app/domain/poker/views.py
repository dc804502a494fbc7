"""What the screens of planning poker are shown around the table: frozen, shared by all who look."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.poker.decks import Deck
from app.domain.poker.table import State


@dataclass(frozen=True)
class StoryView:
    id: int
    rank: int
    key: str
    title: str
    link: str
    description: str
    criteria: str
    imported: str
    status: str  # open, estimated, skipped
    estimate: str
    saved_by: str


@dataclass(frozen=True)
class NewsView:
    seq: int
    at: datetime
    kind: str
    who: str
    detail: str


@dataclass(frozen=True)
class StoriesView:
    """The queue of a table."""
    stories: tuple[StoryView, ...]
    current: int | None

    @property
    def estimated(self) -> int:
        return sum(story.status == 'estimated' for story in self.stories)

    def next_after(self, story_id: int | None) -> StoryView | None:
        """The next open story, from the given one round to it again."""
        ids = [story.id for story in self.stories]
        start = ids.index(story_id) + 1 if story_id in ids else 0
        ordered = [*self.stories[start:], *self.stories[:start]]
        return next((story for story in ordered if story.status == 'open' and story.id != story_id), None)


@dataclass(frozen=True)
class LobbyTable:
    """An open table as a stranger may see it: faces only once they are turned."""
    id: str
    code: str
    name: str
    state: State
    is_paused: bool
    is_full: bool
    limit: int
    host: str
    story: str
    story_no: int
    stories: int
    seats: tuple['LobbySeat', ...]
    watchers: int
    agreement: str
    timer_ends_at: datetime | None
    paused_at: datetime | None
    is_locked: bool
    guests_welcome: bool
    members: frozenset[str]  # identities of those who have a seat


@dataclass(frozen=True)
class LobbySeat:
    name: str
    avatar: str
    identity: str
    has_card: bool
    face: str  # empty before the reveal


@dataclass(frozen=True)
class Session:
    """A table that is over, in figures."""
    id: str
    name: str
    host: str
    opened_at: datetime
    closed_at: datetime | None
    stories: int
    rounds: int
    agreed_at_once: int  # stories whose first round ended in consensus
    first_rounds: int
    seconds: int  # from the start of the first round to the last reveal

    @property
    def rounds_per_story(self) -> float | None:
        return self.rounds / self.stories if self.stories else None

    @property
    def agreed_share(self) -> float | None:
        return self.agreed_at_once / self.first_rounds if self.first_rounds else None


@dataclass(frozen=True)
class Month:
    """What was estimated in one month."""
    stories: int
    rounds_per_story: float | None
    agreed_share: float | None
    minutes_per_story: float | None


@dataclass(frozen=True)
class Lobby:
    tables: tuple[LobbyTable, ...]
    people: int  # connected, at all open tables together
    is_full: bool  # no further table can be opened now
    next_free_at: datetime | None  # when the first one would expire


@dataclass(frozen=True)
class Figures:
    """This month beside the last one, and stories per day for three weeks, the last being today."""
    this_month: Month
    last_month: Month
    last_month_name: str
    per_day: tuple[int, ...]
    recent: tuple[Session, ...]


@dataclass(frozen=True)
class DeckView:
    id: int
    name: str
    deck: Deck
    is_shared: bool
    is_own: bool
    owner: str
