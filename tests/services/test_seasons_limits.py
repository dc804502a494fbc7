"""Whoever works on some branches and clusters only reaches nothing beyond them, whichever way they try."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.seasons.range_rules import RangeDraft
from app.errors import Forbidden
from app.services.seasons import overrides, ranges
from app.work import read, transact
from models.seasons import SeasonLimit
from tests.people import BOB, CLEO, MAX
from tests.seasons import CODE, plant_season
from tests.seasons_buying import confirmed, line, order, plant_buying

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
