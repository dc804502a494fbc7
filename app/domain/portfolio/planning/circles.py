"""Ways that lead back to where they began, which nobody can plan."""

from collections.abc import Callable, Iterable, Sequence

from app.errors import Rejected


class Cycle(Rejected):
    """It would lead back to itself; `path` names the items from one to the same."""
    code = 'portfolio.cycle'

    def __init__(self, path: Sequence[int], names: Sequence[str]) -> None:
        super().__init__(f'That would be a circle: {" → ".join(names)}.')
        self.path = tuple(path)
        self.told = {'path': list(path)}


def way(start: int, goal: int, following: Callable[[int], Iterable[int]]) -> list[int] | None:
    """A shortest way, both ends included; None where there is none."""
    came, waiting = {start: start}, [start]
    for own in waiting:  # grows while it is walked
        if own == goal:
            return _back(came, own)
        for other in following(own):
            if other not in came:
                came[other] = own
                waiting.append(other)
    return None


def _back(came: dict[int, int], own: int) -> list[int]:
    found = [own]
    while came[own] != own:
        own = came[own]
        found.append(own)
    return found[::-1]
