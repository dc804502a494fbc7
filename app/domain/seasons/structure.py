"""Which locations and categories a season has, and which it could have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """`key` is the number of the master; `group` is its cluster, or the branch it hangs on."""
    key: int
    code: str
    name: str
    group: str
    is_chosen: bool
    note: str = ''


@dataclass(frozen=True)
class StructureView:
    """Those that are chosen, and active ones that are not."""
    locations: tuple[Option, ...]
    categories: tuple[Option, ...]
    is_planned: bool  # cells of some version may be lost with a location or category
