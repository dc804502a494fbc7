"""The made-up seasons: through the same services as real ones."""

import pytest

from app.services.seasons.rolled import rolled_of
from app.services.seasons.seasons import list_seasons
from app.work import read
from jobs.demo import Unheard
from jobs.demo_seasons import fill_seasons
from tests.people import ANN, found_workspace


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def workspace(database):
    found_workspace()


def test_a_season_is_half_over_bought_for_and_the_next_one_is_being_planned(workspace):
    code = fill_seasons(Unheard(), ANN)
    found = {one.code: one for one in read(list_seasons, ANN)}
    assert [one.state for one in found.values()] == ['locations_defined', 'range_uploaded']
    assert all(one.is_demo for one in found.values())
    running = found[code]
    assert running.counts == {'locations': 12, 'categories': 20}
    rolled = read(rolled_of, running.id)
    assert rolled.happened.any() and not rolled.happened.all()
    assert rolled.facts.received.sum() > 0 and rolled.facts.open_on_order.sum() > 0


