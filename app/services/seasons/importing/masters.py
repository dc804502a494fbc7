"""Masters from files: each row becomes what somebody would have filled in, through the same services."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.domain.access import Actor, demand
from app.domain.seasons.drafts import (
    CategoryDraft,
    ClusterDraft,
    LocationDraft,
    RateDraft,
    SupplierDraft,
    checked_category,
    checked_cluster,
    checked_location,
    checked_rate,
    checked_supplier,
)
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import ABSENT, NEW, SAME, UPDATE, Difference, Told, state_of
from app.domain.seasons.importing.matching import folded
from app.errors import Conflict, Invalid, Rejected
from app.services.seasons.masters import categories, clusters, locations, rates, suppliers
from app.work import Work
from models.seasons import Season

Draft = Any
FIELDS: Final[Mapping[str, Mapping[str, str]]] = {  # column → field of a draft
    'locations': {'code': 'code', 'name': 'name', 'type': 'kind', 'address': 'address', 'city': 'city',
                  'state': 'region', 'country': 'country', 'postal_code': 'postal_code', 'is_active': 'is_active',
                  'opens': 'opens', 'closes': 'closes', 'currency': 'currency'},
    'clusters': {'code': 'code', 'name': 'name', 'description': 'description', 'is_active': 'is_active'},
    'categories': {'code': 'code', 'name': 'name', 'description': 'description'},
    'suppliers': {'code': 'code', 'name': 'name', 'currency': 'currency', 'lead_days': 'lead_days', 'terms': 'terms',
                  'tolerance': 'tolerance', 'is_active': 'is_active'},
    'rates': {'from': 'source', 'to': 'target', 'day': 'day', 'rate': 'rate', 'told_by': 'told_by'}}

NAMED: Final = {'cluster_id': 'cluster', 'parent_id': 'parent', 'region': 'state', 'is_active': 'active',
                'is_comparable': 'like for like', 'told_by': 'source', 'lead_days': 'lead time, days'}  # of drafts


@dataclass(frozen=True)
class Desk:
    """How one kind of masters is listed, added, changed and removed."""
    draft: type
    check: Callable[[Any], Draft]
    rows: Callable[[Work], Iterable[tuple[int, Draft]]]
    add: Callable[[Work, Actor, Draft], int | None]
    change: Callable[[Work, Actor, int, Draft], None]
    remove: Callable[[Work, Actor, int], None]


def compare_masters(kind: str, work: Work, reads: Sequence[Read], mode: str) -> Difference:
    """Found again by code, and where a row has none by name; columns a file has not stay as they are."""
    desk, known = DESKS[kind], dict(DESKS[kind].rows(work))
    codes, names = _by(known, kind, 'code'), _by(known, kind, 'name')
    rows, issues, todo, sames = list[Told](), list[Issue](), list[tuple[int, int | None, Draft, Read]](), 0
    for read in reads:
        own = codes.get(_key(kind, read)) if read.values.get('code') or kind == 'rates' else names.get(
            folded(str(read.values.get('name') or '')))
        was = known.get(own) if own is not None else None
        now = _draft(kind, desk, was, read)
        if isinstance(now, Issue):
            issues.append(now)
            continue
        state = state_of(was, now)
        if state == NEW and mode == UPDATE:
            issues.append(Issue(read.number, '', '', ABSENT))
        elif state == SAME and not _parent_moves(work, kind, was, read):
            sames += 1
        else:
            rows.append(Told(read.number, state if state != SAME else 'changed', _name(now), _words(was, now, read)))
            todo.append((read.number, own, now, read))
    return Difference(rows, sames, tuple(issues), payload=(kind, todo, known))


def store_masters(work: Work, actor: Actor, _: Season | None, found: Difference, __: int) -> dict[str, Any]:
    """All or none: a refusal names the row."""
    demand(actor, 'seasons.admin')
    kind, todo, known = found.payload
    desk, undo = DESKS[kind], list[dict[str, Any]]()
    for number, own, draft, read in _parents_first(kind, todo):
        with_parent = _hung(work, draft, read) if kind == 'categories' else draft
        try:
            if own is None:
                own = desk.add(work, actor, with_parent)
                undo.append({'id': own, 'was': None, 'now': _kept(with_parent)})
            else:
                desk.change(work, actor, own, with_parent)
                undo.append({'id': own, 'was': _kept(known[own]), 'now': _kept(with_parent)})
        except (Rejected, Conflict) as error:
            raise Conflict(f'Row {number}: {error}', error.code) from error
    return {'kind': kind, 'rows': undo}


def undo_masters(work: Work, actor: Actor, _: Season | None, kept: Mapping[str, Any], __: int) -> None:
    """What was added goes, what was changed is as before; refused where it was changed again or is used."""
    demand(actor, 'seasons.admin')
    desk = DESKS[kept['kind']]
    for one in reversed(kept['rows']):
        known = dict(desk.rows(work))
        own = one['id'] if one['id'] is not None else _own_of(desk.draft, one['now'], known)
        if own not in known or not _is_as(known[own], one['now']):
            raise Conflict(f'{_name_kept(one["now"])} was changed since the import. Undo that first.',
                           'seasons.conflict')
        if one['was'] is None:
            desk.remove(work, actor, own)
        else:
            desk.change(work, actor, own, _restored(desk.draft, one['was']))


def _draft(kind: str, desk: Desk, was: Draft | None, read: Read) -> Draft | Issue:
    told = {name: read.values[column] for column, name in FIELDS[kind].items() if read.values.get(column) is not None}
    if 'code' in told and kind != 'rates':
        told['code'] = str(told['code']).upper()
    if kind == 'locations':
        told.setdefault('name', was.name if was else told.get('code', ''))
        if read.values.get('cluster'):
            told['cluster_id'] = int(read.values['cluster'].own or 0)
    draft = replace(was, **told) if was else desk.draft(**({'code': ''} | told if kind != 'rates' else told))
    try:
        return desk.check(draft)
    except Invalid as error:
        return Issue(read.number, error.field, str(read.values.get(error.field) or ''), str(error))


def _by(known: Mapping[int, Draft], kind: str, name: str) -> dict[Any, int]:
    if kind == 'rates':
        return {(one.source, one.target, one.day): own for own, one in known.items()}
    return {folded(getattr(one, name)): own for own, one in known.items()}


def _key(kind: str, read: Read) -> Any:
    if kind == 'rates':
        return read.values['from'], read.values['to'], read.values['day']
    return folded(str(read.values.get('code') or ''))


def _words(was: Draft | None, now: Draft, read: Read) -> tuple[tuple[str, str, str], ...]:
    """What is another than it was, or, of something new, than it would be without the file."""
    found = []
    for one in fields(now):
        before, after = getattr(was, one.name) if was else one.default, getattr(now, one.name)
        if before == after or (after in ('', None) and not was):
            continue
        if one.name.endswith('_id'):
            found.append((NAMED[one.name], '', _named(read, NAMED[one.name])))
        else:
            found.append((NAMED.get(one.name, one.name.replace('_', ' ')), _told(before) if was else '',
                          _told(after)))
    if 'parent' in read.values and read.values['parent'] and not any(name == 'parent' for name, _, _ in found):
        found.append(('parent', '', _named(read, 'parent')))
    return tuple(found[:6])


def _named(read: Read, column: str) -> str:
    """What a row calls something it hangs on."""
    value = read.values.get(column)
    return str(getattr(value, 'name', value) or '')


def _told(value: Any) -> str:
    """As people say it."""
    return '' if value is None else ('yes' if value else 'no') if isinstance(value, bool) else str(value)


def _name(draft: Draft) -> str:
    return getattr(draft, 'name', '') or f'{draft.source} → {draft.target}'


def _name_kept(kept: Mapping[str, Any]) -> str:
    return str(kept.get('name') or f'{kept.get("source")} → {kept.get("target")}')


def _parent_moves(work: Work, kind: str, was: Draft | None, read: Read) -> bool:
    if kind != 'categories' or was is None or not read.values.get('parent'):
        return False
    return bool(_hung(work, was, read) != was)


def _hung(work: Work, draft: CategoryDraft, read: Read) -> CategoryDraft:
    """With the parent the row names, which may have come with the same file."""
    parent = read.values.get('parent')
    if not parent:
        return draft
    known = {folded(one.draft.code): one.id for one in categories.categories_of(work)}
    if folded(str(parent)) not in known:
        raise Conflict(f'Row {read.number}: there is no category {parent} to hang it on.', 'seasons.unknown_category')
    return replace(draft, parent_id=known[folded(str(parent))])


def _parents_first(kind: str, todo: Sequence[tuple[int, int | None, Draft, Read]],
                   ) -> list[tuple[int, int | None, Draft, Read]]:
    """Whatever the order of the file; what hangs on itself is refused when it is written."""
    if kind != 'categories':
        return list(todo)
    waiting, done, codes = list(todo), list[Any](), {folded(one[2].code) for one in todo}
    while waiting:
        ready = [one for one in waiting if folded(str(one[3].values.get('parent') or '')) not in codes]
        chosen = ready or waiting
        done += chosen
        codes -= {folded(one[2].code) for one in chosen}
        waiting = [one for one in waiting if one not in chosen]
    return done


def _kept(draft: Draft) -> dict[str, Any]:
    return {one.name: str(value) if isinstance(value := getattr(draft, one.name), (date, Decimal)) else value
            for one in fields(draft)}


def _restored(kind: type, kept: Mapping[str, Any]) -> Draft:
    """As it was kept, days and numbers read again."""
    made = {}
    for one in fields(kind):
        value, type_ = kept[one.name], str(one.type)
        if value is not None and 'date' in type_:
            value = date.fromisoformat(value)
        elif value is not None and 'Decimal' in type_:
            value = Decimal(value)
        made[one.name] = value
    return kind(**made)


def _is_as(present: Draft, kept: Mapping[str, Any]) -> bool:
    """Codes that were drawn for a row are not what the row said."""
    return all(str(value) == str(kept[name]) or (name == 'code' and not kept[name])
               for name, value in _kept(present).items() if name != 'rate') and (
        'rate' not in kept or Decimal(kept['rate']) == present.rate)


def _own_of(kind: type, kept: Mapping[str, Any], known: Mapping[int, Draft]) -> int | None:
    wanted = _restored(kind, kept)
    return next((own for own, one in known.items() if (one.source, one.target, one.day) ==
                 (wanted.source, wanted.target, wanted.day)), None)


def _keep_rate(work: Work, actor: Actor, draft: RateDraft) -> None:
    rates.keep_rate(work, actor, draft)


def _change_rate(work: Work, actor: Actor, _: int, draft: RateDraft) -> None:
    rates.keep_rate(work, actor, draft)


def _remove_rate(work: Work, actor: Actor, own: int) -> None:
    one = dict(_rate_rows(work))[own]
    rates.remove_rate(work, actor, one.source, one.target, one.day)


def _rate_rows(work: Work) -> list[tuple[int, RateDraft]]:
    """Numbered in a fixed order, since rates have no number of their own."""
    found = sorted(rates.rates_of(work, None), key=lambda one: (one.source, one.target, one.day))
    return list(enumerate(found))


def _drafts(views: Iterable[Any]) -> list[tuple[int, Draft]]:
    return [(one.id, one.draft) for one in views]


DESKS: Final[Mapping[str, Desk]] = {
    'locations': Desk(LocationDraft, checked_location, lambda work: _drafts(locations.locations_of(work)),
                      locations.add_location, locations.change_location, locations.remove_location),
    'clusters': Desk(ClusterDraft, checked_cluster, lambda work: _drafts(clusters.clusters_of(work)),
                     clusters.add_cluster, clusters.change_cluster, clusters.remove_cluster),
    'categories': Desk(CategoryDraft, checked_category, lambda work: _drafts(categories.categories_of(work)),
                       categories.add_category, categories.change_category, categories.remove_category),
    'suppliers': Desk(SupplierDraft, checked_supplier, lambda work: _drafts(suppliers.suppliers_of(work)),
                      suppliers.add_supplier, suppliers.change_supplier, suppliers.remove_supplier),
    'rates': Desk(RateDraft, checked_rate, _rate_rows, _keep_rate, _change_rate, _remove_rate)}
