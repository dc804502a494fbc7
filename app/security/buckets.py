"""Token buckets in memory: somebody may do so many things at once, and then as many as drip back in.

Of each bucket only the moment is kept at which it will be full again; a full one need not be kept at all.
"""

from dataclasses import dataclass
from math import ceil
from time import monotonic

MOST = 20_000  # people, tokens or pages that are remembered at a time: about 5 MB


@dataclass(frozen=True)
class Quota:
    """What somebody has left of what they may do."""
    is_free: bool
    limit: int  # in a minute
    left: int
    seconds: int  # until there is one more


class Buckets:
    def __init__(self, per_minute: int, size: int, most: int = MOST) -> None:
        self.per_minute, self.size, self.most = per_minute, size, most
        self.drip = 60 / per_minute  # seconds
        self.full_at: dict[str, float] = {}  # the least recently used first

    def take(self, who: str) -> Quota:
        """One out of the bucket of `who`, if there is one."""
        now = monotonic()
        full_at = max(self.full_at.pop(who, now), now)
        room = self.size * self.drip - (full_at - now)
        is_free = room >= self.drip * 0.999  # what has dripped in is no whole number
        self.full_at[who] = full_at + self.drip * is_free
        if len(self.full_at) > self.most:
            self._forget()
        left = room / self.drip - is_free
        return Quota(is_free, self.per_minute, int(left + 0.001), ceil(self.drip * max(0.0, 1 - left)) or 1)

    def _forget(self) -> None:
        """Full buckets first; a crowd beyond that begins anew, the longest silent first."""
        now = monotonic()
        kept = {who: full_at for who, full_at in self.full_at.items() if full_at > now}
        self.full_at = dict(list(kept.items())[-self.most // 2:])
