"""What this process stands on, looked at before it starts: what would fail later is named now."""

import logging
import os
from pathlib import Path

from app.settings import Misconfigured, Settings

log = logging.getLogger(__name__)


def look_around(settings: Settings) -> None:
    """Raises Misconfigured where the start is pointless; warns where it is only unwise."""
    demand_writable(settings.data_dir, 'DATA_DIR')
    if file := settings.database_file:
        demand_writable(file.parent, 'DATABASE_URL')
    _warn_without_backups(settings.ops.backup_dir)
    if os.getpid() == 1:
        log.warning('Roundtable is process 1 here: programs that runs leave behind stay as zombies. Start the '
                    'container with an init: docker run --init, or tini as in the Dockerfile.')


def demand_writable(folder: Path, name: str) -> None:
    """Made if it is not there. Whoever is root is told by the file system, not by permissions."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError as error:
        raise Misconfigured(f'{name}: {folder} cannot be made or written to: {error.strerror}') from error
    if not is_writable:
        raise Misconfigured(f'{name}: {folder} cannot be written to by user {os.getuid()}')


def _warn_without_backups(folder: Path) -> None:
    """A place for backups may come later, as a volume that is mounted."""
    place = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    if not os.access(place, os.W_OK):
        log.warning('BACKUP_DIR: %s cannot be written to, so there will be no backups.', folder)
