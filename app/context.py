"""On whose behalf the present code runs: read by the log and the audit trail, set where a request or click enters."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Trace:
    """One request, or one click on an open page."""
    request_id: str = ''
    address: str = ''  # of the browser, as far as the proxies can be trusted
    actor: str = ''    # identity such as `person:7`
    session: str = ''  # the id under which a person sees it among their own
    table: str = ''    # the poker table this is about
    run: str = ''      # of a command, and which attempt of it
    attempt: str = ''
    device: str = ''   # what the browser or program calls itself, in two words


_trace: ContextVar[Trace] = ContextVar('trace', default=Trace())  # noqa: B039  # frozen


def trace() -> Trace:
    return _trace.get()


@contextmanager
def tracing(present: Trace) -> Iterator[None]:
    token = _trace.set(present)
    try:
        yield
    finally:
        _trace.reset(token)


def new_request_id() -> str:
    return secrets.token_hex(8)
