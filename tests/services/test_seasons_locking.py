"""The final lock: nothing changes behind it, its hash proves it, and re-opening begins another revision."""

import pytest
from sqlmodel import select

from app.domain.seasons.buying import OrderDraft
from app.domain.seasons.season import AT_LOCK, LOCATED, LOCKED, RANGED, SeasonRules
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import SeasonLocked, SeasonReopened
from app.services.seasons import (
    conditions,
    cubes,
    ground,
    imports,
    locking,
    orders,
    scopes,
    seasons,
    setup,
    structure,
    workflow,
)
from app.work import read, transact
from models.buying import SeasonOrder, SeasonTransfer
from models.masters import MasterPeriod
from models.seasons import Season, SeasonBlob, SeasonImport, SeasonLimit, SeasonLocation, SeasonStep, SeasonVersion
from tests.people import ANN, BOB, CLEO, GUS, MAX, NOON, PIA
from tests.seasons import CODE, every, plant_season


@pytest.fixture
def season(database):
    return plant_season(RANGED, {'net_sales': every(100), 'eop': every(7)})


def lock(**more):
    return transact(locking.lock_season, ANN, CODE, **more)


def verdict(number=0):
    return read(locking.verify_lock, CLEO, CODE, number)


def keep(row):
    transact(lambda work: work.session.add(row))


@pytest.mark.parametrize('person', [BOB, CLEO, PIA, MAX, GUS], ids=lambda one: one.name)
def test_only_admins_lock_and_re_open(season, person):
    with pytest.raises(Forbidden):
        transact(locking.lock_season, person, CODE)
    with pytest.raises(Forbidden):
        transact(locking.reopen_season, person, CODE, 'The returns were missing')


def test_a_season_is_locked_from_its_last_step_only(database):
    plant_season(LOCATED)
    with pytest.raises(Conflict, match='Invalid transition: locations_defined → locked'):
        lock()


def test_a_lock_has_a_hash_that_can_be_worked_out_again(season, database):
    digest = lock()
    assert len(digest) == 64 and digest == verdict().hash
    assert verdict().is_true and verdict().is_live
    assert read(ground.view_season, CLEO, CODE).state == LOCKED
    assert any(isinstance(event, SeasonLocked) for event in database)


def test_what_is_open_refuses_the_lock_or_is_listed_with_it(season):
    keep(SeasonOrder(company_id=1, season_id=season, number='PO-1', state='draft', at=NOON))
    keep(SeasonOrder(company_id=1, season_id=season, number='PO-2', state='confirmed', at=NOON,
                     override={'state': 'asked'}))
    keep(SeasonTransfer(season_id=season, source=0, source_period=0, target=1, target_period=1, amount=1, reason='x',
                        by='person:5', by_name='Pia', at=NOON))
    keep(SeasonImport(company_id=1, season_id=season, kind='plans', name='a.csv', sha256='x', size=1,
                      state='processing', by='person:5', by_name='Pia', at=NOON))
    with pytest.raises(Conflict, match='1 draft order; 1 open override; 1 open transfer; 1 running import') as refusal:
        lock()
    assert refusal.value.code == 'seasons.incomplete'
    lock(accepts_exceptions=True)
    step = read(lambda work: work.session.exec(select(SeasonStep).where(SeasonStep.now == LOCKED)).one())
    assert step.exceptions == ['1 draft order', '1 open override', '1 open transfer', '1 running import']


@pytest.mark.parametrize('deed', [
    lambda: transact(seasons.change_season, ANN, CODE, read(seasons.find_draft, ANN, CODE)[0]),
    lambda: transact(seasons.remove_season, ANN, CODE),
    lambda: transact(structure.choose_locations, ANN, CODE, [1]),
    lambda: transact(structure.choose_categories, ANN, CODE, [2]),
    lambda: transact(workflow.complete_step, ANN, CODE, 'range'),
    lambda: transact(workflow.take_back, ANN, CODE, 'The returns were missing'),
    lambda: transact(scopes.submit_scope, ANN, CODE, 'c:WOMEN', 'k:CLU-HIGH'),
    lambda: transact(setup.keep_rules, ANN, CODE, SeasonRules(policy='off')),
    lambda: transact(setup.keep_limit, ANN, CODE, 'person:1', ('c:WOMEN',), ()),
    lambda: transact(setup.keep_plan_rates, ANN, CODE),
    lambda: transact(orders.raise_order, ANN, CODE, OrderDraft()),
    lambda: transact(scopes.approve_scope, ANN, CODE, 'c:WOMEN', 'k:CLU-HIGH'),
    lambda: lock()],
    ids=['details', 'deletion', 'locations', 'categories', 'step', 'step back', 'approval', 'rules', 'limits', 'rates',
         'order', 'decision', 'second lock'])
def test_nothing_goes_on_behind_a_lock(season, deed):
    lock()
    with pytest.raises(Conflict) as refusal:
        deed()
    assert refusal.value.code in ('seasons.locked', 'seasons.wrong_step')
    assert verdict().is_true


def test_whoever_meets_a_lock_is_told_by_whom(season):
    lock()
    with pytest.raises(Conflict, match='This season was locked by Ann'):
        transact(workflow.take_back, MAX, CODE, 'The returns were missing')


def test_what_is_said_about_a_file_stays_as_it_was_when_the_season_was_locked(season):
    file = transact(_plant_import, season)
    lock()
    for deed in (lambda: transact(imports.answer, ANN, file, {'mode': 'update'}),
                 lambda: transact(imports.ask_commit, ANN, file),
                 lambda: transact(imports.undo_import, ANN, file),
                 lambda: transact(imports.note_busy, file, 1)):
        with pytest.raises(Conflict, match='This season was locked by Ann'):
            deed()
    transact(imports.keep_check, file, {'error': 'Cancelled: nothing was imported.'}, None)
    assert verdict().is_true


def _plant_import(work, season):
    row = SeasonImport(company_id=work.get(Season, season).company_id, season_id=season, kind='plans', name='plan.csv',
                       sha256='', size=1, mode='upsert', state='ready', by=ANN.identity, by_name=ANN.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    return row.id


def tampered(change):
    transact(change)
    found = verdict()
    assert not found.is_true
    return {(one.table, one.key, one.what) for one in found.differences}


def test_who_tampers_with_the_tables_is_found_with_table_and_key(season):
    lock()

    def rename(work):
        work.session.exec(select(SeasonLocation).where(SeasonLocation.code == 'HARB')).one().name = 'Elsewhere'
    assert tampered(rename) == {('seasonlocation', f'[{season},1]', 'changed')}


def test_who_tampers_with_a_cell_is_found_even_with_another_hash_beside_it(season):
    lock()
    version = read(lambda work: work.session.exec(select(SeasonVersion).where(
        SeasonVersion.kind == AT_LOCK)).one().id)

    def change(work):
        row = work.get(SeasonBlob, (version, 'net_sales', 2))
        row.data = bytes(len(row.data))
        row.sha256 = 'made up'
    assert tampered(change) == {('seasonblob', f'[{version},"net_sales",2]', 'changed')}


def test_rows_that_come_or_go_and_other_periods_are_found(season):
    lock()

    def change(work):
        work.session.add(SeasonLimit(season_id=season, identity='person:9'))
        work.session.delete(work.session.exec(select(SeasonStep).where(SeasonStep.now == LOCATED)).one())
        work.session.exec(select(MasterPeriod)).first().number = 99
    assert {(table, what) for table, _, what in tampered(change)} == {
        ('seasonlimit', 'added'), ('seasonstep', 'missing'), ('masterperiod', 'changed')}


def test_a_re_opened_season_begins_another_revision_and_keeps_the_locked_one(season, database):
    first = lock()
    with pytest.raises(Rejected, match='at least 10 characters'):
        transact(locking.reopen_season, ANN, CODE, 'Returns')
    assert transact(locking.reopen_season, ANN, CODE, 'The returns were missing') == 2
    view = read(ground.view_season, CLEO, CODE)
    assert (view.state, view.revision) == (RANGED, 2)
    assert any(isinstance(event, SeasonReopened) for event in database)
    with pytest.raises(Conflict):
        transact(locking.reopen_season, ANN, CODE, 'The returns were missing')
    transact(lambda work: work.session.add(SeasonLimit(season_id=season, identity='person:9')))
    assert verdict().is_true and not verdict().is_live
    second = lock()
    found = read(locking.list_revisions, CLEO, CODE)
    assert [(one.number, one.hash, one.reason) for one in found] == [
        (2, second, ''), (1, first, 'The returns were missing')]
    assert first != second and verdict(1).is_true and verdict(2).is_true


def test_the_plan_of_each_lock_stays_as_a_version_that_can_be_compared(season):
    lock()
    version = read(locking.list_revisions, CLEO, CODE)[0].version
    assert read(cubes.cube_of, season, version).sheet('net_sales').values.sum() == 4 * 4 * 8 * 100
    assert read(lambda work: work.get(SeasonVersion, version).frozen_at) is not None


def test_a_season_that_was_never_locked_has_nothing_to_verify(season):
    with pytest.raises(NotFound):
        verdict()
    lock()
    with pytest.raises(NotFound):
        verdict(7)


def test_no_lock_is_verified_for_people_without_a_role(season):
    lock()
    with pytest.raises(Forbidden):
        read(locking.verify_lock, GUS, CODE)
    with pytest.raises(Forbidden):
        read(conditions.view_checklist, GUS, CODE)
