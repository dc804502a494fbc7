"""What is typed of open-to-buy, by location, category and month, and what may be spent: always worked out."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.seasons.axes import Axes, Node


@dataclass(frozen=True)
class OtbFigures:
    """Money in minor units; None says nothing of a figure."""
    sales: int | None = None
    closing: int | None = None
    opening: int | None = None
    on_order: int | None = None


@dataclass(frozen=True)
class OtbInput:
    """`limit` is open to buy as it is worked out now; `on_order` what is on order elsewhere, as typed."""
    season: str
    location: str
    category: str
    month: str  # 2030-02
    period: str  # key of a node
    figures: OtbFigures
    limit: int

    @property
    def key(self) -> str:
        return f'{self.season}~{self.location}~{self.category}~{self.month}'


def spend_limit(sales: int, closing: int, opening: int, on_order: int, markdown: int = 0, reserve: int = 0) -> int:
    """The simplest case: planned sales + planned closing stock − opening stock − on order; signed."""
    return sales + markdown + closing - opening - on_order - reserve


def month_text(axes: Axes, node: Node) -> str:
    """`2030-02`: the month in which the middle of its days lies."""
    first, last = axes.periods[node.start].start, axes.periods[node.stop - 1].end
    return f'{first + timedelta(days=(last - first).days // 2):%Y-%m}'


def month_node(axes: Axes, text: str) -> Node | None:
    """By its key, or as `2030-02`."""
    months = [one for one in axes.period_nodes.values() if one.level == 1]
    return next((one for one in months if text in (one.key, month_text(axes, one))), None)
