"""What stands on the axis: markers by colour and plan, each once; plan events, also those of other areas."""

from dataclasses import replace

import pytest

from app.domain.portfolio.items.setting import Happening, Marker
from app.domain.portfolio.sources.marker_colours import colour_name
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Looks, looks_of, plain_of
from tests.portfolio import MONDAY, PAY_TEAM, SETTING, STORE_TEAM, checkout, day

MARKERS = (Marker(1, PAY_TEAM, day('26 Oct'), 'Code freeze', '#2b6cb0', 'source'),
           Marker(2, STORE_TEAM, day('26 Oct'), 'code freeze', '#2b6cb0', 'source'),
           Marker(3, STORE_TEAM, day('30 Oct'), 'Launch', '#c53030', 'source'),
           Marker(4, None, day('2 Nov'), 'Audit'))


def marks(looks, others=()):
    portfolio = checkout(replace(SETTING, markers=MARKERS))
    scene = Scene(portfolio, portfolio, looks, chosen(portfolio, looks.filter), MONDAY, others=others)
    return [mark.label for mark in draw(scene).axis.marks]


@pytest.mark.parametrize(('looks', 'shown'), [
    (Looks(), ['code freeze', 'Launch', 'Audit']),
    (Looks(marker_colours=('blue',)), ['code freeze']),
    (Looks(marker_colours=('red', 'none')), ['Launch', 'Audit']),
    (Looks(marker_plans=(PAY_TEAM,)), ['Code freeze', 'Audit']),
    (Looks(marker_plans=(STORE_TEAM,), marker_colours=('red',)), ['Launch']),
    (Looks(shows=frozenset()), []),
])
def test_markers_are_chosen_by_colour_and_plan_and_the_same_one_stands_once(looks, shown):
    assert marks(looks) == shown


def test_what_is_chosen_of_markers_goes_into_addresses_and_back():
    looks = Looks(marker_colours=('blue',), marker_plans=(3,), hidden_areas=('poker',))
    assert looks_of(plain_of(looks)) == looks


@pytest.mark.parametrize(('colour', 'name'), [
    ('#2b6cb0', 'blue'), ('#805ad5', 'purple'), ('#2f855a', 'green'), ('c53030', 'red'), ('#FFF', '#fff'),
    ('#222222', 'black'), ('#dddddd', 'grey'), ('Olive', 'olive'), ('', 'none')])
def test_a_colour_has_a_word(colour, name):
    assert colour_name(colour) == name


def test_happenings_of_other_areas_stand_beside_our_own():
    session = Happening(0, None, day('12 Oct'), day('12 Oct'), 'Refinement', 'poker')
    assert marks(Looks(marker_plans=(99,)), (session,)) == ['Refinement', 'Audit']
