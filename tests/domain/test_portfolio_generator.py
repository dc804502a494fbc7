"""The demo: the same from the same seed and day, of the sizes that are promised, and wrong in every way there is."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.demo.generator import LARGE, SMALL, ZONE, generate
from app.domain.portfolio.demo.history import revisions_of
from app.domain.portfolio.demo.people import holidays_between
from app.domain.portfolio.items.dates import day
from app.domain.portfolio.sources.iterations import Iterations
from app.domain.portfolio.sources.patched import OPPOSITES, Fields
from app.domain.portfolio.sources.reading import PARENT

ANCHOR = date(2026, 10, 14)
SHOP = generate(20, ANCHOR)


def body(number, world=SHOP):
    return next(one for one in world.bodies if one.number == number)


@pytest.mark.parametrize(('size', 'teams', 'items'), [(SMALL, 5, 120), (LARGE, 50, 10_000)])
def test_there_are_as_many_teams_and_items_as_promised(size, teams, items):
    world = generate(20, ANCHOR, size)
    assert (len(world.teams), len(world.bodies)) == (teams, items)
    assert len({one.number for one in world.bodies}) == items


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), anchor=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_same_seed_and_day_give_the_same_items(seed, anchor):
    one = generate(seed, anchor)
    generate.cache_clear()
    assert generate(seed, anchor) == one
    assert len(one.bodies) == 120


def test_another_seed_gives_another_shop():
    assert generate(21, ANCHOR).bodies != SHOP.bodies


def test_the_large_one_spans_five_years():
    days = [own for one in generate(20, ANCHOR, LARGE).bodies
            for raw in (one.start_raw, one.end_raw) if (own := day(raw, ZONE))]
    assert timedelta(days=4.5 * 365) < max(days) - min(days) < timedelta(days=5.5 * 365)


def test_the_small_one_is_the_shop_people_know_from_the_pictures():
    assert [team.name for team in SHOP.teams] == ['Payments', 'Search & Browse', 'Stores', 'Data Platform', 'Mobile']
    wallet = body(4190)
    assert (wallet.title, wallet.parent, day(wallet.start_raw, ZONE)) == ('Wallet buttons', 4170, date(2026, 10, 19))
    assert Counter(one.type for one in SHOP.bodies)['Epic'] == 15


@pytest.mark.parametrize('size', [SMALL, LARGE])
def test_links_stand_at_both_ends(size):
    world = generate(20, ANCHOR, size)
    links = {(one.number, link.rel, link.number) for one in world.bodies for link in one.links}
    known = {one.number for one in world.bodies}
    lonely = [(here, rel, there) for here, rel, there in links if there in known
              and (there, OPPOSITES[rel], here) not in links]
    assert lonely == []


def test_who_has_a_parent_is_linked_with_it():
    assert all(any(link.rel == PARENT and link.number == one.parent for link in one.links)
               for one in SHOP.bodies if one.parent)


def test_every_iteration_of_an_item_is_one_of_the_source():
    known = Iterations.of(SHOP.iterations)
    lost = [one.iteration for one in SHOP.bodies if one.iteration != 'Shop' and not known.find('', one.iteration)]
    assert lost == []


def test_people_have_names_of_their_own_and_some_come_from_outside():
    people = [person for team in generate(20, ANCHOR, LARGE).teams for person in team.people]
    assert len({person.name for person in people}) == len(people)
    assert any(not person.is_internal and person.rate_name for person in people)


def test_sites_have_their_holidays():
    found = holidays_between(date(2026, 12, 1), date(2027, 1, 31))
    assert ('Berlin', date(2026, 12, 25), 'Christmas') in found
    assert all(date(2026, 12, 1) <= own <= date(2027, 1, 31) for _, own, _ in found)


@pytest.mark.parametrize('number', [4190, 4182, 7004, 5014])
def test_a_history_ends_with_the_item_as_it_is(number):
    item, names = body(number), Fields()
    found = revisions_of(item, 20, ANCHOR, names, ['Ines', 'Jonas'])
    assert [one.rev for one in found] == list(range(1, item.rev + 1))
    assert found[-1].fields[names.start] == item.start_raw
    assert found == revisions_of(item, 20, ANCHOR, names, ['Ines', 'Jonas'])
    assert [one.at for one in found] == sorted(one.at for one in found)
