"""Reading Jira in the cloud and on a server: the same answers, whichever way they have to be asked for."""

from dataclasses import replace

import pytest

from app.domain.sprints.jira.discovery import best, discover
from app.domain.sprints.jira.reading import FieldMap, SourceTrouble
from app.domain.sprints.jira.stamps import milliseconds
from app.integrations.jira.client import opened
from app.integrations.jira.jql import quoted
from tests.fakes.jira.shapes import moment

FIELDS = FieldMap('customfield_10020', 'customfield_10019', 'customfield_10014', 'customfield_10021',
                  'customfield_10050', ('customfield_10036', 'customfield_10016'))
SHOP = 'project = SHOP ORDER BY Rank ASC'
BUTTONS, RECEIPTS, TEXTS, LATE, STOCK = 10101, 10102, 10103, 10105, 10106


@pytest.fixture
def client(ask_jira, jira_fake):
    return ask_jira(jira_fake)


def found(pages):
    return [one for page in pages for one in page]


def histories(client, numbers, fields=()):
    """What was told of each, and whose history is whole."""
    told, whole = {number: [] for number in numbers}, set()
    for page in client.fetch_histories(numbers, fields):
        for number, some in page.changes.items():
            told[number] += some
        whole |= page.whole
    return told, whole


def test_a_test_of_the_connection_tells_account_zone_kind_and_boards(client, jira_fake):
    info, account = client.server_info(), client.who_am_i()
    assert info.kind == ('cloud' if jira_fake.is_cloud else 'server') and info.title == 'Sample Jira'
    assert (account.id, account.name, account.zone) == ('lead', 'Lee Lead', 'Europe/Berlin')
    assert [(one.number, one.name, one.kind) for one in client.list_boards()] == [
        (8, 'Team', 'scrum'), (9, 'Support', 'kanban')]
    assert client.requests == 3


def test_the_clock_of_the_site_is_read_from_its_answers(client, jira_fake):
    jira_fake.knobs.skew = 300
    info = client.server_info()
    assert 298_000 <= info.skew <= 301_000 and abs(info.now - info.skew - milliseconds(moment(
        jira_fake.site, jira_fake.now()))) < 5000


def test_a_board_is_told_with_its_columns_filter_projects_and_estimate(client):
    board = client.board_configuration(8)
    assert [(one.name, one.statuses) for one in board.columns] == [
        ('To do', ('10000',)), ('Doing', ('3', '10011')), ('Done', ('10002',))]
    assert (board.filter_jql, board.projects) == (SHOP, ('SHOP',))
    assert (board.estimate_field, board.estimate_name) == ('customfield_10036', 'Story Points')
    assert client.board_configuration(9).projects == ('SHOP', 'STORE')


def test_a_board_whose_filter_may_not_be_seen_is_told_without_it(client, jira_fake):
    jira_fake.breaks('forbidden', at='/filter/')
    assert client.board_configuration(8).filter_jql == ''


def test_sprints_are_told_with_all_their_dates(client):
    first, second, third = client.list_sprints(8)
    assert (first.number, first.state, first.board) == (1, 'closed', 8)
    assert first.complete == milliseconds('2026-01-16T16:00:04.402Z') == first.end + 4402
    assert first.activated == first.start == milliseconds('2026-01-05T08:00Z')
    assert (second.state, second.complete) == ('active', None)
    assert (third.state, third.start, third.end, third.name) == ('future', None, None, 'Sprint 3, Berlin [A]')
    assert [one.number for one in client.list_sprints(8, ['active', 'future'])] == [2, 3]


def test_a_board_without_sprints_is_a_kanban_board_and_no_failure(client):
    assert client.list_sprints(9) is None


def test_fields_statuses_priorities_links_and_projects_are_told(client):
    chosen = {role: one.field_id for role, one in best(discover(client.fetch_fields())).items()}
    assert chosen == {'sprint': FIELDS.sprint, 'points': 'customfield_10036', 'estimate': 'customfield_10016',
                      'rank': FIELDS.rank, 'epic': FIELDS.epic, 'flagged': FIELDS.flagged, 'owner': FIELDS.owner}
    assert [(one.id, one.category) for one in client.fetch_statuses()][::3] == [('10000', 'new'), ('10002', 'done')]
    assert [one.name for one in client.fetch_priorities()] == ['Highest', 'High', 'Medium', 'Low', 'Lowest']
    assert client.fetch_link_types()[0].outward == 'blocks'
    assert [one.key for one in client.fetch_projects()] == ['SHOP', 'STORE']


def test_a_census_names_every_issue_once_the_oldest_first(client):
    seen = found(client.census(SHOP))
    assert [one.number for one in seen] == [10100, BUTTONS, RECEIPTS, TEXTS, 10104, LATE]
    assert seen[1].key == 'SHOP-2' and seen[1].updated.endswith('+0100')


def test_what_changed_since_a_moment_is_found_by_their_clock(client):
    since = milliseconds('2026-01-16T16:00:00Z')
    assert {one.number for one in found(client.fetch_changed(SHOP, since))} == {RECEIPTS, LATE}
    assert found(client.fetch_changed(SHOP, since + 10**9)) == []


def test_issues_are_told_with_everything_a_report_needs(client):
    issues = {one.number: one for one in found(client.fetch_issues([LATE, BUTTONS, TEXTS, 10100, 4711], FIELDS))}
    assert set(issues) == {LATE, BUTTONS, TEXTS, 10100}
    buttons, late = issues[BUTTONS], issues[LATE]
    assert (buttons.key, buttons.type, buttons.title, buttons.project) == ('SHOP-2', 'Story', 'Buttons', 'SHOP')
    assert (buttons.status, buttons.status_name) == ('10002', 'Done')
    assert buttons.created == milliseconds('2025-12-02T09:00Z')
    assert buttons.fields['estimates'] == {'customfield_10036': '5'} and buttons.fields['epic'] == 'SHOP-1'
    assert buttons.fields['resolved'] == milliseconds('2026-01-12T15:00Z') and buttons.people['ben'] == 'Ben Example'
    assert buttons.fields['links'] == [{'type': '10000', 'way': 'out', 'number': LATE, 'key': 'SHOP-6'}]
    assert late.fields['links'] == [{'type': '10000', 'way': 'in', 'number': BUTTONS, 'key': 'SHOP-2'}]
    assert late.fields['sprints'] == [1, 2] and late.fields['owner'] == 'carla' and late.title == 'Überweisung 振込'
    assert late.fields['labels'] == ['mobile'] and late.fields['priority'] == '2' and late.fields['flagged'] is False
    assert issues[TEXTS].is_subtask and issues[TEXTS].parent == RECEIPTS and issues[10100].is_epic


def test_histories_are_told_alike_by_cloud_and_server(client):
    told, whole = histories(client, [BUTTONS, LATE])
    assert whole == {BUTTONS, LATE}
    sprints = [(one.was, one.now, one.at) for one in told[LATE] if one.field == 'customfield_10020']
    assert sprints == [('1', '1, 2', milliseconds('2026-01-16T16:00:08.402Z'))]
    statuses = sorted((one.at, one.was, one.now, one.author) for one in told[BUTTONS] if one.field == 'status')
    assert [one[1:] for one in statuses] == [('10000', '3', 'anna'), ('3', '10002', 'ben')]
    assert {one.now_text for one in told[LATE] if one.field == 'Link'} == {'This issue is blocked by SHOP-2'}
    flags = sorted((one.at, one.now, one.now_text) for one in told[LATE] if one.field == 'customfield_10021')
    assert [one[1:] for one in flags] == [('[10019]', 'Impediment'), ('', '')]


def test_an_estimate_stands_in_the_text_of_a_change_only(client):
    told, _ = histories(client, [RECEIPTS], ['customfield_10036'])
    assert [(one.was, one.was_text, one.now, one.now_text) for one in told[RECEIPTS]] == [('', '3', '', '5')]


def test_a_history_asked_for_with_some_fields_has_the_same_numbers(client):
    every, _ = histories(client, [BUTTONS, LATE])
    some, whole = histories(client, [BUTTONS, LATE], ['status', 'customfield_10020', 'Link'])
    assert whole == {BUTTONS, LATE}
    for number in every:
        names = {(one.history, one.item): one for one in every[number]}
        assert some[number] and all(names[one.history, one.item] == one for one in some[number])
        assert len(names) == len(every[number]) > len(some[number]) - (number == BUTTONS)


def test_more_than_ten_fields_are_asked_for_in_several_rounds(client):
    many = ['status', 'Link', 'customfield_10020', *(f'customfield_2{number:04}' for number in range(12)), 'assignee']
    told, whole = histories(client, [BUTTONS], many)
    assert whole == {BUTTONS} and {one.field for one in told[BUTTONS]} == {'status', 'Link', 'assignee'}


def test_many_issues_are_read_in_batches_and_in_their_order(client, jira_fake):
    numbers = [jira_fake.add_issue('STORE', f'Issue {number}') for number in range(430)]
    read = list(client.fetch_issues(numbers, FIELDS))
    assert [len(page) for page in read] == [100, 100, 100, 100, 30]
    assert {one.number for one in read[1]} == set(numbers[100:200])
    assert jira_fake.busiest <= 4


def test_an_issue_that_is_not_found_any_more_is_moved_hidden_or_gone(client, jira_fake):
    assert client.find_issue(BUTTONS, 'SHOP-2').presence == 'here'
    jira_fake.move_issue(BUTTONS, 'STORE')
    moved = client.find_issue(BUTTONS, 'SHOP-2')
    assert (moved.presence, moved.key) == ('moved', 'STORE-4')
    jira_fake.delete_issue(LATE)
    assert client.find_issue(LATE, 'SHOP-6').presence == 'gone'
    jira_fake.hidden.add(RECEIPTS)
    jira_fake.knobs.hides_with = 403
    assert client.find_issue(RECEIPTS, 'SHOP-3').presence == 'hidden'


def test_issues_of_a_project_that_is_not_to_be_seen_any_more_are_hidden_not_gone(client, jira_fake):
    jira_fake.hidden_projects.add('STORE')
    jira_fake.forget()
    assert {client.find_issue(number, 'STORE-1').presence for number in (STOCK, STOCK + 1)} == {'hidden'}
    assert jira_fake.count('/project/STORE') == 1


def test_a_query_is_read_before_it_is_used_and_its_fault_has_a_place(client):
    assert list(client.parse_jql(SHOP)) == []
    reserved, unknown = client.parse_jql('project = AND'), client.parse_jql('flavour = "a"')
    assert reserved[0].place == 11 and 'reserved' in reserved[0].text
    assert 'flavour' in unknown[0].text and unknown[0].place == 1


def test_a_name_that_is_a_word_of_the_language_may_be_quoted(client, jira_fake):
    jira_fake.project('AND', 'a "quoted" \\ name')
    number = jira_fake.add_issue('AND', 'There')
    for name in ('AND', 'a "quoted" \\ name'):
        assert [one.number for one in found(client.census(f'project = {quoted(name)} ORDER BY key'))] == [number]


def test_the_order_of_a_filter_does_not_matter_wherever_its_words_stand(client, jira_fake):
    jira_fake.change(BUTTONS, labels=['order by'])
    assert [one.number for one in found(client.census('labels = "order by" order  by updated desc'))] == [BUTTONS]


def test_a_query_that_is_too_long_for_an_address_is_sent_as_a_body_and_still_only_reads(client, jira_fake):
    query = f'project = SHOP AND id not in ({", ".join(map(str, range(1, 600)))}) ORDER BY Rank'
    assert len(found(client.census(query))) == 6
    assert jira_fake.count('search', 'POST') == 1 and jira_fake.writes() == []


def test_the_own_report_of_jira_is_there_for_comparison(client, jira_fake):
    report = client.reconcile(8, 1)
    assert (report.completed, report.not_completed, report.removed) == ({BUTTONS}, {RECEIPTS, LATE}, {10104})
    assert report.added == {'SHOP-6'} and report.keys[BUTTONS] == 'SHOP-2'
    assert report.sums['completedIssuesEstimateSum'] == '5'
    assert report.sums['issuesCompletedInAnotherSprintEstimateSum'] is None


@pytest.mark.parametrize('fault', ['missing', 'forbidden', 'login page', 'redirect', 'broken'])
def test_without_the_own_report_of_jira_nothing_else_is_lost(client, jira_fake, fault):
    if fault == 'missing':
        jira_fake.knobs.has_greenhopper = False
    else:
        jira_fake.breaks(fault, at='greenhopper')
    assert client.reconcile(8, 1) is None
    assert client.list_sprints(8)


def test_nothing_but_reading_is_ever_asked(client, jira_fake):
    client.server_info(), client.who_am_i(), client.board_configuration(8), client.list_sprints(8)
    numbers = [one.number for one in found(client.census(SHOP))]
    found(client.fetch_issues(numbers, FIELDS))
    histories(client, numbers)
    client.find_issue(BUTTONS, 'SHOP-2'), client.parse_jql(SHOP), client.reconcile(8, 1)
    assert jira_fake.writes() == [] and client.requests == len(jira_fake.asked) > 10


def test_each_page_is_a_line_for_whoever_watches(ask_jira, jira_fake):
    said = []
    client = ask_jira(jira_fake, say=said.append)
    found(client.census(SHOP))
    found(client.fetch_issues([BUTTONS, LATE], FIELDS))
    histories(client, [BUTTONS, LATE])
    assert said[0] == 'Found 6 issues.' and 'Read 2 of 2 issues.' in said
    assert said[-1] == 'Read the histories of 2 of 2 issues.'


@pytest.mark.parametrize('address', ['{}/', '{}/browse/SHOP-1', '{}/secure/RapidBoard.jspa?rapidView=8'])
def test_the_address_of_a_page_will_do(ask_jira, jira_fake, address):
    with opened(replace(jira_fake.access(), url=address.format(jira_fake.url))) as client:
        assert client.who_am_i().id == 'lead'


@pytest.mark.parametrize('address', ['jira', 'ftp://jira.example', 'https://me:pw@a.example', 'http://a.atlassian.net',
                                     'https://a b.example', 'https://a.example:port'])
def test_an_address_that_is_none_is_refused_in_words(ask_jira, jira_fake, address):
    with pytest.raises(SourceTrouble) as trouble, opened(replace(jira_fake.access(), url=address)):
        pass
    assert trouble.value.state == 'config' and 'Write it as' in str(trouble.value)
