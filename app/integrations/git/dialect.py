"""How a platform is asked and understood: the parts in which the three differ."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from app.domain.sprints.git.links import Seen

Told = Mapping[str, Any]
Wish = list[tuple[str, str]]


def no_since(_since: datetime | None) -> Wish:
    return []


@dataclass(frozen=True)
class Asking:
    """One list of a repository; `{}` in the path is its name."""
    path: str
    wish: tuple[tuple[str, str], ...]
    read: Callable[[Told], Seen | None]
    since: Callable[[datetime | None], Wish] = no_since


@dataclass(frozen=True)
class Dialect:
    """`page` finds the rows of an answer and what leads on: a whole address, a number, or nothing. `verify` judges a
    delivery before anybody reads it; `told` is what one says.
    """
    proof: Callable[[str], dict[str, str]]
    lists: tuple[Asking, ...]
    page: Callable[[Any, Mapping[str, str]], tuple[Sequence[Told], str]]
    verify: Callable[[Mapping[str, str], bytes, str], bool]
    event: Callable[[Mapping[str, str]], tuple[str, str]]  # name, and what tells deliveries apart
    told: Callable[[str, Told], tuple[Seen, ...]]
    is_one_word: bool = False  # the name of a repository is one part of a path
    is_past: Callable[[Sequence[Told], datetime], bool] = lambda _rows, _since: False
    is_throttled: Callable[[int, Mapping[str, str]], bool] = lambda _status, _headers: False


def moment(text: Any) -> datetime | None:
    """Aware, or none: a moment without its zone is no moment."""
    try:
        found = datetime.fromisoformat(str(text).replace('Z', '+00:00').replace(' UTC', '+00:00'))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def is_signed(given: str, body: bytes, secret: str) -> bool:
    """`sha256=` and the keyed sum of the raw body, compared in constant time."""
    wanted = 'sha256=' + hmac.new(secret.encode(), body, sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(given.encode('utf-8', 'replace'), wanted.encode())


def first_line(text: Any) -> str:
    return next(iter(str(text or '').splitlines()), '')[:300]


def part(told: Any, *names: str) -> Any:
    """What stands at the end of these names; None where there is less."""
    for name in names:
        told = told.get(name) if isinstance(told, Mapping) else None
    return told


def rows_in(told: Any) -> Sequence[Told]:
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []
