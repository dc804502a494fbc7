"""What a timeline shows: rows with bars, the axis, arrows between bars. All who look alike share it: it never changes.

Days are dates here; the screen turns them into pixels. Heights are pixels, because rows are as high as their kind.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from app.domain.portfolio.timeline.graphing import Graph

COMPACT, NORMAL = 28, 64  # pixels of a row with one bar
LANE, PARENT, TRAY = 34, 27, 28
PAST = 12  # below a bar, for the lines of its history
MAP_PARTS = 240  # of the little map of everything
BANK = {'compact': COMPACT, 'normal': NORMAL, 'packed': COMPACT}


@dataclass(frozen=True, slots=True)
class Bar:
    """One item (or group) on the axis. Without both days it is undated and stands as a ghost at `ghost`."""
    id: int  # of the item; of groups 0
    number: str
    title: str
    type: str
    shape: str  # bar, bracket, pill
    start: date | None
    end: date | None
    tone: int = 1  # of six colours
    done: int = 0  # percent
    note: str = ''  # what stands at its right end
    flags: tuple[str, ...] = ()  # changed, new, completed, gone, inferred, reversed, undated, open-end …
    was: tuple[date, date] | None = None  # in the live plan, where that is elsewhere
    ghost: tuple[date, date] | None = None
    shares: tuple[tuple[str, int, Decimal], ...] = ()  # team, its colour, percent
    state: str = ''
    category: str = ''
    estimate: str = ''


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A week of a team; no percent where nobody works. Step 0 to 4 says how bad."""
    start: date
    percent: int | None
    step: int


@dataclass(frozen=True, slots=True)
class Row:
    """Something with a label: a lane, a parent with its bracket, an item, a row of packed bars, a tray."""
    key: str
    kind: str  # lane, group, parent, item, packed, tray
    level: int
    label: str
    height: int
    note: str = ''  # at the right end of its label
    sign: str = ''  # icon
    tone: int = 0
    badge: str = ''  # how many other plans contribute
    hint: str = ''
    is_open: bool | None = None  # None: there is nothing to fold
    bars: tuple[Bar, ...] = ()
    heat: tuple[HeatCell, ...] = ()
    team: int | None = None  # whose heat it is
    lane: str = ''  # key of the lane it is in


@dataclass(frozen=True, slots=True)
class Arrow:
    before: int
    after: int
    kind: str  # needs, related
    state: str = 'fine'  # fine, violated, unknown
    text: str = ''  # what is wrong, in words
    is_critical: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sprint, a month, a band of a plan event: from a day to a day."""
    start: date
    end: date
    label: str
    short: str = ''
    tone: str = ''  # info, freeze


@dataclass(frozen=True, slots=True)
class Mark:
    day: date
    label: str
    tone: str = ''
    sign: str = 'flag'


@dataclass(frozen=True)
class Axis:
    first: date
    last: date
    today: date
    beyond: int = 0  # items that lie outside of it
    sprints: tuple[Stretch, ...] = ()
    marks: tuple[Mark, ...] = ()
    bands: tuple[Stretch, ...] = ()


DOUBT = 'doubt'  # beside the states of a source: it answered, but with suspiciously little


@dataclass(frozen=True)
class SourceAge:
    name: str
    state: str
    text: str  # read 3 min ago
    since: datetime | None = None  # of a state that is not a good one


@dataclass(frozen=True)
class Counts:
    lanes: int = 0
    items: int = 0  # displayed
    undated: int = 0
    changed: int = 0


@dataclass(frozen=True, eq=False)
class TimelineView:
    """Everything of one look at one plan."""
    axis: Axis
    rows: tuple[Row, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    counts: Counts = Counts()
    version: int = 0  # of the scenario; 0 is the live plan
    scenario: int | None = None
    density: str = 'normal'
    sort: str = 'date'
    scale: str = 'Months'
    snap: str = 'day'
    lanes: str = 'team'  # what a lane is, for the count above the rail
    shows: frozenset[str] = frozenset()
    sources: tuple[SourceAge, ...] = ()
    graph: Graph | None = None  # the load above the bars, where it is wanted
    memo: object = field(default=None, repr=False)  # for drawing the next one

    @cached_property
    def tops(self) -> tuple[int, ...]:
        """Where each row begins, and at the end how high all are."""
        found, y = [], 0
        for row in self.rows:
            found.append(y)
            y += row.height
        return (*found, y)

    @cached_property
    def crowding(self) -> tuple[int, ...]:
        """How many bars lie on each part of the whole axis, from 0 to 9."""
        first, length = self.axis.first.toordinal(), max(1, (self.axis.last - self.axis.first).days + 1)
        steps = [0] * (MAP_PARTS + 1)
        for row in self.rows:
            for bar in row.bars:
                if bar.start and bar.end and bar.shape == 'bar':
                    low, high = bar.start.toordinal() - first, bar.end.toordinal() - first
                    steps[max(0, min(MAP_PARTS - 1, low * MAP_PARTS // length))] += 1
                    steps[max(0, min(MAP_PARTS - 1, high * MAP_PARTS // length)) + 1] -= 1
        counts = list(accumulate(steps[:-1]))
        most = max(counts) or 1
        return tuple(-(-9 * count // most) for count in counts)

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Index of the row of each item."""
        return {bar.id: index for index, row in enumerate(self.rows) for bar in row.bars if bar.id}

    @cached_property
    def lane_places(self) -> Mapping[str, int]:
        """Index of the row of each lane, by its key."""
        return {row.key: index for index, row in enumerate(self.rows) if row.kind == 'lane'}

    @cached_property
    def arrows_of(self) -> Mapping[int, tuple[Arrow, ...]]:
        found: dict[int, list[Arrow]] = {}
        for arrow in self.arrows:
            found.setdefault(arrow.before, []).append(arrow)
            found.setdefault(arrow.after, []).append(arrow)
        return {own: tuple(some) for own, some in found.items()}

    def window(self, top: int, bottom: int) -> range:
        """Indexes of the rows that lie between two heights."""
        if not self.rows:
            return range(0)
        first = max(0, bisect_right(self.tops, top) - 1)
        return range(first, min(len(self.rows), bisect_right(self.tops, bottom)))


@dataclass(frozen=True)
class Snap:
    """A day a bar is drawn to. `edge` says which of its ends may go there; empty: either."""
    day: date
    kind: str  # predecessor, successor, marker, sprint, neighbour
    edge: str = ''
    label: str = ''


@dataclass(frozen=True)
class SnapTable:
    """For what is being dragged: magnets, and the grid between them. No grid: every day."""
    magnets: tuple[Snap, ...] = ()
    starts: tuple[date, ...] = ()
    ends: tuple[date, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a drag would mean if it ended here."""
    start: date | None
    end: date | None
    days: int  # later than before; negative: earlier
    working_days: int  # of the bar, by the calendar of its lane
    heat: tuple[tuple[int, tuple[HeatCell, ...]], ...] = ()  # by team, the weeks that would change
    arrows: tuple[Arrow, ...] = ()  # of the moved items, judged anew
    moved: tuple[tuple[int, date, date], ...] = ()  # where items would stand, parents that grow among them
    followers: int = 0  # successors that would have to move
    cost: str = ''  # +1,200 EUR; empty for those who may not see it
    refusal: str = ''


@dataclass(frozen=True)
class Seat:
    """Somebody else on the same timeline."""
    page: str
    identity: str
    name: str
    doing: str  # looks, selects, drags
    item_id: int | None = None
    start: date | None = None
    end: date | None = None
