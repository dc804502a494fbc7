"""`sprints.report`: writes the report of a sprint as a file, which stays with the run.

The file can be fetched from the run for as long as the run is kept. Being heavy, it is written in a process of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from app import exporting, uploads
from app.domain.access import SYSTEM
from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.exporting.documents import FORMS
from app.services.ops import files
from app.services.sprints import exports
from app.services.sprints.exports import BASELINE, SPRINT, Wanted
from app.work import Work, read, transact
from jobs.voice import Voice

COMMAND: Final = 'sprints.report'
PIECE: Final = 1_000_000  # bytes
DEFINITION = Definition(
    COMMAND, 'Make a sprint report', 'Writes the report of a sprint as a file, which stays with the run.',
    area='sprints', parameters=(
        Parameter('board', 'whole', 'Number of the board.', is_required=True, low=1),
        Parameter('sprint', 'whole', 'Number of the sprint; 0 is the one that runs or was closed last.', 0, low=0),
        Parameter('format', 'choice', 'What kind of file.', 'pdf', choices=tuple((one, one.upper()) for one in FORMS)),
        Parameter('kind', 'choice', 'The report, or what the sprint began with.', SPRINT, choices=(
            (SPRINT, 'Report'), (BASELINE, 'Baseline')))),
    key='sprints_report:{board}', is_heavy=True, retries=1, timeout=300, priority=3)


def make(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the file is called, and how large it is."""
    form = parameters.get('format') or 'pdf'
    source = read(exports.view_source, SYSTEM, Wanted(
        parameters.get('kind') or SPRINT, form, parameters['board'], parameters.get('sprint') or 0))
    voice.progress(1, 3, 'writing')
    file = exporting.made_now(source.document(), form)
    stored = asyncio.run(uploads.store(read(_folder), _pieces(file.content)))
    number = transact(partial(files.keep_result, run_id=voice.run_id, name=file.name, stored=stored))
    voice.speak(f'“{file.name}” is made: {len(file.content):,} bytes')
    return {'file': file.name, 'bytes': len(file.content), 'number': number}


def _folder(work: Work) -> Path:
    return work.policy.ops.files_dir


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start:start + PIECE]
