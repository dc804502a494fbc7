"""An external program and everything it starts: begun from a list of arguments, in a session of its own, no shell."""

import os
import selectors
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil

from jobs.hooks import CannotStart
from jobs.processes import MARK, let_go, members, signal_all, start_of

PIECE = 65_536
UMASK = 0o077


def found(program: str, path: str) -> str:
    """Where the program is; raises CannotStart naming it."""
    place = shutil.which(program, path=path)
    if place:
        return place
    candidates = [Path(program)] if '/' in program else [Path(folder) / program for folder in path.split(os.pathsep)]
    if any(candidate.is_file() for candidate in candidates):
        raise CannotStart(f'{program} may not be executed')
    raise CannotStart(f'{program} is not installed here')


@contextmanager
def held(typed: bytes) -> Iterator[IO[bytes]]:
    """A file to be read from its begin: never on a disk where the system can do that, for there may be keys in it."""
    with open(os.memfd_create('typed'), 'w+b') if hasattr(os, 'memfd_create') else tempfile.TemporaryFile() as file:
        file.write(typed)
        file.seek(0)
        yield file


class Child:
    def __init__(self, argv: Sequence[str], environment: Mapping[str, str], folder: Path, typed: bytes,
                 passed: tuple[int, ...] = ()) -> None:
        """Raises CannotStart. `typed` is all that will ever come on its standard input."""
        self.mark = environment[MARK]
        with held(typed) as given:
            try:
                self.process = subprocess.Popen(
                    [found(argv[0], environment['PATH']), *argv[1:]], stdin=given if typed else subprocess.DEVNULL,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=dict(environment),
                    start_new_session=True, umask=UMASK, bufsize=0, pass_fds=passed)
            except (OSError, ValueError) as error:
                reason = getattr(error, 'strerror', None) or error
                raise CannotStart(f'{argv[0]} cannot be started: {reason}') from error
        self.pid = self.process.pid
        self.start = start_of(self.pid)
        self.code: int | None = None
        self.seen: set[psutil.Process] = set()  # of what it started
        self.is_crowd = False  # more of it than may be at a time

    def pipes(self) -> Mapping[str, int]:
        """Its two streams, to be read without waiting."""
        assert self.process.stdout and self.process.stderr
        found = {'out': self.process.stdout.fileno(), 'err': self.process.stderr.fileno()}
        for pipe in found.values():
            os.set_blocking(pipe, False)
        return found

    def has_ended(self) -> bool:
        self.code = self.process.poll()
        return self.code is not None

    def left(self) -> list[psutil.Process]:
        """Whatever of it and of what it started still lives."""
        found = members(self.pid, self.mark)
        self.seen.update(found)
        return found

    def send(self, how: signal.Signals) -> None:
        """To the group as one, and to those that left it. The group exists as long as its leader was not reaped."""
        was_group = self.send_group(how)
        signal_all([one for one in self.left() if not (was_group and _is_in(one, self.pid))], how)

    def send_group(self, how: signal.Signals) -> bool:
        """Without looking around, which takes a while; says whether there was a group to send it to."""
        if self.process.returncode is not None:
            return False
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, how)
        return True

    def close(self) -> None:
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        let_go(self.pid, self.seen)


def exit_alarm(pid: int, selector: selectors.BaseSelector, data: object) -> int | None:
    """Something that can be waited for together with pipes until the program ends, where the system has that."""
    if not hasattr(os, 'pidfd_open'):
        return None
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return None
    selector.register(handle, selectors.EVENT_READ, data)
    return handle


def _is_in(one: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(one.pid) == group
    except (ProcessLookupError, PermissionError):
        return False
