"""Every change of what is set up leaves its old and its new value; what is personal concerns nobody else."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.audit import Filter
from app.domain.portfolio.items.setting import Rates, Rules
from app.domain.portfolio.setup.drafts import HappeningDraft, MarkerDraft, PersonDraft, PlanDraft, TeamDraft
from app.domain.portfolio.views.looks import Looks
from app.services import audit
from app.services.portfolio import (
    calendars,
    groups,
    happenings,
    markers,
    people,
    plans,
    rates,
    scenarios,
    setup,
    source_setup,
    teams,
    views,
)
from app.services.portfolio.groups import GroupDraft
from app.work import read, transact
from tests.people import ANN, CLEO, PIA
from tests.portfolio import PAY_TEAM, PAYMENTS, SHOP, checkout, day, plant


@pytest.fixture(autouse=True)
def _planted(workspace):
    plant(checkout())


def draft_of(kind, row_id):
    return next(one.draft for one in getattr(read(setup.view_setup, ANN), kind) if one.id == row_id)


def rename(service, kind, row_id, **values):
    return lambda: transact(service, ANN, row_id, replace(draft_of(kind, row_id), **values))


def make_event():
    made = transact(happenings.add_happening, ANN, HappeningDraft('Freeze', day('1 Oct')))
    transact(happenings.change_happening, ANN, made, HappeningDraft('Peak freeze', day('1 Oct')))


def make_marker():
    made = transact(markers.add_marker, ANN, MarkerDraft('Launch', day('1 Oct')))
    transact(markers.change_marker, ANN, made, MarkerDraft('Go-live', day('1 Oct')))


def make_holiday():
    transact(calendars.add_holiday, ANN, 'Berlin', day('3 Oct'), 'Unity')
    transact(calendars.add_holiday, ANN, 'Berlin', day('3 Oct'), 'German Unity')


def make_day_off():
    made = transact(calendars.add_day_off, ANN, day('1 Oct'), day('2 Oct'), 'Trip', team_id=PAYMENTS)
    transact(calendars.remove_day_off, ANN, made)


def make_view():
    made = transact(views.save, ANN, 'Q4', Looks())
    transact(views.change, ANN, made, is_shared=True)


def make_weekdays():
    transact(calendars.keep_weekdays, ANN, PAYMENTS, [0, 1, 2, 3, 4])
    transact(calendars.keep_weekdays, ANN, PAYMENTS, [0, 1, 2])


def make_archive():
    transact(scenarios.archive, ANN, transact(scenarios.begin, ANN, 'Q4 plan'))


CHANGES = {
    'plan': (rename(plans.change_plan, 'plans', SHOP, name='Web shop'), ('name', 'Shop', 'Web shop')),
    'visibility': (rename(plans.change_plan, 'plans', PAY_TEAM, is_open=False,
                          grants=frozenset({PIA.identity})), ('seen by', '', PIA.identity)),
    'team': (rename(teams.change_team, 'teams', PAYMENTS, short='PM'), ('short', 'PAY', 'PM')),
    'person': (rename(people.change_person, 'people', 1, site='Lisbon'), ('site', 'Berlin', 'Lisbon')),
    'source': (rename(source_setup.change_source, 'sources', 1, time_zone='UTC'),
               ('time_zone', 'Europe/Berlin', 'UTC')),
    'calendar': (make_weekdays, ('weekdays', '0, 1, 2, 3, 4', '0, 1, 2')),
    'holiday': (make_holiday, ('name', 'Unity', 'German Unity')),
    'day off': (make_day_off, ('reason', 'Trip', '')),
    'rates': (lambda: transact(rates.keep_rates, ANN, Rates(default_hours=Decimal(120))),
              ('default_hours', '140', '120')),
    'rules': (lambda: transact(rates.keep_rules, ANN, Rules(parent_rule='always_add')),
              ('parent_rule', 'uncovered_days', 'always_add')),
    'iteration': (lambda: transact(source_setup.keep_quarter, ANN, 1, True), ('is_quarter', 'off', 'on')),
    'event': (make_event, ('title', 'Freeze', 'Peak freeze')),
    'marker': (make_marker, ('label', 'Launch', 'Go-live')),
    'group': (lambda: transact(groups.change_group, ANN, 1, GroupDraft(PAY_TEAM, 'Go-live', members=(2, 3))),
              ('name', 'Launch', 'Go-live')),
    'view': (make_view, ('is_shared', 'off', 'on')),
    'scenario': (make_archive, ('archived', 'off', 'on')),
}
NEW = {
    'plan': lambda: transact(plans.add_plan, ANN, PlanDraft('Web', 1, 'Shop\\Web')),
    'team': lambda: transact(teams.add_team, ANN, TeamDraft('Risk')),
    'person': lambda: transact(people.add_person, ANN, PersonDraft('Zoe')),
    'view': lambda: transact(views.save, ANN, 'Q4', Looks()),
}


def entries():
    return [one for one in read(audit.list_entries, ANN, Filter()) if one.area == 'portfolio']


@pytest.mark.parametrize('what', CHANGES)
def test_a_change_leaves_its_old_and_its_new_value(what):
    change, expected = CHANGES[what]
    change()
    assert expected in {triple for one in entries() for triple in one.changes}


@pytest.mark.parametrize('what', NEW)
def test_what_is_added_leaves_what_it_was_at_first(what):
    NEW[what]()
    assert entries()[-1].changes


def test_how_one_looks_concerns_nobody_else_and_nobody_else_is_told():
    mine, theirs = Looks(density='compact', folded=('plan:1',)), Looks(density='packed')
    transact(views.leave, PIA, views.Left(mine))
    transact(views.leave, CLEO, views.Left(theirs))
    assert read(views.find_left, PIA).looks == mine
    assert read(views.find_left, CLEO).looks == theirs
    assert read(views.find_left, ANN).looks not in (mine, theirs)
    assert entries() == []


def test_a_favourite_is_nobody_elses():
    made = transact(views.save, PIA, 'Q4', Looks(), is_shared=True)
    transact(views.star, CLEO, made, True)
    assert [one.is_favourite for one in read(views.list_views, CLEO)] == [True]
    assert [one.is_favourite for one in read(views.list_views, PIA)] == [False]
