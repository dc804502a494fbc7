"""Programs of this machine: which is which, what belongs together, and how it is ended.

A number alone says nothing: it is used again. With the moment its process began and the boot of the machine it names
one program only. What a program starts inherits its group, and a mark in its environment for those that leave it.
"""

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Event
from time import monotonic

import psutil

MARK = 'ROUNDTABLE_RUN'  # variable of the environment that everything started for an attempt inherits
GONE = (psutil.NoSuchProcess, psutil.AccessDenied, ProcessLookupError, PermissionError)


@cache
def boot_id() -> str:
    """Another one after each boot of this machine."""
    try:
        return Path('/proc/sys/kernel/random/boot_id').read_text().strip()
    except OSError:
        return str(round(psutil.boot_time()))


def start_of(pid: int) -> float | None:
    """When it began, as the kernel counts it: unlike the time of day it never changes."""
    try:
        return float(Path(f'/proc/{pid}/stat').read_bytes().rpartition(b')')[2].split()[19])
    except FileNotFoundError:
        if Path('/proc/self').exists():
            return None
    except (OSError, IndexError):
        return None
    with suppress(psutil.Error):
        return float(psutil.Process(pid).create_time())
    return None


def is_same(pid: int, start: float | None, boot: str) -> bool:
    """Whether this number still means the program it was noted down for."""
    return boot == boot_id() and start is not None and start_of(pid) == start


def mark_of(run_id: int, n: int, owner: str) -> str:
    return f'{run_id}.{n}.{owner}'


def members(group: int | None, mark: str) -> list[psutil.Process]:
    """All that live in this group or bear this mark; what has ended and was not yet reaped does not live."""
    found = []
    for pid in psutil.pids():
        if pid == os.getpid() or not (_is_in(pid, group) or _bears(pid, mark)):
            continue
        with suppress(*GONE):
            one = psutil.Process(pid)
            if one.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
                found.append(one)
    return found


def signal_all(processes: list[psutil.Process], how: signal.Signals) -> None:
    """Each is checked once more: numbers are used again."""
    for one in processes:
        with suppress(*GONE):
            one.send_signal(how)


def let_go(group: int, others: Iterable[psutil.Process], patience: float = 1.0) -> None:
    """Without an init, whatever loses its parent becomes a child of ours: once it has ended, it may vanish."""
    until = monotonic() + patience
    found = {pid for pid in psutil.pids() if pid != group and _is_in(pid, group)}
    for pid in found | {one.pid for one in others if one.pid != group and one.is_running()}:
        with suppress(ChildProcessError):
            while os.waitpid(pid, os.WNOHANG) == (0, 0) and monotonic() < until:
                Event().wait(0.005)  # it was told to end and is about to


def end_left_behind(pid: int | None, start: float | None, boot: str, mark: str, patience: float = 2.0) -> int:
    """Kill what an attempt of a dead process has left; says how many there were. Another boot has left nothing."""
    if boot and boot != boot_id():
        return 0
    group = pid if pid and is_same(pid, start, boot) else None
    found = members(group, mark)
    seen = len(found)
    until = monotonic() + patience
    while found and monotonic() < until:
        signal_all(found, signal.SIGKILL)
        Event().wait(0.01)
        found = members(group, mark)
    return seen


def _is_in(pid: int, group: int | None) -> bool:
    if group is None:
        return False
    try:
        return os.getpgid(pid) == group
    except GONE:
        return False


def _bears(pid: int, mark: str) -> bool:
    try:
        if Path('/proc/self').exists():
            return f'{MARK}={mark}'.encode() in Path(f'/proc/{pid}/environ').read_bytes().split(b'\0')
        return bool(psutil.Process(pid).environ().get(MARK) == mark)
    except (OSError, psutil.Error):
        return False
