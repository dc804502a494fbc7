"""The vocabulary: what can have happened, and on which topic it is announced.

An event says that something has changed, never how: whoever cares looks again. What it carries beside its topic is
for reactions, which run in the same transaction.
"""

from dataclasses import dataclass

TABLES = 'poker'  # the lobby: which tables there are, and how far they are
PEOPLE = 'people'  # the directory
AUDIT = 'audit'
WORKSPACE = 'workspace'  # who is here at all
HEALTH = 'health'  # the figures of this process were brought up to date
HISTORY = 'poker/history'  # an estimate was saved, or a table closed
DEADLINES = 'poker/deadlines'  # some table may have to be settled earlier than was thought
RUNS = 'ops/runs'  # a run was asked for, moved on, or ended
QUEUE = 'ops/queue'  # a run may be claimed now, or at a time nobody knew of
STOPS = 'ops/stops'  # somebody wants a run to stop, whichever process it is in
COMMANDS = 'ops/commands'  # a command was switched on or off
SCHEDULES = 'ops/schedules'
SECRETS = 'ops/secrets'
REPORTS = 'ops/reports'
BACKUPS = 'ops/backups'
TEAM = 'ops/team'  # a newer copy of what the FPL tells
BASELINE = 'portfolio/baseline'  # items, or what they hang on, are not what they were
SOURCES = 'portfolio/sources'  # one was read, failed, or was set up otherwise
SETUP = 'portfolio/setup'  # plans, teams, people, calendars, rules, markers, plan events
SCENARIOS = 'portfolio/scenarios'  # which there are
VIEWS = 'portfolio/views'  # saved views and annotations
FINDINGS = 'portfolio/findings'  # one was accepted, or is no longer
SITES = 'sprints/sites'  # which Jiras and boards there are, and how fresh they are
DELIVERIES = 'sprints/deliveries'  # what other services send by themselves
SEASONS = 'seasons'  # which there are, and how far they are
IMAGES = 'seasons/images'  # the log of some plan goes on behind its images
MASTERS = 'seasons/masters'  # calendars, clusters, locations, categories, suppliers, rates
CHANNELS = 'sprints/channels'  # where something is announced, and how that goes


def table_topic(table_id: str) -> str:
    return f'poker/{table_id}'


def stories_topic(table_id: str) -> str:
    return f'poker/{table_id}/stories'


def person_topic(identity: str) -> str:
    """What concerns one person or guest: name, theme, bell, end of a session."""
    return f'people/{identity}'


def run_topic(run_id: int) -> str:
    return f'ops/run/{run_id}'


def log_topic(run_id: int) -> str:
    """New lines of any attempt of this run."""
    return f'ops/run/{run_id}/log'


def scenario_topic(scenario_id: int) -> str:
    return f'portfolio/scenario/{scenario_id}'


def seats_topic(place: str) -> str:
    """Who looks at a timeline and what they hold; the place is `live` or the number of a scenario."""
    return f'portfolio/seats/{place}'


def publishing_topic(run_id: int) -> str:
    return f'portfolio/publishing/{run_id}'


def board_topic(board_id: int) -> str:
    """Anything that could change a figure of this board, or how fresh it is."""
    return f'sprints/board/{board_id}'


def queue_topic(board_id: int) -> str:
    """Queues of this board: built, changed by hand, published."""
    return f'sprints/queue/{board_id}'


def season_topic(season_id: int) -> str:
    """Its record, steps, approvals, versions, imports: anything but cells and orders."""
    return f'seasons/{season_id}'


def cells_topic(season_id: int) -> str:
    """Cells of any version, holds and notes."""
    return f'seasons/{season_id}/cells'


def orders_topic(season_id: int) -> str:
    """Orders, receipts, transfers, reserves, range: what moves open-to-buy besides the plan."""
    return f'seasons/{season_id}/orders'


def layouts_topic(season_id: int) -> str:
    """Looks at the plan that somebody keeps under a name."""
    return f'seasons/{season_id}/layouts'


def cursors_topic(season_id: int) -> str:
    """Who looks at which cell of the plan."""
    return f'seasons/{season_id}/cursors'


@dataclass(frozen=True)
class Event:
    topic: str


class PersonChanged(Event): ...
class SessionEnded(Event): ...
class DirectoryChanged(Event): ...
class BellRang(Event): ...
class AuditWritten(Event): ...
class PresenceChanged(Event): ...


@dataclass(frozen=True)
class GuestSignedIn(Event):
    """A guest turned out to be a person: what is the guest's becomes the person's."""
    guest: str
    person: str
    name: str


class TableOpened(Event): ...
class TableChanged(Event): ...
class TableClosed(Event): ...
class CardLaid(Event): ...
class StoriesChanged(Event): ...
class DeadlineMoved(Event): ...


@dataclass(frozen=True)
class EstimateSaved(Event):
    """What a story was estimated to take; its origin says whose story it is, if another area's."""
    origin: str
    value: str
    by: str  # identity
    by_name: str
    table: str  # name


class RunQueued(Event): ...
class RunChanged(Event): ...
class RunSpoke(Event): ...
class StopAsked(Event): ...
class CommandSwitched(Event): ...
class ScheduleChanged(Event): ...
class SecretChanged(Event): ...
class ReportMade(Event): ...
class BackupsChanged(Event): ...
class TeamRead(Event): ...
class TeamChosen(Event): ...


class BaselineMoved(Event): ...
class SourceSynced(Event): ...
class SourceFailed(Event): ...
class SetupChanged(Event): ...
class ScenarioEdited(Event): ...
class ScenariosChanged(Event): ...
class ScenarioPublished(Event): ...
class GroupChanged(Event): ...
class ViewsChanged(Event): ...
class FindingAccepted(Event): ...
class SeatMoved(Event): ...


class SitesChanged(Event): ...
class DeliveryCame(Event): ...
class BoardChanged(Event): ...
class MappingChanged(Event): ...
class CapacityChanged(Event): ...
class QueueBuilt(Event): ...
class QueueChanged(Event): ...
class ForecastMade(Event): ...
class ChannelsChanged(Event): ...
class ReportPublished(Event): ...


@dataclass(frozen=True)
class BoardSynced(Event):
    board_id: int


@dataclass(frozen=True)
class SyncFailed(Event):
    board_id: int
    text: str


@dataclass(frozen=True)
class SprintStarted(Event):
    board_id: int
    sprint: int  # number


@dataclass(frozen=True)
class SprintClosed(Event):
    board_id: int
    sprint: int


@dataclass(frozen=True)
class SnapshotFrozen(Event):
    board_id: int
    sprint: int
    kind: str  # start, close, manual


@dataclass(frozen=True)
class QueuePublished(Event):
    board_id: int
    queue_id: int


@dataclass(frozen=True)
class RunNoteworthy(Event):
    """Something about a run that people should be told who do not look: failed for good, recovered, did not run."""
    kind: str  # failed, recovered, partial, missed, approval, lost, key_age
    text: str
    link: str
    person: str  # identity of whoever asked for it; empty for schedules
    lines: tuple[str, ...] = ()  # the last ones its last attempt wrote, masked, for those who are told by mail


class MastersChanged(Event): ...
class SeasonChanged(Event): ...
class PlanEdited(Event): ...
class ImagesBehind(Event): ...
class ScopeSubmitted(Event): ...
class ScopeApproved(Event): ...
class ScopeReturned(Event): ...
class ReforecastApproved(Event): ...
class BudgetMoved(Event): ...
class OrderSubmitted(Event): ...
class OrderConfirmed(Event): ...
class OrderCancelled(Event): ...
class OrderChanged(Event): ...
class GoodsReceived(Event): ...
class ReceiptReversed(Event): ...
class RangeChanged(Event): ...
class RangeApproved(Event): ...
class ImportFinished(Event): ...
class SeasonReopened(Event): ...
class CursorMoved(Event): ...


@dataclass(frozen=True)
class StepCompleted(Event):
    season_id: int
    state: str


@dataclass(frozen=True)
class StepTakenBack(Event):
    season_id: int
    state: str


@dataclass(frozen=True)
class SeasonLocked(Event):
    season_id: int
