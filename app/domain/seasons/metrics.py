"""Measures of how a season goes, each as the two numbers it is made of; dividing by nothing is blank, never 0.

The share of markdown is of net sales here; the other convention, of sales at ticket price, has a function of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.seasons.measures import NEITHER


class Ratio(NamedTuple):
    """`is_more` stands before a cover of which the known weeks do not see the end."""
    numerator: int
    denominator: int
    is_more: bool = False

    @property
    def value(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    def rounded(self, places: int = 0, times: int = 1) -> Decimal:
        """Half up; `times` 100 for percent."""
        exact = Decimal(self.numerator) * times / Decimal(self.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class Variance(NamedTuple):
    amount: int  # actual less plan
    share: Ratio | None  # of the plan
    favour: int  # 1 good, -1 bad, 0 neither, by the favourable direction of the measure


def ratio_of(numerator: int, denominator: int) -> Ratio | None:
    if denominator < 0:
        return Ratio(-numerator, -denominator)
    return Ratio(numerator, denominator) if denominator else None


def season_sell_through(sold: int, opening: int, received: int) -> Ratio | None:
    return ratio_of(sold, opening + received)


def weekly_sell_through(sold: int, opening: int) -> Ratio | None:
    return ratio_of(sold, opening)


def weeks_of_supply(closing: int, sales: Sequence[int], stock: Sequence[int] | None = None) -> Ratio | None:
    """For how many weeks closing stock lasts at the mean sales of the last weeks; weeks without stock say nothing about
    what would have been sold, and are left out.
    """
    rate = rate_of_sale(sales, stock)
    return ratio_of(closing * rate.denominator, rate.numerator) if rate else None


def rate_of_sale(sales: Sequence[int], stock: Sequence[int] | None = None) -> Ratio | None:
    """Mean of the weeks that had stock."""
    known = [sold for sold, held in zip(sales, stock or [1] * len(sales), strict=True) if held > 0]
    return ratio_of(sum(known), len(known))


def forward_cover(stock: int, sales: Iterable[int]) -> Ratio:
    """How many of the weeks to come the stock lasts, with the part of the week in which it runs out."""
    weeks = 0
    for weeks, sold in enumerate(sales, 1):
        if stock < sold or stock <= 0:
            return Ratio((weeks - 1) * sold + max(stock, 0), sold) if sold > 0 else Ratio(weeks - 1, 1)
        stock -= sold
    return Ratio(weeks, 1, stock > 0)


def stock_to_sales(opening: int, sales: int) -> Ratio | None:
    return ratio_of(opening, sales)


def average_stock(openings: Sequence[int], last_closing: int) -> Ratio:
    return Ratio(sum(openings) + last_closing, len(openings) + 1)


def turn(cogs: int, stock: Ratio) -> Ratio | None:
    """`stock` is the average at cost; so it is of `gmroi`."""
    return ratio_of(cogs * stock.denominator, stock.numerator)


def gmroi(margin: int, stock: Ratio) -> Ratio | None:
    return ratio_of(margin * stock.denominator, stock.numerator)


def imu(retail: int, cost: int) -> Ratio | None:
    return ratio_of(retail - cost, retail)


def mmu(net_sales: int, cogs: int) -> Ratio | None:
    return ratio_of(net_sales - cogs, net_sales)


def markdown_share(markdown: int, net_sales: int) -> Ratio | None:
    return ratio_of(markdown, net_sales)


def markdown_share_at_ticket(markdown: int, net_sales: int) -> Ratio | None:
    return ratio_of(markdown, net_sales + markdown)


def receipts_against_plan(received: int, planned: int) -> Ratio | None:
    return ratio_of(received - planned, planned)


def fill_rate(accepted: int, ordered: int) -> Ratio | None:
    return ratio_of(accepted, ordered)


def on_time(lines: Iterable[tuple[date, date]]) -> Ratio | None:
    """`lines` are (expected, received)."""
    known = list(lines)
    return ratio_of(sum(came <= expected for expected, came in known), len(known))


def days_late(expected: date, came: date) -> int:
    """Below nothing when early."""
    return (came - expected).days


def reject_share(rejected: int, received: int) -> Ratio | None:
    return ratio_of(rejected, received)


def commitment(received: int, on_order: int, required: int) -> Ratio | None:
    return ratio_of(received + on_order, required)


def variance(actual: int, plan: int, better: int = NEITHER) -> Variance:
    amount = actual - plan
    return Variance(amount, ratio_of(amount, plan), better * ((amount > 0) - (amount < 0)))
