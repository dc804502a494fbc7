"""The real program as a process of its own, as an operator starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

ADMIN = {'SETUP_ADMIN_EMAIL': 'ann@example.com', 'SETUP_ADMIN_PASSWORD': 'quiet river stones 7'}
PATIENCE = 180  # seconds; a demo is filled before it serves, on whatever machine
FOREIGN = ('PYTEST_', 'NICEGUI_')  # where variables begin with which tests change what a program does


class Program:
    """Keeps its folder and its port over several starts."""
    module = 'app'
    within: tuple[str, ...] = ()  # a command that starts it in surroundings of its own

    def __init__(self, folder: Path, arguments: tuple[str, ...] = ('serve',), **environment: str) -> None:
        self.folder, self.arguments, self.environment = folder, arguments, environment
        self.port = free_port()
        self.url = f'http://localhost:{self.port}'
        self.log = folder / f'{self.port}.log'
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {'DATA_DIR': str(self.folder), 'PORT': str(self.port), 'LOG_FORMAT': 'text', **self.environment}
        with self.log.open('ab') as log:
            self.process = subprocess.Popen([*self.within, sys.executable, '-m', self.module, *self.arguments],
                                            stdout=log, stderr=log, env={**own_environment(), **environment})
        self._wait_until_ready()

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def setup_code(self) -> str:
        return re.findall(r'give this code: (\S+)', self.log.read_text())[-1]

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        code = self.process.wait(timeout=PATIENCE)
        self.process = None
        return code

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process and self.process.poll() is None, self.log.read_text()
            try:
                with urllib.request.urlopen(f'http://127.0.0.1:{self.port}/readyz', timeout=5):
                    return
            except (URLError, ConnectionError):
                time.sleep(0.05)  # a process that is starting cannot be awaited otherwise
        raise TimeoutError(self.log.read_text())


def own_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}


@contextmanager
def running(folder: Path, *arguments: str, **environment: str) -> Iterator[Program]:
    program = Program(folder, arguments or ('serve',), **environment)
    program.start()
    try:
        yield program
    finally:
        program.stop()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        port: int = listener.getsockname()[1]
        return port
