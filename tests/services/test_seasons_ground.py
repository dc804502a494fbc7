"""Seasons and their axes in memory."""

import pytest

from app.errors import Forbidden, NotFound
from app.services.seasons import ground
from app.work import read, transact
from tests.people import CLEO, GUS
from tests.seasons import CODE, plant_season


def test_a_season_says_how_far_it_is_and_what_belongs_to_it(workspace):
    plant_season('plan_uploaded')
    view = read(ground.view_season, CLEO, CODE)
    assert (view.name, view.state, view.counts) == (
        'Spring/Summer 2030', 'plan_uploaded', {'locations': 4, 'categories': 4})
    assert [(one.state, one.by_name) for one in view.steps] == [('locations_defined', 'Ann'), ('plan_uploaded', 'Ann')]


def test_guests_see_no_season_and_an_unknown_code_finds_none(workspace):
    plant_season()
    with pytest.raises(Forbidden):
        read(ground.view_season, GUS, CODE)
    with pytest.raises(NotFound):
        read(ground.view_season, CLEO, 'NONE-0000')


def test_axes_stay_the_same_object_until_something_joins(workspace):
    season = plant_season()
    first = read(ground.find_axes, season)
    assert read(ground.find_axes, season) is first
    transact(ground.move_axes, season)
    assert read(ground.find_axes, season) is not first


def test_every_node_of_a_tree_is_a_slice(workspace):
    axes = read(ground.find_axes, plant_season())
    assert axes.shape == (4, 4, 8)
    assert [(one.key, one.level, one.start, one.stop) for one in axes.category_nodes.values()] == [
        ('', 0, 0, 4), ('c:HOME', 1, 0, 2), ('c:LAMPS', 2, 0, 1), ('c:RUGS', 2, 1, 2),
        ('c:WOMEN', 1, 2, 4), ('c:DRESS', 2, 2, 3), ('c:LINEN', 2, 3, 4)]
    assert [(one.key, one.start, one.stop) for one in axes.period_nodes.values() if one.level == 1] == [
        ('m:2030-01', 0, 4), ('m:2030-02', 4, 8)]
