"""Whoever works on some branches and clusters only reaches nothing beyond them, whichever way they try."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.seasons.range_rules import RangeDraft
from app.errors import Forbidden
from app.services.seasons import bulk_rows, order_states, overrides, ranges
from app.work import read, transact
from models.seasons import SeasonLimit
from tests.people import ANN, BOB, CLEO, MAX, PIA
from tests.seasons import CODE, plant_season, with_rules
from tests.seasons_buying import confirmed, line, order, plant_buying, submitted

LAMPS = RangeDraft('LAMPS', '', 'Mid', 'Glass', 'Sand', 'Table', 10, 30, 120, 4_990, Decimal(1))


def limit(season, actor, *branches):
    transact(lambda work: work.session.add(SeasonLimit(season_id=season, identity=actor.identity,
                                                       branches=list(branches))))


def test_no_row_of_another_branch_is_taken_over_into_ones_own(workspace):
    season = plant_season('otb_uploaded')
    row = transact(ranges.add_row, MAX, CODE, LAMPS)
    limit(season, BOB, 'c:WOMEN')
    for deed in (lambda: transact(ranges.change_row, BOB, CODE, row, replace(LAMPS, category='LINEN')),
                 lambda: transact(ranges.delete_row, BOB, CODE, row)):
        with pytest.raises(Forbidden, match='this branch'):
            deed()
    assert [one.draft for one in read(ranges.list_rows, CLEO, CODE)] == [LAMPS]


def test_a_change_over_budget_stays_within_the_branches_of_who_asks_and_who_decides(workspace):
    season = plant_buying()
    number = confirmed(line(900_000))
    more = order(line(1_300_000, number=1), line(100, category='LAMPS'), number=number)
    limit(season, MAX, 'c:WOMEN')
    transact(overrides.ask_amendment, BOB, number, more, 'sold out already')
    with pytest.raises(Forbidden):
        transact(overrides.approve_override, MAX, number)
    transact(overrides.refuse_override, MAX, number, 'no lamps')
    limit(season, BOB, 'c:WOMEN')
    with pytest.raises(Forbidden, match='this branch'):
        transact(overrides.ask_amendment, BOB, number, more, 'sold out already')


def test_stock_is_counted_within_ones_own_branches_only(workspace):
    season = plant_season('range_uploaded')
    limit(season, PIA, 'c:WOMEN')
    with pytest.raises(Forbidden, match='this branch'):
        transact(bulk_rows.bring, PIA, 'stock', [counted('LINEN'), counted('LAMPS')], CODE, 'x')
    transact(bulk_rows.bring, PIA, 'stock', [counted('LINEN')], CODE, 'x')


def counted(category):
    """In the middle of a week, where it opens and closes no period."""
    return {'location': 'HARB', 'category': category, 'day': '2030-02-06', 'qty': '12'}


def test_where_managers_confirm_nobody_confirms_their_own_order(workspace):
    plant_buying(with_rules(may_confirm=False))
    number = submitted(line(100), by=MAX)
    for person in (BOB, MAX):
        with pytest.raises(Forbidden):
            transact(order_states.confirm, person, number)
    transact(order_states.confirm, ANN, number)
