"""A heavy function in a process of its own, as our own process starts it: `python -m app.apart`.

Knows nothing of pages and requests, which would take longer to read than most functions take.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from app import logs, work
from app.installation import REACTIONS, policy_of
from app.settings import load
from jobs import heavy


def work_apart(given: Mapping[str, Any]) -> int:
    """With the settings of the process that started this one; the exit code."""
    os.chdir(given['folder'])
    settings, claim = load(given['settings']), heavy.claim_of(given['claim'])
    voice = heavy.PipeVoice(claim, given['secrets'])
    engine = work.configure(settings.database_url, voice.announce, policy_of(settings), REACTIONS)
    try:
        return heavy.work(voice, claim, given['function'])
    finally:
        engine.dispose()


if __name__ == '__main__':
    logs.start('WARNING', 'text')
    sys.exit(work_apart(json.load(sys.stdin)))
