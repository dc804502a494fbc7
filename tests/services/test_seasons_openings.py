"""What the season before is expected to leave opens a season until its own stock is planned or counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.domain.seasons.analysis import Wanted
from app.domain.seasons.axes import Cell
from app.domain.seasons.figures import figure
from app.domain.seasons.operations import Set
from app.domain.seasons.otb import OtbLooks
from app.domain.seasons.plan.looks import PlanLooks
from app.domain.seasons.season import ACTUAL, PLANNED, RANGED
from app.services.seasons import analytics, cloning, explained, openings, otb, otb_moves, plan_views, seasons, workflow
from app.services.seasons.approved import approved_plan
from app.services.seasons.editing import edit
from app.services.seasons.ground import find_season
from app.services.seasons.rolled import rolled_of
from app.services.seasons.versions import freeze_scope
from app.work import read, transact
from jobs.seasons.alerts import look
from models.masters import MasterPeriod
from models.seasons import Season
from tests.people import ANN, CLEO, MAX, PIA
from tests.seasons import BEGIN, CODE, WEEKS, leaves, plant_season, row_of
from tests.voice import Said

NEXT = BEGIN + timedelta(weeks=WEEKS)
OPENING = Cell('bop', 'l:HARB', 'c:LINEN', f'w:{NEXT}')
LAST = Cell('eop', 'l:HARB', 'c:LINEN', f'w:{NEXT - timedelta(weeks=1)}')


def more_weeks(work, count=4):
    calendar = work.session.exec(select(MasterPeriod.calendar_id)).first()
    for number in range(WEEKS, WEEKS + count):
        start = BEGIN + timedelta(weeks=number)
        work.session.add(MasterPeriod(calendar_id=calendar, start=start, end=start + timedelta(days=6), year=2030,
                                      number=number + 1, month=1 + number // 4, quarter=1, half=1))


@pytest.fixture
def following(workspace):
    """The code of the next season, whose first step is complete."""
    plant_season(RANGED, {'net_sales': leaves(HARB_LINEN=[1000] * 8), 'eop': leaves(HARB_LINEN=[5000] * 8)})
    transact(more_weeks)
    draft, _ = read(seasons.find_draft, ANN, CODE)
    code = transact(cloning.clone_season, PIA, CODE, replace(
        draft, name='Summer 2030', start=NEXT, end=NEXT + timedelta(weeks=4, days=-1)))
    transact(workflow.complete_step, PIA, code, 'locations')
    return code


def number_of(code):
    return read(find_season, code).id


def opens_with(code):
    return figure(read(rolled_of, number_of(code)), OPENING)


def test_a_season_opens_with_what_the_one_before_is_expected_to_leave_and_says_so(following):
    assert opens_with(following) == 5000
    look_there = read(plan_views.look_at, CLEO, number_of(following), PlanLooks(), OPENING)
    assert any('Provisional until counted' in one for one in look_there.notes)
    found = read(explained.explain_cell, CLEO, following, OPENING).explained
    assert any('Provisional until counted' in one for one in found.notes)
    bop = next(one for one in read(otb.view_otb, CLEO, following, OtbLooks()).terms if one.measure == 'bop')
    assert (bop.value, bop.note) == (5000, 'expected, provisional until counted')
    assert 'provisional' in {one.kind for one in read(analytics.view_analysis, CLEO, following, Wanted()).alerts}
    why = read(otb_moves.view_why, CLEO, following, OtbLooks(), date(2000, 1, 1)).steps
    assert ({one.kind: one.amount for one in why.steps}, why.remainder) == ({'opening': -5000}, 0)


def test_it_follows_the_season_before_until_somebody_types_or_counts(following):
    transact(edit, MAX, CODE, None, Set(LAST, 7000))
    assert opens_with(following) == 5000
    look(Said(), {})
    assert opens_with(following) == 7000
    assert transact(openings.take_opening, number_of(following)) == 0
    row_of(number_of(following), PLANNED)
    transact(edit, PIA, following, None, Set(OPENING, 6500))
    assert opens_with(following) == 6500
    transact(edit, PIA, following, None, Set(OPENING, 6600), ACTUAL)
    rolled = read(rolled_of, number_of(following))
    assert (figure(rolled, OPENING), bool(rolled.provisional.any())) == (6600, False)


def test_it_keeps_nobody_from_changing_dates_and_counts_in_the_same_way_only(following):
    draft, _ = read(seasons.find_draft, ANN, following)
    transact(seasons.change_season, PIA, following, replace(draft, start=NEXT + timedelta(weeks=1)))
    assert figure(read(rolled_of, number_of(following)), replace(OPENING, period=f'w:{NEXT + timedelta(weeks=1)}')
                  ) == 5000
    transact(seasons.change_season, PIA, following, replace(draft, basis='cost'))
    assert opens_with(following) is None
    row_of(number_of(CODE), 'locked')
    assert number_of(CODE) not in read(openings.open_seasons)


def test_what_is_not_approved_has_no_budget_whatever_stock_there_is(following):
    number = number_of(following)
    transact(edit, MAX, following, None, Set(replace(OPENING, measure='net_sales', location='l:MILL'), 900))
    transact(lambda work: freeze_scope(work, ANN, work.lock(Season, number), 'c:HOME', 'k:CLU-HIGH'))
    transact(lambda work: freeze_scope(work, ANN, work.lock(Season, number), 'c:WOMEN', 'k:CLU-PARK'))
    assert read(lambda work: approved_plan(work, work.get(Season, number))).array('otb').sum() == 0
