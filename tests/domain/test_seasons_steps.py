"""What may be changed at which step of a season, and what is said where it may not."""

import pytest

from app.domain.seasons.season import STATES
from app.domain.seasons.steps import EDITABLE, NAMES, demand_editable, demand_next
from app.errors import Conflict


@pytest.mark.parametrize('state', STATES)
@pytest.mark.parametrize('thing', NAMES)
def test_a_step_lets_its_own_be_changed_and_nothing_else(state, thing):
    if thing in EDITABLE[state]:
        assert demand_editable(state, thing) is None
    else:
        with pytest.raises(Conflict):
            demand_editable(state, thing)


def test_the_refusal_says_which_step_it_is_and_who_locked():
    with pytest.raises(Conflict, match='“Plan uploaded”: that is finished'):
        demand_editable('plan_uploaded', 'plan')
    with pytest.raises(Conflict, match='“Created”: that comes later'):
        demand_editable('created', 'buying')
    with pytest.raises(Conflict, match='locked by Ann'):
        demand_editable('locked', 'buying', 'Ann')


def test_a_season_goes_one_step_at_a_time():
    with pytest.raises(Conflict, match='Invalid transition: created → plan_uploaded'):
        demand_next('created', 'plan_uploaded')
    assert demand_next('created', 'locations_defined') is None
