"""The fake as a program of its own, so that a measurement does not measure it: prints its address and serves.

    python -m tests.fakes.jira --issues 10000 [--changes 6] [--server] [--latency 1.0] [--port 0]

It ends when its standard input does: whoever started it need not remember.
"""

import argparse
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from app.integrations.jira.access import Access
from tests.fakes.jira.filler import filled
from tests.fakes.jira.server import EMAIL, TOKEN, JiraServer

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def apart(issues=10_000, changes=6, latency=0.0, is_cloud=True):
    """In another process, filled: yields what it takes to speak with it."""
    arguments = ['--issues', str(issues), '--changes', str(changes), '--latency', str(latency)]
    process = subprocess.Popen([sys.executable, '-m', 'tests.fakes.jira', *arguments, *([] if is_cloud else [
        '--server'])], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Access(process.stdout.readline().strip(), TOKEN, EMAIL if is_cloud else '')
    finally:
        process.stdin.close()
        process.wait(10)


def main():
    read = argparse.ArgumentParser(description='A Jira on this machine.')
    read.add_argument('--issues', type=int, default=10_000)
    read.add_argument('--changes', type=int, default=6)
    read.add_argument('--latency', type=float, default=0.0)
    read.add_argument('--port', type=int, default=0)
    read.add_argument('--server', action='store_true')
    asked = read.parse_args()
    fake = JiraServer(filled(asked.issues, asked.changes, is_cloud=not asked.server), asked.port)
    fake.knobs.latency = asked.latency
    sys.stdout.write(f'{fake.url}\n')
    sys.stdout.flush()
    sys.stdin.read()
    fake.close()


if __name__ == '__main__':
    main()
