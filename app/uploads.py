"""Taking in what people upload: piece by piece onto the disk, under a name nobody has chosen.

It has its name only once all of it is safely there, and nobody else knows of it before a row names it. Whatever breaks
off leaves nothing; what a killed process has left is swept away as a file that no row names.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterable, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.disk import settle_folder
from app.domain.ops.files import LARGEST, FileView, Stored
from app.errors import Conflict, TooLarge
from app.services.ops import files

Ask = Callable[..., Awaitable[Any]]  # a service, as whoever sends the file


@dataclass(frozen=True)
class Sent:
    """What somebody wants to upload; with a command and its parameter it has to fit there."""
    name: str
    pieces: AsyncIterable[bytes]
    command: str = ''
    parameter: str = ''


async def take_in(look: Ask, do: Ask, sent: Sent) -> FileView:
    """Store it and say whose it is; refused before its first byte where that is known."""
    folder: Path = await look(files.place_for, sent.name, sent.command, sent.parameter)
    stored = await store(folder, sent.pieces)
    try:
        kept: FileView = await do(files.keep_upload, sent.name, stored)
    except Exception:
        await asyncio.to_thread((folder / stored.place).unlink, missing_ok=True)
        raise
    return kept


async def store(folder: Path, pieces: AsyncIterable[bytes]) -> Stored:
    """Raises TooLarge, and Conflict where the disk refuses."""
    name = secrets.token_hex(16)
    path = folder / name[:2] / name
    coming = path.with_name(f'.{name}.coming')
    try:
        size, sha256 = await _written(coming, pieces)
        await asyncio.to_thread(_put_in_place, coming, path)
    except OSError as error:
        raise Conflict(f'The file could not be stored: {error.strerror or "the disk refuses"}.',
                       'ops.not_stored') from error
    finally:
        _drop(coming)
    return Stored(f'{name[:2]}/{name}', size, sha256)


async def _written(coming: Path, pieces: AsyncIterable[bytes]) -> tuple[int, str]:
    size, seal = 0, hashlib.sha256()

    def add(file: BinaryIO, piece: bytes) -> None:
        seal.update(piece)
        file.write(piece)
    file = await asyncio.to_thread(_opened, coming)
    try:
        async for piece in pieces:
            size += len(piece)
            if size > LARGEST:
                raise TooLarge(f'At most {LARGEST // 1_000_000} MB are accepted.')
            await asyncio.to_thread(add, file, piece)
        await asyncio.to_thread(_settle, file)
    finally:
        file.close()
    return size, seal.hexdigest()


def _opened(coming: Path) -> BinaryIO:
    coming.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'wb')


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _put_in_place(coming: Path, path: Path) -> None:
    coming.replace(path)
    settle_folder(path.parent)


def _drop(coming: Path) -> None:
    """Also when whoever sent it is gone: then there is no time to wait for a thread."""
    with suppress(OSError):
        coming.unlink(missing_ok=True)
