"""A plan as the old system knew it: one row for each location and category."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class PlanFigures:
    """Money in minor units; None says nothing of a figure."""
    sales: int | None = None
    margin: int | None = None
    units: int | None = None
    turns: Decimal | None = None
    ly_sales: int | None = None
    lly_sales: int | None = None


@dataclass(frozen=True)
class PlanRow:
    """`is_approved`: the scope it lies in is."""
    season: str
    location: str
    category: str
    version: str
    figures: PlanFigures
    branch: str
    cluster: str
    is_approved: bool

    @property
    def key(self) -> str:
        return f'{self.season}~{self.location}~{self.category}'
