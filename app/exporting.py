"""Writing files for people who wait for them, without anybody else waiting: small ones in threads, large ones in a
process of its own, two at a time. What was written stays in memory until the data are others.

`python -m app.exporting` is that process: it reads a document, and writes the file.
"""

import asyncio
import pickle
import sys
import threading
from asyncio.subprocess import PIPE
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from app.domain.sprints.exporting.documents import MEDIA, PDF, XLSX, Document
from app.domain.sprints.exporting.written import WRITING as PLAIN
from app.errors import Conflict
from app.services.sprints.exporting.pdf import as_pdf
from app.services.sprints.exporting.workbook import as_workbook

WRITING: Final[Mapping[str, Callable[[Document], bytes]]] = {**PLAIN, XLSX: as_workbook, PDF: as_pdf}
LARGE: Final = 1_000  # rows from which on a file is written by another process
AT_ONCE: Final = 2
MOST_KEPT: Final = 48  # files in memory
LARGEST_KEPT: Final = 2_000_000  # bytes of one of them
ROOT: Final = Path(__file__).parents[1]

_lock = threading.Lock()
_kept: OrderedDict[tuple[object, ...], 'File'] = OrderedDict()
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@dataclass(frozen=True)
class File:
    name: str
    media: str
    content: bytes


async def made(key: tuple[object, ...], form: str, document: Callable[[], Document]) -> File:
    """The file of what has this key; `document` is called in a thread, if at all."""
    if found := _found(key):
        return found
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)):
        if found := _found(key):
            return found
        told = await asyncio.to_thread(document)
        content = await (_apart(told, form) if told.size > LARGE else asyncio.to_thread(WRITING[form], told))
    file = File(f'{told.name}.{form}', MEDIA[form], content)
    _keep(key, file)
    return file


def made_now(document: Document, form: str) -> File:
    """For runs, which have a thread of their own."""
    return File(f'{document.name}.{form}', MEDIA[form], WRITING[form](document))


def forget() -> None:
    """For tests: other data have the same marks."""
    with _lock:
        _kept.clear()


async def _apart(document: Document, form: str) -> bytes:
    """Whoever goes away takes the process along."""
    process = await asyncio.create_subprocess_exec(sys.executable, '-m', 'app.exporting', stdin=PIPE, stdout=PIPE,
                                                   cwd=ROOT)
    try:
        given = await asyncio.to_thread(pickle.dumps, (document, form))
        content, _ = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise Conflict('This file could not be written. Ask for it again, or for less.', 'sprints.not_written')
    return content


def _found(key: tuple[object, ...]) -> File | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _keep(key: tuple[object, ...], file: File) -> None:
    if len(file.content) > LARGEST_KEPT:
        return
    with _lock:
        _kept[key] = file
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


if __name__ == '__main__':
    wanted, its_form = pickle.load(sys.stdin.buffer)  # from the process that started this one
    sys.stdout.buffer.write(WRITING[its_form](wanted))
