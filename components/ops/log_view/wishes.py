"""What a reader can want from a log."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.ops.views import LogLine, LogPage, Matches, Section

Show = Callable[[tuple[LogLine, ...]], None]


@dataclass(frozen=True)
class LogWishes:
    view_page: Callable[..., Awaitable[LogPage]]  # attempt; after, before, limit, stream, level by name
    tail: Callable[[int, Show], Awaitable[None]]  # attempt; for as long as the enclosing element lives
    find: Callable[[int, str, bool], Awaitable[Matches]]  # attempt, text, whether it is a pattern
    line_at: Callable[[int, datetime], Awaitable[int]]
    list_sections: Callable[[int], Awaitable[tuple[Section, ...]]]
    download: Callable[[int, str], str]  # attempt, plain or raw: the address of the file
    remember: Callable[[int, int], Any]  # attempt and line that the address of this page shall name
    clear: Callable[[], Awaitable[None]] | None = None  # for admins
