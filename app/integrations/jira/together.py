"""Several questions at once, answered in their order, with no more answers waiting than can be asked at once."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from typing import TypeVar

from app.integrations.jira.gate import MOST

Q = TypeVar('Q')
A = TypeVar('A')


def together(call: Callable[[Q], A], questions: Sequence[Q]) -> Iterator[A]:
    """Whoever stops listening stops the asking; a failure reaches the listener in its turn."""
    if len(questions) < 2:
        yield from map(call, questions)
        return
    pool, rest, asked = ThreadPoolExecutor(MOST, 'jira'), iter(questions), deque[Future[A]]()
    try:
        asked += [pool.submit(copy_context().run, call, one) for one in islice(rest, MOST)]
        while asked:
            answer = asked.popleft().result()
            asked += [pool.submit(copy_context().run, call, one) for one in islice(rest, 1)]
            yield answer
    finally:
        pool.shutdown(cancel_futures=True)
