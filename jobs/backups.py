"""Backups, and whether they could be brought back."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app import clock, work
from app.backup import making, restoring
from app.backup.archive import BackupRefused
from app.backup.making import Made, Order
from app.backup.stored import Folders
from app.domain.ops.commands import Definition
from app.services.ops import backups
from app.services.ops.backups import Copy
from app.settings import VERSION
from app.work import Work, read, transact
from jobs.voice import Voice

BACKUP = Definition(
    'ops.backup', 'Back up', 'Writes everything into one ZIP in the folder of backups, while people work on. Secrets '
    'stay sealed; the keys are not in it: keep them apart.', key='backups', joins=True, is_heavy=True, retries=1)
RESTORE_CHECK = Definition(
    'ops.restore_check', 'Try the newest backup out',
    'Brings the newest backup back into a scratch database, and compares every row.', key='backups', joins=True,
    is_heavy=True, retries=0)


def back_up(voice: Voice, _parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The newest 14 are kept."""
    rules = read(_rules)
    _see_folder(rules.backup_dir, read(backups.list_names))
    made = making.make(work.engine(), _order(rules, voice.run_id), voice.progress)
    transact(backups.note_made, Copy(made.path.name, made.size, made.sha256, _moment(made)), voice.run_id)
    for name in transact(backups.keep_newest):
        (rules.backup_dir / name).unlink(missing_ok=True)
        voice.speak(f'Removed {name}, which is one too many')
    voice.speak(f'{made.path}: {made.manifest.rows} rows, {len(made.manifest.files)} files, '
                f'{made.size / 1_000_000:.1f} MB')
    if made.manifest.missing:
        for place in made.manifest.missing:
            voice.speak(f'{place} was lost before, or is not what it was', 'warning')
        voice.partly(f'{len(made.manifest.missing)} stored files were lost before')
    return {'name': made.path.name, 'size': made.size, 'rows': made.manifest.rows, 'sha256': made.sha256}


def try_newest(voice: Voice, _parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Raises what is wrong with it, after that was noted beside the backup."""
    folder = read(_rules).backup_dir
    _see_folder(folder, read(backups.list_names))
    names = read(backups.list_names)
    if not names:
        raise BackupRefused('There is no backup to try out yet.')
    try:
        manifest = restoring.try_out(folder / names[0], voice.speak)
    except BackupRefused as error:
        transact(backups.note_tried, names[0], str(error))
        raise
    transact(backups.note_tried, names[0], '')
    voice.speak(f'{names[0]} could be brought back: all {manifest.rows} rows came out as they went in.')
    return {'name': names[0], 'rows': manifest.rows}


def _see_folder(folder: Path, known: tuple[str, ...]) -> None:
    """What was taken away is not spoken of. What somebody put there is not ours: it is neither shown nor removed."""
    if gone := [name for name in known if not (folder / name).is_file()]:
        transact(backups.forget_missing, gone)


def _order(rules: Any, run_id: int) -> Order:
    return Order(rules.backup_dir, Folders(rules.files_dir, rules.airsenal_home), VERSION, run_id, clock.now())


def _moment(made: Made) -> datetime:
    return datetime.fromisoformat(made.manifest.made_at)


def _rules(work: Work) -> Any:
    return work.policy.ops
