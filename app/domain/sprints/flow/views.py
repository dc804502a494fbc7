"""What pages and programs are shown of flow, forecasts, projects and quality."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.sprints.flow.flow import Flow
from app.domain.sprints.forecasts.progress import Progress
from app.domain.sprints.jira.queries import KeptQuery
from app.domain.sprints.reports.quality import Check
from app.domain.sprints.setup.standing import BoardView


@dataclass(frozen=True, slots=True)
class FlowPage:
    board: BoardView
    flow: Flow


@dataclass(frozen=True, slots=True)
class SureDay:
    """Of a share of the trials; None: not within ten years."""
    share: Decimal
    days: int | None
    day: date | None


@dataclass(frozen=True, slots=True)
class ForecastView:
    id: int
    board: int
    kind: str  # when, many
    scope: str
    value: str
    label: str
    size: int  # items, with epics and split; 0 where it was asked how many
    items: int
    epics: int
    epic_size: int
    split: str
    until: date | None
    sure: tuple[SureDay, ...]
    counts: tuple[tuple[Decimal, int], ...]  # share, items: how many
    histogram: tuple[tuple[int, int], ...]  # days, trials
    not_reached: int
    first: date  # of the history
    last: date
    days: int
    busy: int  # of them with something done
    done: int
    calendar: str
    history: str
    seed: str
    data_hash: str
    by_name: str
    at: datetime
    made_on: date  # in the zone of the board: the first day of the forecast
    done_on: date | None
    is_p50_met: bool | None
    is_p85_met: bool | None

    def sure_of(self, share: Decimal) -> SureDay | None:
        return next((one for one in self.sure if one.share == share), None)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of scored forecasts; no shares before there are enough."""
    scored: int
    p50: Decimal | None
    p85: Decimal | None


@dataclass(frozen=True, slots=True)
class ForecastsView:
    """The newest first."""
    board: BoardView
    rows: tuple[ForecastView, ...]
    accuracy: Accuracy
    sprints: tuple[tuple[str, str], ...]  # number, name: open ones
    epics: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    today: date
    queries: tuple[KeptQuery, ...] | None = None  # the newest first; None: no Jira that could be asked


@dataclass(frozen=True, slots=True)
class QualityView:
    board: BoardView
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class ProjectsView:
    boards: tuple[int, ...]
    projects: tuple[Progress, ...]  # open ones first
    today: date
    queries: tuple[KeptQuery, ...] = ()  # that make up projects, answered or not
