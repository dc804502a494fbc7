"""How many statements the most frequent looks at seasons take: today's number is the most there may be."""

from datetime import date

import pytest

from app.domain.seasons.analysis import Wanted
from app.domain.seasons.drafts import SeasonDraft
from app.domain.seasons.plan.looks import PLAIN
from app.services.seasons import analytics, budget_checks, order_states, plan_views, seasons
from app.work import read, transact
from tests.people import ANN
from tests.seasons import CODE
from tests.seasons_buying import came, confirmed, drafted, line, order, plant_buying
from tests.statements import count, statements


@pytest.fixture
def season(workspace):
    """Somebody has bought something."""
    season = plant_buying()
    came(confirmed(line(100_000), line(50_000)), (1, 1, 0))
    return season


def test_a_list_of_seasons_takes_no_more_for_the_second_one(season):
    before = count(read, seasons.list_seasons, ANN)
    calendar = read(seasons.find_draft, ANN, CODE)[0].calendar_id
    for name in ('Later', 'Latest'):
        transact(seasons.plan_season, ANN, SeasonDraft(name, date(2030, 2, 11), date(2030, 3, 10), calendar))
    assert count(read, seasons.list_seasons, ANN) <= before <= 5


def test_a_look_at_the_analytics_takes_ten_at_most_however_large_the_season_is(season):
    read(analytics.watch_analysis, season, Wanted())
    assert count(read, analytics.watch_analysis, season, Wanted()) <= 8  # ten at most once sales are told


def test_a_look_at_a_plan_asks_once_for_each_thing(season):
    read(plan_views.watch_plan, season, PLAIN)
    with statements() as sent:
        read(plan_views.watch_plan, season, PLAIN)
    assert len(sent) <= 19
    assert len([one for one in sent if 'FROM seasonedit' in one]) <= 2  # one for each version that is looked at


def test_an_order_is_checked_and_submitted_in_few(season):
    number = drafted(line(10_000), line(20_000))
    draft = order(line(10_000), line(20_000))
    read(budget_checks.view_check, ANN, CODE, draft)
    assert count(read, budget_checks.view_check, ANN, CODE, draft) <= 8
    assert count(transact, order_states.submit, ANN, number) <= 32
