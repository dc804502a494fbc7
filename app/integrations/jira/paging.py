"""Lists that come in pages: read to their end, however oddly the end is told, and never for ever."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from app.domain.sprints.jira.reading import SourceTrouble
from app.integrations.jira import trouble

Page = dict[str, Any]

EMPTY: Final = 3  # pages in a row that hold nothing and say that there is more


def by_token(ask: Callable[[str | None], Any], items: str, count: Callable[[], int | None]) -> Iterator[list[Any]]:
    """`count` is asked only where a page tells neither that it is the last nor how to go on: None, nobody knows."""
    seen: set[str] = set()
    token, empty, received = None, 0, 0
    while True:
        page = _page(ask(token))
        some = page.get(items) or []
        received += len(some)
        if some:
            yield some
        token, is_last = page.get('nextPageToken') or None, page.get('isLast')
        if is_last is True and (not token or not some):
            return
        if token is None:
            _demand_all(received, is_last, count)
            return
        empty = _not_for_ever(token, seen, 0 if some else empty + 1)


def by_offset(ask: Callable[[int], Any], items: str) -> Iterator[list[Any]]:
    """Where `isLast` or a total is told it is believed once it is reached; else an empty page is the end."""
    start, empty = 0, 0
    while True:
        page = _page(ask(start))
        some, total = page.get(items) or [], page.get('total')
        if some:
            yield some
        start += len(some)
        empty = 0 if some else empty + 1
        if page.get('isLast') is True or (isinstance(total, int) and start >= total):
            return
        if not some and not isinstance(total, int):
            return
        if empty == EMPTY:
            raise SourceTrouble(trouble.EMPTY_PAGES)


def _not_for_ever(token: str, seen: set[str], empty: int) -> int:
    if token in seen:
        raise SourceTrouble(trouble.SAME_PAGE)
    if empty == EMPTY:
        raise SourceTrouble(trouble.EMPTY_PAGES)
    seen.add(token)
    return empty


def _demand_all(received: int, is_last: object, count: Callable[[], int | None]) -> None:
    """Counts are rough: a page that is missing is far more than what changes meanwhile."""
    if is_last is False:
        raise SourceTrouble(trouble.NO_END)
    known = count() if received else 0
    if known is not None and received + max(10, known // 50) < known:
        raise SourceTrouble(trouble.NO_END)


def _page(told: Any) -> Page:
    if not isinstance(told, dict):
        raise SourceTrouble('Jira answers with something else than a page of a list.')
    return told
