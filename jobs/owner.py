"""Whose an attempt is: a name that says on which machine and in which process, so that others can tell if it lives."""

import os
import secrets
import socket
from contextlib import suppress

from jobs.processes import boot_id, start_of

SEPARATOR = '|'


def own_name() -> str:
    """Another one each time a process starts."""
    return SEPARATOR.join((socket.gethostname(), boot_id()[:8], _space(), str(os.getpid()),
                           str(start_of(os.getpid())), secrets.token_hex(3)))


def is_gone(owner: str, own: str, *, is_alone: bool = False) -> bool:
    """Whether this owner is known to be gone; of other machines nothing is known until the lease is past, unless
    nobody else can use this database: then it was this one under another name, such as a container made anew.
    """
    parts = owner.split(SEPARATOR)
    if owner == own:
        return False
    if len(parts) != 6:
        return True
    host, boot, space, pid, start, _ = parts
    if host != socket.gethostname():
        return is_alone
    if (boot, space) != (boot_id()[:8], _space()):
        return True  # this machine was started anew, or this container
    return str(start_of(int(pid))) != start


def _space() -> str:
    """The numbers of processes mean something within one container only."""
    with suppress(OSError):
        return os.readlink('/proc/self/ns/pid')
    return '-'
