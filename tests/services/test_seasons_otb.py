"""Open-to-buy: what may still be spent and the sum behind it, what is typed of it, and why it is not what it was."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.budgets import ReserveDraft, TransferDraft
from app.domain.seasons.operations import Import, Set
from app.domain.seasons.otb import NEAR, OVER, WEEKS, OtbLooks
from app.domain.seasons.otb_inputs import OtbFigures
from app.domain.seasons.season import ACTUAL, APPROVED, LOCATED, ORIGINAL, PLANNED, RANGED
from app.errors import Conflict, Forbidden, Rejected
from app.services.seasons import (
    budget_checks,
    order_states,
    otb,
    otb_inputs,
    otb_moves,
    overrides,
    recalculating,
    reserves,
    setup,
    structure,
    transfers,
    versions,
    workflow,
)
from app.services.seasons.editing import edit
from app.services.seasons.facts import facts_of
from app.work import read, transact
from models.seasons import Season, SeasonScope
from tests.people import ANN, BOB, CLEO, MAX, PIA, invite_crew
from tests.seasons import CODE, leaves, plant_season, plant_version, row_of, with_rules
from tests.seasons_buying import WEEK_1, WEEK_5, came, confirmed, drafted, line, plant_buying, submitted

FEBRUARY, MARCH = 'm:2030-01', 'm:2030-02'
LINEN = OtbLooks(category='c:LINEN', period=FEBRUARY)
WEEK = 'w:2030-02-04'


def view(looks=LINEN, by=CLEO):
    return read(otb.view_otb, by, CODE, looks)


def terms(looks=LINEN):
    return {one.measure: one.amount for one in view(looks).terms}


def row(found, name):
    return next(one for one in found.table.rows if one.name == name)


def plan(rules=None, is_frozen=True):
    cells = {'net_sales': leaves(HARB_LINEN=[2_500_000] * 8)}
    season = plant_season(PLANNED, cells, rules)
    if is_frozen:
        plant_version(season, ORIGINAL, cells)
    return season


def approved(work, season):
    work.session.add(SeasonScope(season_id=season, branch='c:WOMEN', cluster='k:CLU-HIGH', state=APPROVED,
                                 at=work.now))
    versions.freeze_scope(work, ANN, work.lock(Season, season), 'c:WOMEN', 'k:CLU-HIGH')


def typed(figures, month='2030-02', by=PIA, **more):
    return transact(otb_inputs.record_input, by, CODE, 'HARB', 'LINEN', month, figures, **more)


def test_the_simplest_case_is_answered_exactly_and_the_limit_is_worked_out(workspace):
    plan()
    found = typed(OtbFigures(10_000_000, 5_000_000, 3_000_000, 1_000_000))
    assert (found.limit, found.month, found.figures) == (
        11_000_000, '2030-02', OtbFigures(10_000_000, 5_000_000, 3_000_000, 1_000_000))
    assert (view().cell.left, terms()) == (11_000_000, {
        'net_sales': 10_000_000, 'eop': 5_000_000, 'bop': -3_000_000, 'open_on_order': 0,
        'outside_on_order': -1_000_000})


def test_opening_stock_rolls_on_and_is_not_typed_for_a_later_month(workspace):
    plan()
    typed(OtbFigures(closing=5_000_000, opening=3_000_000))
    march = typed(OtbFigures(closing=4_000_000, opening=5_000_000), '2030-03')
    assert (march.figures.opening, march.limit) == (5_000_000, 10_000_000 + 4_000_000 - 5_000_000)
    with pytest.raises(Rejected, match=r'The month before leaves 50000\.00 here'):
        typed(OtbFigures(opening=1), '2030-03')


def test_other_sales_than_the_plan_says_are_refused(workspace):
    plan()
    with pytest.raises(Rejected, match=r'The plan says 100000\.00 here'):
        typed(OtbFigures(sales=1, closing=2))
    assert not read(otb_inputs.list_inputs, CLEO, CODE)


def test_inputs_are_typed_at_their_step_by_planners_and_count_in_the_budget_at_once(workspace):
    plan()
    with pytest.raises(Forbidden):
        typed(OtbFigures(closing=1), by=BOB)
    typed(OtbFigures(closing=5_000_000, opening=3_000_000), is_new=True)
    with pytest.raises(Conflict, match='already'):
        typed(OtbFigures(closing=1), is_new=True)
    assert (view().is_approved, view().cell.planned) == (True, 12_000_000)


def test_a_completed_step_makes_inputs_part_of_the_approved_plan(workspace):
    season = plan(with_rules(blanks_are_zero=True), is_frozen=False)
    transact(approved, season)
    typed(OtbFigures(closing=5_000_000, opening=3_000_000, on_order=1_000))
    assert transact(workflow.complete_step, MAX, CODE, 'otb') == 'otb_uploaded'
    assert view().cell.left == 11_999_000
    assert [one.kind for one in read(versions.list_versions, PIA, CODE)].count('current') == 1
    row_of(season, RANGED)
    with pytest.raises(Conflict) as found:
        typed(OtbFigures(on_order=1))
    assert found.value.code == 'seasons.scope'


def test_what_was_typed_can_be_cleared(workspace):
    plan()
    typed(OtbFigures(closing=5_000_000, opening=3_000_000, on_order=1_000))
    transact(otb_inputs.clear_input, PIA, CODE, 'HARB', 'LINEN', '2030-02')
    assert not read(otb_inputs.list_inputs, CLEO, CODE, 'HARB', 'LINEN', '2030-02')
    assert read(otb_inputs.view_input, CLEO, CODE, 'HARB', 'LINEN', '2030-02').limit == 10_000_000


def test_each_category_says_what_is_left_of_each_month_and_how_much_is_used(workspace):
    plant_buying()
    confirmed(line(600_000))
    submitted(line(200_000, WEEK_5))
    found = row(view(), 'Linen')
    assert [(one.planned, one.consumed, one.left) for one in found.cells] == [
        (1_000_000, 600_000, 400_000), (1_000_000, 200_000, 800_000)]
    assert (found.season.left, view().table.total.season.left) == (1_200_000, 1_200_000)
    confirmed(line(350_000))
    assert row(view(), 'Linen').cells[0].state == NEAR


def test_nothing_is_cut_off_at_zero(workspace):
    season = plant_buying()
    number = drafted(line(1_200_000))
    transact(overrides.ask_override, BOB, number, 'the trend is real')
    found = view()
    assert (found.cell.left, found.cell.state, terms()['submitted']) == (-200_000, OVER, -1_200_000)
    assert (found.decision.order, found.orders[0].is_asked) == (number, True)
    left = read(lambda work: budget_checks.position(work, work.get(Season, season)).band('otb', slice(0, 4)))
    assert left.sum() == 2_000_000


def test_the_terms_add_up_to_what_is_left_whatever_happened(workspace):
    season = plant_buying()
    invite_crew()
    number = confirmed(line(300_000), line(200_000, WEEK_5))
    came(number, (1, 1, 0))
    submitted(line(100_000))
    asked = transact(transfers.ask_transfer, BOB, CODE, TransferDraft('c:LINEN', WEEK, 'c:DRESS', WEEK, 50_000, 'x'))
    transact(transfers.approve_transfer, ANN, asked)
    row_of(season, PLANNED)
    transact(reserves.hold_reserve, PIA, CODE, ReserveDraft('c:LINEN', '', WEEK, 30_000))
    row_of(season, RANGED)
    for looks in (LINEN, OtbLooks(), OtbLooks('l:HARB', '', 'c:LINEN', WEEK), OtbLooks(category='c:WOMEN',
                                                                                     period=MARCH)):
        found = view(looks)
        assert sum(one.amount for one in found.terms) == found.cell.left, looks
    assert terms() == {'cogs': 1_000_000, 'eop': 0, 'bop': 0, 'transfers': -50_000, 'received': -300_000,
                       'open_on_order': 0, 'reserve': -30_000, 'submitted': -100_000}


def test_on_order_is_counted_once_after_goods_came(workspace):
    plant_buying()
    number = confirmed(line(1000, quantity=100_000))
    assert (terms()['open_on_order'], view().cell.left) == (-100_000, 900_000)
    came(number, (1, 60, 0))
    assert (terms()['open_on_order'], terms()['received'], view().cell.left) == (-40_000, -60_000, 900_000)


def test_drafts_count_as_nothing_and_orders_count_when_they_are_expected(workspace):
    plant_buying()
    drafted(line(700_000))
    confirmed(line(400_000, WEEK_5))
    found = view()
    assert (found.cell.consumed, [one.state for one in found.orders]) == (0, ['draft'])
    assert [(one.number, one.amount, one.locations) for one in view(OtbLooks(
        category='c:LINEN', period=MARCH)).orders] == [('PO-1002', 400_000, 1)]


def test_a_place_and_weeks_can_be_looked_at(workspace):
    plant_buying()
    confirmed(line(100_000))
    found = view(OtbLooks('l:MILL', '', 'c:LINEN', '', WEEKS))
    assert (found.cell.planned, found.place_name, len(found.table.columns)) == (0, 'Mill Lane', 8)
    found = view(OtbLooks('k:CLU-HIGH', '', 'c:LINEN', WEEK, WEEKS))
    assert (found.cell.left, found.period_name) == (150_000, 'week 1')
    assert view(OtbLooks('l:NO', 'c:NO', 'c:NO', 'w:NO')).looks == OtbLooks()


def test_a_figure_opens_its_rows(workspace):
    plant_buying()
    confirmed(line(600_000))
    rows = read(otb.view_details, CLEO, CODE, LINEN, 'cogs')
    assert [(one.name, one.note, one.amount) for one in rows] == [('Harbour Street', 'High street', 1_000_000)]
    rows = read(otb.view_details, CLEO, CODE, OtbLooks('l:HARB', '', 'c:LINEN', FEBRUARY), 'cogs')
    assert [(one.name, one.amount) for one in rows] == [(f'Week {at}', 250_000) for at in (1, 2, 3, 4)]
    rows = read(otb.view_details, CLEO, CODE, LINEN, 'open_on_order')
    assert [(one.name, one.note, one.amount) for one in rows] == [
        ('PO-1001', '1 location · due 5 Feb · confirmed', 600_000)]


def test_why_it_changed_adds_up_to_nothing_left_over(workspace, time):
    invite_crew()
    season = plant_buying()
    confirmed(line(100_000))
    time.passes(days=3)
    number = confirmed(line(300_000))
    transact(order_states.cancel, BOB, number, 'not needed')
    confirmed(line(80_000))
    transact(edit, MAX, CODE, None, Set(Cell('cogs', 'l:HARB', 'c:LINEN', WEEK), 270_000))
    why = read(otb_moves.view_why, CLEO, CODE, LINEN, time.now.date())
    steps = {one.kind: one.amount for one in why.steps.steps}
    assert steps['plan'] == 20_000
    assert sum(steps.values()) == why.steps.after - why.steps.before and why.steps.remainder == 0
    assert why.not_approved == -20_000
    assert season


def test_everything_since_the_beginning_explains_what_is_left(workspace, time):
    season = plant_season(RANGED, {}, basis='cost')
    transact(edit, MAX, CODE, None, Set(Cell('cogs', 'l:HARB', 'c:LINEN', WEEK), 500_000))
    time.passes(minutes=5)
    confirmed(line(120_000))
    why = read(otb_moves.view_why, CLEO, CODE, LINEN, date(2000, 1, 1))
    assert (why.steps.before, {one.kind: one.amount for one in why.steps.steps}, why.steps.after,
            why.steps.remainder) == (0, {'plan': 500_000, 'order': -120_000}, 380_000, 0)
    assert [one.amount for one in view().happened] == [-120_000, 500_000]
    assert season


def test_sales_that_come_in_tell_what_they_did(workspace, time):
    season = plant_buying(cells={'cogs': leaves(HARB_LINEN=[250_000] * 8), 'eop': leaves(HARB_LINEN=[100_000] * 8)})
    time.now = datetime(2030, 2, 13, 9, tzinfo=UTC)
    transact(edit, ANN, CODE, None, Import((), ((Cell('cogs', 'l:HARB', 'c:LINEN', WEEK), 200_000),)), ACTUAL)
    why = read(otb_moves.view_why, CLEO, CODE, OtbLooks(), date(2000, 1, 1))
    assert 'actuals' in {one.kind for one in why.steps.steps}
    assert season


def test_nothing_is_left_over_since_before_there_was_a_season(workspace, time):
    """Edits, a store that leaves, sales and counts before anything is ordered, days, orders, a receipt, rules."""
    time.now = datetime(2030, 1, 20, 9, tzinfo=UTC)
    season = plant_season(LOCATED, {}, with_rules(level=2, unspent='lapse'), basis='cost')
    linen = Cell('cogs', 'l:HARB', 'c:LINEN')
    transact(edit, MAX, CODE, None, Set(linen, 8_000_000))
    transact(edit, MAX, CODE, None, Set(Cell('cogs', 'l:MILL', 'c:LINEN'), 70_000))
    transact(structure.choose_locations, MAX, CODE, [
        one.key for one in read(structure.view_structure, MAX, CODE).locations if one.code != 'MILL'])
    transact(edit, MAX, CODE, None, Set(Cell('receipts', 'l:HARB', 'c:DRESS'), 400_000))
    transact(edit, MAX, CODE, None, Set(Cell('by_receipts', 'l:HARB', 'c:DRESS', WEEK), 1))
    time.now = datetime(2030, 2, 13, 9, tzinfo=UTC)
    transact(edit, ANN, CODE, None, Set(Cell('cogs', 'l:HARB', 'c:LINEN', WEEK), 200_000), ACTUAL)
    time.now = datetime(2030, 2, 19, 9, tzinfo=UTC)
    transact(edit, ANN, CODE, None, Set(Cell('eop', 'l:HARB', 'c:LINEN', 'w:2030-02-11'), 70_000), ACTUAL)
    row_of(season, RANGED)
    number = confirmed(line(120_000, WEEK_5), line(20_000, WEEK_5))
    time.now = datetime(2030, 3, 12, 9, tzinfo=UTC)  # its lines are late
    transact(edit, MAX, CODE, None, Set(Cell('cogs', 'l:HARB', 'c:LINEN', 'w:2030-03-18'), 500_000))
    came(number, (1, 1, 0))
    time.now = datetime(2030, 3, 19, 9, tzinfo=UTC)
    transact(setup.keep_rules, ANN, CODE, with_rules(level=2, unspent='roll'))
    transact(edit, ANN, CODE, None, Set(Cell('cogs', 'l:HARB', 'c:LINEN', 'w:2030-03-11'), 90_000), ACTUAL)
    for looks in (OtbLooks(), LINEN, OtbLooks(category='c:DRESS')):
        assert read(otb_moves.view_why, CLEO, CODE, looks, date(2000, 1, 1)).steps.remainder == 0


def test_recalculation_rebuilds_from_facts_and_changes_nothing(workspace):
    season = plant_season(RANGED, {}, basis='cost')
    transact(edit, MAX, CODE, None, Set(Cell('cogs', 'l:HARB', 'c:LINEN', WEEK), 500_000))
    number = confirmed(line(120_000), line(20_000, WEEK_5))
    came(number, (1, 1, 0))
    before = view(OtbLooks())
    found = transact(recalculating.recalculate, MAX, CODE)
    assert (found.differing, found.cells, view(OtbLooks()).table) == (0, 8 * 4 * 4 * 8, before.table)
    with pytest.raises(Forbidden):
        transact(recalculating.recalculate, BOB, CODE)
    row_of(season, 'locked')
    with pytest.raises(Conflict) as refused:
        transact(recalculating.recalculate, MAX, CODE)
    assert refused.value.code == 'seasons.locked'


def test_a_transfer_moves_one_period_only_and_is_nothing_in_sum(workspace):
    season = plant_buying()
    asked = transact(transfers.ask_transfer, BOB, CODE, TransferDraft('c:LINEN', WEEK, 'c:DRESS', MARCH, 50_000, 'x'))
    assert [one.id for one in view().transfers] == [asked]
    transact(transfers.approve_transfer, ANN, asked)
    assert [row(view(), name).season.planned for name in ('Linen', 'Dresses')] == [1_950_000, 50_000]
    moved = read(facts_of, season).transfers.sum(axis=(0, 1))
    assert (np.flatnonzero(moved).tolist(), moved.sum()) == ([0, 4], 0)


def test_the_week_in_which_goods_are_due_is_the_week_they_count_in(workspace):
    plant_buying()
    confirmed(line(100_000, WEEK_1))
    found = view(OtbLooks('', '', 'c:LINEN', '', WEEKS))
    assert [one.consumed for one in row(found, 'Linen').cells] == [100_000, *[0] * 7]
