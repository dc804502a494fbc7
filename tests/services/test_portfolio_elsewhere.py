"""Poker sessions about items of the portfolio stand on its axis, to be read there."""

from dataclasses import replace

import pytest

from app.domain.portfolio.looks import Looks
from app.installation import HAPPENINGS
from app.services.poker import stories
from app.services.portfolio import ground, timeline
from app.work import read
from tests.people import ANN, CLEO
from tests.poker import change, open_table
from tests.portfolio import SETTING, STORE_TEAM, checkout, plant


@pytest.fixture
def policy(policy):
    return replace(policy, happenings=HAPPENINGS)


def marks(actor=ANN, looks=None):
    sight = read(ground.sight_of, actor)
    return [(mark.label, mark.sign) for mark in read(timeline.view_timeline, sight, None, looks or Looks()).axis.marks]


def refinement(origin='portfolio:3'):
    return open_table(name='Refinement', stories=(stories.StoryDraft('Wallet buttons', origin=origin),))


def test_a_table_about_items_is_on_the_axis_and_can_be_switched_off(workspace):
    plant(checkout())
    assert marks() == []
    refinement()
    open_table(name='Something else', stories=(stories.StoryDraft('Pay by card'),))
    assert marks() == [('Refinement', 'playing_cards')]
    assert marks(looks=Looks(hidden_areas=('poker',))) == []
    assert marks(looks=Looks(shows=frozenset())) == []


def test_a_table_that_does_not_want_to_be_seen_is_not(workspace):
    plant(checkout())
    change(refinement(), listed=False)
    assert marks() == []


def test_a_table_about_what_one_may_not_see_is_not_told(workspace):
    plans = {**SETTING.plans, STORE_TEAM: replace(SETTING.plans[STORE_TEAM], is_open=False)}
    plant(checkout(replace(SETTING, plans=plans)))
    refinement('portfolio:5')
    assert (marks(CLEO), marks()) == ([], [('Refinement', 'playing_cards')])
