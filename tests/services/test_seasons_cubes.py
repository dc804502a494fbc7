"""Cubes in memory are what the log says, whoever wrote it and whatever the images are worth."""

from app.domain.seasons.axes import Cell
from app.services.seasons.cubes import cube_of
from app.work import read
from tests.seasons import leaves, plant_season


def test_a_plan_is_opened_from_its_images_once_and_shared(workspace):
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[10, 20, 30])})
    cube = read(cube_of, season)
    assert cube.total(Cell('net_sales', 'l:HARB', 'c:WOMEN')) == 60
    assert cube.total(Cell('net_sales', 'k:CLU-PARK')) is None
    assert read(cube_of, season) is cube


def test_a_version_that_does_not_exist_yet_is_empty(workspace):
    assert read(cube_of, plant_season(), 'target').total(Cell('net_sales')) is None
