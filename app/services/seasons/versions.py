"""Versions of a plan: which there are, and how one comes into being."""

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.seasons.season import AT_LOCK, CURRENT, SCENARIO, SNAPSHOT
from app.domain.seasons.versions import LABELS, VersionView
from app.errors import NotFound
from app.services.seasons.ground import seen_season
from app.work import Work
from models.seasons import Season, SeasonVersion

SEVERAL = (CURRENT, SNAPSHOT, SCENARIO, AT_LOCK)  # kinds with numbers, from 1


def list_versions(work: Work, actor: Actor, code: str) -> tuple[VersionView, ...]:
    """In the order in which they are offered."""
    return watch_versions(work, seen_season(work, actor, code).id)


def watch_versions(work: Work, season_id: int) -> tuple[VersionView, ...]:
    """For pages: shared by all who watch."""
    order = list(LABELS)
    rows = work.session.exec(select(SeasonVersion).where(SeasonVersion.season_id == season_id)).all()
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
    if kind.isdecimal():
        wanted = wanted.where(SeasonVersion.id == int(kind))
    else:
        wanted = wanted.where(SeasonVersion.kind == kind)
        if number.isdecimal():
            wanted = wanted.where(SeasonVersion.number == int(number))
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
    return row


def view_of(row: SeasonVersion) -> VersionView:
    return VersionView(row.id, row.kind, row.number, row.name, row.revision, row.by_name, row.at,
                       row.frozen_at is not None)
