"""Brakes against spamming and guessing: sliding windows in memory, per process."""

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app import clock, metrics
from app.errors import TooMany

LIMITS: dict[str, tuple[RateLimitItem, str]] = {
    'poker.cards': (RateLimitItemPerMinute(30), 'That was very often. You can change your card again in a moment.'),
    'poker.joins': (RateLimitItemPerMinute(5), 'You have joined and left several times. Try again in a minute.'),
    'poker.codes': (RateLimitItemPerMinute(20), 'Too many wrong codes. Try again in a minute.'),
    'people.codes': (RateLimitItemPerMinute(20), 'Too many wrong codes. Try again in a minute.'),
    'ops.runs': (RateLimitItemPerMinute(10), 'You have started many runs. Start the next one in a minute.'),
    'ops.uploads': (RateLimitItemPerMinute(10), 'You have uploaded many files. Upload the next one in a minute.'),
    'poker.hands': (RateLimitItemPerMinute(10), 'That was very often. Try again in a moment.'),
}

_limiter = MovingWindowRateLimiter(MemoryStorage())
_are_on = True


def switch(are_on: bool) -> None:
    """Off for measurements only."""
    global _are_on
    _are_on = are_on


def hit(limit: str, who: str) -> None:
    """Count one deed of `who`; raises TooMany once there were too many."""
    item = LIMITS[limit][0]
    if _are_on and not _limiter.hit(item, limit, who):
        raise _too_many(limit, who)


def demand_free(limit: str, who: str) -> None:
    """Raises TooMany if `who` has used up the limit, without counting."""
    item = LIMITS[limit][0]
    if _are_on and not _limiter.test(item, limit, who):
        raise _too_many(limit, who)


def release_all() -> None:
    """For tests."""
    _limiter.storage.reset()


def _too_many(limit: str, who: str) -> TooMany:
    metrics.limiter_hits.labels(limit).inc()
    item, text = LIMITS[limit]
    return TooMany(text, f'limit.{limit}', _seconds(item, limit, who))


def _seconds(item: RateLimitItem, limit: str, who: str) -> float:
    """Until the next one is allowed."""
    return max(1.0, round(_limiter.get_window_stats(item, limit, who).reset_time - clock.now().timestamp()))
