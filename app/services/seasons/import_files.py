"""The file of an import: the upload of whoever asks stays with the import, so that it can be read again."""

from pathlib import Path
from typing import Final

from sqlmodel import col, delete, select

from app.domain.access import Actor
from app.errors import Rejected
from app.services.ops.files import GONE
from app.services.ops.files import KIND as UPLOAD
from app.work import Work
from models.ops import OpsFile
from models.seasons import SeasonImport

KIND: Final = 'seasons'


def keep(work: Work, actor: Actor, file_id: int) -> OpsFile:
    """From now on it goes with the import only. Raises Rejected for what is not theirs, or used already."""
    row = work.session.get(OpsFile, file_id, with_for_update=True, populate_existing=True)
    if row is None or row.kind != UPLOAD or row.key != actor.identity or row.run_id is not None:
        raise Rejected(GONE, 'ops.no_file', 'file')
    row.kind = KIND
    work.session.add(row)
    return row


def name_for(row: OpsFile, import_id: int) -> None:
    row.key = _key(import_id)


def place_of(work: Work, row: SeasonImport) -> Path:
    """Raises Rejected where it is gone."""
    kept = work.session.exec(select(OpsFile).where(OpsFile.kind == KIND, OpsFile.key == _key(row.id))).first()
    if kept is None:
        raise Rejected(GONE, 'ops.no_file', 'file')
    return work.policy.ops.files_dir / kept.path


def forget(work: Work, import_id: int) -> None:
    """Content that no row names is swept away."""
    work.session.execute(delete(OpsFile).where(col(OpsFile.kind) == KIND, col(OpsFile.key) == _key(import_id)))


def _key(import_id: int) -> str:
    return f'import:{import_id}'
