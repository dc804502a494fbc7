"""What admins set up: plans, teams, people, sources; who may, what is refused, what the trail keeps."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.ops.secrets import Declared
from app.domain.portfolio.setup.drafts import PersonDraft, PlanDraft, SourceDraft, TeamDraft
from app.errors import Conflict, Forbidden, Invalid, NotFound, Rejected
from app.events import SetupChanged
from app.services import audit, secrets
from app.services.people import sessions
from app.services.portfolio import ground, people, plans, setup, source_setup, teams, tokens
from app.work import read, transact
from models.portfolio import PortfolioGrant, PortfolioItem, PortfolioPlan, PortfolioSource, PortfolioTeam
from tests.people import ANN, BOB
from tests.portfolio import PAY_TEAM, PAYMENTS, SHOP, STORE_TEAM, STORES, checkout, plant

PETRA = Actor('person:9', 'Petra', (Grant('planner', 'portfolio'),))
VIEWER = Actor('person:2', 'Bob', (Grant('viewer', 'portfolio'),))


@pytest.fixture(autouse=True)
def _planted(workspace):
    plant(checkout())
    workspace.clear()


def setting():
    return read(ground.setting_of)


def last_entry():
    return read(audit.list_entries, ANN, Filter())[-1]


def plan(name, **more):
    return PlanDraft(name, 1, more.pop('area', 'Shop\\New'), **more)


def row(table, key):
    return read(lambda work: work.get(table, key))


def plan_draft(key):
    return next(one.draft for one in read(setup.view_setup, ANN).plans if one.id == key)


def test_a_plan_gets_an_id_that_can_be_read(workspace):
    made = transact(plans.add_plan, ANN, plan('Wallet & Co', types=('Epic', ' Feature '), states_read=('New',)))
    found = setting().plans[made]
    assert (found.slug, found.types, found.states_read) == ('project-wallet-co', ('Epic', 'Feature'), ('New',))
    assert any(isinstance(event, SetupChanged) for event in workspace)


def test_names_that_look_alike_get_a_number_and_a_rename_keeps_the_id():
    first, second = (transact(plans.add_plan, ANN, plan(name)) for name in ('A B', 'A-B'))
    transact(plans.change_plan, ANN, second, plan('Quite another'), 1)
    assert [setting().plans[one].slug for one in (first, second)] == ['project-a-b', 'project-a-b-2']
    assert setting().plans[second].name == 'Quite another'


def test_the_trail_keeps_old_and_new_values():
    transact(teams.change_team, ANN, STORES, TeamDraft('Shops', 'STO', 2, is_excluded=True), 1)
    changes = {name: (before, after) for name, before, after in last_entry().changes}
    assert changes == {'name': ('Stores', 'Shops'), 'is_excluded': ('off', 'on')}
    assert (last_entry().deed, last_entry().thing) == ('portfolio.change_team', 'Stores')


def test_what_stays_as_it_was_is_no_change(workspace):
    draft = teams.draft_of(row(PortfolioTeam, STORES))
    transact(teams.change_team, ANN, STORES, draft, 1)
    assert row(PortfolioTeam, STORES).version == 1
    assert not any(isinstance(event, SetupChanged) for event in workspace)


def test_whoever_saw_an_older_version_has_to_look_again():
    transact(teams.change_team, ANN, STORES, TeamDraft('Shops', 'STO'), 1)
    with pytest.raises(Conflict) as refusal:
        transact(teams.change_team, ANN, STORES, TeamDraft('Markets', 'STO'), 1)
    assert (refusal.value.code, refusal.value.version) == ('stale_version', 2)


@pytest.mark.parametrize('actor', [BOB, PETRA, VIEWER])
def test_only_admins_set_up(actor):
    for service, *given in ((plans.add_plan, plan('New')), (plans.remove_plan, SHOP), (teams.add_team, TeamDraft('N')),
                            (teams.remove_team, STORES), (people.add_person, PersonDraft('New')),
                            (people.remove_person, 1), (source_setup.add_source, SourceDraft('New', 'demo')),
                            (source_setup.remove_source, 1)):
        with pytest.raises(Forbidden):
            transact(service, actor, *given)


@pytest.mark.parametrize(('draft', 'fields'), [
    (plan('', area=' '), ['name', 'area']), (plan('X', kind='season', colour=9), ['kind', 'colour']),
    (plan(130 * 'x'), ['name']), (plan('X', rank=-1), ['rank']), (plan('X', rank=10**10), ['rank'])])
def test_a_plan_that_does_not_fit_is_told_everything_that_is_wrong(draft, fields):
    with pytest.raises(Invalid) as refusal:
        transact(plans.add_plan, ANN, draft)
    assert [field for field, _ in refusal.value.errors] == fields


def test_a_plan_needs_a_source_and_a_team_that_exist():
    for draft, field in ((replace(plan('X'), source_id=77), 'source_id'), (plan('X', team_id=77), 'team_id')):
        with pytest.raises(Rejected) as refusal:
            transact(plans.add_plan, ANN, draft)
        assert refusal.value.field == field


def test_a_plan_that_is_not_open_is_seen_by_those_who_were_named():
    named = frozenset({VIEWER.identity})
    draft = replace(plan_draft(STORE_TEAM), is_open=False)
    transact(plans.change_plan, ANN, STORE_TEAM, draft, 1)
    assert not read(ground.sight_of, VIEWER).sees(STORE_TEAM)
    transact(plans.change_plan, ANN, STORE_TEAM, replace(draft, grants=named), 2)
    assert read(ground.sight_of, VIEWER).sees(STORE_TEAM)
    assert (last_entry().deed, last_entry().changes) == (
        'portfolio.change_visibility', (('seen by', '', VIEWER.identity),))
    assert row(PortfolioPlan, STORE_TEAM).version == 3


def test_items_of_a_plan_that_goes_are_in_the_next_plan_that_holds_them():
    def overlap(work):
        work.get(PortfolioItem, 2).also_in = [SHOP]
    transact(overlap)
    transact(plans.remove_plan, ANN, PAY_TEAM, 1)
    items = read(ground.live).items
    assert (items[2].plan, items[2].also_in, items[3].plan) == (SHOP, (), None)
    assert PAY_TEAM not in setting().plans


def test_plans_stand_in_the_order_that_was_chosen():
    for key, rank in ((STORE_TEAM, 0), (SHOP, 1), (PAY_TEAM, 2)):
        transact(plans.change_plan, ANN, key, replace(plan_draft(key), rank=rank))
    assert [one.id for one in setting().plans.values()] == [STORE_TEAM, SHOP, PAY_TEAM]


def test_no_two_teams_go_by_the_same_name_long_or_short():
    for draft, field in ((TeamDraft('payments'), 'name'), (TeamDraft('New', 'Pay'), 'short'),
                         (TeamDraft('STO'), 'name')):
        with pytest.raises(Rejected) as refusal:
            transact(teams.add_team, ANN, draft)
        assert refusal.value.field == field


def test_a_team_that_items_name_cannot_go_but_another_can():
    with pytest.raises(Conflict) as refusal:
        transact(teams.remove_team, ANN, PAYMENTS, 1)
    assert str(refusal.value).startswith('3 items name Payments.')
    made = transact(teams.add_team, ANN, TeamDraft('Spare', sites=('Berlin', 'Berlin', '')))
    person = transact(people.add_person, ANN, PersonDraft('Zoe', made))
    transact(teams.remove_team, ANN, made)
    assert setting().people[person].team is None
    assert made not in setting().teams


def test_people_have_hours_and_a_name_of_their_own():
    made = transact(people.add_person, ANN, PersonDraft('Zoe', PAYMENTS, 'Porto', False, 'Senior', Decimal('120.5')))
    assert setting().people[made].hours == Decimal('120.5')
    with pytest.raises(Rejected):
        transact(people.add_person, ANN, PersonDraft('zoe'))
    with pytest.raises(Invalid):
        transact(people.change_person, ANN, made, PersonDraft('Zoe', hours=Decimal(800)), 1)
    transact(people.remove_person, ANN, made, 1)
    assert made not in setting().people


@pytest.mark.parametrize(('given', 'kept'), [
    ('https://dev.azure.com/acme/', 'https://dev.azure.com/acme'),
    ('https://dev.azure.com/acme/Shop/_boards', 'https://dev.azure.com/acme'),
    ('https://ACME.visualstudio.com/DefaultCollection', 'https://acme.visualstudio.com'),
    ('http://tfs.local:8080/tfs/Default/', 'http://tfs.local:8080/tfs/Default')])
def test_the_address_of_a_source_is_that_of_its_organisation(given, kept):
    made = transact(source_setup.add_source, ANN, SourceDraft('Second', base_url=given))
    found = row(PortfolioSource, made)
    assert (found.base_url, found.state) == (kept, 'new')


@pytest.mark.parametrize('address', ['', 'dev.azure.com/acme', 'https://dev.azure.com', 'http://dev.azure.com/acme',
                                     'https://name:secret@dev.azure.com/acme', 'https://dev.azure.com/acme?x=1',
                                     'javascript:alert(1)', 'https://a b/c', 'https://[half/x'])
def test_an_address_that_cannot_be_one_is_refused_with_what_to_write(address):
    with pytest.raises(Invalid) as refusal:
        transact(source_setup.add_source, ANN, SourceDraft('Second', base_url=address))
    assert refusal.value.field == 'base_url' and 'https://dev.azure.com/acme' in str(refusal.value)


def test_a_source_needs_a_zone_fields_and_a_rule_that_exist():
    with pytest.raises(Invalid) as refusal:
        transact(source_setup.add_source, ANN, SourceDraft('Second', 'demo', time_zone='Mars', start_field='a b!',
                                                           dependency_rule='none', capacity_block='some'))
    assert {field for field, _ in refusal.value.errors} == {'time_zone', 'start_field', 'dependency_rule',
                                                            'capacity_block'}


def test_another_zone_makes_the_next_read_begin_anew():
    draft = source_setup.draft_of(row(PortfolioSource, 1))
    transact(source_setup.change_source, ANN, 1, replace(draft, name='ADO'), 1)
    assert row(PortfolioSource, 1).state == 'ok'
    transact(source_setup.change_source, ANN, 1, replace(draft, name='ADO', time_zone='Asia/Tokyo'), 2)
    assert (row(PortfolioSource, 1).state, row(PortfolioSource, 1).read_at) == ('new', {})


@pytest.mark.parametrize(('address', 'is_kept'), [
    ('https://dev.azure.com/other', True), ('https://devops.acme.example/Main', False)])
def test_a_token_is_never_shown_to_another_host(address, is_kept, monkeypatch):
    monkeypatch.setattr(sessions, 'demand_proof', lambda *_: None)
    monkeypatch.setattr(secrets, 'declared', lambda _: (Declared(tokens.name_of(1, 'read'), '', ()),))
    transact(secrets.keep, ANN, tokens.name_of(1, 'read'), 'swordfish-77-alpha')
    draft = source_setup.draft_of(row(PortfolioSource, 1))
    transact(source_setup.change_source, ANN, 1, replace(draft, base_url=address))
    assert bool(read(secrets.list_set, [tokens.name_of(1, 'read')], 'shared')) == is_kept


def test_a_source_goes_with_its_items_once_no_plan_reads_it():
    with pytest.raises(Conflict, match='3 plans read Azure DevOps'):
        transact(source_setup.remove_source, ANN, 1, 1)
    for plan_id in (SHOP, PAY_TEAM, STORE_TEAM):
        transact(plans.remove_plan, ANN, plan_id)
    transact(source_setup.remove_source, ANN, 1)
    live = read(ground.live)
    assert (live.items, live.links, live.setting.sources) == ({}, frozenset(), {})


def test_grants_of_a_plan_go_with_it():
    transact(plans.change_plan, ANN, SHOP, plan('Shop', is_open=False, grants=frozenset({'person:2'})), 1)
    transact(plans.remove_plan, ANN, SHOP)
    assert read(lambda work: work.session.get(PortfolioGrant, (SHOP, 'person:2'))) is None
    with pytest.raises(NotFound):
        transact(plans.remove_plan, ANN, SHOP)
