"""What a file names and nobody knows: suggestions for everybody, and for admins a way to create what is missing."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Set
from app.errors import Conflict, Forbidden
from app.services.seasons import imports
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.ground import find_axes
from app.work import read, transact
from jobs import commands
from models.buying import SeasonOrder
from models.masters import MasterCategory, MasterCluster, MasterLocation, MasterMapping, MasterSupplier
from tests.people import ANN, MAX, PIA, invite_crew
from tests.season_files import answered, brought, committed, counts, seen
from tests.seasons import CODE, plant_season

HEADER = ('Store', 'Dept', 'Week', 'Sales')
ROWS = (HEADER, ('HARB', 'LINEN', 'W01', '10'), ('Bordeaux-Sud', 'LINEN', 'W01', '4'),
        ('bordeaux-sud ', 'Lamps  & Co', 'W02', '5'), ('HARB', 'Lamps & Co', 'W02', '6'))
MADE = Cell('net_sales', 'l:BORDEAUX-SUD', 'c:LAMPS-CO')


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, commands=dict(commands.DEFINITIONS), ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture(autouse=True)
def _crew(workspace):
    invite_crew()


def codes(table):
    return {row.code for row in read(lambda work: work.session.exec(select(table)).all())}


def created(number, actor=ANN, *types):
    return answered(number, actor, choices=dict.fromkeys((f'missing:{one}' for one in types), 'create'))


def test_an_admin_may_create_what_a_plan_names_and_take_it_all_back_with_the_import():
    season = plant_season()
    number = brought('plans', *ROWS, actor=ANN)
    assert counts(number) == (1, 0, 0, 3)
    assert {one.key: (one.rows, one.choices) for one in seen(number).doubts} == {
        'missing:location': (2, (('create', 'Create the location'),)),
        'missing:category': (2, (('create', 'Create the category'),))}
    view = created(number, ANN, 'location', 'category')
    assert counts(number) == (4, 0, 0, 0) and view.creates == (
        'Location “Bordeaux-Sud” with the code BORDEAUX-SUD, a store without a cluster',
        'Category “Lamps & Co” with the code LAMPS-CO, at the top of the tree')
    assert 'BORDEAUX-SUD' not in codes(MasterLocation)
    committed(number, ANN)
    assert read(cube_of, season).total(MADE) == 500 and seen(number).creates == view.creates
    assert not read(lambda work: work.session.exec(select(MasterMapping)).one()).mapping['choices']
    transact(imports.undo_import, ANN, number)
    assert 'l:BORDEAUX-SUD' not in read(find_axes, season).location_nodes
    assert 'BORDEAUX-SUD' not in codes(MasterLocation) and 'LAMPS-CO' not in codes(MasterCategory)


def test_what_somebody_has_planned_for_since_is_not_taken_away():
    season = plant_season()
    number = brought('plans', *ROWS, actor=ANN)
    created(number, ANN, 'location', 'category')
    committed(number, ANN)
    transact(edit, MAX, CODE, None, Set(replace(MADE, category='c:RUGS', period='w:2030-02-25'), 7))
    with pytest.raises(Conflict, match='Somebody has planned for Bordeaux-Sud since'):
        transact(imports.undo_import, ANN, number)
    assert read(cube_of, season).total(MADE) == 500


def test_somebody_else_corrects_or_leaves_out_what_nobody_knows():
    plant_season()
    number = brought('plans', *ROWS, actor=PIA)
    with pytest.raises(Forbidden):
        created(number, PIA, 'location')
    created(number, ANN, 'location', 'category')
    with pytest.raises(Forbidden):
        committed(number, PIA)
    assert 'BORDEAUX-SUD' not in codes(MasterLocation)


def test_a_season_that_is_bought_for_takes_no_new_places_but_new_suppliers():
    plant_season('range_uploaded')
    number = brought('orders', ('PO', 'Store', 'Dept', 'PO value', 'Vendor'), ('1', 'HARB', 'LINEN', '10', 'Loom Ltd'),
                     ('1', 'HARB', 'RUGS', '20', 'loom ltd'), ('2', 'Nowhere', 'LINEN', '10', ''), actor=ANN)
    assert [one.key for one in seen(number).doubts] == ['missing:supplier']
    created(number, ANN, 'supplier')
    assert counts(number) == (2, 0, 0, 1)
    committed(number, ANN, is_partial=True)
    order, = read(lambda work: work.session.exec(select(SeasonOrder)).all())
    assert 'LOOM-LTD' in codes(MasterSupplier) and order.supplier_id and order.supplier_name == 'Loom Ltd'
    transact(imports.undo_import, ANN, number)
    assert 'LOOM-LTD' not in codes(MasterSupplier)


def test_clusters_come_with_the_locations_that_name_them():
    plant_season()
    number = brought('locations', ('Code', 'Name', 'Cluster'), ('N1', 'New', 'Airports'), ('HARB', '', 'Airports'),
                     actor=ANN, season='')
    created(number, ANN, 'cluster')
    assert counts(number) == (1, 1, 0, 0)
    committed(number, ANN)
    assert 'CLU-AIRPORTS' in codes(MasterCluster)
    transact(imports.undo_import, ANN, number)
    assert 'CLU-AIRPORTS' not in codes(MasterCluster) and 'N1' not in codes(MasterLocation)


def test_what_may_be_a_slip_of_a_spreadsheet_is_never_created():
    plant_season()
    number = brought('plans', HEADER, ('1E5', 'LINEN', 'W01', '1'), ('High street', 'LINEN', 'W01', '1'), actor=ANN)
    assert [one.rows for one in seen(number).doubts] == [1]
