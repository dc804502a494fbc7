"""What the values of a file are held against: the season, its axes, and what the company has."""

from collections.abc import Iterable

from sqlmodel import select

from app.domain.seasons.importing import fields as types
from app.domain.seasons.importing.answers import Grounds
from app.domain.seasons.importing.fields import FileKind
from app.domain.seasons.importing.matching import Known, Lookup, lookup_of
from app.domain.seasons.importing.periods import span_of
from app.domain.seasons.money import digits_of
from app.domain.seasons.steps import EDITABLE, STRUCTURE
from app.services.seasons.ground import find_axes
from app.work import Work
from models.buying import SeasonOrder
from models.masters import MasterCategory, MasterCluster, MasterLocation, MasterSupplier
from models.seasons import Season, SeasonCategory, SeasonLocation

BY_ROW = ('orders', 'receipts')  # whose money is in the currency of the row


def grounds_of(work: Work, kind: FileKind, season: Season | None) -> Grounds:
    """Only the lookups its columns need."""
    wanted = {one.type for one in kind.fields}
    lookups = {type_: look(work, season) for type_, look in LOOKUPS.items() if type_ in wanted}
    creatable = _creatable(kind, season) & wanted
    if season is None:
        return Grounds(lookups=lookups, creatable=creatable)
    axes = find_axes(work, season.id)
    return Grounds(season.code, season.name, str(season.id), None if kind.key in BY_ROW else digits_of(season.currency),
                   season.currency, span_of(axes.periods, season.name), lookups, creatable)


def _creatable(kind: FileKind, season: Season | None) -> frozenset[str]:
    """Of what the file only names; places and categories as long as the season takes new ones in."""
    if season is None:
        return frozenset({types.CLUSTER} if kind.key == 'locations' else ())
    joining = {types.LOCATION, types.CATEGORY} if STRUCTURE in EDITABLE[season.state] else set()
    return frozenset(joining | ({types.SUPPLIER} if kind.key == 'orders' else set()))


def _locations(work: Work, season: Season | None) -> Lookup:
    """Of the season; others of the company are told apart from those nobody knows."""
    own = set(work.session.exec(select(SeasonLocation.location_id).where(
        SeasonLocation.season_id == season.id))) if season else set()
    return lookup_of('location', (_known(f'l:{row.code}', row, row.id in own, 'location')
                                  for row in work.session.exec(select(MasterLocation))))


def _categories(work: Work, season: Season | None) -> Lookup:
    own = set(work.session.exec(select(SeasonCategory.category_id).where(
        SeasonCategory.season_id == season.id))) if season else set()
    rows = list(work.session.exec(select(MasterCategory)))
    above = _branches(rows, own)
    return lookup_of('category', (_known(
        f'c:{row.code}', row, row.id in own, 'category',
        f'{row.name} is above the planning level: name one of its categories.' if row.id in above else '')
        for row in rows))


def _branches(rows: Iterable[MasterCategory], own: set[int]) -> set[int]:
    parents = {row.id: row.parent_id for row in rows}
    found: set[int] = set()
    for one in own:
        parent = parents.get(one)
        while parent and parent not in found:
            found.add(parent)
            parent = parents.get(parent)
    return found - own


def _known(key: str, row: MasterLocation | MasterCategory, is_own: bool, noun: str, reason: str = '') -> Known:
    problem = '' if is_own else reason or f'{row.name} is no {noun} of this season.'
    return Known(key, row.code, row.name, problem, str(row.id))


def _suppliers(work: Work, _: Season | None) -> Lookup:
    return lookup_of('supplier', (Known(row.code, row.code, row.name, '' if row.is_active else
                                        f'{row.name} is not active any more.', str(row.id))
                                  for row in work.session.exec(select(MasterSupplier))))


def _clusters(work: Work, _: Season | None) -> Lookup:
    return lookup_of('cluster', (Known(f'k:{row.code}', row.code, row.name, '', str(row.id))
                                 for row in work.session.exec(select(MasterCluster))))


def _orders(work: Work, season: Season | None) -> Lookup:
    found = work.session.exec(select(SeasonOrder.id, SeasonOrder.number, SeasonOrder.season_id)).all()
    return lookup_of('order', (Known(number, number, number, '' if season and season.id == place else
                                     f'{number} belongs to another season.', str(own))
                               for own, number, place in found))


LOOKUPS = {types.LOCATION: _locations, types.CATEGORY: _categories, types.SUPPLIER: _suppliers,
           types.CLUSTER: _clusters, types.ORDER: _orders}
