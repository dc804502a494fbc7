"""The command line of restoring: `python -m app restore FILE`, on the machine itself, while nobody serves."""

import argparse
import sys
from pathlib import Path

from app import bus, ownership, work
from app.backup import restoring
from app.backup.archive import BackupRefused
from app.backup.stored import Folders
from app.domain.access import SYSTEM
from app.installation import REACTIONS, policy_of
from app.services import audit, master_keys
from app.settings import VERSION, Misconfigured, Settings


def add_to(commands: 'argparse._SubParsersAction[argparse.ArgumentParser]') -> None:
    restore = commands.add_parser('restore', help='bring a backup back into an empty database')
    restore.add_argument('file', type=Path)
    restore.add_argument('--dry-run', action='store_true', help='check everything, and change nothing')
    restore.set_defaults(run=_restore)


def _restore(given: argparse.Namespace, settings: Settings) -> int:
    """Exit code 1 where something is left for a person to do."""
    file = settings.database_file
    if given.dry_run and file and not file.exists():
        restoring.look_into(given.file, None, _say)
        _say('Nothing was changed.')
        return 0
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        ownership.claim(file, VERSION)
    engine = work.configure(settings.database_url, bus.announce, policy_of(settings), REACTIONS)
    if given.dry_run:
        restoring.look_into(given.file, engine, _say)
        _say('Nothing was changed.')
        return 0
    folders = Folders(settings.ops.files_dir, settings.ops.airsenal_home)
    try:
        restored = restoring.restore(given.file, engine, folders, _say)
    except OSError as error:
        raise BackupRefused(f'The backup could not be brought back: {error.strerror or error}.') from error
    _say(f'{restored.manifest.rows} rows and {restored.files} files are back. Everybody has to sign in again, and the '
         'schedule stands still until an admin lets it go on.')
    left = [*_unsealed(), *_locked()]
    work.transact(audit.write, SYSTEM, 'system.restore', given.file.name,
                  f'made {restored.manifest.made_at[:16]} by Roundtable {restored.manifest.version}')
    for text in left:
        sys.stderr.write(f'{text}\n')
    engine.dispose()
    return 1 if left else 0


def _unsealed() -> list[str]:
    verdict = work.read(audit.verify, SYSTEM)
    if verdict.first_broken is None:
        _say(f'The audit trail is unbroken: {verdict.entries} entries.')
        return []
    return [f'Entry {verdict.first_broken} of the audit trail does not match its seal. If it was sealed with another '
            'SECRET_KEY, name that one behind the present key, after a comma.']


def _locked() -> list[str]:
    """The keys of the vault are not in the backup."""
    try:
        work.transact(master_keys.meet)
    except Misconfigured as error:
        return [f'The secrets cannot be opened yet. {error}']
    return []


def _say(text: str) -> None:
    sys.stdout.write(f'{text}\n')
