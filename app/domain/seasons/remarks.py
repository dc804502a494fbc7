"""What is told of a cell besides its value: notes, its history, who changed it last."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.seasons.axes import Cell
from app.domain.seasons.explaining import Explained


@dataclass(frozen=True)
class NoteView:
    id: int
    cell: Cell
    name: str  # of the cell
    text: str
    by: str  # identity
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Change:
    """What an edit made of a cell; values in minor or whole units."""
    seq: int
    at: datetime
    by_name: str
    operation: str
    was: int | None
    became: int | None
    is_undone: bool = False


@dataclass(frozen=True)
class History:
    """The last change first; `goes_back` says whether nothing older is left out."""
    cell: Cell
    name: str
    changes: tuple[Change, ...]
    goes_back: bool = True


@dataclass(frozen=True)
class Linked:
    """A line of an order, or of a receipt, that a cell counts."""
    kind: str  # order, receipt
    number: str  # of the order
    text: str
    day: date | None
    quantity: int  # thousandths
    state: str


@dataclass(frozen=True)
class Explanation:
    """`version` is the label of the one that was asked about."""
    name: str
    version: str
    explained: Explained
    last: Change | None
    notes: tuple[NoteView, ...]
    linked: tuple[Linked, ...]
    more: int = 0  # linked lines that are not told
