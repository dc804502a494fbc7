"""Load of teams: down to the worked examples, and the same as if each day were added by itself."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.capacity.availability import availability_of
from app.domain.portfolio.capacity.load import Scope, bounds_of, contributions, heat_of, load_of, periods
from app.domain.portfolio.capacity.organisation import item_load, together
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import PARENT_RULES, Absence, Person, Rules, Setting, Team
from app.domain.portfolio.views.looks import Filter
from tests.domain.chance import MODESTLY
from tests.portfolio import MOBILE, PAYMENTS, SETTING, STORES, checkout, day, item, sprints

BARE = replace(SETTING, people={})  # nobody is known, so nobody is away


def ruled(**rules):
    return replace(BARE, rules=Rules(**rules))


def two(setting=BARE):
    """60 % on 5–16 Oct and 50 % on 7–13 Oct."""
    return Portfolio.of([item(1, 'X', '5 Oct – 16 Oct', shares={PAYMENTS: 60}),
                         item(2, 'Y', '7 Oct – 13 Oct', shares={PAYMENTS: 50})], setting=setting)


def week(portfolio, team=PAYMENTS, first='5 Oct'):
    return periods(portfolio, [team], 'week', day(first), day(first))[0]


def by_day(portfolio, first, last, team=PAYMENTS, scope=Scope()):
    """In whole percent."""
    cells = periods(portfolio, [team], 'day', day(first), day(last), scope)
    return [cell.load // 100 for cell in cells]


def members(*names, team=PAYMENTS, hours=None):
    return {number: Person(number, name, team, 'Berlin', hours=hours) for number, name in enumerate(names, 1)}


def test_a_week_with_two_items_that_overlap():
    portfolio = two()
    cell = week(portfolio)
    assert by_day(portfolio, '5 Oct', '11 Oct') == [60, 60, 110, 110, 110, 0, 0]
    assert (cell.percent, cell.peak, cell.over_days) == (Decimal('90.0'), Decimal('110.0'), 3)
    assert (cell.load, cell.available) == (45_000, 50_000)


def test_a_day_off_for_all_is_neither_load_nor_availability():
    friday = Absence(PAYMENTS, None, day('9 Oct'), day('9 Oct'), 'Offsite')
    cell = week(two(replace(BARE, absences=(friday,))))
    assert (cell.load, cell.available, cell.percent) == (34_000, 40_000, Decimal('85.0'))


def test_one_of_four_who_is_away_leaves_three_quarters():
    setting = replace(SETTING, people=members('Ana', 'Bo', 'Cy', 'Di'),
                      absences=(Absence(None, 1, day('8 Oct'), day('8 Oct')),))
    cell = week(two(setting))
    assert (cell.load, cell.available) == (45_000, 47_500)
    assert (cell.percent, cell.peak) == (Decimal('94.7'), Decimal('146.7'))
    assert availability_of(setting, PAYMENTS).absent(day('8 Oct').toordinal(), day('9 Oct').toordinal()) == ('Ana',)


def test_who_works_more_hours_is_missed_more():
    people = {1: Person(1, 'Ana', PAYMENTS, hours=Decimal(150)), 2: Person(2, 'Bo', PAYMENTS, hours=Decimal(50))}
    setting = replace(SETTING, people=people, absences=(Absence(None, 1, day('8 Oct'), day('8 Oct')),))
    assert periods(two(setting), [PAYMENTS], 'day', day('8 Oct'), day('8 Oct'))[0].available == 2_500


def test_a_holiday_of_one_of_two_sites_takes_only_those_who_are_there():
    people = {1: Person(1, 'Ana', PAYMENTS, 'Berlin'), 2: Person(2, 'Bo', PAYMENTS, 'Porto')}
    setting = replace(SETTING, people=people, holidays={'Porto': frozenset({day('5 Oct')})})
    assert week(two(setting)).available == 45_000
    setting = replace(setting, holidays={'Porto': frozenset({day('5 Oct')}), 'Berlin': frozenset({day('5 Oct')})})
    assert week(two(setting)).available == 40_000


def test_a_period_without_anybody_is_blank():
    off = Absence(PAYMENTS, None, day('5 Oct'), day('11 Oct'))
    cell = week(two(replace(BARE, absences=(off,))))
    assert (cell.percent, cell.peak, cell.load, cell.heat) == (None, None, 0, None)


def test_work_on_a_day_when_everybody_happens_to_be_away_is_too_much():
    setting = replace(SETTING, people=members('Ana'), absences=(Absence(None, 1, day('5 Oct'), day('5 Oct')),))
    assert week(two(setting)).over_days == 4


def test_calendar_days_count_alike_where_admins_want_the_numbers_of_before():
    portfolio = two(ruled(counts_calendar_days=True))
    assert by_day(portfolio, '5 Oct', '11 Oct') == [60, 60, 110, 110, 110, 110, 110]
    assert week(portfolio).available == 70_000


def family():
    """An epic with half of a team for two months, and three children of which only one is planned with a share."""
    return [item(1, 'Epic', '1 Jun – 31 Jul', type='Epic', shares={PAYMENTS: 50}),
            item(2, 'Dated', '8 Jun – 19 Jun', parent=1, shares={PAYMENTS: 30}),
            item(3, 'Undated', parent=1, shares={PAYMENTS: 40}),
            item(4, 'Nothing', '1 Jul – 31 Jul', parent=1, shares={PAYMENTS: 0})]


@pytest.mark.parametrize(('rule', 'expected'), [
    ('uncovered_days', [50, 30, 50]), ('never_if_listed', [0, 30, 0]), ('never_if_any_child', [0, 30, 0]),
    ('always_add', [50, 80, 50])])
def test_a_parent_gives_way_to_its_children_by_the_rule(rule, expected):
    portfolio = Portfolio.of(family(), setting=ruled(parent_rule=rule))
    load = load_of(portfolio, PAYMENTS)
    assert [load.on(day(one)) // 100 for one in ('1 Jun', '8 Jun', '1 Jul')] == expected


@pytest.mark.parametrize('rule', PARENT_RULES)
@pytest.mark.parametrize('child', [
    item(2, 'Undated', parent=1, shares={PAYMENTS: 30}),
    item(2, 'Nothing', '8 Jun – 19 Jun', parent=1, shares={PAYMENTS: 0}),
    item(2, 'Removed', '8 Jun – 19 Jun', parent=1, category='Removed', shares={PAYMENTS: 30}),
    item(2, 'Gone', '8 Jun – 19 Jun', parent=1, is_gone=True, shares={PAYMENTS: 30})], ids=lambda child: child.title)
def test_what_does_not_count_never_erases_the_load_of_its_parent(rule, child):
    portfolio = Portfolio.of([family()[0], child], setting=ruled(parent_rule=rule))
    assert load_of(portfolio, PAYMENTS).on(day('8 Jun')) == 5_000


def test_a_child_of_another_team_erases_a_parent_only_where_any_child_does():
    items = [family()[0], item(2, 'Theirs', '8 Jun – 19 Jun', parent=1, shares={STORES: 30})]
    loads = [load_of(Portfolio.of(items, setting=ruled(parent_rule=rule)), PAYMENTS).on(day('8 Jun'))
             for rule in PARENT_RULES]
    assert loads == [5_000, 5_000, 0, 5_000]


def test_a_grandchild_covers_its_grandparent():
    items = [family()[0], item(2, 'Between', parent=1), item(3, 'Below', '8 Jun – 12 Jun', parent=2,
                                                            shares={PAYMENTS: 20})]
    load = load_of(Portfolio.of(items, setting=BARE), PAYMENTS)
    assert [load.on(day(one)) for one in ('5 Jun', '8 Jun', '15 Jun')] == [5_000, 2_000, 5_000]


def test_parents_in_a_circle_lose_no_load():
    items = [item(1, 'A', '5 Oct – 9 Oct', parent=2, shares={PAYMENTS: 30}),
             item(2, 'B', '5 Oct – 9 Oct', parent=1, shares={PAYMENTS: 20})]
    assert week(Portfolio.of(items, setting=BARE)).percent == Decimal('50.0')


def test_dates_the_wrong_way_round_count_as_if_swapped():
    wrong = replace(item(1, 'X', '5 Oct – 9 Oct', shares={PAYMENTS: 60}), start=day('9 Oct'), end=day('5 Oct'))
    assert week(Portfolio.of([wrong], setting=BARE)).percent == Decimal('60.0')


def test_only_chosen_states_count_and_plans_only_if_admins_say_so():
    items = [item(1, 'X', '5 Oct – 9 Oct', plan=1, shares={PAYMENTS: 60}),
             item(2, 'Y', '5 Oct – 9 Oct', plan=2, state='Active', shares={PAYMENTS: 20})]
    chosen = Filter(plans=(1,), states=())
    for is_cut, expected in ((False, '80.0'), (True, '60.0')):
        portfolio = Portfolio.of(items, setting=ruled(counts_selected_plans_only=is_cut))
        cell = periods(portfolio, [PAYMENTS], 'week', day('5 Oct'), day('5 Oct'),
                       Scope.of(portfolio.setting, chosen))[0]
        assert cell.percent == Decimal(expected)
    active = Scope.of(BARE, Filter(states=('Active',)))
    assert by_day(Portfolio.of(items, setting=BARE), '5 Oct', '5 Oct', scope=active) == [20]


def test_every_number_opens_into_what_it_is_made_of():
    portfolio = checkout()
    parts = contributions(portfolio, PAYMENTS, day('12 Oct'), day('23 Oct'))
    assert [(part.item_id, part.share, part.working_days) for part in parts] == [
        (2, Decimal(60), 5), (3, Decimal(40), 5)]
    cells = periods(portfolio, [PAYMENTS], 'week', day('12 Oct'), day('23 Oct'))
    assert sum(part.load for part in parts) == sum(cell.load for cell in cells) == 50_000


def test_months_and_iterations_are_periods_like_weeks():
    portfolio = checkout()
    month = periods(portfolio, [PAYMENTS], 'month', day('15 Oct'), day('15 Oct'))[0]
    assert (month.start, month.end) == (day('1 Oct'), day('31 Oct'))
    assert month.load == 10 * 6_000 + 10 * 4_000
    found = periods(portfolio, [PAYMENTS], 'iteration', day('12 Oct'), day('20 Oct'))
    assert [(one.start, one.percent) for one in found] == [(day('5 Oct'), Decimal('60.0')),
                                                           (day('19 Oct'), Decimal('40.0'))]


def test_a_team_is_measured_by_its_own_iterations():
    theirs = {number: replace(one, teams=(STORES,)) for number, one in sprints(2).items()}
    setting = replace(BARE, iterations=theirs)
    assert bounds_of(setting, PAYMENTS, 'iteration', day('5 Oct'), day('20 Oct')) == ()
    assert len(bounds_of(setting, STORES, 'iteration', day('5 Oct'), day('20 Oct'))) == 2


@pytest.mark.parametrize(('percent', 'heat'), [
    ('0', 0), ('49.4', 0), ('49.5', 1), ('79.4', 1), ('80', 2), ('100.4', 2), ('100.5', 3), ('110.4', 3), ('111', 4)])
def test_five_classes_tell_how_loaded_a_week_is(percent, heat):
    assert heat_of(Decimal(percent)) == heat


def test_after_a_move_only_the_teams_it_reaches_are_worked_out_again():
    before = checkout(BARE)
    loads = {team: load_of(before, team) for team in BARE.teams}
    after = before.with_items([replace(before.items[5], end=day('11 Dec'))])
    assert load_of(after, STORES) is not loads[STORES]
    assert load_of(after, PAYMENTS) is loads[PAYMENTS] and load_of(after, MOBILE) is loads[MOBILE]
    renamed = after.with_items([replace(after.items[5], title='Slots')])
    assert load_of(renamed, STORES) is load_of(after, STORES)


def test_load_of_the_organisation_tells_what_it_is_divided_by():
    teams = {number: Team(number, name, name) for number, name in enumerate('ABCD', 1)}
    setting = Setting(teams=teams)
    portfolio = Portfolio.of([item(1, 'A', '5 Oct – 9 Oct', shares={1: 60}),
                              item(2, 'B', '5 Oct – 9 Oct', shares={2: 40})], setting=setting)
    def whole(scope):
        return together(portfolio, 'week', day('5 Oct'), day('5 Oct'), scope)
    assert (whole(Scope()).slices[0].percent, len(whole(Scope()).teams)) == (Decimal('25.0'), 4)
    assert whole(Scope(teams=frozenset({1, 2}))).slices[0].percent == Decimal('50.0')
    assert item_load(setting, portfolio.items[1]) == Decimal('15.00')
    assert item_load(setting, portfolio.items[1], Scope(teams=frozenset({1, 2}))) == Decimal('30.00')


def test_an_excluded_team_is_in_no_denominator():
    teams = {1: Team(1, 'a', 'A'), 2: Team(2, 'b', 'B', is_excluded=True)}
    portfolio = Portfolio.of([item(1, 'A', '5 Oct – 9 Oct', shares={1: 60, 2: 100})], setting=Setting(teams=teams))
    found = together(portfolio, 'week', day('5 Oct'), day('5 Oct'))
    assert (found.teams, found.slices[0].percent) == ((1,), Decimal('60.0'))


def test_teams_can_weigh_by_their_hours():
    people = {1: Person(1, 'Ana', 1, hours=Decimal(300)), 2: Person(2, 'Bo', 2, hours=Decimal(100))}
    setting = Setting(teams={1: Team(1, 'a', 'A'), 2: Team(2, 'b', 'B')}, people=people,
                      rules=Rules(weighs_by_hours=True))
    portfolio = Portfolio.of([item(1, 'A', '5 Oct – 9 Oct', shares={1: 60})], setting=setting)
    assert together(portfolio, 'week', day('5 Oct'), day('5 Oct')).slices[0].percent == Decimal('45.0')


def test_plans_and_what_is_unfunded_add_up_to_the_load_of_all_teams():
    found = together(checkout(BARE), 'week', day('19 Oct'), day('29 Nov'))
    assert [plan.plan for plan in found.plans] == [1, 0]
    for number, whole in enumerate(found.slices):
        assert abs(sum(plan.slices[number].percent for plan in found.plans) - whole.percent) <= Decimal('0.1')


# Any plan, any calendar: prefix sums of steps are the same as adding each day by itself.

DAYS = st.integers(0, 30)
SHARES = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 10_000)), max_size=2, unique_by=lambda one: one[0])


@st.composite
def portfolios(draw):
    items = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        start, length = draw(DAYS), draw(DAYS)
        begin = date(2026, 10, 1) + timedelta(start)
        shares = tuple(sorted((team, Decimal(share) / 100) for team, share in draw(SHARES)))
        items.append(Item(number, 1, str(number), 1, 'Feature', str(number), 'New',
                          draw(st.sampled_from(['Proposed', 'Removed', 'InProgress'])), plan=draw(st.integers(1, 2)),
                          start=begin if draw(st.booleans()) or number % 3 else None, end=begin + timedelta(length),
                          parent=draw(st.none() | st.integers(1, 10)), shares=shares, is_gone=draw(st.booleans())
                          and number % 4 == 0))
    setting = Setting(teams={team: Team(team, str(team), str(team)) for team in (1, 2, 3)},
                      people={1: Person(1, 'Ana', 1, 'X'), 2: Person(2, 'Bo', 1, 'Y'), 3: Person(3, 'Cy', 2, 'X')},
                      weekdays={2: frozenset({0, 2, 5})}, holidays={'X': frozenset({date(2026, 10, 7)})},
                      absences=(Absence(None, 2, date(2026, 10, 12), date(2026, 10, 14)),
                                Absence(1, None, date(2026, 10, 20), date(2026, 10, 21))),
                      rules=Rules(parent_rule=draw(st.sampled_from(PARENT_RULES)),
                                  counts_calendar_days=draw(st.booleans())))
    return Portfolio.of(items, setting=setting)


def naive(portfolio, team, at, scope):
    """As the definition says it, item by item and day by day."""
    rule = portfolio.setting.rules.parent_rule
    def is_counted(one, of=None):
        return (not one.is_gone and one.category != 'Removed' and one.span is not None
                and (scope.plans is None or one.plan in scope.plans)
                and any(share > 0 for own, share in one.shares if of is None or own == of))
    def below(one):
        return [other for other in portfolio.items.values() if one in portfolio.ancestors(other)
                and other not in portfolio.ancestors(one)]
    def counts_now(one):
        lower = below(one)
        if rule == 'never_if_listed':
            return not any(is_counted(other, team) for other in lower)
        if rule == 'never_if_any_child':
            return not any(is_counted(other) for other in lower)
        return rule == 'always_add' or not any(is_counted(other, team) and other.span[0] <= at <= other.span[1]
                                               for other in lower)
    if not availability_of(portfolio.setting, team).working(at.toordinal(), at.toordinal())[0]:
        return 0
    return sum(int(one.share(team) * 100) for one in portfolio.items.values()
               if is_counted(one, team) and one.span[0] <= at <= one.span[1] and counts_now(one))


@MODESTLY
@given(portfolios(), st.sampled_from([Scope(), Scope(plans=frozenset({1}))]))
def test_load_is_what_adding_each_day_by_itself_gives(portfolio, scope):
    for team in (1, 2, 3):
        load = load_of(portfolio, team, scope)
        for at in (date(2026, 9, 30) + timedelta(n) for n in range(0, 64, 3)):
            assert load.on(at) == naive(portfolio, team, at, scope)


@MODESTLY
@given(portfolios(), st.lists(st.tuples(st.integers(1, 9), st.integers(-9, 9), st.none() | st.integers(1, 9)),
                              max_size=4))
def test_what_is_worked_out_after_changes_is_what_a_fresh_look_gives(portfolio, changes):
    load_of(portfolio, 1)
    changed = portfolio
    for item_id, days, parent in changes:
        one = changed.items.get(item_id)
        if one and one.start:
            moved = replace(one, start=one.start + timedelta(days), end=one.end + timedelta(days), parent=parent)
            changed = changed.with_items([moved])
            for team in (1, 2):
                load_of(changed, team)
    if len(changed.items) > 2:
        changed = changed.without_items([2])
    fresh = Portfolio.of(changed.items.values(), setting=replace(portfolio.setting))
    for team in (1, 2, 3):
        one, other = load_of(changed, team), load_of(fresh, team)
        assert (one.first, one.daily) == (other.first, other.daily)
        assert sorted(one.pieces) == sorted(other.pieces)


@MODESTLY
@given(portfolios())
def test_contributions_add_up_to_the_number_they_explain(portfolio):
    for cell in periods(portfolio, (1, 2, 3), 'week', date(2026, 9, 28), date(2026, 11, 30)):
        assert sum(part.load for part in contributions(portfolio, cell.team, cell.start, cell.end)) == cell.load
