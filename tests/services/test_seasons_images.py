"""Images follow the log; what they say is proved, and nothing depends on when they are written."""

from hashlib import sha256

import pytest
from sqlalchemy import update
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Set, Spread
from app.domain.seasons.spread import EVEN
from app.services.seasons import cubes, flushing
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.flushing import flush_all, verify_season
from app.services.seasons.versions import begin_version
from app.work import read, transact
from models.seasons import Season, SeasonBlob, SeasonVersion
from tests.people import MAX, PIA
from tests.seasons import BEGIN, CODE, leaves, plant_season

LINEN = Cell('net_sales', 'l:HARB', 'c:LINEN', f'w:{BEGIN}')
RUGS = Cell('units', 'l:MILL', 'c:RUGS', f'w:{BEGIN}')


def type_in(cell, value, who=PIA, version='working'):
    transact(edit, who, CODE, None, Set(cell, value), version)


def anew(season, version='working'):
    """As another process finds it."""
    cubes.forget()
    return read(cube_of, season, version)


def images(version):
    return read(lambda work: {(row.measure, row.place): row.seq for row in work.session.exec(
        select(SeasonBlob).where(SeasonBlob.version_id == version))})


@pytest.fixture
def season(workspace):
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[10])})


def test_what_was_not_written_yet_is_read_from_the_log(season):
    type_in(LINEN, 20)
    type_in(RUGS, 7)
    cube = anew(season)
    assert (cube.total(LINEN), cube.total(RUGS), cube.seq) == (20, 7, 2)


def test_images_follow_two_seconds_behind_and_only_where_something_changed(season, time):
    version = read(cube_of, season).number
    assert read(flushing.next_flush) is None
    type_in(LINEN, 20)
    due = read(flushing.next_flush)
    transact(flushing.flush_due)
    assert images(version)['net_sales', 0] == 0
    assert (due - time.now).total_seconds() == 2
    time.passes(seconds=2)
    transact(flushing.flush_due)
    assert {key: seq for key, seq in images(version).items() if seq} == {('net_sales', 0): 1, ('', -1): 1}
    assert read(flushing.next_flush) is None
    assert (anew(season).total(LINEN), anew(season).seq) == (20, 1)


def test_every_version_has_a_log_of_its_own_in_one_order(season):
    type_in(LINEN, 20)
    type_in(LINEN, 30, MAX, 'ly')
    type_in(LINEN, 40)
    assert transact(flush_all) == 2
    assert (anew(season).total(LINEN), anew(season, 'ly').total(LINEN)) == (40, 30)
    assert (anew(season).seq, anew(season, 'ly').seq) == (3, 2)
    assert transact(flush_all) == 0


def test_an_image_whose_hash_is_wrong_is_worked_out_from_the_log(workspace, caplog):
    season = plant_season(state='created')
    transact(lambda work: [work.session.delete(row) for row in work.session.exec(select(SeasonVersion))])
    transact(lambda work: setattr(work.get(Season, season), 'state', 'locations_defined'))
    transact(edit, PIA, CODE, None, Spread(Cell('net_sales'), 12_800, EVEN))
    type_in(LINEN, 20)
    transact(flush_all)
    right = anew(season)
    transact(lambda work: work.session.execute(update(SeasonBlob).where(SeasonBlob.place == 0).values(data=256 * b'x')))
    type_in(RUGS, 9)
    wrong = anew(season)
    assert (wrong.sheet('net_sales').values == right.sheet('net_sales').values).all() and wrong.total(RUGS) == 9
    assert 'not what their hash says' in caplog.text
    assert [(one.broken, one.wrong) for one in transact(verify_season, season)] == [(1, 0)]
    assert transact(verify_season, season) == ()
    assert anew(season).total(Cell('net_sales')) == right.total(Cell('net_sales'))


def test_an_image_that_is_not_what_the_log_says_is_found_at_night(workspace):
    season = plant_season(state='created')
    transact(lambda work: setattr(work.get(Season, season), 'state', 'locations_defined'))
    version = transact(lambda work: begin_version(work, work.get(Season, season), 'ly', PIA).id)
    type_in(LINEN, 20, version='ly')
    type_in(LINEN, 30, version='ly')
    transact(flush_all)
    other = transact(lambda work: work.session.exec(select(SeasonBlob).where(SeasonBlob.version_id == version,
                                                                            SeasonBlob.place == 0)).one().data)
    forged = other.replace((30).to_bytes(8, 'little'), (31).to_bytes(8, 'little'))
    transact(lambda work: work.session.execute(update(SeasonBlob).where(
        SeasonBlob.version_id == version, SeasonBlob.place == 0).values(data=forged,
                                                                        sha256=sha256(forged).hexdigest())))
    assert anew(season, 'ly').total(LINEN) == 31
    assert [(one.version_id, one.wrong) for one in transact(verify_season, season)] == [(version, 1)]
    assert anew(season, 'ly').total(LINEN) == 30


def test_images_of_a_locked_season_stay_as_they_are(season, time):
    type_in(LINEN, 20)
    transact(lambda work: setattr(work.get(Season, season), 'state', 'locked'))
    time.passes(seconds=9)
    transact(flushing.flush_due)
    assert read(flushing.next_flush) is None and anew(season).total(LINEN) == 20
