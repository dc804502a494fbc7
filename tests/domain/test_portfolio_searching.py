"""Finding an item by number or title."""

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.searching import find
from tests.portfolio import SETTING, checkout, item


def found(text, portfolio=None, **more):
    return [hit.item_id for hit in find(portfolio or checkout(), text, **more)]


def test_by_number_with_or_without_its_sign():
    assert found('4003') == [3]
    assert found('#4003') == [3]


def test_by_words_of_its_title_in_any_order():
    assert found('buttons WALLET') == [3]


def test_a_title_that_begins_so_comes_before_one_that_only_has_it():
    portfolio = Portfolio.of([item(1, 'Old wallet'), item(2, 'Wallet buttons')], setting=SETTING)
    assert found('wallet', portfolio) == [2, 1]


def test_the_number_itself_comes_before_longer_ones():
    portfolio = Portfolio.of([item(1, number='41823'), item(2, number='4182')], setting=SETTING)
    assert found('4182', portfolio) == [2, 1]


def test_what_is_shown_comes_first_but_hidden_and_gone_ones_are_found():
    portfolio = Portfolio.of([item(1, 'Till', is_gone=True, has_left=True), item(2, 'Till')], setting=SETTING)
    hits = find(portfolio, 'till', frozenset({2}))
    assert [(hit.item_id, hit.is_shown, hit.is_gone) for hit in hits] == [(2, True, False), (1, False, True)]


def test_nothing_finds_nothing():
    assert found('  ') == []


def test_at_most_a_hundred():
    many = Portfolio.of([item(n, 'Same') for n in range(1, 300)], setting=SETTING)
    assert len(found('same', many, limit=999)) == 100
