"""The demo: the same on the same day, honest in its histories, and with something of everything that goes wrong."""

from datetime import date, timedelta

import pytest

from app.domain.sprints.demo.odd import FORMER, ODD
from app.domain.sprints.demo.story import FLAGGED, POINTS, RETIRED, SPRINT
from app.domain.sprints.demo.world import CHECKOUT, STORES, SUPPORT, generate

TODAY = date(2026, 11, 18)


@pytest.fixture(scope='module')
def world():
    return generate(20, TODAY)


def changes(world, field):
    return [change for story in world.stories.values() for change in story.changes if change.field == field]


def test_the_same_seed_and_day_give_the_same(world):
    generate.cache_clear()
    again = generate(20, TODAY)
    assert again is not world
    assert {number: again.issue(number) for number in again.stories} == {
        number: world.issue(number) for number in world.stories}
    assert [story.changes for story in again.stories.values()] == [story.changes for story in world.stories.values()]


@pytest.mark.parametrize('day', range(14), ids=str)
def test_on_every_day_histories_are_in_order_and_nothing_has_happened_yet_that_is_to_come(day):
    world = generate(20, TODAY + timedelta(day))
    for story in world.stories.values():
        moments = [change.at for change in story.changes]
        assert moments == sorted(moments) and all(story.created <= at <= world.now for at in moments)


def test_every_history_leads_to_what_is_told_now(world):
    for story in world.stories.values():
        last = {change.field: change for change in story.changes}
        if SPRINT in last:
            assert last[SPRINT].now == ', '.join(map(str, story.sprints))
        if POINTS in last:
            assert last[POINTS].now_text == story.points
        if 'status' in last:
            assert last['status'].now == story.status


def test_there_are_two_boards_with_sprints_and_one_without(world):
    assert {board: len(sprints) for board, sprints in world.sprints.items()} == {CHECKOUT: 15, STORES: 16}
    assert [sprint.state for sprint in world.sprints[CHECKOUT]] == ['closed'] * 12 + ['active'] + ['future'] * 2
    assert SUPPORT in world.boards and 400 <= len(world.stories) <= 700


def test_it_has_something_of_everything_that_goes_wrong(world):
    stories = world.stories.values()
    assert max(len(story.sprints) for story in stories) >= 3, 'carried over again and again'
    assert any(change.now == RETIRED for change in changes(world, 'status')), 'a status nobody lists any more'
    assert any(FORMER in change.now_text for change in changes(world, SPRINT)), 'a sprint with another name'
    assert any(change.was_text for change in changes(world, POINTS)), 'estimated anew'
    assert any(not story.points and story.sprints for story in stories), 'never estimated'
    assert changes(world, FLAGGED) and any(story.links for story in stories)
    assert sum(sprint.state == 'active' for sprint in world.sprints[STORES]) == 2
    assert {title[:255] for title in ODD[:3]} <= {story.title for story in stories}
