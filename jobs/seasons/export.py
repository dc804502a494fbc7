"""`seasons.export`: writes the plan of a season as a file, which stays with the run for as long as the run is kept.

Being heavy, it is written in a process of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from app import uploads
from app.domain.access import SYSTEM
from app.domain.ops.commands import Definition, Parameter
from app.services.ops import files
from app.services.seasons import plan_exports
from app.services.seasons.plan_exports import Taken
from app.work import Work, read, transact
from jobs.voice import Voice

COMMAND: Final = 'seasons.export'
PIECE: Final = 1_000_000  # bytes
DEFINITION = Definition(
    COMMAND, 'Export the plan of a season', 'Writes a version of the plan as a file that can be imported again; it '
    'stays with the run.', area='seasons', parameters=(
        Parameter('season', 'text', 'Code of the season.', is_required=True, longest=20),
        Parameter('version', 'text', 'Which version: working, target, original, scenario:2 …', 'working', longest=30),
        Parameter('format', 'choice', 'What kind of file.', 'xlsx', choices=(('xlsx', 'Excel'), ('csv', 'CSV')))),
    key='seasons_export:{season}', is_heavy=True, retries=1, timeout=600, priority=3)


def export(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the file is called, and how large it is."""
    form = parameters.get('format') or 'xlsx'
    taken: Taken = read(plan_exports.take_plan, SYSTEM, parameters['season'], parameters.get('version') or 'working',
                        form)
    voice.progress(1, 3, 'writing')
    content, name = plan_exports.made(taken, form), f'{taken.name}.{form}'
    stored = asyncio.run(uploads.store(read(_folder), _pieces(content)))
    number = transact(partial(files.keep_result, run_id=voice.run_id, name=name, stored=stored))
    voice.speak(f'“{name}” is made: {len(taken.paper.rows):,} rows, {len(content):,} bytes')
    return {'file': name, 'rows': len(taken.paper.rows), 'bytes': len(content), 'number': number}


def _folder(work: Work) -> Path:
    return work.policy.ops.files_dir


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start:start + PIECE]
