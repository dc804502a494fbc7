"""Operations: what runs, what can be run, and when."""

from pages.ops import airsenal as airsenal
from pages.ops import commands as commands
from pages.ops import overview as overview
from pages.ops import reports as reports
from pages.ops import run as run
from pages.ops import runs as runs
from pages.ops import schedules as schedules
from pages.ops import secrets as secrets
from pages.ops import team as team
