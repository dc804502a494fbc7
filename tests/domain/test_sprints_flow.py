"""How long work takes, how it stands and moves over a board, and whether figures of sprints rise or fall."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.facts.board import Columns, Sprint
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.flow.cfd import arrivals_of
from app.domain.sprints.flow.cycle import course_of, cycle_of, histogram, ranks, rolling
from app.domain.sprints.flow.flow import FlowAsk, courses_of, flow_of
from app.domain.sprints.flow.throughput import done_by_day, weeks_of, window_of
from app.domain.sprints.forecasts.forecast import ALL, WORKING
from app.domain.sprints.metrics.trends import FALLING, NO_TREND, RISING, TOO_FEW, trend_of
from app.domain.sprints.reports.sprint_flow import sprint_flow
from tests.sprints import (
    COLUMNS,
    DOING,
    FINISHED,
    REVIEW,
    SPRINT,
    TODO,
    History,
    board,
    issue,
    jan,
    ms,
    worked_example,
)

TODAY = date(2026, 1, 31)


def done(number, *steps, flags=(), **more):
    """An issue that went through these (moment, status) in turn, the first from to do."""
    history, former = History(), TODO
    for at, status in steps:
        history.status(at, former, status)
        former = status
    for at, is_on in flags:
        history.add(at, 'flagged', *(('', '1') if is_on else ('1', '')))
    return issue(number, status=former, history=history, **more)


def cycle(one, calendar=ALL, from_last=False, **more):
    own = board([one], **more)
    return cycle_of(days_of(own), course_of(own, one, from_last), calendar)


# Cycle


@pytest.mark.parametrize(('start', 'end', 'days', 'working'), [
    pytest.param('8 16:00', '12 09:00', 5, 3, id='Thursday afternoon to Monday morning'),
    pytest.param('8 09:00', '8 17:00', 1, 1, id='the same day'),
    pytest.param('10 09:00', '10 17:00', 1, 1, id='the same Saturday'),
    pytest.param('5 23:59', '6 00:01', 2, 2, id='two minutes over midnight'),
    pytest.param('5', '16', 12, 10, id='two weeks'),
])
def test_both_days_of_a_cycle_count(start, end, days, working):
    one = done(1, (start, DOING), (end, FINISHED))
    assert (cycle(one).days, cycle(one, WORKING).days) == (days, working)


def test_days_are_those_of_the_board():
    one = done(1, ('5 23:30', DOING), ('6 22:30', FINISHED))
    assert cycle(one).days == 2
    assert cycle(one, zone='Asia/Tokyo').days == 2
    assert cycle(one, zone='Europe/Berlin').days == 1  # half past midnight to half past eleven in the evening


def test_a_summer_time_change_counts_no_day_twice():
    history = History().status(ms('2026-03-28 12:00'), TODO, DOING).status(ms('2026-03-30 12:00'), DOING, FINISHED)
    one = issue(1, status=FINISHED, history=history)
    assert cycle(one, zone='Europe/Berlin').days == 3


def test_days_that_are_flagged_at_noon_do_not_count():
    one = done(1, ('5', DOING), ('9', FINISHED), flags=(('6 09:00', True), ('8 09:00', False)))
    assert (cycle(one).days, cycle(one).flagged) == (3, 2)
    short = done(1, ('5', DOING), ('9', FINISHED), flags=(('6 13:00', True), ('7 11:00', False)))
    assert cycle(short).days == 5
    ever = done(1, ('5', DOING), ('9', FINISHED), flags=(('2', True),))
    assert (cycle(ever).days, cycle(ever).flagged) == (1, 5)


def test_whoever_opens_an_issue_again_takes_its_end_back():
    again = done(1, ('5', DOING), ('7', FINISHED), ('8', DOING))
    assert cycle(again) is None
    twice = done(1, ('5', DOING), ('7', FINISHED), ('8', DOING), ('9', FINISHED))
    assert (cycle(twice).days, cycle(twice, from_last=True).days) == (5, 2)


def test_what_went_straight_to_done_has_no_cycle_and_is_counted_apart():
    own = board([done(1, ('5', FINISHED)), done(2, ('5', DOING), ('6', FINISHED))])
    flow = flow_of(own, FlowAsk(), TODAY)
    assert (len(flow.cycles), flow.never_started, sum(flow.daily)) == (1, 1, 2)


def test_what_was_never_in_a_started_column_began_in_a_waiting_one():
    assert cycle(done(1, ('5', REVIEW), ('7', FINISHED))).days == 3


def test_percentiles_are_nearest_ranks():
    assert ranks([]) == ranks(())
    found = ranks([1, 1, 2, 3, 5, 8, 13, 21, 34, 55])
    assert (found.p50, found.p85, found.p95, found.count) == (5, 34, 55, 10)


def test_a_histogram_has_few_bars_that_touch():
    assert histogram([1, 1, 3]) == ((1, 1, 2), (2, 2, 0), (3, 3, 1))
    wide = histogram([1, 100])
    assert len(wide) <= 24
    assert sum(count for _, _, count in wide) == 2


def test_the_rolling_mean_takes_a_fifth_of_the_issues_and_at_least_five():
    assert [one.mean for one in rolling([1, 2, 3, 4, 5])] == [2, Decimal('2.5'), 3, Decimal('3.5'), 4]
    assert rolling([4] * 50)[20].deviation == 0


# Columns


def test_the_picture_dips_when_work_moves_back_and_arrivals_do_not():
    own = board([done(1, ('5', DOING), ('6', REVIEW), ('7', DOING)), done(2, ('5', DOING), ('6', REVIEW))])
    flow = flow_of(own, FlowAsk(date(2026, 1, 5), date(2026, 1, 7)), TODAY)
    assert [one.standing[2] for one in flow.cfd] == [0, 2, 1]
    assert [one.arrived[2] for one in flow.cfd] == [0, 1, 1]


def test_whoever_moves_work_back_takes_its_later_dates_away():
    one = done(1, ('5', DOING), ('6', FINISHED), ('8', DOING), ('9', FINISHED))
    own = board([one])
    assert arrivals_of(course_of(own, one), 4) == (jan('1'), jan('5'), jan('9'), jan('9'))


STATUSES = st.sampled_from([TODO, DOING, REVIEW, FINISHED])


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(2, 20), STATUSES), max_size=20))
def test_arrivals_never_fall_and_every_issue_stands_somewhere(steps):
    issues = [done(number, *[(str(day), status) for own, day, status in sorted(steps, key=lambda one: one[1])
                             if own == number]) for number in range(5)]
    flow = flow_of(board(issues), FlowAsk(date(2026, 1, 1), date(2026, 1, 21)), TODAY)
    for former, one in pairwise(flow.cfd):
        assert all(earlier <= later for earlier, later in zip(former.arrived, one.arrived, strict=True))
    for one in flow.cfd:
        assert sum(one.standing) == len(issues)
        assert list(one.arrived) == sorted(one.arrived, reverse=True)
    assert sum(flow.daily) == len(flow.cycles) + flow.never_started == sum(week.done for week in flow.weeks)


def test_a_status_in_no_column_stands_nowhere():
    flow = flow_of(worked_example(), FlowAsk(date(2026, 1, 5), date(2026, 1, 16)), TODAY)
    assert sum(flow.cfd[-1].standing) == 8


def test_a_column_is_that_of_todays_board_and_done_that_of_the_time():
    early = Columns(1, 0, (COLUMNS.columns[0], replace(COLUMNS.columns[1], statuses=frozenset({DOING, FINISHED})),
                           *COLUMNS.columns[2:3], replace(COLUMNS.columns[3], statuses=frozenset({'9'}))),
                    COLUMNS.estimate)
    own = board([done(1, ('5', FINISHED))], mappings=(early, replace(COLUMNS, version=2, valid_from=jan('10'))))
    flow = flow_of(own, FlowAsk(date(2026, 1, 8), date(2026, 1, 11)), TODAY)
    assert [one.standing for one in flow.cfd] == [(0, 1, 0, 0)] * 2 + [(0, 0, 0, 1)] * 2


# Ageing, waiting, throughput


def test_work_under_way_is_old_against_what_left_its_column():
    finished = [done(number, ('5', DOING), ('7', REVIEW), ('8', FINISHED)) for number in range(1, 5)]
    own = board([*finished, done(8, ('25', DOING)), done(9, ('30', DOING), is_on_board=False),
                 done(10, ('5', DOING), gone='deleted')])
    flow = flow_of(own, FlowAsk(), TODAY)
    assert [(one.name, one.left.p85) for one in flow.ages] == [('In progress', 3), ('In review', 4)]
    assert [(one.key, one.days, one.is_late) for one in flow.ageing] == [('D-8', 7, True), ('D-9', 2, False)]


def test_flagged_time_is_time_waiting():
    one = done(1, ('5', DOING), ('6', REVIEW), ('8', FINISHED), flags=(('5 18:00', True), ('6', False)))
    flow = flow_of(board([one]), FlowAsk(), TODAY)
    assert (flow.efficiency.active, flow.efficiency.waiting, flow.efficiency.share) == (6, 66, Decimal(6) / 72)
    assert flow_of(board([]), FlowAsk(), TODAY).efficiency.share is None


def test_what_is_held_up_is_listed_with_its_days():
    own = board([done(1, ('5', DOING), flags=(('28 09:00', True),)),
                 done(2, ('5', DOING), ('9', FINISHED), flags=(('6 09:00', True), ('8', False)))])
    flow = flow_of(own, FlowAsk(), TODAY)
    assert [(one.key, one.days, one.is_now) for one in flow.blocked] == [('D-1', 4, True), ('D-2', 2, False)]


def test_more_work_begun_than_ended_is_a_net_flow():
    own = board([done(1, ('5', DOING)), done(2, ('6', DOING), ('8', FINISHED)), done(3, ('12', DOING))])
    net = flow_of(own, FlowAsk(date(2026, 1, 5), date(2026, 1, 18)), TODAY).net
    assert [(one.begun, one.ended, one.net) for one in net] == [(2, 1, 1), (1, 0, 1)]


def test_littles_law_is_a_check():
    own = board([done(day, (f'{day} 09:00', DOING), (f'{day + 1} 09:00', FINISHED)) for day in range(1, 30)])
    little = flow_of(own, FlowAsk(date(2026, 1, 2), date(2026, 1, 30)), TODAY).little
    assert (little.per_day, little.measured) == (1, 2)
    assert little.under_way == pytest.approx(Decimal(1), abs=Decimal('0.1'))


def test_quiet_weeks_are_weeks():
    own = board([done(1, ('5', FINISHED)), done(2, ('20', FINISHED))])
    counts = done_by_day(courses_of(own), days_of(own))
    assert [one.done for one in weeks_of(counts, date(2026, 1, 5), date(2026, 1, 25))] == [1, 0, 1]


def test_a_window_ends_yesterday_and_keeps_its_quiet_days():
    own = board([done(1, ('10', FINISHED)), done(2, ('31', FINISHED)), done(3, ('30', FINISHED))])
    counts = done_by_day(courses_of(own), days_of(own))
    every = window_of(counts, days_of(own), TODAY, 30, ALL)
    assert (len(every.days), every.days[-1], sum(every.counts)) == (30, date(2026, 1, 30), 2)
    working = window_of(counts, days_of(own), TODAY, 30, WORKING)
    assert (len(working.days), sum(working.counts)) == (22, 2)  # what was done on Saturday the 10th counts on Friday
    assert working.counts[working.days.index(date(2026, 1, 9))] == 1


# What is asked for


def test_work_is_chosen_by_type_size_epic_and_label():
    own = board([done(1, ('5', FINISHED), points=3, epic='D-90', labels=('web',)),
                 done(2, ('5', FINISHED), type='Bug'), done(90, is_epic=True)])
    assert [flow_of(own, ask, TODAY).issues for ask in (
        FlowAsk(), FlowAsk(type='Bug'), FlowAsk(size='3'), FlowAsk(size='none'), FlowAsk(epic='D-90'),
        FlowAsk(label='web'), FlowAsk(label='api'))] == [2, 1, 1, 1, 1, 1, 0]
    choices = flow_of(own, FlowAsk(), TODAY).choices
    assert choices.sizes == (('3', '3'), ('none', 'Unestimated'))
    assert choices.epics == (('D-90', 'D-90 Story 90'),)


def test_a_span_is_never_longer_than_three_years_nor_after_today():
    assert FlowAsk(date(1990, 1, 1), date(2030, 1, 1)).span(TODAY) == (TODAY - timedelta(1099), TODAY)
    assert FlowAsk(date(2026, 1, 9), date(2026, 1, 5)).span(TODAY) == (date(2026, 1, 5), date(2026, 1, 5))


def test_the_same_question_is_answered_once():
    own = worked_example()
    assert flow_of(own, FlowAsk(), TODAY) is flow_of(own, FlowAsk(), TODAY)
    assert hash(flow_of(own, FlowAsk(), TODAY)) is not None


def test_an_empty_board_has_a_flow_without_figures():
    flow = flow_of(board([]), FlowAsk(), TODAY)
    assert (flow.ranks.p50, flow.ageing, flow.bars, flow.little.measured) == (None, (), (), None)


# A sprint


def test_the_flow_of_a_sprint_counts_its_members_only():
    flow = sprint_flow(worked_example(), SPRINT, jan('20'))
    assert (flow.days[0], flow.days[-1]) == (date(2026, 1, 5), date(2026, 1, 16))
    assert [sum(counts) for counts in flow.counts][:5] == [5, 5, 5, 6, 6]
    assert flow.counts[-1] == (2, 0, 0, 4)


def test_a_sprint_that_has_not_begun_has_no_flow():
    own = replace(worked_example(), sprints={SPRINT: Sprint(SPRINT, 'Sprint 42', 'future')})
    assert sprint_flow(own, SPRINT, jan('20')) is None


# Trends


@pytest.mark.parametrize(('values', 'verdict'), [
    ([10, 11, 12, 13, 14], TOO_FEW), ([10, 12, 11, 14, 15, 16, 18], RISING), ([18, 16, 15, 14, 11, 12, 10], FALLING),
    ([10, 20, 12, 18, 9, 21], NO_TREND), ([10] * 6, NO_TREND), ([10, None, 12, 13, 14, 15], TOO_FEW),
    ([30, 10, 10, 10, 10, 10, 30], NO_TREND)])
def test_a_trend_needs_six_sprints_and_an_interval_without_zero(values, verdict):
    assert trend_of([None if value is None else Decimal(value) for value in values]).verdict == verdict


def test_the_slope_and_its_interval_are_those_of_least_squares():
    found = trend_of([Decimal(value) for value in (1, 3, 2, 5, 4, 6)])
    assert found.slope == Decimal('0.8857')
    assert (found.low, found.high) == (Decimal('0.2414'), Decimal('1.5301'))


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), min_size=6, max_size=50))
def test_turning_the_sprints_round_turns_the_trend_round(values):
    forth, back = (trend_of([Decimal(one) for one in some]) for some in (values, values[::-1]))
    assert forth.slope == -back.slope
    assert {forth.verdict, back.verdict} in ({RISING, FALLING}, {NO_TREND})
