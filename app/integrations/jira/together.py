"""Several questions at once, answered in their order, with no more answers waiting than can be asked at once.

The threads are daemons and nobody joins them: a program that ends, or a run that was cancelled, does not wait for a
site that is slow.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
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
    rest = iter(questions)
    asked = deque(_asked(call, one) for one in islice(rest, MOST))
    while asked:
        answer = asked.popleft().result()
        asked += [_asked(call, one) for one in islice(rest, 1)]
        yield answer


def _asked(call: Callable[[Q], A], question: Q) -> Future[A]:
    answer, work = Future[A](), (_answer, call, question)
    threading.Thread(target=copy_context().run, args=(*work, answer), name='jira', daemon=True).start()
    return answer


def _answer(call: Callable[[Q], A], question: Q, answer: Future[A]) -> None:
    try:
        answer.set_result(call(question))
    except BaseException as error:
        answer.set_exception(error)
