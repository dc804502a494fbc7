"""What a file names and nobody knew: created with the import where an admin said so, and gone again with its undo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.cube import BLANK, stored_of
from app.domain.seasons.drafts import CategoryDraft, ClusterDraft, LocationDraft, SupplierDraft
from app.domain.seasons.importing import fields as types
from app.domain.seasons.importing.checking import Checked
from app.domain.seasons.importing.difference import NEW, Difference, Told
from app.domain.seasons.importing.missing import Absent, names_new, with_created
from app.errors import AppError, Conflict
from app.services.seasons.cubes import cube_of
from app.services.seasons.ground import find_axes
from app.services.seasons.masters.categories import add_category, remove_category
from app.services.seasons.masters.clusters import add_cluster, remove_cluster
from app.services.seasons.masters.locations import add_location, remove_location
from app.services.seasons.masters.suppliers import add_supplier, remove_supplier
from app.services.seasons.structure import choose_categories, choose_locations
from app.work import Work
from models.masters import MasterCategory, MasterCluster, MasterLocation, MasterSupplier
from models.seasons import Season, SeasonCategory, SeasonLocation, SeasonVersion


@dataclass(frozen=True)
class Joining:
    """How something becomes part of a season; `member` is the column that names the master."""
    noun: str
    table: Any
    member: Any
    choose: Callable[[Work, Actor, str, Sequence[int]], None]


JOINING: Final = {
    types.LOCATION: Joining('locations', SeasonLocation, col(SeasonLocation.location_id), choose_locations),
    types.CATEGORY: Joining('categories', SeasonCategory, col(SeasonCategory.category_id), choose_categories)}
TABLES: Final[Mapping[str, Any]] = {
    types.LOCATION: (MasterLocation, remove_location), types.CATEGORY: (MasterCategory, remove_category),
    types.SUPPLIER: (MasterSupplier, remove_supplier), types.CLUSTER: (MasterCluster, remove_cluster)}
TOP_FIRST: Final = (types.CLUSTER, types.LOCATION, types.CATEGORY, types.SUPPLIER)


def created(work: Work, actor: Actor, season: Season | None, checked: Checked) -> tuple[Checked, list[dict[str, Any]]]:
    """Rows that name what is there from now on, and what an undo needs. Raises Forbidden, Conflict."""
    if not checked.created:
        return checked, []
    demand(actor, 'seasons.admin')
    ids = {one.known.key: _add(work, actor, one) for one in checked.created}
    for type_ in JOINING:
        if fresh := [ids[one.known.key] for one in checked.created if one.type == type_]:
            _join(work, actor, season, type_, fresh, [])
    kept = [{'type': one.type, 'id': ids[one.known.key], 'name': one.known.name} for one in checked.created]
    return replace(checked, reads=tuple(with_created(checked.reads, ids))), kept


def uncreated(work: Work, actor: Actor, season: Season | None, kept: Sequence[Mapping[str, Any]]) -> None:
    """Refused where somebody has used it since. Raises Forbidden, Conflict."""
    if not kept:
        return
    demand(actor, 'seasons.admin')
    for type_ in JOINING:
        if gone := [one['id'] for one in kept if one['type'] == type_]:
            _demand_empty(work, season, type_, gone)
            _join(work, actor, season, type_, [], gone)
    for type_ in reversed(TOP_FIRST):
        table, remove = TABLES[type_]
        for one in kept:
            if one['type'] == type_ and work.session.get(table, one['id']):
                remove(work, actor, one['id'])


def set_apart(checked: Checked) -> tuple[Checked, list[Told]]:
    """Rows that name what is not there yet can only be new; all others are compared."""
    if not any(one.type in JOINING for one in checked.created):
        return checked, []
    fresh = [read for read in checked.reads if names_new(read)]
    if not fresh:
        return checked, []
    told = [Told(read.number, NEW, words=tuple((one.type.capitalize(), '', f'{one.known.name} (created)')
                                               for one in checked.created if one.known in read.values.values()))
            for read in fresh]
    return replace(checked, reads=tuple(read for read in checked.reads if not names_new(read))), told


def joined(found: Difference, told: Sequence[Told]) -> Difference:
    return replace(found, rows=sorted([*found.rows, *told], key=lambda one: one.row)) if told else found


def _add(work: Work, actor: Actor, one: Absent) -> int:
    code, name = one.known.code, one.known.name
    try:
        if one.type == types.LOCATION:
            return add_location(work, actor, LocationDraft(name, code))
        if one.type == types.CATEGORY:
            return add_category(work, actor, CategoryDraft(name, code))
        if one.type == types.SUPPLIER:
            return add_supplier(work, actor, SupplierDraft(name, code))
        return add_cluster(work, actor, ClusterDraft(name, code))
    except AppError as error:
        raise Conflict(f'{name} could not be created: {error}', error.code) from error


def _join(work: Work, actor: Actor, season: Season | None, type_: str, fresh: Sequence[int], gone: Sequence[int],
          ) -> None:
    """The season has these from now on, or not any more."""
    assert season
    how = JOINING[type_]
    had = work.session.exec(select(how.member).where(how.table.season_id == season.id).order_by(how.member)).all()
    how.choose(work, actor, season.code, [*(own for own in had if own not in set(gone)), *fresh])


def _demand_empty(work: Work, season: Season | None, type_: str, gone: Sequence[int]) -> None:
    """Nobody has planned anything there since. Raises Conflict."""
    assert season
    axes, how = find_axes(work, season.id), JOINING[type_]
    members = work.session.exec(select(how.table).where(how.table.season_id == season.id, how.member.in_(gone))).all()
    at = axes.location_at if type_ == types.LOCATION else axes.category_at
    places = [at[one.place] for one in members if one.place in at]
    for version in work.session.exec(select(SeasonVersion.id).where(SeasonVersion.season_id == season.id)).all():
        for sheet in cube_of(work, season.id, version).sheets.values():
            stored = stored_of(sheet)
            if ((stored[places] if type_ == types.LOCATION else stored[:, places]) != BLANK).any():
                names = ', '.join(one.name for one in members[:3])
                raise Conflict(f'Somebody has planned for {names} since: these {how.noun} stay, and so does the '
                               'import.', 'seasons.conflict')
