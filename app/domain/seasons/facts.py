"""What has happened outside of the plan, as cells: at the valuation basis of the season, in minor units."""

from dataclasses import dataclass

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import Numbers


@dataclass(frozen=True, eq=False)
class Facts:
    """Arrays are [location, category, period] by position, read-only. What is agreed for a node as a whole (budget
    transfers, reserves) lies on its leaves, spread exactly, so that every node is the sum of its leaves.
    """
    number: int  # Season.facts when this was read
    axes: Axes
    received: Numbers  # in the period of the receipt
    open_on_order: Numbers  # of confirmed, shipped and partial orders, in the expected period; overdue in the current
    submitted: Numbers  # of orders that await an answer, in full
    drafts: Numbers  # counts as nothing; shown
    transfers: Numbers  # budget that came, less what went
    reserve: Numbers  # amounts that are held back
    overdue: int = 0  # lines
    reserve_share: Numbers | None = None  # millionths of what is required in a leaf, held back besides `reserve`
    inside: Numbers | None = None  # stock counted before the last day of a period, with what came after it in it
    inside_rest: Numbers | None = None  # millionths of the period behind that count; 0 where there is none
