"""Where the programs of AIrsenal are on this machine."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from app.airsenal import ELSEWHERE, IN_DEMO, STAND_IN
from jobs.hooks import CannotStart

ROOT = Path(__file__).parents[2]
LEAGUE = {'STAND_IN_LEAGUE': 'demo', 'STAND_IN_GAMEWEEK': '21'}  # of the demo
OF_THE_DEMO = {'STAND_IN_PACE': '0.08', **LEAGUE}  # seconds between two lines, so that there is something to watch
HOW_TO_GET_IT = (
    'AIrsenal is not on this machine: {program} was not found {where}. Install it with “uv tool install airsenal” or '
    '“pip install airsenal” into an environment of its own and set AIRSENAL_BIN to the folder of its programs. Or '
    'run a worker that has it with APP_MODE=worker and WORKER_LABELS=airsenal, and set AIRSENAL_BIN=worker here.')


def located(program: str, folder: str) -> tuple[str, ...]:
    """How to call it; raises CannotStart telling how to get it."""
    if folder in (STAND_IN, IN_DEMO):
        return sys.executable, '-m', 'jobs.airsenal.stand_in', program.removeprefix('airsenal_')
    is_given = bool(folder) and folder != ELSEWHERE
    found = shutil.which(program, path=folder if is_given else os.environ.get('PATH', os.defpath))
    if found is None:
        raise CannotStart(HOW_TO_GET_IT.format(program=program, where=f'in {folder}' if is_given else 'on the PATH'))
    return (found,)


def environment_for(folder: str) -> Mapping[str, str]:
    """What the stand-in needs: where it is, and how it was told to behave."""
    if folder not in (STAND_IN, IN_DEMO):
        return {}
    told = {name: value for name, value in os.environ.items() if name.startswith('STAND_IN_')}
    here = {'PYTHONPATH': str(ROOT), 'PYTHONDONTWRITEBYTECODE': '1'}
    return {**here, **(OF_THE_DEMO if folder == IN_DEMO else {}), **told}
