"""Which iteration an item is in, and the dates it takes over from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.domain.portfolio.sources.reading import IterationFound

FROM_ITERATION: Final = 'iteration'


@dataclass(frozen=True, slots=True)
class Dates:
    """As they are shown; `…_from` says `iteration` where nobody gave them."""
    start: date | None = None
    end: date | None = None
    start_from: str = ''
    end_from: str = ''


@dataclass(frozen=True)
class Iterations:
    """Of one source, found by node id or by path."""
    by_node: Mapping[str, IterationFound] = field(default_factory=dict)
    by_path: Mapping[str, IterationFound] = field(default_factory=dict)  # folded

    @classmethod
    def of(cls, found: Iterable[IterationFound]) -> 'Iterations':
        some = tuple(found)
        return cls({one.node_id: one for one in some if one.node_id}, {folded(one.path): one for one in some})

    def find(self, node_id: str, path: str) -> IterationFound | None:
        """By node id first: a path may have been renamed since."""
        return self.by_node.get(node_id) or self.by_path.get(folded(path))


def folded(path: str) -> str:
    """For comparison: sources do not mind the case of paths."""
    return path.strip().strip('\\').casefold()


def dated(start: date | None, end: date | None, iteration: IterationFound | None) -> Dates:
    """Only what is missing is filled, and only from an iteration that has that date."""
    from_start = iteration.start if iteration and start is None else None
    from_end = iteration.end if iteration and end is None else None
    return Dates(start or from_start, end or from_end, FROM_ITERATION if from_start else '',
                 FROM_ITERATION if from_end else '')


def roots_of(project: str, roots: Sequence[str]) -> tuple[str, ...]:
    """Paths below which a project's iterations are read: its own go before those for all (`*\\Release 1`); none at
    all means everything.
    """
    parts = [root.strip().strip('\\') for root in roots]
    own = [root for root in parts if folded(root).split('\\')[0] == folded(project)]
    common = [project + root[1:] for root in parts if root.startswith('*\\')]
    return tuple(own or common)


def projects_named(roots: Sequence[str]) -> tuple[str, ...]:
    """Those that roots speak of by name."""
    names = (root.strip().strip('\\').partition('\\')[0] for root in roots)
    return tuple(dict.fromkeys(name for name in names if name and name != '*'))


def is_below(path: str, roots: Sequence[str]) -> bool:
    """Itself or deeper; also true where there is no root."""
    own = folded(path) + '\\'
    return not roots or any(own.startswith(folded(root) + '\\') for root in roots)


def named_roots(options: Mapping[str, Any]) -> tuple[str, ...]:
    """Of a source, as an admin wrote them."""
    roots = options.get('roots', ())
    return tuple(map(str, roots)) if isinstance(roots, list | tuple) else ()
