"""The real program that may speak to this machine without TLS: `python -m tests.machine.near serve`."""

import sys

from app.__main__ import main
from app.integrations import outside
from tests.machine.program import Program


class Near(Program):
    module = 'tests.machine.near'


if __name__ == '__main__':
    outside.UNSAFE.add('127.0.0.1')
    sys.exit(main(sys.argv[1:]))
