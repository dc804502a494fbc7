"""What waits for what: verdicts, what would move along, slack."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.items.items import Link, Portfolio
from app.domain.portfolio.items.setting import Absence, Source
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.dependencies import cascade, connected, critical, judge, slack
from app.domain.portfolio.planning.operations import MoveItems, PlanItem
from app.domain.portfolio.planning.slipping import operations_for
from tests.portfolio import PAYMENTS, SETTING, STORE_TEAM, checkout, day, item


def ruled(rule):
    return replace(SETTING, sources={1: Source(1, 'Azure DevOps', 'azure_devops', 'UTC', rule)})


def chain(*dates, lag=0, setting=SETTING, **more):
    items = [item(own, 'ABCDEFG'[own - 1], text, **more) for own, text in enumerate(dates, 1)]
    return Portfolio.of(items, [Link(own, own + 1, lag=lag) for own in range(1, len(dates))], setting=setting)


def verdict(plan):
    return judge(plan, next(iter(plan.links)))


@pytest.mark.parametrize(('rule', 'first', 'then', 'state', 'overlap'), [
    ('finish_start', '5 Oct – 9 Oct', '7 Oct – 16 Oct', 'violated', 3),
    ('finish_start', '5 Oct – 9 Oct', '9 Oct – 16 Oct', 'violated', 1),
    ('finish_start', '5 Oct – 9 Oct', '10 Oct – 16 Oct', 'fine', 0),
    ('finish_start', '5 Oct – 11 Oct', '10 Oct – 16 Oct', 'violated', 0),
    ('end_end', '5 Oct – 16 Oct', '7 Oct – 16 Oct', 'fine', 0),
    ('end_end', '5 Oct – 20 Oct', '7 Oct – 16 Oct', 'violated', 2),
    ('start_start', '7 Oct – 9 Oct', '7 Oct – 8 Oct', 'fine', 0),
    ('start_start', '9 Oct – 20 Oct', '7 Oct – 8 Oct', 'violated', 2),
])
def test_each_rule_judges_a_dependency(rule, first, then, state, overlap):
    found = verdict(chain(first, then, setting=ruled(rule)))
    assert (found.state, found.overlap) == (state, overlap)


def test_a_violation_says_by_how_much():
    assert verdict(chain('5 Oct – 9 Oct', '7 Oct – 16 Oct')).text == 'starts 3 working days before “A” is ready'
    assert verdict(chain('5 Oct – 9 Oct', '9 Oct – 16 Oct')).text == 'starts 1 working day before “A” is ready'
    assert verdict(chain('5 Oct – 11 Oct', '10 Oct – 16 Oct')).text == 'starts before “A” is ready'


def test_a_lag_is_counted_in_working_days_of_whoever_waits():
    assert verdict(chain('5 Oct – 9 Oct', '14 Oct – 16 Oct', lag=2)).state == 'fine'
    found = verdict(chain('5 Oct – 9 Oct', '12 Oct – 16 Oct', lag=2))
    assert (found.state, found.overlap) == ('violated', 2)


def test_days_off_of_the_team_that_waits_are_no_overlap():
    off = replace(SETTING, absences=(Absence(PAYMENTS, None, day('8 Oct'), day('8 Oct')),))
    assert verdict(chain('5 Oct – 9 Oct', '7 Oct – 16 Oct', setting=off)).overlap == 2
    assert verdict(chain('5 Oct – 9 Oct', '7 Oct – 16 Oct', setting=off, plan=STORE_TEAM)).overlap == 3


def test_what_has_no_dates_is_not_judged():
    assert verdict(chain('5 Oct – 9 Oct', '')).state == 'unknown'
    assert judge(checkout(), Link(2, 99)).state == 'unknown'


def test_a_slip_goes_on_through_all_that_waits():
    plan = chain('5 Oct – 14 Oct', '12 Oct – 16 Oct', '19 Oct – 23 Oct')

    first, second = cascade(plan, (1,))

    assert (first.item_id, first.start, first.end, first.because) == (2, day('15 Oct'), day('21 Oct'), 1)
    assert (second.item_id, second.start, second.end, second.because) == (3, day('22 Oct'), day('28 Oct'), 2)


def test_what_is_declined_stays_and_what_waits_for_it_is_judged_from_there():
    plan = chain('5 Oct – 14 Oct', '12 Oct – 16 Oct', '16 Oct – 23 Oct')
    assert [slip.item_id for slip in cascade(plan, (1,))] == [2, 3]
    left = cascade(plan, (1,), frozenset({2}))
    assert [(slip.item_id, slip.start) for slip in left] == [(3, day('19 Oct'))]
    assert cascade(chain('5 Oct – 14 Oct', '12 Oct – 16 Oct', '19 Oct – 23 Oct'), (1,), frozenset({2})) == ()


def test_what_lies_in_a_successor_moves_with_it():
    plan = Portfolio.of([item(1, dates='5 Oct – 14 Oct'), item(2, dates='12 Oct – 23 Oct'),
                         item(3, dates='12 Oct – 16 Oct', parent=2), item(4, dates='19 Oct – 21 Oct')],
                        [Link(1, 2), Link(3, 4)], setting=SETTING)
    slips = {slip.item_id: (slip.start, slip.end) for slip in cascade(plan, (1,))}
    assert slips[2] == (day('15 Oct'), day('28 Oct'))
    assert slips[4][0] == day('20 Oct'), 'the child came to end on 19 October'


def test_a_slip_of_what_lies_in_a_moved_item_is_found():
    plan = Portfolio.of([item(1, dates='5 Oct – 23 Oct'), item(2, dates='5 Oct – 14 Oct', parent=1),
                         item(3, dates='12 Oct – 16 Oct')], [Link(2, 3)], setting=SETTING)
    assert [slip.item_id for slip in cascade(plan, (1,))] == [3]


def test_a_circle_in_the_live_plan_ends():
    plan = Portfolio.of([item(1, dates='5 Oct – 9 Oct'), item(2, dates='5 Oct – 9 Oct')], [Link(1, 2), Link(2, 1)],
                        setting=SETTING)
    assert cascade(plan, (1,)) and slack(plan)


def test_slack_counts_the_working_days_between():
    plan = chain('5 Oct – 9 Oct', '13 Oct – 16 Oct')
    found = slack(plan, day('16 Oct'))
    assert (found[2].total, found[1].total, found[1].free) == (0, 1, 1)
    assert critical(plan, day('16 Oct')) == {2}
    assert slack(plan, day('20 Oct'))[1].total == 3


def test_an_overlap_is_slack_below_nothing():
    assert slack(chain('5 Oct – 9 Oct', '7 Oct – 16 Oct'))[1].free == -3


def test_families_and_dependencies_hang_together_and_related_items_do_not():
    plan = checkout()
    assert connected(plan, 3) == {1, 2, 3, 4, 5}
    assert connected(plan.with_links([Link(2, 6, 'related')]), 6) == {6}
    assert connected(plan, 999) == frozenset()


FIRST = date(2026, 1, 5)


@st.composite
def plans(draw):
    count = draw(st.integers(2, 7))
    items = []
    for own in range(1, count + 1):
        start = FIRST + timedelta(draw(st.integers(0, 60)))
        items.append(replace(item(own), start=start, end=start + timedelta(draw(st.integers(0, 20)))))
    pairs = [(one, other) for one in range(1, count + 1) for other in range(one + 1, count + 1)]
    links = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=10))
    rule = draw(st.sampled_from(['finish_start', 'start_start', 'end_end']))
    return Portfolio.of(items, [Link(one, other, lag=draw(st.integers(0, 3))) for one, other in links],
                        setting=ruled(rule))


@settings(max_examples=80, deadline=None)
@given(plans(), st.integers(-30, 30))
def test_after_all_slips_were_accepted_nothing_downstream_is_violated(plan, by):
    moved = apply(plan, MoveItems((1,), by)).portfolio
    slips = cascade(moved, (1,))
    then = moved
    for operation in operations_for(moved, slips):
        then = apply(then, operation).portfolio
    reached, waiting = {1}, [1]
    while waiting:
        for link in then.net.after.get(waiting.pop(), ()):
            if link.after not in reached:
                reached.add(link.after)
                waiting.append(link.after)
    for own in reached:
        for link in then.net.after.get(own, ()):
            assert judge(then, link).state == 'fine'
    assert {slip.item_id for slip in slips} <= reached
    assert not cascade(then, (1,))


@settings(max_examples=40, deadline=None)
@given(plans())
def test_a_slip_keeps_the_working_days(plan):
    then = plan
    for operation in operations_for(plan, cascade(plan, (1,))):
        then = apply(then, operation).portfolio
    for own, former in plan.items.items():
        if isinstance(former.span, tuple) and then.items[own].span != former.span:
            assert _working(then.items[own]) == max(1, _working(former))


def _working(one):
    days = (one.end - one.start).days + 1
    return sum((one.start + timedelta(n)).weekday() < 5 for n in range(days))


def test_accepting_is_said_in_operations_of_everybody():
    plan = chain('5 Oct – 14 Oct', '12 Oct – 16 Oct')
    assert operations_for(plan, cascade(plan, (1,))) == (MoveItems((2,), 3), PlanItem(2, day('15 Oct'), day('21 Oct')))
