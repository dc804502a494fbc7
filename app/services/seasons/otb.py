"""Open-to-buy of a season: by category and month what may still be spent, and everything behind one cell of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from app.domain.access import Actor
from app.domain.seasons.axes import ALL, Axes, Cell, Node
from app.domain.seasons.budget import position_of
from app.domain.seasons.budgets import ASKED
from app.domain.seasons.figures import ratio
from app.domain.seasons.naming import name_of_period
from app.domain.seasons.otb import (
    MONTHS,
    Detail,
    OrderDue,
    OtbCell,
    OtbLooks,
    OtbView,
    Sums,
    Term,
    amount_in,
    label_of,
    table_of,
    terms_of,
)
from app.domain.seasons.plan.columns import columns_of
from app.domain.seasons.rolling import Rolled
from app.services.seasons import ground, otb_moves, otb_orders
from app.services.seasons.approved import approved_plan
from app.services.seasons.decisions import watch_decisions
from app.services.seasons.reserves import watch_reserves
from app.services.seasons.rolled import rolled_of
from app.services.seasons.transfers import watch_transfers
from app.work import Work
from models.seasons import Season

MOST_DETAILS = 200
EVERYTHING = OtbLooks()
ORDERED = ('open_on_order', 'submitted')


def view_otb(work: Work, actor: Actor, code: str, looks: OtbLooks = EVERYTHING) -> OtbView:
    """Raises Forbidden, NotFound."""
    return watch_otb(work, ground.seen_season(work, actor, code).id, looks)


def watch_otb(work: Work, season_id: int, looks: OtbLooks) -> OtbView:
    """For pages: shared by all who watch, each of whom was asked for the right when the page was opened."""
    season = work.get(Season, season_id)
    rolled, is_approved = budget_of(work, season)
    axes, looks = rolled.axes, looks.within(rolled.axes)
    sums = Sums(position_of(rolled), rolled.told, looks.location)
    category, period = axes.category_nodes[looks.category], axes.period_nodes[looks.period]
    months = columns_of(axes, MONTHS, frozenset(), rolled.terms.elapsed)
    orders = otb_orders.due_in(work, season, axes, looks.cell)
    return OtbView(
        ground.view_of(work, season), looks, is_approved, table_of(sums, looks, rolled.terms.elapsed), category.name,
        period_words(axes, period), axes.location_nodes[looks.location].name, sums.cell(category, period),
        noted(rolled, looks.cell, orders), _months(sums, category, [one.key for one in months]),
        tuple(one.label for one in months), orders[:otb_orders.MOST], max(len(orders) - otb_orders.MOST, 0),
        otb_moves.latest(work, season_id, axes, looks.category, looks.period),
        tuple((one.key, one.name, one.level) for one in axes.location_nodes.values()),
        watch_decisions(work, season_id),
        tuple(one for one in watch_transfers(work, season_id) if one.state == ASKED),
        tuple(one for one in watch_reserves(work, season_id) if _touches(axes, one, looks)))


def budget_of(work: Work, season: Season) -> tuple[Rolled, bool]:
    """The approved plan, as soon as anything is approved; versions are never added up."""
    approved = approved_plan(work, season)
    is_approved = any(sheet.filled.any() for sheet in approved.cube.sheets.values())
    return (approved, True) if is_approved else (rolled_of(work, season.id), False)


def view_details(work: Work, actor: Actor, code: str, looks: OtbLooks, measure: str) -> tuple[Detail, ...]:
    """The rows behind a figure: orders, else what each location has of it, else each week of one location."""
    season = ground.seen_season(work, actor, code)
    rolled, _ = budget_of(work, season)
    cell = looks.within(rolled.axes).cell
    if measure in ORDERED:
        return tuple(Detail(' · '.join(filter(None, (one.number, one.title))), otb_orders.due_words(one), one.amount,
                            f'/seasons/{season.code}/orders/{one.number}')
                     for one in otb_orders.due_in(work, season, rolled.axes, cell)
                     if (one.state == 'submitted') == (measure == 'submitted') and one.state != 'draft')
    found = [*_by_place(rolled, cell, measure)] if not _is_leaf(rolled.axes, cell) else [
        *_by_week(rolled, cell, measure)]
    return tuple(one for one in found if one.amount)[:MOST_DETAILS]


def noted(rolled: Rolled, cell: Cell, orders: Sequence[OrderDue]) -> tuple[Term, ...]:
    """Terms with where each comes from."""
    return tuple(replace(one, note=_note(rolled, cell, one, orders)) for one in terms_of(rolled, cell))


def period_words(axes: Axes, node: Node) -> str:
    """`March 2027`, `week 12`, `the season`."""
    if node.key == ALL:
        return 'the season'
    if node.level > 1:
        return name_of_period(axes, node.key)
    found = next((one for one in columns_of(axes, MONTHS, frozenset()) if one.key == node.key), None)
    return found.name if found else name_of_period(axes, node.key)


def _note(rolled: Rolled, cell: Cell, term: Term, orders: Sequence[OrderDue]) -> str:
    box = rolled.axes.box(cell)
    assert box is not None  # looks are within the season
    happened = rolled.happened[box[0], box[2]]
    match term.measure:
        case 'net_sales' | 'cogs':
            return 'what was sold' if happened.all() else 'plan and what was sold' if happened.any() else 'plan'
        case 'eop':
            found = ratio(rolled, replace(cell, measure='cover'))
            return f'{found.rounded(1)} weeks of cover' if found else 'target'
        case 'bop':
            if box[2].start:
                return 'from the period before'
            is_expected = rolled.provisional[box[:2]].any()
            return 'expected, provisional until counted' if is_expected else 'what was counted or typed'
        case 'open_on_order' | 'submitted':
            is_waiting = term.measure == 'submitted'
            count = sum((one.state == 'submitted') == is_waiting and one.state != 'draft' for one in orders)
            return f'{count} {"order" if count == 1 else "orders"}'
    return ''


def _months(sums: Sums, category: Node, keys: Sequence[str]) -> tuple[OtbCell, ...]:
    return tuple(sums.cell(category, sums.axes.period_nodes[key]) for key in keys)


def _touches(axes: Axes, one: Any, looks: OtbLooks) -> bool:
    """Whether a reserve holds something of the open cell back."""
    own, other = axes.category_nodes.get(one.category), axes.category_nodes[looks.category]
    week = axes.period_nodes.get(one.period) if one.period else axes.period_nodes[ALL]
    open_ = axes.period_nodes[looks.period]
    return bool(own and week and own.start < other.stop and other.start < own.stop
                and week.start < open_.stop and open_.start < week.stop)


def _is_leaf(axes: Axes, cell: Cell) -> bool:
    return axes.location_nodes[cell.location].is_leaf


def _by_place(rolled: Rolled, cell: Cell, measure: str) -> Iterator[Detail]:
    place = rolled.axes.location_nodes[cell.location]
    for one in rolled.axes.location_nodes.values():
        if one.is_leaf and place.start <= one.start < place.stop:
            parent = rolled.axes.location_nodes[one.parent or ALL]
            yield Detail(one.name, parent.name, amount_in(rolled, measure, replace(cell, location=one.key)))


def _by_week(rolled: Rolled, cell: Cell, measure: str) -> Iterator[Detail]:
    """Stock is not added up over time: of it only the week that counts."""
    node = rolled.axes.period_nodes[cell.period]
    first, last = node.start, node.stop
    if measure in ('bop', 'eop'):
        first, last = (first, first + 1) if measure == 'bop' else (last - 1, last)
    for one in rolled.axes.periods[first:last]:
        yield Detail(name_of_period(rolled.axes, one.key).capitalize(), label_of(measure),
                     amount_in(rolled, measure, replace(cell, period=one.key)))
