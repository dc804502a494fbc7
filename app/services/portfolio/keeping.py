"""Keeps what a source told, a batch of items at a time; each batch is true at once, whatever becomes of the next.

Only what differs from the last good copy counts as a change: it gets the mark of the baseline, by which everybody who
holds a copy in memory finds it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select as columns
from sqlalchemy import update
from sqlmodel import col, select

from app.domain.portfolio.sources.iterations import Iterations
from app.domain.portfolio.sources.kept import LONGEST_TEXT, Terms, others_of, place_of, plain, values_of
from app.domain.portfolio.sources.reading import BATCH, Body, IterationFound
from app.services.portfolio import ground, keeping_links, keeping_shares
from app.work import Work
from models.portfolio import PortfolioItem, PortfolioIteration, PortfolioSource, PortfolioText

Rows = dict[str, PortfolioItem]  # by number at the source


@dataclass(frozen=True)
class Kept:
    added: int = 0
    changed: int = 0

    def __add__(self, other: 'Kept') -> 'Kept':
        return Kept(self.added + other.added, self.changed + other.changed)


def terms_of(work: Work, source_id: int) -> Terms:
    """How this source is understood now."""
    row, setting = work.get(PortfolioSource, source_id), ground.setting_of(work)
    usual = tuple(kind for level in setting.rules.types for kind in level)
    plans = {plan.id: replace(plan, types=plan.types or usual) for plan in setting.plans.values()
             if plan.source == source_id}
    return Terms(source_id, row.time_zone, row.capacity_block, plans, setting.teams, setting.rules,
                 iterations_of(work, source_id), row.options.get('categories', {}))


def iterations_of(work: Work, source_id: int) -> Iterations:
    rows = work.session.exec(select(PortfolioIteration).where(PortfolioIteration.source_id == source_id))
    return Iterations.of(IterationFound(row.node_id, row.path, row.start, row.end) for row in rows)


def keep_batch(work: Work, terms: Terms, bodies: Sequence[Body],
               found_in: Mapping[int, Sequence[int]] | None = None) -> Kept:
    """At most 200 items as they were just read; `found_in` says which plans gave which."""
    given = {str(body.number): body for body in bodies}
    rows = _rows(work, terms.source_id, given)
    fresh = {number for number in given if number not in rows}
    changed = _keep_rows(work, terms, given, rows, found_in or {})
    work.session.flush()
    changed |= _find_parents(work, terms.source_id, rows, fresh)
    changed |= _keep_texts(work, terms, given, rows)
    has_links, changed_ends = keeping_links.keep_links(work, terms.source_id, bodies, rows, fresh)
    changed |= changed_ends
    if changed or has_links:
        _mark(work, changed)
    return Kept(len(fresh), len({row.external_id for row in rows.values() if row.id in changed} - fresh))


def touch(work: Work, terms: Terms, numbers: Sequence[int], found_in: Mapping[int, Sequence[int]]) -> int:
    """Seen again, and not changed; but the plan it belongs to may be another. Returns for how many that is so."""
    texts, moved = [str(number) for number in numbers], []
    chosen = columns(*(getattr(PortfolioItem, name) for name in (
        'id', 'external_id', 'area', 'type', 'plan_id', 'also_in', 'gone_since')))
    for row in work.session.execute(chosen.where(col(PortfolioItem.source_id) == terms.source_id,
                                                 col(PortfolioItem.external_id).in_(texts))).all():
        plan, also = place_of(row.area, row.type, terms, found_in.get(int(row.external_id), ()))
        if (plan, list(also)) != (row.plan_id, row.also_in) or row.gone_since:
            moved.append({'id': row.id, 'plan_id': plan, 'also_in': list(also), 'gone_since': None, 'gone_reads': 0})
    work.session.execute(update(PortfolioItem).where(
        col(PortfolioItem.source_id) == terms.source_id, col(PortfolioItem.external_id).in_(texts),
    ).values(seen_at=work.now))
    if moved:
        mark = ground.move_baseline(work)
        work.session.execute(update(PortfolioItem), [{**one, 'mark': mark} for one in moved])
    return len(moved)


def _rows(work: Work, source_id: int, given: Mapping[str, Body]) -> Rows:
    """Whoever else writes these items waits: a publication keeps what it sent the same way."""
    found = work.session.exec(select(PortfolioItem).where(
        PortfolioItem.source_id == source_id, col(PortfolioItem.external_id).in_(list(given)),
    ).order_by(col(PortfolioItem.id)).with_for_update())
    return {row.external_id: row for row in found}


def _keep_rows(work: Work, terms: Terms, given: Mapping[str, Body], rows: Rows,
               found_in: Mapping[int, Sequence[int]]) -> set[int]:
    """Ids of those that are another now; new rows are added to `rows`."""
    changed = set()
    for number, body in given.items():
        values = values_of(body, terms, found_in.get(body.number, ())) | {'gone_since': None, 'gone_reads': 0}
        row = rows.get(number)
        if row is None:
            row = rows[number] = PortfolioItem(source_id=terms.source_id, external_id=number, seen_at=work.now,
                                               **values)
            work.session.add(row)
            continue
        if row.rev > body.rev:
            continue  # somebody published meanwhile, and knows better
        values['fields'] = keeping_links.with_kept_hints(values['fields'], row.fields)
        if _apply(row, values):
            changed.add(row.id)
        row.seen_at = work.now
    return changed


def _apply(row: PortfolioItem, values: Mapping[str, Any]) -> bool:
    fresh = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in fresh.items():
        setattr(row, name, value)
    return bool(fresh)


def _find_parents(work: Work, source_id: int, rows: Rows, fresh: set[str]) -> set[int]:
    """Of these, and of those that have waited for one of these. Returns the ids of those that have another now."""
    wanted = {row.parent_external for row in rows.values() if row.parent_external}
    ids = {number: row.id for number, row in rows.items()} | keeping_links.ids_of(work, source_id, wanted - rows.keys())
    changed = {row.id for number, row in rows.items() if number in fresh}
    for row in rows.values():
        parent = ids.get(row.parent_external)
        if row.parent_id != parent:
            row.parent_id = parent
            changed.add(row.id)
    if fresh:
        waiting = work.session.exec(select(PortfolioItem).where(
            PortfolioItem.source_id == source_id, col(PortfolioItem.parent_id).is_(None),
            col(PortfolioItem.parent_external).in_(list(fresh))))
        for child in waiting:
            child.parent_id = ids[child.parent_external]
            changed.add(child.id)
    return changed


def _keep_texts(work: Work, terms: Terms, given: Mapping[str, Body], rows: Rows) -> set[int]:
    """Descriptions and links that are no arrows; returns the ids of items whose shares changed with them."""
    kept = {row.item_id: row for row in work.session.exec(select(PortfolioText).where(
        col(PortfolioText.item_id).in_([row.id for row in rows.values()])))}
    pairs = []
    for number, body in given.items():
        row = rows[number]
        if row.rev != body.rev:
            continue
        text = kept.get(row.id)
        if text is None:
            text = PortfolioText(item_id=row.id, others=[], block_doubt={})
            work.session.add(text)
        text.description, text.others = plain(body.description)[:LONGEST_TEXT], others_of(body)
        pairs.append((row, text))
    return keeping_shares.take_blocks(work, terms, pairs) if terms.block != 'off' else set()


def _mark(work: Work, item_ids: set[int]) -> None:
    mark, some = ground.move_baseline(work), sorted(item_ids)
    for place in range(0, len(some), BATCH):
        work.session.execute(update(PortfolioItem).where(col(PortfolioItem.id).in_(some[place:place + BATCH]))
                             .values(mark=mark))
