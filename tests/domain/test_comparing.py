"""Two plans in numbers and in words."""

from datetime import UTC, datetime
from decimal import Decimal

from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.operations import (
    AllotShare,
    ChangeGroup,
    ChangeState,
    ClearDates,
    MoveItems,
    PlacePlaceholder,
    ResizeItem,
)
from app.domain.portfolio.scenarios.comparing import Author, change_groups, figures_of, warnings_of
from tests.portfolio import MONDAY, PAYMENTS, checkout, day

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def after(portfolio, *operations):
    for operation in operations:
        portfolio = apply(portfolio, operation, portfolio).portfolio
    return portfolio


def lines(before, then, authors=None):
    return {change.title: change.lines for group in change_groups(before, then, authors or {})
            for change in group.changes}


def test_changes_stand_below_the_topmost_item_and_say_both_values():
    live = checkout()
    then = after(live, MoveItems((3,), 7), ResizeItem(2, end=day('23 Oct')), ChangeState((5,), 'Active'))
    assert [(group.title, [change.title for change in group.changes]) for group in change_groups(live, then, {})] == [
        ('One-page checkout', ['Split shipment totals', 'Wallet buttons']), ('', ['Slot booking'])]
    assert lines(live, then) == {
        'Wallet buttons': (('', '19 Oct – 6 Nov', '26 Oct – 13 Nov'),),
        'Split shipment totals': (('', 'ends 16 Oct 2026', 'ends 23 Oct 2026'),),
        'Slot booking': (('State', 'New', 'Active'),)}


def test_dates_that_are_cleared_copies_and_groups_have_words_too():
    live = checkout()
    then = after(live, ClearDates((3,)), PlacePlaceholder(-1, 4, day('7 Dec'), day('11 Dec')),
                 ChangeGroup(1, 2, 'Launch wave', members=(2,)))
    found = lines(live, then)
    assert found['Wallet buttons'] == (('', '19 Oct – 6 Nov', 'no dates'),)
    assert found['Declined-card messages'] == (('Proposed copy', '', '7 – 11 Dec'),)
    assert found['Launch wave'] == (('', '', 'renamed from “Launch”, 1 item fewer'),)


def test_the_last_who_wanted_it_is_its_author_and_what_only_grew_has_none():
    live = checkout()
    then = after(live, MoveItems((4,), 14))
    authors = {(4, 'start'): Author('Pia', NOON), (4, 'end'): Author('Max', NOON.replace(hour=13))}
    by = {change.title: change.by and change.by.name for group in change_groups(live, then, authors)
          for change in group.changes}
    assert by == {'Declined-card messages': 'Max', 'One-page checkout': None}


def test_load_of_the_team_that_changes_most_and_the_highest_week():
    live = checkout()
    then = after(live, MoveItems((3,), -14), AllotShare((3,), PAYMENTS, Decimal(50)))
    found = figures_of(live, then, MONDAY, None, has_cost=False)
    assert (found.team_name, found.peak) == ('Payments', (Decimal('60.0'), Decimal('110.0')))
    assert next((week.before, week.after) for week in found.weeks) == (Decimal('60.0'), Decimal('110.0'))
    assert (found.later, found.earlier, found.months) == (0, 1, None)


def test_cost_is_only_there_for_those_who_may_see_it():
    live = checkout()
    found = figures_of(live, after(live, MoveItems((3,), 7)), MONDAY, None, has_cost=True)
    assert [month.month.month for month in found.months] == [10, 11]
    assert found.total(0) == found.total(1)


def test_warnings_are_what_this_side_breaks():
    live = checkout()
    assert warnings_of(live, live, MONDAY) == ()
    then = after(live, MoveItems((3,), 7), AllotShare((3,), PAYMENTS, Decimal(90)))
    assert warnings_of(live, then, MONDAY) == (
        '“Declined-card messages” starts 5 working days before “Wallet buttons” is ready',
        'Payments has 140 % in the week of 9 Nov, was 50 %')
    assert warnings_of(then, live, MONDAY) == ()
