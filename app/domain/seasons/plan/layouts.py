"""Looks that are kept under a name."""

from dataclasses import dataclass

from app.domain.seasons.plan.looks import PlanLooks


@dataclass(frozen=True)
class LayoutLine:
    id: int
    name: str
    looks: PlanLooks
    is_shared: bool
    is_own: bool
