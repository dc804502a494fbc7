"""What a run learns from Azure DevOps, through its own client library."""

from datetime import date

import pytest

from app.domain.portfolio.sources.reading import (
    CHILD,
    PARENT,
    PREDECESSOR,
    RELATED,
    SUCCESSOR,
    DaysFound,
    Reader,
    SourceTrouble,
)
from app.integrations.azure_devops.client import Access, opened
from tests.fakes.azure_devops import Pass, azure, filled

START = 'Microsoft.VSTS.Scheduling.StartDate'


def test_the_client_is_a_reader(client):
    reader: Reader = client
    assert all(callable(getattr(client, name)) for name in dir(Reader) if not name.startswith('_'))
    assert reader


@pytest.mark.parametrize('version', ['7.0', '7.1'])
def test_items_of_a_plan_are_found_by_rank(speak, plan, version, fake):
    client = speak(version=version)
    assert client.find_ids(plan()) == [100, 101, 102]
    fake.organisation.change(102, Microsoft_VSTS_Common_StackRank=1.0)
    assert client.find_ids(plan()) == [102, 100, 101]
    assert client.fetch_bodies([100])[0].title == 'Wallet'
    assert any(version in asked.accept for asked in fake.asked)


@pytest.mark.parametrize(('fields', 'found'), [
    ({'has_children': False}, [100, 102]),
    ({'types': ('Epic',)}, [100]),
    ({'states_read': ('New',)}, [101, 102]),
    ({'area': 'Shop\\Store'}, [103, 104]),
    ({'area': 'Shop\\Store', 'states_read': ('Removed',)}, [105]),
    ({'area': 'shop\\web\\WALLET'}, [101]),
])
def test_a_plan_reads_its_area_types_and_states(client, plan, fields, found):
    assert client.find_ids(plan(**fields)) == found


def test_quotes_and_other_signs_in_names_are_no_trouble(client, plan, fake):
    fake.organisation.project("Bob's Shop", {"Bob's Type": (("Isn't done", 'Proposed'),)})
    fake.organisation.area("Bob's Shop\\A+B \"100%\"")
    number = fake.organisation.item("Bob's Type", 'Quoted', "Bob's Shop\\A+B \"100%\"")
    assert client.find_ids(plan("Bob's Shop\\A+B \"100%\"", types=("Bob's Type",), states_read=("Isn't done",))) == [
        number]
    assert client.fetch_bodies([number])[0].area == "Bob's Shop\\A+B \"100%\""
    assert [node.path for node in client.browse_areas("Bob's Shop")] == ["Bob's Shop", "Bob's Shop\\A+B \"100%\""]


def test_more_items_than_one_answer_holds_are_asked_for_in_parts(client, plan, fake):
    fake.organisation.area('Shop\\Many')
    numbers = [fake.organisation.item('Task', f'Task {number}', 'Shop\\Many') for number in range(60)]
    fake.organisation.row_cap = 20
    assert client.find_ids(plan('Shop\\Many')) == numbers
    asked = [one.body['query'] for one in fake.asked if 'wiql' in one.path]
    assert len(asked) < 20 and all('UNDER' in query for query in asked)


def test_revisions_are_asked_for_in_batches(client, fake):
    numbers = [fake.organisation.item('Task', 'Task', 'Shop\\Web') for _ in range(401)]
    revs = client.fetch_revs([*numbers, 4711])
    assert revs == dict.fromkeys(numbers, 1) | {4711: None}
    assert [len(one.body['ids']) for one in fake.asked if one.path.endswith('Batch')] == [200, 200, 2]
    assert fake.bodies() == 0


def test_a_body_has_all_that_planning_needs(client):
    body = client.fetch_bodies([101])[0]
    assert (body.number, body.rev, body.type, body.title, body.state) == (101, 1, 'Feature', 'Wallet buttons', 'New')
    assert (body.area, body.iteration) == ('Shop\\Web\\Wallet', 'Shop\\Release 1\\Sprint 1')
    assert (body.start_raw, body.end_raw) == ('2026-10-12T00:00:00Z', '2026-10-23T00:00:00Z')
    assert (body.parent, body.parents, body.assignee, body.tags) == (100, 1, 'Sample Person 2', ('checkout', 'Wallet'))
    assert {(link.rel, link.number) for link in body.links} == {(PARENT, 100), (SUCCESSOR, 102), (SUCCESSOR, 103)}
    assert 'PAY:&nbsp;50' in body.description and body.rank == 101_000
    assert body.url.endswith('/Shop/_workitems/edit/101')
    assert body.fields['Microsoft.VSTS.Common.Priority'] == 2 and 'System.Title' not in body.fields


def test_what_is_gone_is_left_out_and_the_rest_of_its_batch_stays(client, fake):
    fake.organisation.delete(101)
    assert [body.number for body in client.fetch_bodies([100, 101, 102, 4711])] == [100, 102]
    assert client.fetch_revs([100, 101]) == {100: 1, 101: None}


def test_links_to_other_places_have_no_number(client, fake):
    item = fake.organisation.items[100]
    for rel, url in (('Hyperlink', 'https://example.com/_apis/wit/workItems/7'), ('ArtifactLink', 'vstfs:///Git/1'),
                     ('System.LinkTypes.Remote.Related', f'{fake.url}/_apis/wit/workItems/101'),
                     (RELATED, 'https://dev.azure.com/another/_apis/wit/workItems/8')):
        item.relations.append((rel, url))
    links = client.fetch_bodies([100])[0].links
    assert sorted(link.number for link in links if link.number) == [101, 102]
    assert len(links) == 6 and all(link.rel == CHILD for link in links if link.number)


def test_other_fields_may_hold_the_dates(speak, fake):
    fake.organisation.change(100, Custom_Begin='2026-02-01T00:00:00Z')
    body = speak(start_field='Custom.Begin').fetch_bodies([100])[0]
    assert body.start_raw == '2026-02-01T00:00:00Z' and START in body.fields and 'Custom.Begin' not in body.fields


def test_iterations_have_dates_or_none(client):
    found = {one.path: (one.start, one.end) for one in client.fetch_iterations('Shop')}
    assert found['Shop\\Release 1\\Sprint 1'] == (date(2026, 10, 5), date(2026, 10, 16))
    assert found['Shop\\Backlog'] == (None, None) and 'Shop' not in found


def test_trees_deeper_than_one_answer_are_read_to_their_end(client, fake):
    deep = 'Shop\\' + '\\'.join(f'Level {number}' for number in range(1, 26))
    fake.organisation.area(deep)
    assert client.browse_areas('Shop')[-1].path == deep
    fake.organisation.iteration(deep, '2026-01-05', '2026-01-16')
    assert client.fetch_iterations('Shop')[-1].path == deep


def test_a_folder_that_is_really_called_area_keeps_its_name(client, fake):
    fake.organisation.area('Shop\\Area\\Iteration')
    assert 'Shop\\Area\\Iteration' in [node.path for node in client.browse_areas('Shop')]


def test_teams_have_weekdays_sprints_and_areas(client):
    payments, mobile = (client.fetch_team_settings('Shop', team) for team in ('Payments', 'Mobile'))
    assert payments.weekdays == frozenset(range(5)) and mobile.weekdays == frozenset(range(4))
    assert [one.path for one in mobile.iterations] == ['Shop\\Release 1\\Sprint 1', 'Shop\\Release 1\\Sprint 2']
    assert payments.iterations[0].start == date(2026, 10, 5)
    assert [(node.path, node.has_children) for node in client.fetch_team_areas('Shop', 'Payments')] == [
        ('Shop\\Web', True)]


def test_sprints_have_capacities_and_days_off(client):
    sprint = client.fetch_team_settings('Shop', 'Payments').iterations[0].node_id
    assert sprint in {one.node_id for one in client.fetch_iterations('Shop')}
    found = client.fetch_capacities('Shop', 'Payments', sprint)
    assert found.off == (DaysFound(date(2026, 10, 9), date(2026, 10, 9)),)
    assert [(one.person, one.hours_a_day, one.off) for one in found.members] == [
        ('Sample Person 1', 6.0, (DaysFound(date(2026, 10, 12), date(2026, 10, 13)),)), ('Sample Person 2', 4.5, ())]


def test_markers_come_from_delivery_plans_with_or_without_any(client):
    assert [(one.day, one.label, one.colour) for one in client.fetch_markers('Shop')] == [
        (date(2026, 10, 26), 'Code freeze', '#e60017'), (date(2026, 12, 1), 'Launch', '#339933')]
    assert [node.name for node in client.browse_delivery_plans('Shop')] == ['Delivery', 'Without markers']


def test_old_servers_have_no_delivery_plans(client, fake):
    fake.breaks('missing', at='work/plans')
    assert client.fetch_markers('Shop') == []


def test_revisions_are_read_in_pages(client, fake):
    for day in range(1, 29):
        for _ in range(8):
            fake.organisation.change(101, start=f'2026-09-{day:02}T00:00:00Z')
    first, rest = client.fetch_revisions(101), client.fetch_revisions(101, 200)
    assert (len(first), len(rest)) == (200, 25) and [first[0].rev, rest[-1].rev] == [1, 225]
    assert first[0].by == 'Sample Person 1' and first[0].at.tzinfo
    assert rest[-1].fields[START] == '2026-09-28T00:00:00Z'
    assert client.fetch_revisions(101, 225) == []


def test_links_that_came_or_went_are_told_although_no_revision_did(client, fake):
    before = fake.organisation.now
    assert client.fetch_relinked('Shop', before) == frozenset()
    fake.organisation.relink(104, PREDECESSOR, 100)
    fake.organisation.relink(102, PREDECESSOR, 101, False)
    assert client.fetch_relinked('Shop', before) == {100, 101, 102, 104}
    assert set(client.fetch_revs([100, 101, 102, 104]).values()) == {1}
    assert client.fetch_relinked('Shop', fake.organisation.now) == frozenset()


def test_many_changed_links_come_in_pages(client, fake):
    before = fake.organisation.now
    numbers = [fake.organisation.item('Task', 'Task', 'Shop\\Web', parent=100) for _ in range(250)]
    assert client.fetch_relinked('Shop', before) == {100, *numbers}
    assert fake.count('workitemlinks') == 3


def test_whoever_sets_up_can_look_around(client):
    assert [node.name for node in client.browse_projects()] == ['Shop']
    assert [node.name for node in client.browse_teams('Shop')] == ['Shop Team', 'Payments', 'Mobile']
    assert 'User Story' in [node.name for node in client.browse_types('Shop')]
    assert [(node.name, node.category) for node in client.browse_states('Shop', 'Feature')][:2] == [
        ('New', 'Proposed'), ('Active', 'InProgress')]
    assert client.browse_levels('Shop', 'Payments') == [['Epic'], ['Feature'], ['User Story'], ['Task']]
    assert [node.name for node in client.browse_iterations('Shop')][:2] == ['Shop', 'Release 1']


def test_a_token_that_sees_one_area_reads_only_that(speak, plan, fake):
    fake.tokens['pat-store'] = Pass(areas=('Shop\\Store',))
    client = speak('pat-store')
    assert client.find_ids(plan()) == [] and client.find_ids(plan('Shop\\Store')) == [103, 104]
    assert client.fetch_revs([100, 103]) == {100: None, 103: 1}


def test_a_collection_on_a_server_of_ones_own_is_asked_directly(plan):
    with azure(filled(20, 1, 1), is_on_premises=True) as server, opened(Access(f'{server.url}/', 'pat-all')) as client:
        states = ('New', 'Active', 'Resolved', 'Closed')
        assert len(client.find_ids(plan('Project 1', states_read=states))) == 20


def test_an_address_with_a_token_in_it_is_not_asked(speak):
    with pytest.raises(SourceTrouble) as trouble:
        speak(url='https://secret@dev.azure.com/acme')
    assert trouble.value.state == 'config' and 'secret' not in str(trouble.value)
