"""What rows a timeline has, for every way to arrange them."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.items import Group, Link, Portfolio
from app.domain.portfolio.items.setting import Happening, Marker
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.operations import ChangeState, ClearDates, LinkItems, MoveItems, PlacePlaceholder
from app.domain.portfolio.timeline.bars import progress
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.timeline.spoken import bar_name
from app.domain.portfolio.timeline.timeline import COMPACT, LANE, NORMAL, PARENT
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.lanes import lanes_of
from app.domain.portfolio.views.looks import Filter, Looks
from app.errors import Rejected
from tests.portfolio import MOBILE, PAY_TEAM, PAYMENTS, SETTING, SHOP, STORE_TEAM, STORES, checkout, day, item

TODAY = day('14 Oct')


def view(portfolio=None, live=None, former=None, plans=None, **looks):
    portfolio = portfolio or checkout()
    looks = Looks(**looks)
    picked = chosen(portfolio, looks.filter, TODAY, live)
    return draw(
        Scene(
            portfolio, live or portfolio, looks, picked, TODAY, plans, 1 if live else 0, 1 if live else None, (), former
        )
    )


def labels(found):
    return [(row.kind, row.label) for row in found.rows]


def bar(found, item_id):
    return next(one for row in found.rows for one in row.bars if one.id == item_id)


def test_teams_hold_parents_above_their_children_and_a_tray_of_what_nobody_planned():
    assert labels(view()) == [
        ('lane', 'Payments'),
        ('parent', 'One-page checkout'),
        ('item', 'Split shipment totals'),
        ('item', 'Wallet buttons'),
        ('item', 'Declined-card messages'),
        ('lane', 'Stores'),
        ('item', 'Slot booking'),
        ('tray', 'Undated'),
        ('item', 'Redeem at the till'),
    ]


def test_plans_hold_their_groups_and_what_is_in_none():
    assert labels(view(rows_by='plan')) == [
        ('lane', 'Shop'),
        ('parent', 'One-page checkout'),
        ('lane', 'Payments'),
        ('group', 'Launch'),
        ('item', 'Split shipment totals'),
        ('item', 'Wallet buttons'),
        ('group', 'Ungrouped'),
        ('item', 'Declined-card messages'),
        ('lane', 'Stores'),
        ('item', 'Slot booking'),
        ('tray', 'Undated'),
        ('item', 'Redeem at the till'),
    ]


def test_with_one_plan_there_are_no_lanes():
    assert [kind for kind, _ in labels(view(rows_by='plan', filter=Filter(plans=(STORE_TEAM,))))] == [
        'item',
        'tray',
        'item',
    ]


def test_any_field_can_be_a_lane_and_what_has_none_comes_last():
    portfolio = checkout().with_items(
        [item(5, 'Slot booking', '23 Nov – 4 Dec', plan=STORE_TEAM, fields={'Risk': 'High'})]
    )
    assert [label for kind, label in labels(view(portfolio, rows_by='field:Risk')) if kind == 'lane'] == [
        'High',
        'Not given',
    ]


def test_people_are_lanes_by_name():
    portfolio = checkout().with_items(
        [item(n, f'Of {who}', '5 Oct – 9 Oct', assignee=who) for n, who in ((20, 'Zoe'), (21, 'anna'), (22, 'Bert'))]
    )
    assert [label for kind, label in labels(view(portfolio, rows_by='assignee')) if kind == 'lane'] == [
        'anna',
        'Bert',
        'Zoe',
        'Nobody',
    ]


def test_nested_groups_lie_in_the_outermost():
    portfolio = checkout().with_groups(
        [Group(1, PAY_TEAM, 'Launch', members=(2,)), Group(2, PAY_TEAM, 'Second wave', parent=1, members=(3,))]
    )
    assert labels(view(portfolio, rows_by='group'))[:4] == [
        ('lane', 'Launch'),
        ('group', 'Second wave'),
        ('item', 'Wallet buttons'),
        ('item', 'Split shipment totals'),
    ]


def test_a_group_is_a_pill_from_its_first_start_to_its_last_end():
    pill = next(row.bars[0] for row in view(rows_by='plan').rows if row.label == 'Launch')
    assert (pill.shape, pill.start, pill.end) == ('pill', day('5 Oct'), day('6 Nov'))


@pytest.mark.parametrize(
    ('key', 'left'),
    [
        ('team:1', ['Payments', 'Stores', 'Slot booking', 'Undated', 'Redeem at the till']),
        ('item:1', ['Payments', 'One-page checkout', 'Stores', 'Slot booking', 'Undated', 'Redeem at the till']),
        (
            'tray:team:2',
            [
                'Payments',
                'One-page checkout',
                'Split shipment totals',
                'Wallet buttons',
                'Declined-card messages',
                'Stores',
                'Slot booking',
                'Undated',
            ],
        ),
    ],
)
def test_what_is_folded_hides_what_is_in_it(key, left):
    assert [row.label for row in view(folded=(key,)).rows] == left


def test_rows_are_as_high_as_their_kind_and_density():
    heights = {row.kind: row.height for row in view(density='normal').rows if row.label != 'Redeem at the till'}
    assert heights == {'lane': LANE, 'parent': PARENT, 'item': NORMAL, 'tray': COMPACT}
    assert {row.height for row in view(density='compact').rows if row.kind == 'item'} == {COMPACT}


def test_packed_rows_hold_several_bars_one_after_the_other():
    found = [row for row in view(density='packed').rows if row.kind == 'packed']
    assert [[one.title for one in row.bars] for row in found] == [
        ['Split shipment totals', 'Wallet buttons', 'Declined-card messages'],
        ['Slot booking'],
    ]


def test_items_are_sorted_by_date_or_by_rank_children_below_their_parents():
    portfolio = checkout().with_items(
        [item(4, 'Declined-card messages', '1 Oct – 2 Oct', parent=1, rank=99.0, shares={PAYMENTS: 50})]
    )
    by_date = [row.label for row in view(portfolio).rows if row.kind == 'item'][:3]
    by_rank = [row.label for row in view(portfolio, sort='rank').rows if row.kind == 'item'][:3]
    assert by_date == ['Declined-card messages', 'Split shipment totals', 'Wallet buttons']
    assert by_rank == ['Split shipment totals', 'Wallet buttons', 'Declined-card messages']


def test_a_family_in_a_circle_is_shown_once():
    portfolio = Portfolio.of(
        [item(1, 'Hen', '5 Oct – 9 Oct', parent=2), item(2, 'Egg', '5 Oct – 9 Oct', parent=1)], setting=SETTING
    )
    assert sorted(row.label for row in view(portfolio).rows if row.kind == 'item') == ['Egg', 'Hen']


def test_an_undated_parent_of_planned_work_stands_above_it_as_a_ghost():
    portfolio = checkout().with_items([item(1, 'One-page checkout', plan=SHOP, type='Epic')])
    found = bar(view(portfolio), 1)
    assert (found.start, found.ghost) == (None, (day('5 Oct'), day('20 Nov')))


def test_an_undated_item_is_a_ghost_of_a_month_at_today():
    assert bar(view(), 6).ghost == (TODAY, day('13 Nov'))


def test_a_lane_names_the_plans_that_contribute():
    found = view(rows_by='plan', filter=Filter(plans=(SHOP, STORE_TEAM), expands_family=True))
    assert [(row.label, row.badge, row.hint) for row in found.rows if row.kind == 'lane'] == [
        ('Shop', '+1', 'Payments'),
        ('Stores', '', ''),
    ]


class TestLanesOfPlans:
    """The nearest chosen plan above, one's own chosen plan, a team, one's own plan that came along, the first."""

    def lane(self, portfolio, item_id, **wanted):
        picked = chosen(portfolio, Filter(**wanted), TODAY)
        lanes = lanes_of(portfolio, Looks(rows_by='plan', filter=Filter(**wanted)), picked)
        return next(lane.key for lane, ids in lanes if item_id in ids)

    def test_a_child_follows_the_chosen_plan_of_its_parent(self):
        assert self.lane(checkout(), 3, plans=(SHOP, STORE_TEAM), expands_family=True) == f'plan:{SHOP}'

    def test_an_item_of_a_chosen_plan_stands_there(self):
        assert self.lane(checkout(), 3, plans=(SHOP, PAY_TEAM)) == f'plan:{PAY_TEAM}'

    def test_what_a_team_brings_along_stands_in_its_lane(self):
        assert (
            self.lane(checkout(), 5, plans=(SHOP, PAY_TEAM), teams=(PAYMENTS, STORES), expands_teams=True)
            == f'team:{STORES}'
        )

    def test_what_a_dependency_brings_along_stands_in_its_own_plan(self):
        assert self.lane(checkout(), 5, plans=(PAY_TEAM,), expands_links=True) == f'plan:{STORE_TEAM}'


def test_a_bar_has_the_name_people_hear():
    live = checkout()
    moved = apply(live, MoveItems((3,), 7), live).portfolio
    assert bar_name(bar(view(moved, live), 3)) == (
        'Wallet buttons, Feature 4003, 26 October to 13 November 2026, Payments 40 percent, changed in this scenario'
    )


def test_a_changed_bar_remembers_where_it_was():
    live = checkout()
    moved = apply(live, MoveItems((3,), 7), live).portfolio
    assert bar(view(moved, live), 3).was == (day('19 Oct'), day('6 Nov'))
    assert bar(view(moved, live, shows=frozenset()), 3).was is None
    assert bar(view(moved, live), 2).flags == ()


def test_a_proposed_copy_says_so():
    live = checkout()
    copied = apply(live, PlacePlaceholder(-1, 3, day('1 Dec'), day('11 Dec')), live).portfolio
    assert 'new' in bar(view(copied, live), -1).flags


def test_a_start_after_its_end_is_drawn_from_the_earlier_day_and_flagged():
    portfolio = checkout().with_items([replace(checkout().items[5], start=day('4 Dec'), end=day('23 Nov'))])
    found = bar(view(portfolio), 5)
    assert (found.start, found.end) == (day('23 Nov'), day('4 Dec'))
    assert 'reversed' in found.flags


def test_a_parent_whose_children_have_shares_says_that_they_replace_its_own():
    portfolio = checkout().with_items([replace(checkout().items[1], shares=((PAYMENTS, Decimal(50)),))])
    assert 'replaced' in bar(view(portfolio), 1).flags


def test_what_is_done_is_counted_in_hours_or_in_what_lies_below():
    portfolio = Portfolio.of(
        [
            item(1, type='Epic'),
            item(2, parent=1, category='Completed'),
            item(
                3,
                parent=1,
                fields={'Microsoft.VSTS.Scheduling.CompletedWork': 30, 'Microsoft.VSTS.Scheduling.RemainingWork': '90'},
            ),
        ],
        setting=SETTING,
    )
    assert dict(progress(portfolio)) == {1: 62, 2: 100, 3: 25}


def test_weeks_of_a_team_have_numbers_and_classes():
    lane = view(checkout()).rows[0]
    week = next(cell for cell in lane.heat if cell.start == day('5 Oct'))
    assert (lane.team, week.percent, week.step) == (PAYMENTS, 60, 1)
    assert view(checkout(), shows=frozenset()).rows[0].heat == ()


def test_arrows_say_what_is_wrong():
    portfolio = checkout().with_items([replace(checkout().items[3], start=day('12 Oct'))])
    arrow = next(one for one in view(portfolio).arrows if (one.before, one.after) == (2, 3))
    assert (arrow.state, arrow.text) == ('violated', 'starts 5 working days before “Split shipment totals” is ready')


def test_an_arrow_to_what_is_not_shown_stays():
    found = view(filter=Filter(plans=(PAY_TEAM,)))
    assert (4, 5) in {(one.before, one.after) for one in found.arrows}
    assert 5 not in found.places


def test_related_items_are_shown_only_if_asked_for():
    portfolio = checkout().with_links([Link(2, 5, 'related')])
    assert view(portfolio).arrows == ()
    assert [one.kind for one in view(portfolio, shows=frozenset({'related'})).arrows] == ['related']


def test_what_has_not_changed_is_the_same_row_in_the_next_view():
    live = checkout()
    before = view(live, live)
    moved = apply(live, MoveItems((3,), 1), live).portfolio
    after = view(moved, live, former=before)
    other = [row.label for row in after.rows if all(row is not one for one in before.rows)]
    assert other == ['Payments', 'Wallet buttons']


def test_markers_of_plans_one_may_not_see_are_left_out():
    setting = replace(
        SETTING,
        markers=(
            Marker(1, SHOP, day('12 Oct'), 'Launch'),
            Marker(2, STORE_TEAM, day('13 Oct'), 'Move'),
            Marker(3, PAY_TEAM, day('12 Oct'), 'launch'),
        ),
    )
    assert [mark.label for mark in view(checkout(setting)).axis.marks] == ['launch', 'Move']  # the same one, once
    assert [mark.label for mark in view(checkout(setting), plans=frozenset({SHOP})).axis.marks] == ['Launch']


def test_a_plan_event_over_several_days_is_a_band():
    setting = replace(
        SETTING, happenings=(Happening(1, None, day('16 Nov'), day('9 Dec'), 'Peak freeze', 'freeze', True),)
    )
    axis = view(checkout(setting)).axis
    assert [(band.label, band.tone) for band in axis.bands] == [('Peak freeze', 'freeze')]
    assert [(mark.label, mark.tone, mark.sign) for mark in axis.marks] == [('Peak freeze', 'freeze', 'lock')]


def test_sprints_stand_on_the_axis_with_a_short_name():
    assert [(one.label, one.short) for one in view().axis.sprints][:2] == [('Sprint 42', 'S42'), ('Sprint 43', 'S43')]


def test_the_window_holds_the_rows_between_two_heights():
    found = view()
    assert list(found.window(0, 1)) == [0]
    assert list(found.window(LANE, LANE + PARENT - 1)) == [1]
    assert list(found.window(0, 10_000)) == list(range(len(found.rows)))
    assert found.tops[-1] == sum(row.height for row in found.rows)


def test_teams_without_work_have_no_lane():
    assert f'team:{MOBILE}' not in {row.key for row in view().rows}


MOVES = st.lists(
    st.one_of(
        st.builds(MoveItems, st.sampled_from([(1,), (2,), (3,), (4, 5), (5,)]), st.integers(-40, 40)),
        st.builds(ClearDates, st.sampled_from([(1,), (2,), (5,)])),
        st.builds(ChangeState, st.sampled_from([(2,), (3,)]), st.sampled_from(['Active', 'Closed'])),
        st.builds(LinkItems, st.just(2), st.sampled_from([4, 5, 6])),
    ),
    min_size=1,
    max_size=6,
)


@given(MOVES, st.sampled_from(['team', 'plan', 'assignee']), st.sampled_from(['compact', 'packed']))
def test_what_is_drawn_after_moves_is_what_would_be_drawn_from_nothing(moves, rows_by, density):
    live = plan = checkout()
    found = view(plan, live, rows_by=rows_by, density=density)
    for move in moves:
        with suppress(Rejected):
            plan = apply(plan, move, live).portfolio
        found = view(plan, live, former=found, rows_by=rows_by, density=density)
    fresh = view(plan, live, rows_by=rows_by, density=density)
    assert (found.rows, found.counts, found.axis) == (fresh.rows, fresh.counts, fresh.axis)
    assert set(found.arrows) == set(fresh.arrows)
