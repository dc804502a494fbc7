"""What the settings of the sprints show: sites and their fields, and everything that is decided for one board."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.sprints.facts.board import BoardRules, Ms
from app.domain.sprints.setup.mapping import ColumnDraft
from app.domain.sprints.setup.standing import BoardView, SiteView
from app.domain.sprints.setup.team_drafts import DisciplineDraft, MemberDraft


@dataclass(frozen=True)
class FieldLine:
    """Which field plays a role. `confidence` in percent."""
    role: str
    id: str
    name: str
    confidence: int
    is_confirmed: bool

    @property
    def is_doubtful(self) -> bool:
        return bool(self.id) and self.confidence < 80 and not self.is_confirmed


@dataclass(frozen=True)
class SiteLine:
    """`token_at`: since when there is a token; None where there is none, or the actor may not know."""
    site: SiteView
    boards: int
    fields: tuple[FieldLine, ...]
    writes_estimates: bool
    token_at: datetime | None = None
    token_used_at: datetime | None = None
    has_token: bool | None = None  # None: not to be told

    @property
    def is_jira(self) -> bool:
        return self.site.kind in ('cloud', 'server')


@dataclass(frozen=True)
class BoardLine:
    board: BoardView
    issues: int
    progress: tuple[int, int] | None  # of a first read: issues done, and of how many
    is_guessed: bool  # nobody has confirmed how its columns are read


@dataclass(frozen=True)
class SettingsView:
    sites: tuple[SiteLine, ...]
    boards: tuple[BoardLine, ...]


@dataclass(frozen=True)
class StatusLine:
    """`kind` is how today's columns read it; empty: not at all. `last`: when an issue last had to do with it."""
    id: str
    name: str
    category: str
    is_listed: bool
    column: str
    kind: str
    count: int = 0
    last: Ms | None = None


@dataclass(frozen=True)
class VersionLine:
    number: int
    valid_from: Ms
    is_guessed: bool
    is_in_force: bool
    by_name: str
    at: datetime


@dataclass(frozen=True)
class DisciplineLine:
    id: int
    draft: DisciplineDraft
    version: int


@dataclass(frozen=True)
class MemberLine:
    id: int
    draft: MemberDraft
    version: int


@dataclass(frozen=True)
class BoardSetup:
    view: BoardView
    number: int  # of the newest version of its columns
    columns: tuple[ColumnDraft, ...]
    estimate: str
    is_guessed: bool
    statuses: tuple[StatusLine, ...]
    versions: tuple[VersionLine, ...]
    rules: BoardRules
    disciplines: tuple[DisciplineLine, ...]
    members: tuple[MemberLine, ...]
    priorities: tuple[tuple[str, str], ...]  # id, name; as the site orders them
    unknown_priorities: tuple[str, ...]  # ids that issues have and the site does not list
    types: tuple[str, ...]
    fields: Mapping[str, str]  # id → name, those that are read
    sights: tuple[str, ...]  # identities that may see figures of persons

    def __hash__(self) -> int:
        """Equal ones have equal versions; rules and shares cannot be hashed themselves."""
        return hash((self.view, self.number, self.statuses))

    @property
    def unmapped(self) -> tuple[StatusLine, ...]:
        """Those that occur and count as nothing, the most frequent first."""
        return tuple(sorted((one for one in self.statuses if not one.kind and one.count),
                            key=lambda one: (-one.count, one.name)))
