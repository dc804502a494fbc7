"""The tree of categories: paths from the root, its order, and what may hang where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import Conflict


@dataclass(frozen=True)
class Branch:
    id: int
    code: str
    name: str
    parent: int | None = None


Tree = Mapping[int, Branch]


def path_of(tree: Tree, key: int) -> tuple[Branch, ...]:
    """From the root to the branch itself. A circle in what is stored ends where it closes."""
    found: list[Branch] = []
    here = tree.get(key)
    while here and here not in found:
        found.append(here)
        here = tree.get(here.parent) if here.parent is not None else None
    return tuple(reversed(found))


def in_order(tree: Tree) -> Sequence[tuple[Branch, ...]]:
    """The path of each branch, parents before children, siblings by name."""
    return sorted((path_of(tree, key) for key in tree), key=lambda path: [(one.name, one.code) for one in path])


def demand_no_circle(tree: Tree, key: int, parent: int | None) -> None:
    """Raises Conflict where the new parent is the branch itself or hangs on it."""
    above = path_of(tree, parent) if parent is not None else ()
    if any(one.id == key for one in above):
        names = [one.name for one in above]
        circle = ' → '.join([*names[names.index(tree[key].name):], tree[key].name])
        raise Conflict(f'“{tree[key].name}” cannot hang on itself: {circle}.', 'seasons.cycle')


def demand_apart(tree: Tree, chosen: Sequence[int]) -> None:
    """What is planned lies on one level of each branch. Raises Conflict where one of the chosen hangs on another."""
    known = set(chosen)
    for key in chosen:
        for above in path_of(tree, key)[:-1]:
            if above.id in known:
                raise Conflict(f'“{tree[key].name}” is part of “{above.name}”: plan one of them, not both.',
                               'seasons.level')
