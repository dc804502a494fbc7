"""Masters as people see them: what all seasons of the company share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.seasons.drafts import (
    CategoryDraft,
    ClusterDraft,
    CompanyDraft,
    LocationDraft,
    RateDraft,
    SupplierDraft,
)


@dataclass(frozen=True)
class CompanyView:
    id: int
    code: str
    draft: CompanyDraft
    version: int


@dataclass(frozen=True)
class CalendarView:
    """`is_used`: a season goes by it, so it does not change any more."""
    id: int
    name: str
    preset: str
    week_start: int
    first: date | None
    last: date | None
    periods: int
    is_used: bool
    version: int


@dataclass(frozen=True)
class ClusterView:
    id: int
    draft: ClusterDraft
    locations: int
    version: int


@dataclass(frozen=True)
class LocationView:
    id: int
    draft: LocationDraft
    cluster: str  # name
    cluster_code: str
    seasons: int
    version: int


@dataclass(frozen=True)
class CategoryView:
    """`path`: names from the root to the parent; level 1 is a root."""
    id: int
    draft: CategoryDraft
    level: int
    path: tuple[str, ...]
    children: int
    version: int


@dataclass(frozen=True)
class SupplierView:
    id: int
    draft: SupplierDraft
    version: int


@dataclass(frozen=True)
class MastersView:
    """Categories in the order of their tree, everything else by name; without a company there is nothing else."""
    company: CompanyView | None = None
    calendars: tuple[CalendarView, ...] = ()
    clusters: tuple[ClusterView, ...] = ()
    locations: tuple[LocationView, ...] = ()
    categories: tuple[CategoryView, ...] = ()
    suppliers: tuple[SupplierView, ...] = ()
    rates: tuple[RateDraft, ...] = ()  # the newest first

    def cluster_names(self) -> Mapping[int, str]:
        return {one.id: one.draft.name for one in self.clusters}
