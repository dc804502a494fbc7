"""Looks that somebody kept: under a name, or by just going away."""

from dataclasses import dataclass, field

from app.domain.portfolio.views.looks import Looks


@dataclass(frozen=True)
class SavedView:
    id: int
    name: str
    owner_name: str
    is_mine: bool
    is_shared: bool
    is_favourite: bool
    is_default: bool
    looks: Looks
    version: int


@dataclass(frozen=True)
class Left:
    """Where somebody was when they went: it is there again when they come back."""
    looks: Looks = field(default_factory=Looks)
    scenario: int | None = None
    view: int | None = None
