"""A season is planned, changed and deleted: its record, its code, where and what is planned."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.drafts import CalendarDraft, CategoryDraft, CompanyDraft, LocationDraft, RateDraft, SeasonDraft
from app.domain.seasons.season import BUDGETED, CREATED, LOCATED, LOCKED, PLANNED, RANGED, STATES
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import SEASONS
from app.services.seasons import cloning, cubes, ground, log, seasons, structure, workflow
from app.services.seasons.masters import calendars, categories, company, locations, rates
from app.work import read, transact
from models.buying import SeasonIntent, SeasonOrder, SeasonRange
from models.seasons import Season, SeasonLocation
from tests.people import ANN, BOB, CLEO, GUS, MAX, NOON, PIA
from tests.seasons import CODE, every, leaves, plant_season
from tests.services.test_seasons_workflow import keep, state

BEGIN, END = date(2030, 2, 4), date(2030, 3, 31)


def draft(**more):
    return SeasonDraft(**{'name': 'Autumn 2030', 'start': BEGIN, 'end': END, 'calendar_id': 1, **more})


@pytest.fixture
def acme(database):
    transact(company.found_company, ANN, CompanyDraft('Acme', 'EUR'), CalendarDraft('Weeks', 'iso', 0, 2030, 2030))
    transact(locations.add_locations, ANN, [LocationDraft(name, name.upper()) for name in ('Harbour', 'Mill', 'North')])
    women = transact(categories.add_category, ANN, CategoryDraft('Women', 'WOMEN'))
    for name in ('Linen', 'Denim'):
        transact(categories.add_category, ANN, CategoryDraft(name, name.upper(), women))


def test_a_season_gets_a_code_of_four_and_four_and_what_the_company_counts_in(acme, database, time):
    transact(rates.keep_rate, ANN, RateDraft('USD', 'EUR', date(2030, 1, 1), Decimal('0.91')))
    code = transact(seasons.plan_season, PIA, draft())
    view = read(ground.view_season, CLEO, code)
    assert re.fullmatch('[A-Z0-9]{4}-[A-Z0-9]{4}', code)
    assert (view.name, view.state, view.currency, view.rates) == ('Autumn 2030', CREATED, 'EUR',
                                                                 {'USD': Decimal('0.91')})
    assert [(one.state, one.by_name) for one in view.steps] == [(CREATED, 'Pia')]
    assert any(event.topic == SEASONS for event in database)


def test_a_code_that_is_taken_is_drawn_again(acme, monkeypatch):
    drawn = iter('AAAAAAAA' + 'AAAAAAAA' + 'AAAAAAAB')
    monkeypatch.setattr('secrets.choice', lambda _: next(drawn))
    assert [transact(seasons.plan_season, PIA, draft()) for _ in range(2)] == ['AAAA-AAAA', 'AAAA-AAAB']


@pytest.mark.parametrize(('given', 'field'), [
    ({'name': ''}, 'name'), ({'name': 256 * 'x'}, 'name'), ({'end': BEGIN}, 'end'), ({'basis': 'guess'}, 'basis'),
    ({'currency': 'euro'}, 'currency'), ({'calendar_id': 404}, 'calendar_id'), ({'end': date(2031, 6, 1)}, 'end'),
    ({'start': date(2029, 6, 1)}, 'start'), ({'imu': Decimal(1)}, 'imu')], ids=str)
def test_a_season_that_does_not_fit_is_refused(acme, given, field):
    with pytest.raises(Rejected) as refusal:
        transact(seasons.plan_season, PIA, draft(**given))
    assert refusal.value.field == field


@pytest.mark.parametrize('person', [BOB, CLEO, GUS], ids=lambda one: one.name)
def test_only_planners_plan_seasons(acme, person):
    with pytest.raises(Forbidden):
        transact(seasons.plan_season, person, draft())


def test_a_change_of_the_record_never_moves_the_state(database):
    plant_season(LOCATED)
    given, version = read(seasons.find_draft, CLEO, CODE)
    transact(seasons.change_season, PIA, CODE, replace(given, name='Spring 2030'), version)
    assert (read(ground.view_season, CLEO, CODE).name, state()) == ('Spring 2030', LOCATED)
    with pytest.raises(Conflict) as refusal:
        transact(seasons.change_season, PIA, CODE, given, version)
    assert refusal.value.code == 'stale_version'


def test_once_cells_are_planned_their_weeks_and_their_currency_stay(database):
    plant_season(LOCATED, {'net_sales': every(100)})
    given, _ = read(seasons.find_draft, CLEO, CODE)
    transact(seasons.change_season, PIA, CODE, replace(given, start=given.start + timedelta(days=2)))
    for change in ({'start': given.start + timedelta(weeks=1)}, {'currency': 'USD'}, {'basis': 'cost'}):
        with pytest.raises(Conflict, match='planned'):
            transact(seasons.change_season, PIA, CODE, replace(given, **change))


def test_once_anything_is_ordered_its_weeks_stay_even_if_nothing_is_planned(database):
    season = plant_season(LOCATED)
    given, _ = read(seasons.find_draft, CLEO, CODE)
    later = replace(given, start=given.start + timedelta(weeks=1))
    keep(SeasonOrder(company_id=1, season_id=season, number='PO-1', state='draft', at=NOON))
    with pytest.raises(Conflict, match='days can change within them only'):
        transact(seasons.change_season, PIA, CODE, later)
    transact(lambda work: work.session.delete(work.session.exec(select(SeasonOrder)).one()))
    transact(seasons.change_season, PIA, CODE, later)


@pytest.mark.parametrize('reached', STATES[1:])
def test_only_a_season_in_which_nothing_was_decided_is_deleted(database, reached):
    plant_season(reached)
    with pytest.raises(Conflict):
        transact(seasons.remove_season, ANN, CODE)


def test_a_season_is_deleted_whole_and_by_admins(database):
    plant_season(CREATED)
    with pytest.raises(Forbidden):
        transact(seasons.remove_season, MAX, CODE)
    transact(seasons.remove_season, ANN, CODE)
    with pytest.raises(NotFound):
        state()
    assert read(lambda work: work.session.exec(select(SeasonLocation)).all()) == []


def test_places_are_given_once(acme):
    code = transact(seasons.plan_season, PIA, draft())

    def places():
        return {one.code: one.place for one in read(ground.find_axes, 1).locations}
    transact(structure.choose_locations, PIA, code, [1, 2])
    assert places() == {'HARBOUR': 0, 'MILL': 1}
    transact(structure.choose_locations, PIA, code, [1])
    transact(structure.choose_locations, PIA, code, [1, 3])
    assert places() == {'HARBOUR': 0, 'NORTH': 2}


def test_a_season_has_explicit_locations_and_nothing_else_counts_as_one(acme):
    code = transact(seasons.plan_season, PIA, draft())
    assert read(ground.find_axes, 1).shape == (0, 0, 8)
    with pytest.raises(Rejected):
        transact(structure.choose_locations, PIA, code, [404])
    transact(structure.choose_locations, PIA, code, [2])
    found = read(structure.view_structure, CLEO, code)
    assert [(one.name, one.is_chosen) for one in found.locations] == [
        ('Harbour', False), ('Mill', True), ('North', False)]


def test_a_category_and_its_branch_are_not_planned_both(acme):
    code = transact(seasons.plan_season, PIA, draft())
    with pytest.raises(Conflict, match='“Linen” is part of “Women”'):
        transact(structure.choose_categories, PIA, code, [1, 2])
    transact(structure.choose_categories, PIA, code, [2, 3])
    assert [one.path for one in read(ground.find_axes, 1).categories] == 2 * [(('WOMEN', 'Women'),)]


def test_what_is_not_active_does_not_join(acme):
    transact(locations.change_location, ANN, 1, LocationDraft('Harbour', is_active=False))
    code = transact(seasons.plan_season, PIA, draft())
    with pytest.raises(Rejected, match='Harbour is not active'):
        transact(structure.choose_locations, PIA, code, [1])


@pytest.mark.parametrize('reached', [PLANNED, BUDGETED, RANGED, LOCKED])
def test_where_and_what_is_planned_does_not_change_after_the_plan(database, reached):
    plant_season(reached)
    for choose in (structure.choose_locations, structure.choose_categories):
        with pytest.raises(Conflict):
            transact(choose, PIA, CODE, [1])


def test_a_season_without_active_location_or_category_is_not_defined(acme):
    code = transact(seasons.plan_season, PIA, draft())
    with pytest.raises(Conflict, match='Locations: no active location; no category'):
        transact(workflow.complete_step, PIA, code, 'locations')
    transact(structure.choose_locations, PIA, code, [1])
    transact(structure.choose_categories, PIA, code, [2])
    transact(locations.change_location, ANN, 1, LocationDraft('Harbour', is_active=False))
    with pytest.raises(Conflict, match='no active location'):
        transact(workflow.complete_step, PIA, code, 'locations')


def test_a_season_begins_as_another_one(database):
    season = plant_season(LOCATED, {'net_sales': leaves(HARB_LINEN=[100, 200], SOUTH_RUGS=8 * [5])})
    keep(SeasonIntent(season_id=season, category=1, core=Decimal('0.6'), fashion=Decimal('0.4'), at=NOON))
    keep(SeasonRange(season_id=season, category=1, band='Low', share=Decimal(1), state='approved', at=NOON))
    with pytest.raises(Forbidden):
        transact(cloning.clone_season, BOB, CODE, draft(name='Autumn 2030'))
    code = transact(cloning.clone_season, PIA, CODE, draft(name='Autumn 2030', end=date(2030, 3, 3)),
                    ('structure', 'plan', 'range'))
    fresh = read(ground.view_season, CLEO, code)
    cube = read(cubes.cube_of, fresh.id)
    assert (fresh.state, fresh.counts, cube.axes.shape) == (CREATED, {'locations': 4, 'categories': 4}, (4, 4, 4))
    assert cube.total(Cell('net_sales', 'l:HARB')) == 300
    assert cube.total(Cell('net_sales')) == 320
    assert [row.operation for row in read(log.edits_after, fresh.id, cube.number, 0)] == ['seed']
    assert read(lambda work: work.session.exec(select(SeasonRange.state).where(
        SeasonRange.season_id == fresh.id)).one()) == 'draft'
    assert read(lambda work: work.get(Season, season).seq) == 0


def test_another_calendar_is_a_choice_while_nothing_is_planned(acme):
    code = transact(seasons.plan_season, PIA, draft())
    months = transact(calendars.add_calendar, ANN, CalendarDraft('Months', 'gregorian', 0, 2030, 2030))
    transact(seasons.change_season, PIA, code, draft(calendar_id=months))
    assert read(ground.find_axes, 1).shape[2] == 2
