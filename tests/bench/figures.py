"""How figures are taken and printed."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Figure:
    """Times in milliseconds of one thing done again and again."""
    name: str
    budget: float | None = None  # of the 95th percentile
    times: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float('nan')


def print_table(title: str, figures: Sequence[Figure], notes: Sequence[str] = ()) -> None:
    print(f'\n{title}')  # noqa: T201
    print(f'  {"":44}{"p50 ms":>9}{"p95 ms":>9}{"budget":>9}')  # noqa: T201
    for figure in figures:
        p50, p95 = figure.percentile(0.5), figure.percentile(0.95)
        budget = '–' if figure.budget is None else f'{figure.budget:.0f}'
        verdict = '' if figure.budget is None or p95 <= figure.budget else '  over'
        print(f'  {figure.name:44}{p50:9.1f}{p95:9.1f}{budget:>9}{verdict}')  # noqa: T201
    for note in notes:
        print(f'  {note}')  # noqa: T201
