"""Everything that is set up, as one look and as a file that is brought back whole or not at all."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.portfolio.items.setting import Rates, Rules
from app.domain.portfolio.setup.drafts import (
    HappeningDraft,
    MarkerDraft,
    PersonDraft,
    PlanDraft,
    SourceDraft,
    TeamDraft,
)
from app.errors import Forbidden, Invalid
from app.services import audit
from app.services.portfolio import (
    calendars,
    ground,
    happenings,
    markers,
    people,
    plans,
    rates,
    restoring,
    setup,
    source_setup,
    teams,
)
from app.work import read, transact
from tests.people import ANN, BOB
from tests.portfolio import PAYMENTS, SHOP, STORES, checkout, day, plant

MANAGER = Actor('person:9', 'Petra', (Grant('manager', 'portfolio'),))


@pytest.fixture(autouse=True)
def _planted(workspace):
    plant(checkout())
    workspace.clear()


def everything():
    """A bit of all that can be set up beside what is planted."""
    made = transact(people.add_person, ANN, PersonDraft('Jonas Müler', STORES, 'Porto', False, 'Senior', Decimal(120)))
    transact(calendars.keep_weekdays, ANN, PAYMENTS, (0, 1, 2, 3))
    transact(calendars.add_day_off, ANN, day('12 Oct'), day('13 Oct'), 'Offsite', team_id=PAYMENTS)
    transact(calendars.add_day_off, ANN, day('14 Oct'), day('14 Oct'), person_id=made)
    transact(calendars.add_holiday, ANN, 'Berlin', day('5 Oct'), 'Feast')
    transact(happenings.add_happening, ANN, HappeningDraft('Peak', day('23 Nov'), day('27 Nov'), SHOP, 'Trade', True))
    transact(markers.add_marker, ANN, MarkerDraft('Go live', day('1 Dec'), SHOP, STORES))
    transact(rates.keep_rules, ANN, replace(Rules(), parent_rule='always_add'))
    transact(rates.keep_rates, ANN, Rates('CHF', {'Berlin|internal': Decimal(150)}, {'Berlin': Decimal(80)}))
    transact(plans.change_plan, ANN, SHOP, PlanDraft('Shop', 1, 'Shop', is_open=False, grants=frozenset({
        BOB.identity})))


def test_one_look_shows_all_that_is_set_up_with_where_cost_takes_its_figures():
    everything()
    view = read(setup.view_setup, ANN)
    assert hash(view)
    assert [one.draft.name for one in view.plans] == ['Payments', 'Shop', 'Stores']
    assert [(one.draft.name, one.hours, one.hours_from, one.rate_from) for one in view.people] == [
        ('Ines', 150, 'Berlin, internal', 'Berlin'), ('Jonas', 150, 'Berlin, internal', 'Berlin'),
        ('Jonas Müler', 120, 'their own', 'usual rate, external'), ('Okan', 150, 'Berlin, internal', 'Berlin')]
    assert next((one.team_id, one.weekdays, one.origin) for one in view.calendars) == (3, (0, 1, 2, 3, 4), 'usual')
    assert (view.sources[0].plans, view.sources[0].items, view.teams[1].people) == (3, 6, 2)
    assert view.sites == ('Berlin', 'Porto')


def test_the_inspector_names_what_would_make_numbers_wrong():
    everything()
    transact(people.add_person, ANN, PersonDraft('Nobody’s Own'))
    transact(teams.change_team, ANN, STORES, TeamDraft('Stores', 'STO', external='Shop/Store Front'))
    found = read(setup.view_setup, ANN).oddities
    assert [(one.code, one.thing) for one in found] == [
        ('no_team', 'Nobody’s Own'), ('no_people', 'Mobile'), ('unknown_site', 'Jonas Müler'),
        ('other_name', 'Stores')]


@pytest.mark.parametrize('actor', [BOB, MANAGER])
def test_only_admins_look_at_the_set_up_and_take_it_away(actor):
    for service, *given in ((setup.view_setup,), (restoring.take_away,), (restoring.preview, '{}')):
        with pytest.raises(Forbidden):
            read(service, actor, *given)
    with pytest.raises(Forbidden):
        transact(restoring.restore, actor, '{}')


def test_bringing_back_what_is_here_already_changes_nothing():
    everything()
    text = read(restoring.take_away, ANN)
    assert read(restoring.preview, ANN, text) == ()
    before = len(read(audit.list_entries, ANN, Filter()))
    transact(restoring.restore, ANN, text)
    assert [one.deed for one in read(audit.list_entries, ANN, Filter())[before:]] == ['portfolio.restore_setup']


def test_a_file_brings_everything_to_an_empty_place():
    everything()
    text = read(restoring.take_away, ANN)
    for plan_id in list(read(ground.setting_of).plans):
        transact(plans.remove_plan, ANN, plan_id)
    transact(source_setup.remove_source, ANN, 1)
    for team_id in list(read(ground.setting_of).teams):
        transact(teams.remove_team, ANN, team_id)
    for person_id in list(read(ground.setting_of).people):
        transact(people.remove_person, ANN, person_id)
    lines = transact(restoring.restore, ANN, text)
    assert {(one.deed, one.noun) for one in lines} >= {('add', 'source'), ('add', 'plan'), ('add', 'team')}
    assert json.loads(read(restoring.take_away, ANN)) == json.loads(text)


def test_a_look_beforehand_lists_what_would_change_and_changes_nothing():
    everything()
    given = json.loads(read(restoring.take_away, ANN))
    given['teams'][0]['name'] = 'Mobile apps'
    given['people'] = given['people'][1:]
    given['holidays'].append({'site': 'Porto', 'day': '2026-12-08'})
    given['rates']['currency'] = 'EUR'
    lines = read(restoring.preview, ANN, json.dumps(given))
    assert [(one.deed, one.noun, one.name) for one in lines] == [
        ('change', 'team', 'Mobile'), ('stay', 'person', 'Ines'), ('add', 'holiday', 'Porto, 2026-12-08'),
        ('change', 'rates', 'rates')]
    assert lines[0].detail == 'name: Mobile → Mobile apps'
    assert read(ground.setting_of).rates.currency == 'CHF'
    transact(restoring.restore, ANN, json.dumps(given))
    setting = read(ground.setting_of)
    assert (setting.teams[3].name, setting.rates.currency, setting.holidays['Porto']) == (
        'Mobile apps', 'EUR', {date(2026, 12, 8)})


@pytest.mark.parametrize(('change', 'said'), [
    (lambda file: file['plans'][0].update(area=''), 'Say which area path'),
    (lambda file: file['plans'][0].update(team='team-ghost'), 'names the team “team-ghost”'),
    (lambda file: file['plans'][0].update(source=''), 'names the source “”'),
    (lambda file: file['teams'][0].update(id='team-new'), 'is known here already, as “team-mobile”'),
    (lambda file: file['teams'][0].update(id='Mobile team'), 'is no id of a team'),
    (lambda file: file['people'][0].update(hours='900'), 'Hours a month'),
    (lambda file: file['people'][0].update(days_off=[{'start': '2026-10-02', 'end': '2026-10-01'}]), 'last day'),
    (lambda file: file['rules'].update(parent_rule='none'), 'This is one of')])
def test_a_file_with_anything_wrong_is_refused_whole_with_the_line(change, said):
    given = json.loads(read(restoring.take_away, ANN))
    change(given)
    given['teams'][1]['colour'] = 5
    with pytest.raises(Invalid) as refusal:
        transact(restoring.restore, ANN, json.dumps(given, indent=2))
    place, text = refusal.value.errors[0]
    assert said in text and int(place.removeprefix('line ')) > 1
    assert read(ground.setting_of).teams[1].colour == 1


def test_nothing_secret_can_be_put_where_a_file_would_take_it_along():
    with pytest.raises(Invalid, match='looks like a secret'):
        transact(source_setup.add_source, ANN, SourceDraft('Second', 'demo', options={'pat': 'hidden'}))
