"""What people can do with an import."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.seasons.importing.difference import MODES, REPLACE
from app.domain.seasons.importing.fields import FileKind
from app.domain.seasons.importing.import_views import (
    COMPLETED,
    FAILED,
    PARTIAL,
    PENDING,
    PROCESSING,
    READY,
    UNDONE,
)
from components.moments import grouped

Deed = Callable[[], Awaitable[None]]
LOOKS = {PENDING: ('hourglass_empty', ''), PROCESSING: ('sync', 'info'), READY: ('task_alt', 'prim'),
         COMPLETED: ('check_circle', 'ok'), PARTIAL: ('rule', 'warn'), FAILED: ('error', 'bad'), UNDONE: ('undo', '')}


@dataclass(frozen=True)
class ImportWishes:
    """`answer` takes what app.domain.seasons.importing.answers.with_change does."""
    answer: Callable[[Mapping[str, Any]], Awaitable[None]]
    dry_run: Deed
    commit: Deed
    commit_good: Deed
    undo: Deed
    download: Deed
    may_import: bool = True
    may_create: bool = False  # what a file names and nobody knows


def modes_of(kind: FileKind) -> dict[str, str]:
    return {key: words for key, words in MODES.items() if key != REPLACE or kind.can_replace}


def counted(count: int, one: str, many: str = '') -> str:
    return f'{grouped(count)} {one if count == 1 else many or f"{one}s"}'
