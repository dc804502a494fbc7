"""Forgetting what has been kept for long enough: every hour what is small, every night runs, logs and files."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app import clock
from app.domain.ops.commands import Definition, Parameter
from app.services.ops import fpl_copies, keeping
from app.services.ops.keeping import Overdue
from app.services.people import accounts, guests, requests
from app.services.people import keeping as of_people
from app.services.poker import upkeep
from app.services.portfolio import scenarios, seats
from app.work import Work, read, transact
from jobs.voice import Voice

CLEAN_UP = Definition(
    'ops.clean_up', 'Clean up', 'Forgets guests, ended sessions, old links, notices, tables and answers.',
    joins=True, is_quiet=True, retries=0)
RETENTION = Definition(
    'ops.retention', 'Remove what is old', 'Removes logs after 30 days and runs with their files after a year. Pinned '
    'runs and the newest 20 of each command stay.', joins=True, retries=0, is_heavy=True, parameters=(
        Parameter('dry_run', 'switch', 'Only say what would be removed.', default=False),))

CLEANING: Mapping[str, Callable[[Work], int]] = {
    'guests': guests.remove_old, 'sessions': of_people.forget_sessions, 'links': of_people.forget_tickets,
    'failed sign-ins': of_people.forget_failures, 'notices': of_people.forget_notices,
    'answered requests': requests.forget_old, 'idempotency keys': keeping.forget_keys,
    'stream tickets': keeping.forget_stream_tickets, 'poker tables': upkeep.forget_old,
    'FPL copies': fpl_copies.forget_old, 'scenarios': scenarios.forget_deleted,
    'seats at timelines': seats.forget_old}
BATCH = 200  # runs of one transaction
STRAY = 86_400  # seconds after which a file that nobody names is nobody's

log = logging.getLogger(__name__)


def clean_up(voice: Voice, _parameters: Mapping[str, Any]) -> dict[str, int]:
    """What cannot be cleaned does not keep the rest."""
    removed, failed = {}, []
    for done, (name, service) in enumerate(CLEANING.items()):
        voice.progress(done, len(CLEANING), name)
        try:
            removed[name] = transact(service)
        except Exception as error:
            log.exception('%s could not be cleaned', name)
            voice.speak(f'{name.capitalize()} could not be cleaned: {type(error).__name__}', 'error')
            failed.append(name)
            continue
        if removed[name]:
            voice.speak(f'Removed {removed[name]} {name}')
    if failed:
        voice.partly(f'{", ".join(failed).capitalize()} could not be cleaned')
    return removed


def remove_old(voice: Voice, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A preview says the same and touches nothing."""
    is_dry = bool(parameters.get('dry_run'))
    overdue = read(keeping.list_overdue)
    _tell(voice, overdue, 'Would go' if is_dry else 'Goes')
    result = {'logs': len(overdue.logs), 'log_bytes': overdue.log_bytes, 'runs': len(overdue.runs),
              'files': len(overdue.files), 'dry_run': is_dry}
    if is_dry:
        return result
    folder, total = read(_files_dir), len(overdue.logs) + len(overdue.runs)
    for done, some in _pieces(overdue.logs):
        voice.progress(done, total, 'logs')
        transact(keeping.forget_logs, some)
    for done, some in _pieces(overdue.runs):
        voice.progress(len(overdue.logs) + done, total, 'runs')
        _unlink(folder, transact(keeping.forget_runs, some))
    _unlink(folder, transact(keeping.forget_files, overdue.files))
    transact(keeping.forget_definitions)
    result['stray_files'] = 0 if read(accounts.view_workspace).is_demo else _sweep(folder)  # a demo may be a guest here
    if any(result[name] for name in ('logs', 'runs', 'files')):
        transact(keeping.note_kept, len(overdue.logs), len(overdue.runs), len(overdue.files))
    return result


def _tell(voice: Voice, overdue: Overdue, verb: str) -> None:
    if not (overdue.logs or overdue.runs or overdue.files):
        voice.speak('Nothing has been kept for too long.')
        return
    voice.speak(f'{verb}: the logs of {len(overdue.logs)} runs, {overdue.log_bytes / 1_000_000:.1f} MB')
    for name, count in overdue.by_command:
        voice.speak(f'{verb}: {count} runs of {name}')
    voice.speak(f'{verb}: {len(overdue.files)} files')


def _pieces(numbers: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """With how many come before."""
    for begin in range(0, len(numbers), BATCH):
        yield begin, numbers[begin:begin + BATCH]


def _files_dir(work: Work) -> Path:
    return work.policy.ops.files_dir


def _unlink(folder: Path, places: Sequence[str]) -> None:
    for place in places:
        path = folder / place
        if path.resolve().is_relative_to(folder.resolve()):
            path.unlink(missing_ok=True)


def _sweep(folder: Path) -> int:
    """Files that nobody names: left by a process that was killed between writing one and saying so."""
    if not folder.is_dir():
        return 0
    named, before = read(keeping.list_places), clock.now().timestamp() - STRAY
    stray = [path for path in folder.rglob('*') if path.is_file() and path.stat().st_mtime < before
             and str(path.relative_to(folder)) not in named and str(path) not in named]
    for path in stray:
        path.unlink(missing_ok=True)
    return len(stray)
