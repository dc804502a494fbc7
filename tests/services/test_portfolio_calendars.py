"""Working days as admins keep them, rates and rules, and what planners put on the axis."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.portfolio.items.calendars import calendar_of
from app.domain.portfolio.items.setting import Marker, Rates, Rules
from app.domain.portfolio.setup.drafts import HappeningDraft, MarkerDraft
from app.errors import Conflict, Forbidden, Invalid, NotFound, Rejected
from app.services import audit
from app.services.portfolio import calendars, ground, happenings, markers, rates
from app.work import read, transact
from models.portfolio import PortfolioCalendar, PortfolioMarker
from tests.people import ANN, BOB
from tests.portfolio import PAYMENTS, SETTING, SHOP, STORES, checkout, day, plant

PETRA = Actor('person:9', 'Petra', (Grant('planner', 'portfolio'),))
VIEWER = Actor('person:2', 'Bob', (Grant('viewer', 'portfolio'),))
FINANCE = Actor('person:3', 'Cleo', (Grant('finance', 'portfolio'),))


@pytest.fixture(autouse=True)
def _planted(workspace):
    plans = SETTING.plans | {SHOP: replace(SETTING.plans[SHOP], is_open=False)}
    plant(checkout(replace(SETTING, plans=plans, markers=(Marker(1, None, day('1 Oct'), 'Freeze', '#ff0000',
                                                                 'source'),))))


def setting():
    return read(ground.setting_of)


def working(text):
    return calendar_of(setting(), PAYMENTS).is_working(day(text))


def test_weekdays_days_off_and_holidays_make_the_calendar_of_a_team():
    transact(calendars.keep_weekdays, ANN, PAYMENTS, (0, 1, 2, 3))
    transact(calendars.add_day_off, ANN, day('12 Oct'), day('13 Oct'), 'Offsite', team_id=PAYMENTS)
    transact(calendars.add_holiday, ANN, 'Berlin', day('5 Oct'), 'Feast')
    assert [working(text) for text in ('5 Oct', '6 Oct', '9 Oct', '13 Oct', '14 Oct')] == [
        False, True, False, False, True]


def test_what_we_keep_goes_before_the_source_until_the_source_is_followed_again():
    transact(lambda work: work.session.add(PortfolioCalendar(team_id=PAYMENTS, weekdays=[0, 1], origin='source')))
    transact(calendars.keep_weekdays, ANN, PAYMENTS, (0, 1, 2), 1)
    row = read(lambda work: work.get(PortfolioCalendar, PAYMENTS))
    assert (row.weekdays, row.origin, row.at_source) == ([0, 1, 2], 'ours', [0, 1])
    transact(calendars.follow_source, ANN, PAYMENTS, 2)
    row = read(lambda work: work.get(PortfolioCalendar, PAYMENTS))
    assert (row.weekdays, row.origin, row.at_source) == ([0, 1], 'source', [])


def test_without_a_word_of_the_source_a_team_is_back_to_monday_to_friday():
    transact(calendars.keep_weekdays, ANN, PAYMENTS, (0,))
    transact(calendars.follow_source, ANN, PAYMENTS)
    assert working('9 Oct') and PAYMENTS not in setting().weekdays


def test_days_off_can_be_taken_back_with_the_old_days_in_the_trail():
    made = transact(calendars.add_day_off, ANN, day('12 Oct'), day('13 Oct'), 'Leave', person_id=1)
    transact(calendars.remove_day_off, ANN, made)
    last = read(audit.list_entries, ANN, Filter())[-1]
    assert last.thing == 'Ines' and ('end', '2026-10-13', '') in last.changes
    assert setting().absences == ()


@pytest.mark.parametrize(('service', 'given', 'field'), [
    (calendars.keep_weekdays, (PAYMENTS, ()), 'weekdays'), (calendars.keep_weekdays, (PAYMENTS, (7,)), 'weekdays'),
    (calendars.add_holiday, (' ', day('1 Oct')), 'site'),
    (calendars.add_day_off, (day('1 Oct'), day('2 Oct')), 'team_id')])
def test_days_that_make_no_sense_are_refused(service, given, field):
    with pytest.raises(Rejected) as refusal:
        transact(service, ANN, *given)
    assert refusal.value.field == field


def test_days_off_do_not_end_before_they_begin():
    with pytest.raises(Rejected):
        transact(calendars.add_day_off, ANN, day('2 Oct'), day('1 Oct'), team_id=STORES)


def test_the_same_holiday_twice_is_one_under_its_latest_name():
    first, second = (transact(calendars.add_holiday, ANN, 'Berlin', day('3 Oct'), name) for name in ('Unity', 'Day'))
    assert first == second and setting().holidays == {'Berlin': frozenset({day('3 Oct')})}
    transact(calendars.remove_holiday, ANN, first)
    assert setting().holidays == {}


def test_rules_are_kept_over_the_version_that_was_seen():
    version = read(rates.version_of)
    transact(rates.keep_rules, ANN, replace(Rules(), parent_rule='always_add', counts_calendar_days=True), version)
    assert (setting().rules.parent_rule, setting().rules.counts_calendar_days) == ('always_add', True)
    with pytest.raises(Conflict):
        transact(rates.keep_rules, ANN, Rules(), version)


@pytest.mark.parametrize(('rules', 'field'), [
    (replace(Rules(), parent_rule='never'), 'parent_rule'), (replace(Rules(), types=()), 'types'),
    (replace(Rules(), types=(('Epic',), ('Epic',))), 'types'),
    (replace(Rules(), states=(('New', 'Fresh'),)), 'states'),
    (replace(Rules(), states=(('New', 'Proposed'), ('new', 'Resolved'))), 'states'),
    (replace(Rules(), counted_categories=('Removed',)), 'counted_categories'),
    (replace(Rules(), panels=('weather',)), 'panels')])
def test_rules_that_contradict_themselves_are_refused(rules, field):
    with pytest.raises(Invalid) as refusal:
        transact(rates.keep_rules, ANN, rules)
    assert refusal.value.field == field


def test_rates_are_money_with_a_currency_and_stay_exact():
    wanted = Rates('CHF', {'Berlin|internal': Decimal('152.25')}, {'Berlin': Decimal('80.10')},
                   {'Senior': Decimal(100)}, default_hours=Decimal(160))
    transact(rates.keep_rates, ANN, wanted)
    assert setting().rates == wanted
    for wrong, field in ((replace(wanted, currency='Franc'), 'currency'), (replace(wanted, hours={'x': Decimal(1)}),
                         'hours'), (replace(wanted, internal={'Berlin': Decimal('NaN')}), 'internal'),
                         (replace(wanted, default_external=Decimal(-1)), 'default_external')):
        with pytest.raises(Invalid) as refusal:
            transact(rates.keep_rates, ANN, wrong)
        assert refusal.value.field == field


@pytest.mark.parametrize('actor', [BOB, PETRA, FINANCE])
def test_only_admins_change_days_rules_and_rates(actor):
    for service, *given in ((calendars.keep_weekdays, PAYMENTS, (0,)), (calendars.add_holiday, 'B', day('1 Oct')),
                            (rates.keep_rules, Rules()), (rates.keep_rates, Rates())):
        with pytest.raises(Forbidden):
            transact(service, actor, *given)


def test_planners_put_events_on_the_axis_and_take_them_off_again():
    made = transact(happenings.add_happening, PETRA, HappeningDraft(' Peak  week ', day('23 Nov'), day('27 Nov')))
    transact(happenings.change_happening, PETRA, made, HappeningDraft('Peak', day('23 Nov'), day('23 Nov')), 1)
    found = setting().happenings[0]
    assert (found.title, found.start, found.end) == ('Peak', day('23 Nov'), day('23 Nov'))
    with pytest.raises(Conflict):
        transact(happenings.change_happening, PETRA, made, HappeningDraft('Peak', day('24 Nov')), 1)
    assert transact(happenings.remove_happening, PETRA, made, 2) == HappeningDraft('Peak', day('23 Nov'))
    assert setting().happenings == ()


def test_events_of_a_plan_are_for_those_who_see_it():
    made = transact(happenings.add_happening, ANN, HappeningDraft('Secret launch', day('1 Dec'), plan_id=SHOP))
    assert read(happenings.view_happenings, PETRA) == ()
    assert len(read(happenings.view_happenings, ANN)) == 1
    with pytest.raises(NotFound):
        transact(happenings.remove_happening, PETRA, made)
    with pytest.raises(Rejected):
        transact(happenings.add_happening, PETRA, HappeningDraft('x', day('1 Dec'), plan_id=SHOP))


@pytest.mark.parametrize('draft', [HappeningDraft(' ', day('1 Oct')), HappeningDraft('x', day('2 Oct'), day('1 Oct')),
                                   HappeningDraft('x', day('2 Oct'), plan_id=77)])
def test_an_event_needs_a_title_days_in_order_and_a_plan_that_exists(draft):
    with pytest.raises(Rejected):
        transact(happenings.add_happening, PETRA, draft)


def test_markers_of_our_own_can_be_changed_those_of_delivery_plans_cannot():
    made = transact(markers.add_marker, PETRA, MarkerDraft('Go live', day('30 Nov')))
    transact(markers.change_marker, PETRA, made, MarkerDraft('Go live', day('1 Dec'), team_id=STORES), 1)
    assert read(lambda work: work.get(PortfolioMarker, made)).day == day('1 Dec')
    for service, *given in ((markers.change_marker, 1, MarkerDraft('x', day('1 Oct'))), (markers.remove_marker, 1)):
        with pytest.raises(Conflict):
            transact(service, PETRA, *given)
    transact(markers.remove_marker, PETRA, made)
    assert [one.label for one in setting().markers] == ['Freeze']


def test_the_same_marker_from_both_sides_is_one_ours_first():
    transact(markers.add_marker, PETRA, MarkerDraft('FREEZE', day('1 Oct')))
    found = read(lambda work: markers.list_markers(work, ground.sight_of(work, ANN)))
    assert [(one.label, one.origin) for one in found] == [('FREEZE', 'ours')]


@pytest.mark.parametrize('actor', [VIEWER, FINANCE])
def test_viewers_put_nothing_on_the_axis(actor):
    with pytest.raises(Forbidden):
        transact(happenings.add_happening, actor, HappeningDraft('x', day('1 Oct')))
    with pytest.raises(Forbidden):
        transact(markers.add_marker, actor, MarkerDraft('x', day('1 Oct')))


def test_nothing_on_the_axis_or_in_a_calendar_lies_beyond_what_can_be_planned():
    """Whatever is reckoned beside it would fail for everybody who looks."""
    end, begin = date(9999, 12, 31), date(1, 1, 1)
    for service, actor, *arguments in (
            (happenings.add_happening, PETRA, HappeningDraft('x', end)),
            (happenings.add_happening, PETRA, HappeningDraft('x', begin, day('1 Oct'))),
            (markers.add_marker, PETRA, MarkerDraft('x', end)), (calendars.add_holiday, ANN, 'Berlin', end),
            (calendars.add_day_off, ANN, end, end)):
        with pytest.raises(Rejected) as refused:
            transact(service, actor, *arguments, **({'team_id': PAYMENTS} if service is calendars.add_day_off else {}))
        assert refused.value.code == 'portfolio.range'
