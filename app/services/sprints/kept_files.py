"""The file a site was made from: it stays for as long as the site does, and a newer one takes its place.

Its content is that of the upload, whose row belongs to a run and goes with it; so it is named once more, for the site.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlmodel import col, delete, select

from app.errors import Rejected
from app.services.ops.files import GONE
from app.services.ops.files import KIND as UPLOAD
from app.work import Work
from models.ops import OpsFile

KIND: Final = 'sprints'


@dataclass(frozen=True)
class KeptFile:
    name: str
    place: Path
    sha256: str


def keep(work: Work, run_id: int, site_id: int) -> str:
    """The one file of that run; returns what it is called."""
    given = work.session.exec(select(OpsFile).where(OpsFile.run_id == run_id, OpsFile.kind == UPLOAD)).first()
    if given is None:
        raise Rejected(GONE, 'ops.no_file', 'file')
    forget(work, site_id)
    work.session.add(OpsFile(kind=KIND, name=given.name, size=given.size, sha256=given.sha256, path=given.path,
                             key=_key(site_id), made_at=work.now))
    work.session.flush()
    return given.name


def find(work: Work, site_id: int) -> KeptFile | None:
    row = work.session.exec(select(OpsFile).where(OpsFile.kind == KIND, OpsFile.key == _key(site_id))).first()
    return KeptFile(row.name, work.policy.ops.files_dir / row.path, row.sha256) if row else None


def forget(work: Work, site_id: int) -> None:
    """Content that no row names is swept away."""
    work.session.execute(delete(OpsFile).where(col(OpsFile.kind) == KIND, col(OpsFile.key) == _key(site_id)))


def _key(site_id: int) -> str:
    return f'site:{site_id}'
