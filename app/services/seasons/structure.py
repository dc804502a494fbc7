"""Locations and categories of a season: explicit, with the cluster and the branch they have in this season.

Each gets a place when it joins, which is never given again: cells are stored by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.season import LOCATED
from app.domain.seasons.steps import STRUCTURE
from app.domain.seasons.structure import Option, StructureView
from app.domain.seasons.tree import Tree, demand_apart, path_of
from app.domain.seasons.waterfall import effect_of
from app.errors import Conflict, Rejected
from app.events import SEASONS, SeasonChanged
from app.services import audit
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_season, move_axes, seen_season
from app.services.seasons.masters.categories import categories_of, tree_of
from app.services.seasons.masters.locations import locations_of
from app.services.seasons.moves import encoded, tell_move
from app.services.seasons.reach import reach_of
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.masters import MasterCategory, MasterCluster, MasterLocation
from models.seasons import Season, SeasonCategory, SeasonLocation


def choose_locations(work: Work, actor: Actor, code: str, wanted: Sequence[int]) -> None:
    """Exactly these; those that stay take over what the master says now, such as another cluster."""
    row = _begun(work, actor, code)
    _demand_some(wanted, row)
    masters = {one.id: one for one in work.session.exec(select(MasterLocation).where(
        col(MasterLocation.id).in_(set(wanted))))}
    had = {one.location_id: one for one in work.session.exec(select(SeasonLocation).where(
        SeasonLocation.season_id == row.id))}
    _demand_known(wanted, masters, had.keys(), 'locations')
    clusters = {one.id: one for one in work.session.exec(select(MasterCluster))}
    values = {key: _location(one, clusters.get(one.cluster_id or 0)) for key, one in masters.items()}
    before = rolled_of(work, row.id) if had.keys() - set(wanted) else None
    _write(work, actor, row, SeasonLocation, 'location_id', had, values, list(wanted))
    if before:
        after = rolled_of(work, row.id)
        tell_move(work, row.id, 'structure', 'Locations left the season', actor,
                  encoded(after.axes, effect_of(before, after)))


def choose_categories(work: Work, actor: Actor, code: str, wanted: Sequence[int]) -> None:
    """Exactly these, all at the level that is planned: none is part of another."""
    row = _begun(work, actor, code)
    _demand_some(wanted, row)
    masters = {one.id: one for one in work.session.exec(select(MasterCategory).where(
        col(MasterCategory.id).in_(set(wanted))))}
    had = {one.category_id: one for one in work.session.exec(select(SeasonCategory).where(
        SeasonCategory.season_id == row.id))}
    _demand_known(wanted, masters, had.keys(), 'categories')
    tree = tree_of(work)
    demand_apart(tree, list(wanted))
    values = {key: _category(one, tree) for key, one in masters.items()}
    _write(work, actor, row, SeasonCategory, 'category_id', had, values, list(wanted))


def view_structure(work: Work, actor: Actor, code: str) -> StructureView:
    """What can be chosen, and what is."""
    row = seen_season(work, actor, code)
    places = {one.location_id: one for one in work.session.exec(select(SeasonLocation).where(
        SeasonLocation.season_id == row.id))}
    kinds = set(work.session.exec(select(SeasonCategory.category_id).where(SeasonCategory.season_id == row.id)))
    return StructureView(
        tuple(Option(one.id, one.draft.code, one.draft.name, one.cluster or 'Without cluster', one.id in places,
                     _cluster_note(one.cluster_code, places.get(one.id)))
              for one in locations_of(work) if one.draft.is_active or one.id in places),
        tuple(Option(one.id, one.draft.code, one.draft.name, ' › '.join(one.path), one.id in kinds)
              for one in categories_of(work)
              if (one.draft.is_active and not one.children) or one.id in kinds), row.seq > 0)


def _begun(work: Work, actor: Actor, code: str) -> Season:
    season = find_season(work, code)
    demand(actor, 'seasons.plan', reach_of(work, actor, season.id, [''], ['']))
    return begin(work, code, STRUCTURE)


def _demand_some(wanted: Sequence[int], row: Season) -> None:
    if not wanted and row.state == LOCATED:
        raise Conflict('A season needs at least one of them from the step “Locations” on.', 'seasons.incomplete')


def _demand_known(wanted: Iterable[int], masters: Mapping[int, Any], had: Iterable[int], field: str) -> None:
    known = set(had)
    for key in wanted:
        one = masters.get(key)
        if one is None:
            raise Rejected('There is no such one among the masters.', 'seasons.unknown', field)
        if not one.is_active and key not in known:
            raise Rejected(f'{one.name} is not active.', 'seasons.inactive', field)


def _location(master: MasterLocation, cluster: MasterCluster | None) -> dict[str, Any]:
    return {'code': master.code, 'name': master.name, 'kind': master.kind, 'cluster': cluster.code if cluster else '',
            'cluster_name': cluster.name if cluster else '', 'opens': master.opens, 'closes': master.closes,
            'is_comparable': master.is_comparable}


def _category(master: MasterCategory, tree: Tree) -> dict[str, Any]:
    return {'code': master.code, 'name': master.name,
            'path': [[one.code, one.name] for one in path_of(tree, master.id)[:-1]]}


def _write(work: Work, actor: Actor, row: Season, table: Any, key: str, had: Mapping[int, Any],
           values: Mapping[int, dict[str, Any]], wanted: Sequence[int]) -> None:
    counter = 'next_location' if key == 'location_id' else 'next_category'
    place = max([getattr(row, counter), *(one.place + 1 for one in had.values())])
    gone = [one for number, one in had.items() if number not in values]
    for one in gone:
        work.session.delete(one)
    for number in dict.fromkeys(wanted):
        if number in had:
            had[number].sqlmodel_update(values[number])
        else:
            work.session.add(table(season_id=row.id, place=place, **{key: number}, **values[number]))
            place += 1
    setattr(row, counter, place)
    row.version += 1
    work.session.flush()
    came = [values[number]['name'] for number in dict.fromkeys(wanted) if number not in had]
    noun = 'locations' if key == 'location_id' else 'categories'
    audit.write(work, actor, f'seasons.choose_{noun}', row.code, row.name,
                {'left': ', '.join(one.name for one in gone)} if gone else {},
                {'joined': ', '.join(came)} if came else {})
    move_axes(work, row.id)
    work.record(SeasonChanged(SEASONS))


def _cluster_note(now: str, own: SeasonLocation | None) -> str:
    if own is None or own.cluster == now:
        return ''
    return f'in {own.cluster_name or "no cluster"} for this season'


