"""The load above the bars: a line for each team, or plans one on the other; too much is red."""

from dataclasses import replace

from app.domain.portfolio.capacity.load import EVERYTHING
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.setting import Plan
from app.domain.portfolio.timeline.graphing import graph_of
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Filter, Looks
from tests.portfolio import PAYMENTS, SETTING, SHOP, STORE_TEAM, STORES, checkout, day, item

X, Y = item(1, 'X', '5 Oct – 16 Oct', shares={PAYMENTS: 60}), item(2, 'Y', '7 Oct – 13 Oct', shares={PAYMENTS: 50})
EXAMPLE = Portfolio.of([X, Y, item(3, 'Z', '5 Oct – 9 Oct', plan=SHOP, shares={STORES: 40})], (), (), SETTING)
BOTH = replace(SETTING, teams={own: SETTING.teams[own] for own in (PAYMENTS, STORES)})


def graph(portfolio=EXAMPLE, is_stacked=False):
    return graph_of(portfolio, day('5 Oct'), day('25 Oct'), EVERYTHING, is_stacked)


def test_each_team_is_a_line_of_its_weeks_the_most_loaded_first():
    found = graph()
    assert [(one.name, one.percents) for one in found.series] == [('PAY', (90, 80, 0)), ('STO', (40, 0, 0))]
    assert found.first == day('5 Oct') and not found.is_stacked


def test_a_week_is_red_where_a_team_has_too_much_on_any_of_its_days():
    assert graph().over == (True, True, False)


def test_the_axis_reaches_to_full_at_least_and_a_tenth_above_the_peak():
    assert graph().top == 100
    busy = EXAMPLE.with_items([replace(X, shares=((PAYMENTS, 200),))])
    assert graph(busy).top == -(-11 * graph(busy).series[0].percents[0] // 10)


def test_plans_lie_one_on_the_other_and_what_nobody_pays_for_is_unfunded():
    found = graph(Portfolio.of(EXAMPLE.items.values(), (), (), BOTH), is_stacked=True)
    assert [(one.name, one.percents[0], one.tone) for one in found.series] == [('Shop', 20, 1), ('Unfunded', 45, 0)]
    assert found.sums[0] == 65 and found.over == (False, False, False)


def test_only_so_many_teams_are_drawn_and_the_rest_is_counted():
    teams = {own: replace(SETTING.teams[PAYMENTS], id=own, short=f'T{own}') for own in range(1, 13)}
    crowd = Portfolio.of([item(own, dates='5 Oct – 9 Oct', shares={own: 5 * own}) for own in teams], (), (),
                         replace(SETTING, teams=teams))
    assert ([one.name for one in graph(crowd).series][:2], graph(crowd).left_out) == (['T12', 'T11'], 4)


def test_it_is_worked_out_once_for_as_long_as_no_load_changes():
    plan = checkout()
    first = graph(plan)
    assert graph(plan.with_items([replace(plan.items[2], title='Other')])) is first
    assert graph(plan.with_items([replace(plan.items[2], start=day('6 Oct'))])) is not first


def test_it_is_told_in_words():
    assert graph().said == 'Load of each team, week by week: 2 weeks above 100 percent, 90 percent at most'


def test_a_timeline_has_it_only_where_it_is_wanted_and_stacked_where_lanes_are_plans():
    plan = checkout()

    def view(**looks):
        return draw(Scene(plan, plan, Looks(**looks), chosen(plan, Filter()), day('12 Oct')))
    assert view().graph is None
    shows = frozenset({'capacity'})
    assert not view(shows=shows).graph.is_stacked and view(shows=shows, rows_by='plan').graph.is_stacked
    assert view(shows=shows).graph is view(shows=shows, sort='rank').graph


def test_without_teams_or_items_it_is_empty():
    nothing = Portfolio.of([], (), (), replace(SETTING, teams={}, plans={SHOP: Plan(SHOP, 's', 1, 'S', 'project', '')}))
    for is_stacked in (False, True):
        assert graph(nothing, is_stacked).series == () and graph(nothing, is_stacked).top == 100
    assert STORE_TEAM in SETTING.plans
