"""What people can do to a plan: a closed union, stored as JSON, applied through one gate (`applying.apply`)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class MoveItems:
    """By whole days; descendants come along, parents grow."""
    ids: tuple[int, ...]
    days: int
    is_alone: bool = False  # only these bars: nothing comes along, nothing grows
    keeps_working_days: bool = False
    plans_undated: bool = False  # undated descendants, too


@dataclass(frozen=True)
class ResizeItem:
    """Another first or last day; None stays."""
    id: int
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class PlanItem:
    """Both days, whatever they were."""
    id: int
    start: date
    end: date


@dataclass(frozen=True)
class PlacePlaceholder:
    """A proposed copy: counted in load and cost, never published."""
    id: int  # negative, new in the scenario
    copy_of: int
    start: date
    end: date


@dataclass(frozen=True)
class ClearDates:
    ids: tuple[int, ...]


@dataclass(frozen=True)
class AllotShare:
    ids: tuple[int, ...]
    team: int
    percent: Decimal  # 0 to 100


@dataclass(frozen=True)
class DropShare:
    ids: tuple[int, ...]
    team: int


@dataclass(frozen=True)
class ChangeState:
    ids: tuple[int, ...]
    state: str


@dataclass(frozen=True)
class ChangeIteration:
    """Its days become the item's; the empty path takes it out of any."""
    ids: tuple[int, ...]
    iteration: str


@dataclass(frozen=True)
class ChangeTags:
    ids: tuple[int, ...]
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangePlan:
    """To another plan of the same source, in whose area it will lie."""
    ids: tuple[int, ...]
    plan: int


@dataclass(frozen=True)
class LinkItems:
    before: int
    after: int
    kind: str = 'needs'
    lag: int = 0


@dataclass(frozen=True)
class UnlinkItems:
    before: int
    after: int
    kind: str = 'needs'


@dataclass(frozen=True)
class ChangeParent:
    id: int
    parent: int | None


@dataclass(frozen=True)
class ChangeGroup:
    """Make (an unknown id), change or remove a group."""
    id: int  # negative where it is new in the scenario
    plan: int
    name: str = ''
    colour: int = 1
    parent: int | None = None
    members: tuple[int, ...] = ()
    is_removed: bool = False


@dataclass(frozen=True)
class RevertFields:
    """Back to what the live plan has; no fields means all."""
    id: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """All or nothing, one step."""
    operations: tuple['Operation', ...]


Operation = (MoveItems | ResizeItem | PlanItem | PlacePlaceholder | ClearDates | AllotShare | DropShare | ChangeState
             | ChangeIteration | ChangeTags | ChangePlan | LinkItems | UnlinkItems | ChangeParent | ChangeGroup
             | RevertFields | Batch)

FIELDS = ('start', 'end', 'state', 'iteration', 'tags', 'parent', 'plan', 'links', 'shares')  # of an item, as compared
