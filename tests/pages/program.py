"""The program as page tests start it: without a command line."""

import os

from app.serving import serve
from app.settings import load

serve(load(os.environ))
