"""Masters: what all seasons share, who may change them, and what is refused because something hangs on it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.seasons.axes import Period
from app.domain.seasons.drafts import (
    CalendarDraft,
    CategoryDraft,
    ClusterDraft,
    CompanyDraft,
    LocationDraft,
    RateDraft,
    SupplierDraft,
)
from app.errors import Conflict, Forbidden, Invalid, NotFound, Rejected
from app.events import MASTERS
from app.services.seasons.ground import find_axes
from app.services.seasons.masters import calendars, categories, clusters, company, locations, rates, suppliers, views
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GUS, MAX, PIA
from tests.seasons import plant_season

DAY = date(2030, 1, 9)


@pytest.fixture
def acme(database):
    return transact(company.found_company, ANN, CompanyDraft('Acme', 'eur'),
                    CalendarDraft('Weeks', 'iso', 0, 2030, 2030))


def masters():
    return read(views.view_masters, CLEO)


def test_a_company_and_its_calendar_are_set_up_in_one_go(acme):
    found = masters()
    assert found.company.draft == CompanyDraft('Acme', 'EUR') and len(acme) == 9 and acme[4] == '-'
    assert [(one.name, one.periods, one.is_used) for one in found.calendars] == [('Weeks', 52, False)]


def test_there_is_one_company_and_before_it_nothing_else(database):
    with pytest.raises(Conflict, match='Set the company up first') as refusal:
        transact(clusters.add_cluster, ANN, ClusterDraft('High street'))
    assert refusal.value.code == 'seasons.no_company'
    transact(company.found_company, ANN, CompanyDraft('Acme'))
    with pytest.raises(Conflict, match='set up already'):
        transact(company.found_company, ANN, CompanyDraft('Other'))


def test_a_calendar_that_does_not_fit_founds_no_company(database):
    with pytest.raises(Invalid):
        transact(company.found_company, ANN, CompanyDraft('Acme'), CalendarDraft('Weeks', 'lunar'))
    assert read(company.view_company, CLEO) is None


@pytest.mark.parametrize('person', [BOB, CLEO, PIA, MAX, GUS], ids=lambda one: one.name)
@pytest.mark.parametrize('deed', [
    lambda actor: transact(company.found_company, actor, CompanyDraft('Acme')),
    lambda actor: transact(company.change_company, actor, CompanyDraft('Acme')),
    lambda actor: transact(clusters.add_cluster, actor, ClusterDraft('High street')),
    lambda actor: transact(locations.add_location, actor, LocationDraft('Harbour')),
    lambda actor: transact(locations.add_locations, actor, [LocationDraft('Harbour')]),
    lambda actor: transact(categories.add_category, actor, CategoryDraft('Women', 'WOMEN')),
    lambda actor: transact(suppliers.add_supplier, actor, SupplierDraft('Nordic', 'NORDIC')),
    lambda actor: transact(rates.keep_rate, actor, RateDraft('USD', 'EUR', DAY, Decimal('0.9'))),
    lambda actor: transact(calendars.add_calendar, actor, CalendarDraft('Weeks'))],
    ids=['found', 'change', 'cluster', 'location', 'locations', 'category', 'supplier', 'rate', 'calendar'])
def test_only_admins_change_masters(acme, person, deed):
    with pytest.raises(Forbidden):
        deed(person)


def test_masters_are_not_for_people_who_are_not_signed_in(acme):
    with pytest.raises(Forbidden):
        read(views.view_masters, GUS)


def test_a_cluster_gets_a_code_and_a_name_of_its_own(acme, database):
    transact(clusters.add_cluster, ANN, ClusterDraft('High street'))
    cluster = masters().clusters[0]
    assert cluster.draft.code.startswith('CLU-') and len(cluster.draft.code) == 12
    assert any(event.topic == MASTERS for event in database)
    with pytest.raises(Rejected, match='“high STREET” already') as refusal:
        transact(clusters.add_cluster, ANN, ClusterDraft('high STREET'))
    assert (refusal.value.field, refusal.value.code) == ('name', 'seasons.duplicate')


def test_a_cluster_with_locations_is_not_deleted_and_neither_are_they(acme):
    cluster = transact(clusters.add_cluster, ANN, ClusterDraft('High street', 'CLU-HIGH'))
    place = transact(locations.add_location, ANN, LocationDraft('Harbour', 'HARB', cluster_id=cluster))
    with pytest.raises(Conflict, match='1 location belongs to High street'):
        transact(clusters.remove_cluster, ANN, cluster)
    transact(locations.change_location, ANN, place, LocationDraft('Harbour', 'HARB'))
    transact(clusters.remove_cluster, ANN, cluster)
    assert [one.draft.name for one in masters().locations] == ['Harbour']


def test_what_a_season_has_is_not_deleted(database):
    plant_season()
    found = masters()
    for remove, one in ((locations.remove_location, found.locations[0]),
                        (categories.remove_category, next(one for one in found.categories if not one.children)),
                        (calendars.remove_calendar, found.calendars[0])):
        with pytest.raises(Conflict, match=r'Spring/Summer 2030'):
            transact(remove, ANN, one.id)


def test_a_location_without_a_code_gets_one_of_sixteen_letters_and_digits(acme):
    transact(locations.add_location, ANN, LocationDraft('Harbour'))
    code = masters().locations[0].draft.code
    assert len(code) == 16 and code.isalnum() and code == code.upper()


def test_a_location_is_found_by_its_name(acme):
    transact(locations.add_locations, ANN, [LocationDraft('Harbour', 'HARB'),
                                            LocationDraft('Mill', 'MILL', 'warehouse'),
                                            LocationDraft('Mill', 'MILL2')])
    assert read(locations.find_code, CLEO, 'harbour ').draft.code == 'HARB'
    assert [one.draft.code for one in read(locations.list_locations, CLEO, 'warehouse')] == ['MILL']
    with pytest.raises(NotFound):
        read(locations.find_code, CLEO, 'Harbor')
    with pytest.raises(Conflict, match='MILL, MILL2'):
        read(locations.find_code, CLEO, 'Mill')


def test_of_many_locations_all_come_or_none(acme):
    with pytest.raises(Rejected) as refusal:
        transact(locations.add_locations, ANN, [LocationDraft('Harbour', 'HARB'), LocationDraft('Other', 'harb')])
    assert refusal.value.field == '1.code'
    assert masters().locations == ()


def test_categories_hang_on_each_other_but_never_in_a_circle(acme):
    women = transact(categories.add_category, ANN, CategoryDraft('Women', 'WOMEN', description='All of it'))
    shoes = transact(categories.add_category, ANN, CategoryDraft('Shoes', 'SHOES', women))
    boots = transact(categories.add_category, ANN, CategoryDraft('Boots', 'BOOTS', shoes))
    with pytest.raises(Conflict, match='Women → Shoes → Boots → Women') as refusal:
        transact(categories.change_category, ANN, women, CategoryDraft('Women', 'WOMEN', boots))
    assert refusal.value.code == 'seasons.cycle'
    with pytest.raises(Conflict):
        transact(categories.change_category, ANN, women, CategoryDraft('Women', 'WOMEN', women))
    assert [(one.draft.name, one.level, one.path, one.draft.description) for one in masters().categories] == [
        ('Women', 1, (), 'All of it'), ('Shoes', 2, ('Women',), ''), ('Boots', 3, ('Women', 'Shoes'), '')]


def test_a_branch_moves_with_all_below_it_and_a_season_keeps_what_it_had(database):
    season = plant_season()
    found = {one.draft.code: one for one in masters().categories}
    linen = found['LINEN']
    transact(categories.change_category, ANN, linen.id, replace(linen.draft, parent_id=found['HOME'].id))
    assert next(one for one in masters().categories if one.draft.code == 'LINEN').path == ('Home',)
    kept = next(one for one in read(find_axes, season).categories if one.code == 'LINEN')
    assert kept.path == (('WOMEN', 'Women'),)


def test_who_saw_an_older_version_is_told(acme):
    supplier = transact(suppliers.add_supplier, ANN, SupplierDraft('Nordic', 'NORDIC'))
    transact(suppliers.change_supplier, ANN, supplier, SupplierDraft('Nordic', 'NORDIC', lead_days=14), 1)
    with pytest.raises(Conflict) as refusal:
        transact(suppliers.change_supplier, ANN, supplier, SupplierDraft('Nordic', 'NORDIC', lead_days=7), 1)
    assert (refusal.value.code, refusal.value.version) == ('stale_version', 2)


def test_a_rate_holds_from_its_day_on_until_the_next(acme):
    for day, rate in ((1, '0.90'), (9, '0.92'), (20, '0.95')):
        transact(rates.keep_rate, ANN, RateDraft('usd', 'eur', date(2030, 1, day), Decimal(rate), 'ECB'))
    assert read(rates.rates_into, 'EUR', date(2030, 1, 19)) == {'USD': Decimal('0.92')}
    assert read(rates.rates_into, 'EUR', date(2029, 12, 31)) == {}
    transact(rates.keep_rate, ANN, RateDraft('USD', 'EUR', date(2030, 1, 9), Decimal('0.93')))
    transact(rates.remove_rate, ANN, 'USD', 'EUR', date(2030, 1, 20))
    assert [(one.day.day, one.rate) for one in masters().rates] == [(9, Decimal('0.93')), (1, Decimal('0.90'))]


@pytest.mark.parametrize(('draft', 'field'), [
    (RateDraft('USD', 'USD', DAY, Decimal(1)), 'target'), (RateDraft('US', 'EUR', DAY, Decimal(1)), 'source'),
    (RateDraft('USD', 'EUR', DAY, Decimal(0)), 'rate'), (RateDraft('USD', 'EUR', DAY, Decimal('NaN')), 'rate'),
    (RateDraft('USD', 'EUR', DAY, Decimal('1.123456789')), 'rate')], ids=['same', 'code', 'zero', 'nan', 'decimals'])
def test_rates_that_make_no_sense_are_refused(acme, draft, field):
    with pytest.raises(Invalid) as refusal:
        transact(rates.keep_rate, ANN, draft)
    assert refusal.value.field == field


def test_a_calendar_grows_at_its_end_even_while_a_season_goes_by_it(acme):
    calendar = masters().calendars[0]
    transact(calendars.extend_calendar, ANN, calendar.id, 2031)
    assert masters().calendars[0].periods == 104
    with pytest.raises(Rejected, match='these years already'):
        transact(calendars.extend_calendar, ANN, calendar.id, 2031)


def test_a_calendar_of_ones_own_has_no_gaps_and_is_frozen_once_it_is_used(acme):
    weeks = [Period(date(2030, 1, 5), date(2030, 1, 11), 2030, 1, 1, 1, 1),
             Period(date(2030, 1, 12), date(2030, 1, 18), 2030, 2, 1, 1, 1)]
    calendar = transact(calendars.bring_calendar, ANN, 'Saturday to Friday', weeks)
    assert read(calendars.list_periods, CLEO, calendar) == tuple(weeks)
    transact(calendars.bring_calendar, ANN, 'saturday to friday', weeks[:1])
    assert len(read(calendars.list_periods, CLEO, calendar)) == 1
    with pytest.raises(Rejected, match='does not follow'):
        transact(calendars.bring_calendar, ANN, 'Gaps', [weeks[0], replace(weeks[1], start=date(2030, 1, 13))])


def test_the_calendar_of_a_season_does_not_change(database):
    plant_season()
    with pytest.raises(Conflict, match='goes by this calendar'):
        transact(calendars.bring_calendar, ANN, 'Weeks', [Period(DAY, DAY, 2030, 1, 1, 1, 1)])
