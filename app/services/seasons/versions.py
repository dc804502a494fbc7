"""Versions of a plan: which there are, and how one comes into being."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.seasons.axes import Cell
from app.domain.seasons.changes import applied, change_of, stored_within
from app.domain.seasons.measures import INPUTS
from app.domain.seasons.season import AT_LOCK, CURRENT, ORIGINAL, SCENARIO, SNAPSHOT
from app.domain.seasons.versions import HIDDEN, LABELS, VersionView
from app.errors import NotFound
from app.events import SeasonChanged, season_topic
from app.services.seasons.cubes import cube_of, keep_own
from app.services.seasons.flushing import flush_version
from app.services.seasons.ground import is_id, seen_season
from app.services.seasons.images import begin_images, copy_images
from app.services.seasons.log import COPY, keep_edit
from app.work import Work
from models.seasons import Season, SeasonEdit, SeasonVersion

SEVERAL = (CURRENT, SNAPSHOT, SCENARIO, AT_LOCK)  # kinds with numbers, from 1
FREEZE = 'freeze'  # operation: a scope of the working plan was approved


def list_versions(work: Work, actor: Actor, code: str) -> tuple[VersionView, ...]:
    """In the order in which they are offered."""
    return watch_versions(work, seen_season(work, actor, code).id)


def watch_versions(work: Work, season_id: int) -> tuple[VersionView, ...]:
    """For pages: shared by all who watch."""
    order = list(LABELS)
    rows = work.session.exec(select(SeasonVersion).where(
        SeasonVersion.season_id == season_id, col(SeasonVersion.kind).not_in(HIDDEN))).all()
    return tuple(map(view_of, sorted(rows, key=lambda row: (order.index(row.kind), -row.number))))


def version_of(work: Work, season_id: int, kind: str, number: int = 0) -> VersionView | None:
    """`number` 0 is the newest of those of which there are several."""
    wanted = select(SeasonVersion).where(SeasonVersion.season_id == season_id, SeasonVersion.kind == kind)
    if number:
        wanted = wanted.where(SeasonVersion.number == number)
    row = work.session.exec(wanted.order_by(col(SeasonVersion.number).desc())).first()
    return view_of(row) if row else None


def find_version(work: Work, season_id: int, told: str | int) -> SeasonVersion:
    """By its number in the database, by its kind (the newest), or as `current:2`. Raises NotFound."""
    kind, _, number = str(told).partition(':')
    wanted = select(SeasonVersion).where(SeasonVersion.season_id == season_id)
    if is_id(kind):
        wanted = wanted.where(SeasonVersion.id == int(kind))
    else:
        wanted = wanted.where(SeasonVersion.kind == kind)
        if number:
            wanted = wanted.where(SeasonVersion.number == (int(number) if is_id(number) else -1))
    if row := work.session.exec(wanted.order_by(col(SeasonVersion.number).desc())).first():
        return row
    raise NotFound('There is no such version of this plan.')


def ensure_version(work: Work, season: Season, kind: str, actor: Actor) -> SeasonVersion:
    """The one of its kind, for kinds of which there is one only; a season gets it when it is first written to."""
    row = work.session.exec(select(SeasonVersion).where(
        SeasonVersion.season_id == season.id, SeasonVersion.kind == kind)).first()
    return row or begin_version(work, season, kind, actor)


def begin_version(work: Work, season: Season, kind: str, actor: Actor, name: str = '') -> SeasonVersion:
    """An empty one; the row of the season is locked."""
    number = 0
    if kind in SEVERAL:
        last = work.session.execute(columns(func.max(col(SeasonVersion.number))).where(
            col(SeasonVersion.season_id) == season.id, col(SeasonVersion.kind) == kind)).scalar_one()
        number = (last or 0) + 1
    row = SeasonVersion(season_id=season.id, kind=kind, number=number, name=name, revision=season.revision,
                        by_name=actor.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    begin_images(work, row.id)
    work.record(SeasonChanged(season_topic(season.id)))
    return row


def copy_version(work: Work, season: Season, source: SeasonVersion, actor: Actor, kind: str,
                 name: str = '') -> SeasonVersion:
    """A version that begins as another one is now; the row of the season is locked."""
    flush_version(work, season.id, source.id)
    cube = cube_of(work, season.id, source.id)
    row = begin_version(work, season, kind, actor, name)
    kept = keep_edit(work, season, row.id, actor, COPY, {'from': source.id, 'seq': cube.seq}, ())
    copy_images(work, source.id, row.id, kept.seq)
    return row


def freeze_scope(work: Work, actor: Actor, season: Season, branch: str, cluster: str) -> VersionView:
    """The working plan of a scope as it was approved: as ORIGINAL the first time, then as CURRENT 1, 2, … The newest
    CURRENT holds every scope as it was approved last. The row of the season is locked.
    """
    before = [number for number, *scope in frozen_scopes(work, season.id) if scope == [branch, cluster]]
    current = version_of(work, season.id, CURRENT)
    if not before:
        row = ensure_version(work, season, ORIGINAL, actor)
        if current:
            _freeze(work, actor, season, find_version(work, season.id, current.id), branch, cluster)
    elif current is None or current.id in before:
        row = copy_version(work, season, find_version(work, season.id, current.id if current else ORIGINAL), actor,
                           CURRENT)
    else:
        row = find_version(work, season.id, current.id)
    _freeze(work, actor, season, row, branch, cluster)
    return view_of(row)


def _freeze(work: Work, actor: Actor, season: Season, row: SeasonVersion, branch: str, cluster: str) -> None:
    cube, working = cube_of(work, season.id, row.id), cube_of(work, season.id)
    changes = [change for measure in INPUTS if (box := cube.axes.box(Cell(measure, cluster, branch)))
               and len(change := change_of(cube, measure, box, stored_within(working, measure, box)))]
    row.frozen_at = row.frozen_at or work.now
    keep_edit(work, season, row.id, actor, FREEZE, {'branch': branch, 'cluster': cluster, 'of': working.seq}, changes)
    keep_own(work, applied(cube, changes, season.seq))


def frozen_scopes(work: Work, season_id: int) -> Sequence[tuple[int, str, str]]:
    """(version, branch, cluster) of every approval so far, in order."""
    rows = work.session.execute(columns(col(SeasonEdit.version_id), col(SeasonEdit.scope)).where(
        col(SeasonEdit.season_id) == season_id, col(SeasonEdit.operation) == FREEZE).order_by(col(SeasonEdit.seq)))
    return [(number, scope['branch'], scope['cluster']) for number, scope in rows]


def view_of(row: SeasonVersion) -> VersionView:
    return VersionView(row.id, row.kind, row.number, row.name, row.revision, row.by_name, row.at,
                       row.frozen_at is not None)
