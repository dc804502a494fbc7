"""The log of the cells: every edit of every version of a plan, in one order for each season."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col, select

from app.context import trace
from app.domain.access import Actor
from app.domain.seasons.changes import Change, decoded, encoded
from app.events import IMAGES, ImagesBehind, PlanEdited, cells_topic
from app.work import Work
from models.seasons import Season, SeasonEdit

COPY = 'copy'  # operation: a version began as another one; its images were copied, not its log


def keep_edit(work: Work, season: Season, version_id: int, actor: Actor, operation: str, scope: Mapping[str, Any],
              changes: Sequence[Change], **more: Any) -> SeasonEdit:
    """The next edit of a season whose row is locked; announces it."""
    season.seq += 1
    row = SeasonEdit(season_id=season.id, version_id=version_id, seq=season.seq, actor=actor.identity,
                     actor_name=actor.name, at=work.now, operation=operation, scope=dict(scope),
                     address=trace().address, device=trace().device,
                     changes=encoded(changes), size=sum(map(len, changes)), **{'effect': b'', **more})
    work.session.add(row)
    work.session.flush()
    work.record(PlanEdited(cells_topic(season.id)))
    work.record(ImagesBehind(IMAGES))
    return row


def edits_after(work: Work, season_id: int, version_id: int, seq: int) -> Sequence[SeasonEdit]:
    """Of a version, behind an edit, in order."""
    return work.session.exec(select(SeasonEdit).where(
        SeasonEdit.season_id == season_id, SeasonEdit.version_id == version_id, SeasonEdit.seq > seq)
        .order_by(col(SeasonEdit.seq))).all()


def changes_after(work: Work, season_id: int, version_id: int, seq: int, until: int | None = None,
                  ) -> Iterator[tuple[int, tuple[Change, ...]]]:
    """What became of the cells behind an edit: seq and changes of each that followed, to be applied in order."""
    rows = work.session.execute(columns(col(SeasonEdit.seq), col(SeasonEdit.changes)).where(
        col(SeasonEdit.season_id) == season_id, col(SeasonEdit.version_id) == version_id, col(SeasonEdit.seq) > seq,
        *([col(SeasonEdit.seq) <= until] if until is not None else [])).order_by(col(SeasonEdit.seq)))
    for number, changes in rows:
        yield number, decoded(changes)
