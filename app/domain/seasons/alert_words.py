"""What somebody should look at, in one sentence each."""

from urllib.parse import urlencode

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
from app.domain.seasons.money import written


def alert_words(alert: Alert, name: str, digits: int) -> str:
    """`name` is that of the category; empty for the season as a whole."""
    amount, share, who = written(alert.amount, digits), _percent(alert.share), name or 'The season'
    words = {
        EXCEEDED: f'{who} is {amount} over its budget',
        LOW: f'{who} has {amount} left, {share} is used',
        UNDERUSED: f'{who} has used {share} of its budget, less than half of what its time would be',
        IMBALANCE: f'The budget of {who} is {share} off the mean of all',
        OVERDUE: f'{alert.count} {"line is" if alert.count == 1 else "lines are"} overdue',
        STALE: f'Sales are known through {alert.day:%d %b} only' if alert.day else 'No sales are known yet',
        NO_BUDGET: f'{amount} of {who} is ordered, and its plan is not approved',
        PROVISIONAL: 'Opening stock was not counted yet'}
    return words[alert.kind]


def alert_place(alert: Alert) -> tuple[str, str]:
    """Where it is settled: a name, and a path below the season."""
    places = {OVERDUE: ('Overdue orders', '/orders?late=true'), STALE: ('Import sales', '/imports'),
              PROVISIONAL: ('Import counted stock', '/imports'), NO_BUDGET: ('Approval', '')}
    return places.get(alert.kind) or ('Open-to-buy', f'/otb?{urlencode({"branch": alert.category})}')


def _percent(share: Ratio | None) -> str:
    return '' if share is None else f'{share.rounded(0, 100)}\u202f%'.replace('-', '−')
