"""Whether the programs of AIrsenal are within reach of this process, and how to get them where they are not."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

STAND_IN, ELSEWHERE = 'stand-in', 'worker'  # what AIRSENAL_BIN may say instead of a folder
IN_DEMO = 'stand-in of the demo'  # it knows the team that is shown there, and takes its time
PROGRAM = 'airsenal_run_prediction'


@dataclass(frozen=True)
class Programs:
    place: str  # folder; empty where they are not found, or not on this machine
    version: str
    is_stand_in: bool = False
    is_elsewhere: bool = False  # only workers with the label have them

    @property
    def are_there(self) -> bool:
        return bool(self.place) or self.is_stand_in or self.is_elsewhere


def programs(folder: str) -> Programs:
    """Without starting one: that takes seconds and a network."""
    if folder == ELSEWHERE:
        return Programs('', '', is_elsewhere=True)
    if folder in (STAND_IN, IN_DEMO):
        return Programs('', STAND_IN, is_stand_in=True)
    found = shutil.which(PROGRAM, path=folder or os.environ.get('PATH', os.defpath))
    return Programs(str(Path(found).parent), version_in(folder)) if found else Programs('', '')


def version_in(folder: str) -> str:
    """As its package says it; empty where there is none."""
    if folder in (STAND_IN, IN_DEMO):
        return STAND_IN
    found = shutil.which(PROGRAM, path=folder or os.environ.get('PATH', os.defpath))
    if found is None:
        return ''
    site = Path(found).resolve().parents[1] / 'lib'
    return next((path.name.removeprefix('airsenal-').removesuffix('.dist-info')
                 for path in sorted(site.glob('python*/site-packages/airsenal-*.dist-info'))), 'unknown')
