"""The program as page tests start it: without a command line, with commands to test with."""

import os

from app.serving import serve
from app.settings import load
from jobs import commands
from tests.ops import COMMANDS

commands.DEFINITIONS = {**commands.DEFINITIONS, **COMMANDS}
serve(load(os.environ))
