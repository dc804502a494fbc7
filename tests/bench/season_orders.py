"""What buying costs in a season with 10,000 lines on order: checks, ten buyers at once, sums, events, the lock."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter
from typing import Any

import numpy as np
from sqlalchemy import Engine, event, insert
from sqlmodel import SQLModel

from app.domain.seasons.analysis import Wanted
from app.domain.seasons.axes import Axes
from app.domain.seasons.buying import LineDraft, OrderDraft
from app.domain.seasons.otb import OtbLooks
from app.domain.seasons.season import ORIGINAL, RANGED, WARN, WORKING, SeasonRules
from app.services.seasons import alerts, analytics, budget_checks, ground, locking, order_states, orders, otb, otb_moves
from app.services.seasons import overdue as late
from app.services.seasons.moves import encoded
from app.services.seasons.versions import copy_version, find_version
from app.work import Work, perform, read, transact
from models.buying import SeasonMove, SeasonOrder, SeasonOrderLine
from models.masters import MasterSupplier
from models.seasons import Season
from tests.bench.figures import Figure
from tests.people import ANN

ORDERS, LINES, EVENTS = 500, 20, 10_000
BUYERS, EACH = 10, 5
CHECKS = 20


async def bought(season: int, code: str) -> tuple[list[Figure], list[str]]:
    """Times, and how many statements the largest looks take."""
    transact(_prepare, season)
    axes = read(ground.find_axes, season)
    check, submit = Figure('check of an order with 20 lines', 50), Figure('submit, ten buyers at once', 200)
    draft = _draft(axes, 0)
    read(budget_checks.view_check, ANN, code, draft)
    for _ in range(CHECKS):
        _timed(check, lambda: read(budget_checks.view_check, ANN, code, draft))
    numbers = [[transact(orders.raise_order, ANN, code, _draft(axes, 1 + EACH * buyer + turn)) for turn in range(EACH)]
               for buyer in range(BUYERS)]
    await asyncio.gather(*(_submit(submit, own) for own in numbers))
    looks, notes = _looks(season, code)
    return [check, submit, *looks], notes


def _looks(season: int, code: str) -> tuple[list[Figure], list[str]]:
    board, why, budget = Figure('analytics dashboard', 300), Figure(f'waterfall over {EVENTS:,} events', 500), Figure(
        'page of open-to-buy')
    rung, overdue, lock = Figure('alerts looked for'), Figure('overdue lines looked for'), Figure(
        'hash of the whole season', 5000)
    deeds: list[tuple[Figure, int, Callable[[], Any]]] = [
        (board, 5, lambda: read(analytics.watch_analysis, season, Wanted())),
        (why, 5, lambda: read(otb_moves.since_beginning, season)),
        (budget, 5, lambda: read(otb.watch_otb, season, OtbLooks())),
        (rung, 2, lambda: transact(alerts.ring_alerts)), (overdue, 2, lambda: transact(late.note_overdue)),
        (lock, 1, lambda: read(_lines_of, season))]
    notes = []
    for figure, times, deed in deeds:
        if times > 1:
            deed()
        with _statements() as sent:
            deed()
        for _ in range(times):
            _timed(figure, deed)
        notes.append(f'{figure.name}: {len(sent)} statements')
    return [figure for figure, *_ in deeds], ['; '.join(notes[:3]) + ' (budget 10 for the first two)']


async def _submit(figure: Figure, numbers: list[str]) -> None:
    for number in numbers:
        began = perf_counter()
        await perform(order_states.submit, ANN, number)
        figure.times.append(1000 * (perf_counter() - began))


def _lines_of(work: Work, season: int) -> int:
    return len(locking.lines_of(work, work.get(Season, season)))


def _draft(axes: Axes, number: int) -> OrderDraft:
    due = axes.periods[12].start
    lines = tuple(LineDraft(axes.locations[(LINES * number + at) % len(axes.locations)].code,
                            axes.categories[number % len(axes.categories)].code, 5_000, 1_000, 2_000, due)
                  for at in range(LINES))
    return OrderDraft(f'BENCH-{number}', 'NORDIC', ordered=due - timedelta(weeks=60), expected=due, currency='EUR',
                      lines=lines)


def _prepare(work: Work, season: int) -> None:
    row = work.lock(Season, season)
    copy_version(work, row, find_version(work, season, WORKING), ANN, ORIGINAL).frozen_at = work.now
    row.state, row.rules = RANGED, ground.stored_rules(SeasonRules(policy=WARN))
    work.session.add(MasterSupplier(company_id=row.company_id, code='NORDIC', name='Nordic Mills', currency='EUR'))
    axes = ground.find_axes(work, season)
    work.session.flush()
    _insert(work, [SeasonOrder(company_id=row.company_id, season_id=season, number=f'PO-{at}', state='confirmed',
                               expected=axes.periods[at % 20].start, currency='EUR', at=work.now)
                   for at in range(ORDERS)])
    _insert(work, [SeasonOrderLine(
        order_id=1 + at // LINES, number=1 + at % LINES, location=at % len(axes.locations),
        category=at // LINES % len(axes.categories), quantity=5_000, cost=1_000, value=5_000, worth=10_000)
        for at in range(ORDERS * LINES)])
    effect = np.zeros((len(axes.categories), len(axes.periods)), np.int64)
    effect[3, 4], effect[7, 9] = -5_000, 1_000
    told = encoded(axes, effect)
    _insert(work, [SeasonMove(season_id=season, at=work.now, kind='order', text=f'Submitted PO-{at}', by_name='Ann',
                              effect=told) for at in range(EVENTS)])
    ground.move_facts(work, season)


def _insert(work: Work, rows: Sequence[SQLModel]) -> None:
    work.session.execute(insert(type(rows[0])), [row.model_dump(exclude={'id'}) for row in rows])


@contextmanager
def _statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith('BEGIN'):
            sent.append(statement)
    event.listen(Engine, 'before_cursor_execute', note)
    yield sent
    event.remove(Engine, 'before_cursor_execute', note)


def _timed(figure: Figure, deed: Callable[[], Any]) -> None:
    began = perf_counter()
    deed()
    figure.times.append(1000 * (perf_counter() - began))
