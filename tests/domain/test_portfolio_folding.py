"""What is closed at first, what stays so, and that nothing one looks for is hidden by it."""

from dataclasses import replace

import pytest

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.folding import is_open, next_folds, with_folds_of, with_row, without_folds
from app.domain.portfolio.views.hiding import Board, unfolded, why_hidden
from app.domain.portfolio.views.looks import Filter, Looks
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, day, item

CALM = Looks(folding='level', density='compact')
STORIES = Portfolio.of([
    item(1, 'Checkout', '5 Oct – 20 Nov', type='Epic', shares={PAYMENTS: 10}),
    item(2, 'Wallet', '5 Oct – 6 Nov', parent=1, shares={PAYMENTS: 60}),
    item(3, 'Buttons', '5 Oct – 16 Oct', parent=2, type='User Story', shares={PAYMENTS: 40}),
    item(4, 'Icon', '5 Oct – 6 Oct', parent=3, type='Task', shares={PAYMENTS: 40}),
], (), (), SETTING)


def rows(looks):
    view = draw(Scene(STORIES, STORIES, looks, chosen(STORIES, looks.filter), day('12 Oct')))
    return [row.label for row in view.rows]


def test_at_first_a_timeline_shows_teams_epics_and_features():
    assert rows(CALM) == ['Payments', 'Checkout', 'Wallet']


def test_what_stands_as_a_bar_is_opened_by_one_click_and_shows_its_own_children():
    opened = with_row(CALM, 'item:2', True, is_low=True)
    assert rows(opened) == ['Payments', 'Checkout', 'Wallet', 'Buttons']
    assert with_row(opened, 'item:2', False, is_low=True) == CALM


def test_lanes_and_epics_are_closed_one_by_one_all_the_same():
    closed = with_row(CALM, 'item:1', False)
    assert rows(closed) == ['Payments', 'Checkout']
    assert rows(with_row(closed, 'item:1', True)) == rows(CALM)


@pytest.mark.parametrize('wanted', [
    Filter(types=('Task',)), Filter(text='icon'), Filter(states=('New',)), Filter(changed_only=True),
], ids=['type', 'words', 'state', 'changed'])
def test_whoever_looks_for_single_items_sees_them(wanted):
    assert is_open(replace(CALM, filter=wanted), 'item:2', is_low=True)
    assert 'Icon' in rows(replace(CALM, filter=wanted)) or wanted.changed_only


def test_the_choice_of_plans_and_teams_leaves_everything_as_calm_as_it_was():
    assert rows(replace(CALM, filter=Filter(plans=(PAY_TEAM,), teams=(PAYMENTS,)))) == rows(CALM)


def test_folds_go_from_usual_to_all_open_to_all_closed_and_back():
    opened = next_folds(with_row(CALM, 'item:1', False))
    closed = next_folds(opened)
    assert rows(opened)[-1] == 'Icon' and rows(closed) == ['Payments'] and next_folds(closed) == CALM


def test_what_is_folded_belongs_to_nobody_else():
    own = with_row(CALM, 'item:1', False)
    assert without_folds(own) == Looks(density='compact')
    assert with_folds_of(Looks(sort='rank'), own) == Looks(sort='rank', folding='level', folded=('item:1',))


def test_what_is_folded_away_says_so_and_can_be_brought_out_at_once():
    reasons = why_hidden(Board(STORIES, CALM), 4)
    assert [reason.remedy.text for reason in reasons] == ['Unfold “Buttons”', 'Unfold “Wallet”']
    looks = unfolded(Board(STORIES, CALM), 4)
    assert 'Icon' in rows(looks) and not why_hidden(Board(STORIES, looks), 4)


def test_what_a_filter_hides_is_not_brought_out_by_unfolding():
    assert unfolded(Board(STORIES, replace(CALM, filter=Filter(plans=(99,)))), 4) is None
    assert unfolded(Board(STORIES, CALM), 1) == CALM  # it is there already
