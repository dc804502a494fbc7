"""The Jira of our own: histories as honest as real ones, rules as strict, deliveries signed over their exact bytes."""

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from base64 import b64encode

import pytest

from app.domain.sprints.jira.reading import FieldMap
from app.domain.sprints.jira.stamps import milliseconds
from app.integrations.jira.client import opened
from tests.fakes.jira import Site, hooks, jira, recorded
from tests.fakes.jira.__main__ import apart
from tests.fakes.jira.filler import filled
from tests.fakes.jira.server import EMAIL, TOKEN
from tests.recorded import folder


def get(fake, path, body=None, signed=True):
    """Status and JSON, as anybody would ask."""
    request = urllib.request.Request(f'{fake.url}{path}', json.dumps(body).encode() if body is not None else None,
                                     {'Content-Type': 'application/json'})
    if signed:
        request.add_header('Authorization', f'Basic {b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()}'
                           if fake.is_cloud else f'Bearer {TOKEN}')
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b'null')


def items(site, number):
    return [(one['at'], item['field'], item['from'], item['to'], item['fromString'], item['toString'])
            for one in site.issues[number].histories for item in one['items']]


@pytest.fixture
def site():
    made = Site()
    made.project('SHOP')
    made.board('Team', jql='project = SHOP')
    return made


def test_closing_a_sprint_carries_over_what_is_not_done_some_seconds_later(site):
    first, second = (site.sprint(1, name) for name in ('One', 'Two'))
    number = site.add_issue('SHOP', 'Open', sprint=[first], at='2026-01-01T08:00Z')
    done = site.add_issue('SHOP', 'Done', sprint=[first], status='Done', at='2026-01-01T08:00Z')
    site.close_sprint(first, '2026-01-16T16:00Z', into=second)
    assert items(site, number) == [(milliseconds('2026-01-16T16:00:04Z'), 'Sprint', '1', '1, 2', 'One', 'One, Two')]
    assert items(site, done) == []


def test_a_change_that_changes_nothing_leaves_no_trace(site):
    number = site.add_issue('SHOP', 'One', points=3)
    assert site.change(number, points=3, status='To Do') is None and items(site, number) == []


def test_a_moved_issue_keeps_its_number_and_answers_to_its_old_key(site):
    site.project('STORE')
    number = site.add_issue('SHOP', 'One')
    site.move_issue(number, 'STORE')
    assert site.found('SHOP-1').key == site.found('STORE-1').key == 'STORE-1' and site.found('SHOP-1').number == number
    assert [one[1] for one in items(site, number)] == ['project', 'Key']


def test_what_the_cloud_has_taken_away_and_servers_never_had(cloud_fake, server_fake):
    assert get(cloud_fake, '/rest/api/2/search?jql=project=SHOP')[0] == 410
    assert get(server_fake, '/rest/api/2/search/jql?jql=project=SHOP')[0] == 404
    assert get(server_fake, '/rest/api/2/issue/bulkfetch', {'issueIdsOrKeys': ['1']})[0] == 404
    assert get(cloud_fake, '/rest/agile/1.0/sprint')[0] == 404
    assert get(cloud_fake, '/rest/agile/1.0/board/9/sprint')[0] == 400
    assert get(cloud_fake, '/rest/api/2/myself', signed=False)[0] == 401
    assert get(cloud_fake, '/rest/api/2/serverInfo', signed=False)[1]['deploymentType'] == 'Cloud'


def test_searches_without_a_bound_and_batches_that_are_too_large_are_refused(cloud_fake):
    assert get(cloud_fake, '/rest/api/2/search/jql?jql=ORDER+BY+key')[0] == 400
    many = [str(number) for number in range(101)]
    assert get(cloud_fake, '/rest/api/2/issue/bulkfetch', {'issueIdsOrKeys': many, 'fields': ['labels']})[0] == 400
    assert get(cloud_fake, '/rest/api/2/issue/bulkfetch', {'issueIdsOrKeys': many, 'fields': ['status']})[0] == 200
    body = {'issueIdsOrKeys': ['10101'], 'fieldIds': [str(number) for number in range(11)]}
    assert get(cloud_fake, '/rest/api/2/changelog/bulkfetch', body)[0] == 400


def test_a_search_that_lags_is_told_which_issues_it_has_to_know(cloud_fake):
    cloud_fake.change(10102, points=13)
    cloud_fake.knobs.lag = 120_000
    query = f'/rest/api/2/search/jql?jql=updated>={cloud_fake.now() - 60_000}'
    assert get(cloud_fake, query)[1]['issues'] == []
    assert [one['id'] for one in get(cloud_fake, f'{query}&reconcileIssues=10102')[1]['issues']] == ['10102']


def test_a_delivery_arrives_at_an_address(cloud_fake):
    body = hooks.sprint_event(cloud_fake.site, 1, 'sprint_started')
    assert cloud_fake.send_webhook(f'{cloud_fake.url}/rest/api/2/webhook', body, 'a secret') == 401
    assert cloud_fake.asked[-1].body == body


def test_histories_told_with_an_issue_are_the_newest_and_cut(cloud_fake):
    number = cloud_fake.add_issue('SHOP', 'Long', at='2025-01-01T09:00Z')
    for step in range(60):
        cloud_fake.change(number, milliseconds('2025-01-02T09:00Z') + step, points=step + 1)
    _, told = get(cloud_fake, f'/rest/api/2/search/jql?jql=id={number}&expand=changelog&fields=updated')
    log = told['issues'][0]['changelog']
    assert (len(log['histories']), log['total']) == (40, 60)
    assert log['histories'][0]['items'][0]['toString'] == '60'
    _, page = get(cloud_fake, f'/rest/api/2/issue/{number}/changelog?startAt=50')
    assert (page['total'], page['isLast'], len(page['values'])) == (60, True, 10)
    assert page['values'][-1]['items'][0]['toString'] == '60'


def test_the_other_addresses_answer_too(cloud_fake):
    for path in ('/rest/agile/1.0/board/8/issue', '/rest/agile/1.0/board/8/backlog', '/rest/agile/1.0/sprint/1',
                 '/rest/agile/1.0/sprint/1/issue', '/rest/agile/1.0/board/8/epic', '/rest/api/2/statuscategory',
                 '/rest/api/2/issuetype', '/rest/api/3/issue/SHOP-2', '/rest/webhooks/1.0/webhook',
                 '/rest/greenhopper/1.0/rapid/charts/velocity?rapidViewId=8',
                 '/rest/greenhopper/1.0/rapid/charts/scopechangeburndownchart?rapidViewId=8&sprintId=1'):
        status, told = get(cloud_fake, path)
        assert status == 200 and told is not None, path
    assert get(cloud_fake, '/rest/api/2/search/approximate-count', {'jql': 'project = SHOP'})[1] == {'count': 6}
    assert get(cloud_fake, '/rest/webhooks/1.0/webhook', {'name': 'ours'})[0] == 201 and cloud_fake.hooks


def test_deliveries_are_signed_over_their_exact_bytes(cloud_fake):
    raw, headers = hooks.delivery(hooks.issue_event(cloud_fake.site, 10105), 'a secret')
    assert headers['X-Hub-Signature'] == 'sha256=' + hmac.new(b'a secret', raw, hashlib.sha256).hexdigest()
    body = json.loads(raw)
    assert body['webhookEvent'] == 'jira:issue_updated' and len(body['changelog']['items']) == 3
    raw, headers = hooks.delivery(hooks.sprint_event(cloud_fake.site, 1), identifier='again')
    assert json.loads(raw)['sprint']['state'] == 'closed' and 'X-Hub-Signature' not in headers
    assert headers['X-Atlassian-Webhook-Identifier'] == 'again'


@pytest.mark.realdata
def test_recorded_deliveries_are_signed_alike():
    data = folder('jira') / 'webhooks'
    for one in json.loads((data / 'deliveries.json').read_text())['deliveries']:
        raw, headers = hooks.delivery((data / one['file']).read_bytes(), one['secret'],
                                      one['headers']['X-Atlassian-Webhook-Identifier'])
        assert len(raw) == one['bytes'] and headers == one['headers']


@pytest.mark.realdata
def test_recorded_sites_are_read_through_the_client_as_they_were():
    with jira(recorded.long_histories(folder('jira'))) as fake, opened(fake.access()) as client:
        sprints = client.list_sprints(8)
        told = {}
        for page in client.fetch_histories([13383, 13491, 13954]):
            for number, some in page.changes.items():
                told.setdefault(number, set()).update(some)
        listed = {one.id for one in client.fetch_statuses()}
    assert len(sprints) == 29 and sum(one.board == 13 for one in sprints) == 1
    assert {number: len({one.history for one in some}) for number, some in told.items()} == {
        13383: 100, 13491: 79, 13954: 100}
    statuses = {one.was for some in told.values() for one in some if one.field == 'status'} | {
        one.now for some in told.values() for one in some if one.field == 'status'}
    assert statuses - listed == {'10075', '10091'}
    moves = sorted((one for one in told[13954] if one.field == 'customfield_10020'), key=lambda one: one.at)
    assert moves[-1].was == '38, 40, 41, 42, 43, 46, 47, 50, 57, 60' and moves[0].was == ''


@pytest.mark.realdata
def test_a_recorded_kanban_board_is_read_through_the_client_as_it_was():
    fields = FieldMap('customfield_10020', 'customfield_10019', flagged='customfield_10021',
                      estimates=('customfield_10036',))
    with jira(recorded.kanban(folder('jira'))) as fake, opened(fake.access()) as client:
        assert client.list_sprints(1) is None
        board = client.board_configuration(1)
        issues = {one.key: one for page in client.fetch_issues(list(fake.issues), fields) for one in page}
    assert [one.name for one in board.columns] == ['Backlog', 'Ready', 'In Progress', 'Review', 'Done']
    assert len(issues) == 10 and issues['SP-14'].fields['estimates'] == {'customfield_10036': '14'}
    assert {key for key, one in issues.items() if one.fields['flagged']} == {'SP-1', 'SP-5', 'SP-15'}


def test_a_large_site_is_the_same_for_the_same_seed():
    one, other = filled(120, seed=3), filled(120, seed=3)
    assert [vars(issue) for issue in one.issues.values()] == [vars(issue) for issue in other.issues.values()]
    assert {one['state'] for one in one.sprints.values()} == {'closed', 'active', 'future'}


def test_the_fake_may_run_as_a_program_of_its_own():
    with apart(50) as access, opened(access) as client:
        assert sum(len(page) for page in client.census('project = BIG')) == 50
