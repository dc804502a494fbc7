"""Where the programs of AIrsenal are on this machine."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from jobs.hooks import CannotStart

STAND_IN = 'stand-in'
ROOT = Path(__file__).parents[2]
HOW_TO_GET_IT = (
    'AIrsenal is not on this machine: {program} was not found {where}. Install it with “uv tool install airsenal” or '
    '“pip install airsenal” into an environment of its own and set AIRSENAL_BIN to the folder of its programs. Or '
    'run a worker that has it with APP_MODE=worker and WORKER_LABELS=airsenal, and set AIRSENAL_BIN=worker here.')


def located(program: str, folder: str) -> tuple[str, ...]:
    """How to call it; raises CannotStart telling how to get it."""
    if folder == STAND_IN:
        return sys.executable, '-m', 'jobs.airsenal.stand_in', program.removeprefix('airsenal_')
    is_given = bool(folder) and folder != 'worker'
    found = shutil.which(program, path=folder if is_given else os.environ.get('PATH', os.defpath))
    if found is None:
        raise CannotStart(HOW_TO_GET_IT.format(program=program, where=f'in {folder}' if is_given else 'on the PATH'))
    return (found,)


def version_in(folder: str) -> str:
    """As its package says it; empty where that cannot be found out without starting it, which takes seconds."""
    if folder == STAND_IN:
        return 'stand-in'
    found = shutil.which('airsenal_run_prediction', path=folder or os.environ.get('PATH', os.defpath))
    if found is None:
        return ''
    site = Path(found).resolve().parents[1] / 'lib'
    return next((path.name.removeprefix('airsenal-').removesuffix('.dist-info')
                 for path in sorted(site.glob('python*/site-packages/airsenal-*.dist-info'))), 'unknown')


def environment_for(folder: str) -> Mapping[str, str]:
    """What the stand-in needs: where it is, and how it was told to behave."""
    if folder != STAND_IN:
        return {}
    told = {name: value for name, value in os.environ.items() if name.startswith('STAND_IN_')}
    return {'PYTHONPATH': str(ROOT), 'PYTHONDONTWRITEBYTECODE': '1', **told}
