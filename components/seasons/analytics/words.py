"""How the analytics of a season are written: amounts short in charts and exact in tables, variances with their sign."""

from collections.abc import Callable
from decimal import Decimal

from app.domain.seasons.analysis import Analysis
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import major, written

STEPS = ((Decimal(10) ** 9, 'bn'), (Decimal(10) ** 6, 'm'), (Decimal(10) ** 3, 'k'))
NOTHING = '–'


def money_in(view: Analysis) -> Callable[[int | None], str]:
    return lambda amount: NOTHING if amount is None else written(amount, view.digits)


def short_money(view: Analysis, amount: int) -> str:
    """`1.2m`, for the labels of charts."""
    value = major(amount, view.digits)
    for step, sign in STEPS:
        if abs(value) >= step:
            return f'{value / step:.1f}'.removesuffix('.0').replace('-', '−') + sign
    return f'{value:.0f}'.replace('-', '−')


def percent(ratio: Ratio | None, places: int = 0) -> str:
    return NOTHING if ratio is None else f'{ratio.rounded(places, 100)}\u202f%'.replace('-', '−')


def share(value: Decimal | None) -> str:
    return NOTHING if value is None else f'{value * 100:.0f}\u202f%'


def arrow(amount: int) -> str:
    return '▲' if amount > 0 else '▼' if amount < 0 else ''
