"""How much a program may take. The system refuses it more, and what people are told says of what.

Limits of time, memory and files hold for each program that is started, not for all of them together; they are set when
it has begun, so that what it starts in its first moment may not have them.
"""

import signal
from collections.abc import Sequence
from contextlib import suppress

import psutil

from app.domain.ops.commands import Definition

MB = 1_000_000
LAST_SECONDS = 2  # between the request to end and the end of what has used up its time
NO_MEMORY = ('MemoryError', 'Cannot allocate memory', 'out of memory', 'bad_alloc')
NO_ROOM = ('File too large',)


def is_limited(definition: Definition) -> bool:
    return any((definition.cpu_seconds, definition.memory_mb, definition.file_mb, definition.processes))


def confine(pid: int, definition: Definition) -> bool:
    """Says whether this system can do that; a program that has ended already needs no limits."""
    wanted = [(name, soft, hard) for name, soft, hard in (
        ('RLIMIT_CPU', definition.cpu_seconds, (definition.cpu_seconds or 0) + LAST_SECONDS),
        ('RLIMIT_AS', *2 * ((definition.memory_mb or 0) * MB,)),
        ('RLIMIT_FSIZE', *2 * ((definition.file_mb or 0) * MB,))) if soft]
    if wanted and not hasattr(psutil.Process, 'rlimit'):
        return False
    with suppress(psutil.Error, ProcessLookupError):
        for name, soft, hard in wanted:
            psutil.Process(pid).rlimit(getattr(psutil, name), (soft, hard))
    return True


def exceeded(definition: Definition, code: int, said: Sequence[str]) -> str:
    """What it took too much of, as far as its end and its last words tell; empty where they do not."""
    number = -code if code < 0 else code - 128  # shells say so of what they started
    if definition.cpu_seconds and number == signal.SIGXCPU:
        return f'It used more than {definition.cpu_seconds} s of processor time'
    if definition.file_mb and (number == signal.SIGXFSZ or _has(said, NO_ROOM)):
        return f'It wrote a file of more than {definition.file_mb} MB'
    if definition.memory_mb and _has(said, NO_MEMORY):
        return f'It used more than {definition.memory_mb} MB of memory'
    return ''


def _has(said: Sequence[str], words: Sequence[str]) -> bool:
    return any(word in line for line in said for word in words)
