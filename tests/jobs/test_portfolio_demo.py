"""Sources that need no account: the demo, which can be published into, files, and recordings."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.access import Actor, Grant
from app.domain.portfolio.demo.generator import generate
from app.domain.portfolio.health import checks as health
from app.domain.portfolio.health.views import HealthAsk
from app.domain.portfolio.sources.reading import PARENT, SUCCESSOR, SourceTrouble
from app.services.people import accounts
from app.services.portfolio import details, ground, revisions, scenarios, sources, views
from app.services.portfolio import health as findings_of
from app.settings import OpsSettings
from app.work import read, transact
from jobs import demo_portfolio
from jobs.portfolio import replay_source, sync_history
from jobs.portfolio.demo_source import DemoSource
from jobs.portfolio.opening import opened_source
from models.portfolio import PortfolioRevision
from tests.people import ANN, found_workspace, invite_crew
from tests.portfolio_sync import add_source, baseline, live, source, sync_now, with_commands
from tests.voice import Said

WALLET, DECLINED, GIFT = 4190, 4201, 4230
BASE = 'https://dev.azure.com/acme/_apis/wit/workItems/'


@pytest.fixture
def policy(policy, tmp_path):
    return replace(with_commands(policy), ops=OpsSettings(files_dir=tmp_path / 'files'))


@pytest.fixture
def shop(database, time):
    """The demo as everybody meets it."""
    found_workspace()
    invite_crew()
    return demo_portfolio.fill_portfolio(Said(), ANN)


def patch(number, *operations):
    reader = DemoSource(read(sources.to_read, 1))
    rev = reader.bodies[number].rev
    return reader.push_patch(number, [{'op': 'test', 'path': '/rev', 'value': rev}, *operations])


def add(path, value):
    return {'op': 'add', 'path': path, 'value': value}


def test_the_demo_is_read_like_any_other_source(shop):
    items = live()
    assert len(items) == 120
    assert items[WALLET].parent == items[4170].id
    assert (source().state, sync_now(shop, kind='all')['bodies']) == ('ok', 0)
    setting = read(ground.setting_of)
    assert len(setting.teams) == 5 and len(setting.plans) == 8 and len(setting.people) == 29
    assert {one.origin for one in setting.markers} == {'source'} and setting.happenings
    assert setting.rates.internal['Berlin'] == 82


def test_the_demo_holds_every_finding(shop, time):
    codes = {found.code for found in health.findings(read(ground.live), time.now.date())}
    assert codes == {f'H{number}' for number in range(1, 19)}


def test_the_demo_comes_with_two_shared_scenarios(database, time):
    found_workspace()
    for person in ('Ben', 'Amara'):
        _invite(person)
    demo_portfolio.fill_portfolio(Said(), ANN)
    ben = Actor('person:2', 'Ben', (Grant('planner'),))
    found = read(scenarios.list_scenarios, ben)
    assert {one.name for one in (*found.mine, *found.shared)} == {'Q4 plan', 'Q4 without contractors'}


def test_the_demo_shows_what_people_made_of_it(database, time):
    found_workspace()
    people = {name: Actor(f'person:{number}', name, (Grant(role),)) for number, (name, role) in enumerate(
        (('Ben', 'planner'), ('Amara', 'manager'), ('Farid', 'member'), ('Hugo', 'viewer')), 2)}
    for person in people.values():
        _invite(person.name, person.grants[0].role)
    demo_portfolio.fill_portfolio(Said(), ANN)
    assert {one.name for one in read(views.list_views, people['Farid'])} == {
        'Projects by quarter', 'Payments, week by week'}
    for_hugo = read(scenarios.list_scenarios, people['Hugo']).shared
    assert [(one.name, one.may_edit) for one in for_hugo] == [('Q4 plan', False)]
    item = next(item for item in live().values() if item.number == '4182')
    assert read(details.view_item, people['Farid'], None, item.id).hidden == 1
    assert read(details.view_item, people['Hugo'], None, item.id).hidden == 0
    assert read(findings_of.view_health, ANN, HealthAsk()).accepted == 1


def test_what_is_published_into_the_demo_stays_there(shop):
    patch(WALLET, add('/fields/Microsoft.VSTS.Scheduling.StartDate', '2030-02-03T23:00:00Z'),
          add('/fields/System.State', 'Active'))
    found = sync_now(shop)
    assert (found['bodies'], found['changed']) == (1, 1)
    assert (live()[WALLET].start, live()[WALLET].state) == (date(2030, 2, 4), 'Active')


def test_a_stale_revision_is_refused_by_the_demo(shop):
    reader = DemoSource(read(sources.to_read, 1))
    with pytest.raises(SourceTrouble) as refusal:
        reader.push_patch(WALLET, [{'op': 'test', 'path': '/rev', 'value': 99}, add('/fields/System.State', 'Active')])
    assert refusal.value.state == 'conflict'


def test_both_ends_of_a_link_follow(shop):
    before = live()[WALLET].id, live()[7_005].id
    patch(WALLET, add('/relations/-', {'rel': SUCCESSOR, 'url': f'{BASE}7005'}))
    assert sync_now(shop)['bodies'] == 2
    assert before in {(link.before, link.after) for link in read(ground.live).links}


def test_a_child_can_get_another_parent(shop):
    reader = DemoSource(read(sources.to_read, 1))
    place = next(n for n, link in enumerate(reader.bodies[WALLET].links) if link.rel == PARENT)
    patch(WALLET, {'op': 'remove', 'path': f'/relations/{place}'},
          add('/relations/-', {'rel': PARENT, 'url': f'{BASE}{GIFT}'}))
    sync_now(shop)
    assert live()[WALLET].parent == live()[GIFT].id


def test_the_history_of_an_item_is_read_with_what_was_published(shop):
    item = live()[WALLET]
    sync_history.read_one(Said(), {'source': shop, 'item': item.id})
    assert rows(item.id)[-1].rev == item.rev
    patch(WALLET, add('/fields/Microsoft.VSTS.Scheduling.StartDate', '2030-02-03T23:00:00Z'))
    sync_now(shop)
    assert len(read(revisions.lacking, shop)) == 1
    sync_now(shop, kind='history')
    last = rows(item.id)[-1]
    assert (last.rev, last.changed['start'][1], last.by) == (item.rev + 1, '2030-02-04', 'Roundtable')


def rows(item_id):
    return read(lambda work: sorted((row for row in work.session.query(PortfolioRevision) if row.item_id == item_id),
                                    key=lambda row: row.rev))


def test_the_large_demo_is_made_and_read(database, time):
    found_workspace()
    demo_portfolio.fill_portfolio(Said(), ANN, 'large')
    assert len(live()) == 10_000


GOOD = 'version: 1\nitems:\n  - {id: 1, type: Epic, title: Checkout, state: New, area: Shop}\n'


@pytest.fixture
def file(database, tmp_path, time):
    found_workspace()
    (tmp_path / 'portfolio').mkdir()
    add_source(kind='file', areas=('Shop',), options={'file': 'plan.yaml'})
    return tmp_path / 'portfolio' / 'plan.yaml'


def test_a_file_is_read_and_only_what_changed_in_it(file):
    file.write_text(GOOD)
    assert sync_now()['added'] == 1
    assert sync_now()['bodies'] == 0
    file.write_text(GOOD.replace('Checkout', 'Checkout two'))
    assert (sync_now()['changed'], live()[1].title) == (1, 'Checkout two')


@pytest.mark.parametrize('text', [GOOD + '  - {id: 1}', 'version: 7', '', None],
                         ids=['a mistake', 'a newer version', 'nothing', 'no file'])
def test_a_file_with_a_mistake_changes_nothing(file, text):
    file.write_text(GOOD)
    sync_now()
    before = baseline()
    file.unlink() if text is None else file.write_text(text)
    with pytest.raises(SourceTrouble):
        sync_now()
    assert (baseline(), source().state) == (before, 'config')


@pytest.mark.parametrize('name', ['../secret.yaml', '/etc/passwd', ''])
def test_no_file_outside_of_its_folder_is_read(database, time, name):
    found_workspace()
    add_source(kind='file', areas=('Shop',), options={'file': name})
    with pytest.raises(SourceTrouble, match='folder'):
        sync_now()


def test_nothing_is_published_to_a_file(file):
    file.write_text(GOOD)
    given = read(sources.to_read, 1)
    with pytest.raises(SourceTrouble, match='is a file'), opened_source(Said(), given, 'write'):
        raise AssertionError('it was opened')


def test_a_recording_answers(database, time, monkeypatch):
    found_workspace()
    add_source(kind='replay', areas=('Shop\\Payments',), options={'recording': 'shop'})
    with pytest.raises(SourceTrouble, match='no such recording'):
        sync_now()
    monkeypatch.setitem(replay_source.recorded, 'shop', _recording())
    assert sync_now()['added'] > 10


def _recording():
    """The demo without its table."""
    made = DemoSource.__new__(DemoSource)
    made.kept, made.later = {}, {}
    made.__dict__['world'] = generate(20, date(2026, 10, 14))
    return made


def _invite(name, role='planner'):

    transact(accounts.invite, ANN, f'{name.lower()}@example.com', role, name)
    transact(accounts.accept, name, name, 'UTC', '')
