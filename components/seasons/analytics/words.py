"""How the analytics of a season are written: amounts short in charts and exact in tables, variances with their sign."""

from collections.abc import Callable
from decimal import Decimal

from app.domain.seasons.analysis import Analysis
from app.domain.seasons.consumption import (
    EXCEEDED,
    IMBALANCE,
    LOW,
    NO_BUDGET,
    OVERDUE,
    PROVISIONAL,
    STALE,
    UNDERUSED,
    Alert,
)
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import major, written
from components.moments import short_day

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


def alert_words(view: Analysis, alert: Alert, names: Callable[[str], str]) -> str:
    """One sentence; categories by their names."""
    money, name = money_in(view), names(alert.category)
    words = {
        EXCEEDED: f'{name} is {money(alert.amount)} over its budget',
        LOW: f'{name} has {money(alert.amount)} left, {percent(alert.share)} is used',
        UNDERUSED: f'{name} has used {percent(alert.share)} of its budget, less than half of what its time would be',
        IMBALANCE: f'The budget of {name} is {percent(alert.share)} off the mean of all',
        OVERDUE: f'{alert.count} {"line is" if alert.count == 1 else "lines are"} overdue',
        STALE: f'Sales are known through {short_day(alert.day)}' if alert.day else 'No sales are known yet',
        NO_BUDGET: f'{money(alert.amount)} of {name} is ordered, and its plan is not approved',
        PROVISIONAL: 'Opening stock was not counted yet'}
    return words[alert.kind]
