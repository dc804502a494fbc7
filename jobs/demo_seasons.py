"""The seasons of the demo: one that is half over, bought for and told about, and the next one while it is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from app import clock
from app.domain.access import Actor
from app.domain.seasons.axes import Axes, Period
from app.domain.seasons.buying import CameDraft, LineDraft, OrderDraft, ReceiptDraft
from app.domain.seasons.calendars import periods
from app.domain.seasons.checklist import LOCATIONS, OTB, PLAN, RANGE
from app.domain.seasons.cube import BLANK, Numbers
from app.domain.seasons.demo.buying import Order, orders_of
from app.domain.seasons.demo.cells import Cells, cells_of
from app.domain.seasons.demo.world import SEED, SIZES, Kind, World, world_of
from app.domain.seasons.drafts import SeasonDraft
from app.domain.seasons.operations import Import, Leaves
from app.domain.seasons.range_rules import APPROVED, Intent, RangeDraft
from app.domain.seasons.scopes import ScopeView
from app.domain.seasons.season import ACTUAL, LLY, LY, WARN, WORKING, SeasonRules
from app.services.seasons import (
    cloning,
    demo_setting,
    editing,
    intents,
    order_states,
    orders,
    ranges,
    receipts,
    scopes,
    seasons,
    setup,
    structure,
    workflow,
)
from app.services.seasons.ground import find_axes, find_season
from app.services.seasons.rolled import rolled_of
from app.work import Work, read, transact
from jobs.voice import Voice

MONTHS, HALF = 6, 13  # of a season; weeks that are over
AT_FIRST = ('net_sales', 'units', 'cogs', 'markdown', 'shrink')  # the plan; its stock follows with open-to-buy
STOCK = ('eop', 'bop')
MIX = (('Low', Decimal('0.3')), ('Mid', Decimal('0.5')), ('High', Decimal('0.2')))
ROWS = (('Low', 'Plain', Decimal('0.35'), 20, 80), ('Mid', 'Seasonal', Decimal('0.45'), 12, 160),
        ('High', 'Signature', Decimal('0.2'), 4, 300))  # band, style, share, options of a hundred units, price in %


@dataclass(frozen=True)
class Stage:
    """Who fills what."""
    voice: Voice
    admin: Actor
    planner: Actor
    manager: Actor
    buyer: Actor
    world: World
    code: str
    axes: Axes
    today: date


def fill_seasons(voice: Voice, admin: Actor, size: str = 'small') -> str:
    """The code of the season that runs. `large` has 500 stores and 200 categories, for measurements."""
    world, today = world_of(SIZES[size]), clock.now().date()
    weeks = season_weeks(today)
    stage = _founded(voice, admin, world, weeks, today)
    cells = cells_of(world, weeks, today, SEED)
    _plan(stage, cells)
    _budget(stage, cells)
    _range(stage)
    _buy(stage, weeks)
    _tell(stage, cells)
    if size == 'small':
        _next(stage, weeks)
    return stage.code


def season_weeks(today: date) -> tuple[Period, ...]:
    """Whole months of the retail calendar, of which about half are over."""
    known = periods('4-5-4', 6, today.year - 1, today.year + 2)
    middle = next(at for at, one in enumerate(known) if one.start <= today <= one.end)
    first = next(at for at in range(middle - HALF, middle) if known[at].month != known[at - 1].month)
    months = list(dict.fromkeys((one.year, one.month) for one in known[first:]))[:MONTHS]
    return tuple(one for one in known[first:] if (one.year, one.month) in months)


def _founded(voice: Voice, admin: Actor, world: World, weeks: Sequence[Period], today: date) -> Stage:
    planner, manager, buyer = read(demo_setting.cast_of)
    code = transact(_set_up, admin, planner, world, weeks, today)
    transact(workflow.complete_step, planner, code, LOCATIONS)
    return Stage(voice, admin, planner, manager, buyer, world, code,
                 read(lambda work: find_axes(work, find_season(work, code).id)), today)


def _set_up(work: Work, admin: Actor, planner: Actor, world: World, weeks: Sequence[Period], today: date) -> str:
    calendar = demo_setting.found(work, admin, world, today)
    stores = demo_setting.add_stores(work, admin, world, {at: one.start for at, one in enumerate(weeks)})
    kinds = demo_setting.add_kinds(work, admin, world)
    begin = weeks[0].start
    code = seasons.plan_season(work, planner, SeasonDraft(_name(begin), begin, weeks[-1].end, calendar))
    demo_setting.mark_demo(work, admin, code)
    structure.choose_locations(work, planner, code, stores)
    structure.choose_categories(work, planner, code, kinds)
    setup.keep_rules(work, admin, code, SeasonRules(policy=WARN, blanks_are_zero=True))
    return code


def _name(start: date) -> str:
    return f'Spring/Summer {start.year}' if start.month < 7 else f'Autumn/Winter {start.year}'


def _plan(stage: Stage, cells: Cells) -> None:
    """What was, what is planned; every scope handed in by one and approved by another."""
    stage.voice.speak('Planning the season')
    for version, told in ((LY, cells.ly), (LLY, cells.lly), (WORKING, {name: cells.plan[name] for name in AT_FIRST})):
        _write(stage, stage.planner, version, told)
    for one in read(scopes.list_scopes, stage.planner, stage.code):
        transact(_approve, stage, one)
    transact(workflow.complete_step, stage.manager, stage.code, PLAN)


def _approve(work: Work, stage: Stage, scope: ScopeView) -> None:
    scopes.submit_scope(work, stage.planner, stage.code, scope.branch, scope.cluster)
    scopes.approve_scope(work, stage.manager, stage.code, scope.branch, scope.cluster)


def _budget(stage: Stage, cells: Cells) -> None:
    _write(stage, stage.planner, WORKING, {name: cells.plan[name] for name in STOCK})
    transact(workflow.complete_step, stage.manager, stage.code, OTB)


def _range(stage: Stage) -> None:
    """What every category is meant to be; rows of half of them are approved."""
    stage.voice.speak('Planning the range')
    for at, kind in enumerate(stage.world.kinds):
        transact(_mean, stage, at, kind)
    transact(workflow.complete_step, stage.manager, stage.code, RANGE)


def _mean(work: Work, stage: Stage, at: int, kind: Kind) -> None:
    core = Decimal(45 + 5 * (at % 8)) / 100
    intents.mean_intent(work, stage.buyer, stage.code, kind.code, Intent(core, 1 - core, MIX))
    if at % 2 == 0 and at < 20:
        numbers = [ranges.add_row(work, stage.buyer, stage.code, RangeDraft(
            kind.code, '', band, '', '', style, options // 2, options, 100, kind.price * price // 100, share))
            for band, style, share, options, price in ROWS]
        ranges.submit(work, stage.buyer, stage.code, kind.code)
        ranges.decide(work, stage.manager, stage.code, numbers, APPROVED)


def _tell(stage: Stage, cells: Cells) -> None:
    """Sales of the weeks that are over."""
    _write(stage, stage.planner, ACTUAL, cells.actual)


def _buy(stage: Stage, weeks: Sequence[Period]) -> None:
    """Orders for what is required, as far as they have come."""
    stage.voice.speak('Ordering and receiving')
    needed = read(lambda work: rolled_of(work, find_season(work, stage.code).id).array('required_receipts'))
    places = _places(stage)
    told = np.full((len(stage.world.stores), len(stage.world.kinds), len(weeks)), BLANK)
    told[places] = needed
    for order in orders_of(stage.world, weeks, told, stage.today, SEED):
        transact(_order, stage, order)
    transact(setup.keep_rules, stage.admin, stage.code, SeasonRules(blanks_are_zero=True))


def _order(work: Work, stage: Stage, order: Order) -> None:
    """All that became of it so far, one deed after the other."""
    lines = tuple(LineDraft(one.store, order.kind.code, one.quantity, one.cost, one.retail, one.expected)
                  for one in order.lines)
    orders.raise_order(work, stage.buyer, stage.code, OrderDraft(
        order.number, order.kind.supplier, title=order.kind.name, ordered=order.ordered, expected=order.expected,
        currency='EUR', lines=lines))
    if order.stage != 'draft':
        order_states.submit(work, stage.buyer, order.number)
    if order.stage in ('confirmed', 'received'):
        order_states.confirm(work, stage.manager, order.number)
    if order.came:
        came = tuple(CameDraft(number, one.accepted, one.rejected) for number, one in enumerate(order.lines, 1))
        receipts.post_receipt(work, stage.buyer, ReceiptDraft(
            order.number, came, day=max(order.came, weeks_begin(stage))))


def weeks_begin(stage: Stage) -> date:
    return stage.axes.periods[0].start


def _next(stage: Stage, weeks: Sequence[Period]) -> None:
    """The season after, in the same places: one scope is approved, one waits, the others are being planned."""
    stage.voice.speak('Beginning the next season')
    begin, end = weeks[-1].end + timedelta(days=1), weeks[-1].end + timedelta(weeks=len(weeks))
    calendar = read(lambda work: find_season(work, stage.code).calendar_id)
    code = transact(cloning.clone_season, stage.planner, stage.code, SeasonDraft(_name(begin), begin, end, calendar))
    transact(workflow.complete_step, stage.planner, code, LOCATIONS)
    own = replace(stage, code=code, axes=read(lambda work: find_axes(work, find_season(work, code).id)))
    cells = cells_of(stage.world, own.axes.periods, stage.today, SEED + 1)
    for version, told in ((LY, cells.ly), (LLY, cells.lly), (WORKING, {name: cells.plan[name] for name in AT_FIRST})):
        _write(own, own.planner, version, told)
    found = read(scopes.list_scopes, stage.planner, code)
    for one in found[:2]:
        transact(scopes.submit_scope, own.planner, code, one.branch, one.cluster)
    transact(scopes.approve_scope, own.manager, code, found[0].branch, found[0].cluster)


def _write(stage: Stage, actor: Actor, version: str, told: Mapping[str, Numbers]) -> None:
    """[store, kind, week] of the world into the cells of a version."""
    places = _places(stage)
    transact(editing.edit, actor, stage.code, None, Import(tuple(
        _leaves(measure, values[places]) for measure, values in told.items())), version)


def _leaves(measure: str, values: Numbers) -> Leaves:
    at = np.nonzero(values != BLANK)
    return Leaves(measure, at[0], at[1], at[2], values[at])


def _places(stage: Stage) -> tuple[Any, ...]:
    """Where the rows of the world lie, in the order of the season's axes."""
    stores = {one.code: at for at, one in enumerate(stage.world.stores)}
    kinds = {one.code: at for at, one in enumerate(stage.world.kinds)}
    return np.ix_([stores[one.code] for one in stage.axes.locations],
                  [kinds[one.code] for one in stage.axes.categories])
