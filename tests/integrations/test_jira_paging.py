"""Lists that come in pages: read to their end, however Jira tells the end, never for ever, and never half unnoticed."""

import pytest

from app.domain.sprints.jira.reading import FieldMap, SourceTrouble
from app.domain.sprints.jira.stamps import milliseconds
from app.integrations.jira import server

STORE = 'project = STORE'


@pytest.fixture
def many(jira_fake):
    """250 more issues in another project, with a short history each."""
    numbers = [jira_fake.add_issue('STORE', f'Issue {number}', at='2026-02-01T09:00Z') for number in range(247)]
    for number in numbers[::50]:
        jira_fake.change(number, '2026-02-02T09:00Z', points=3)
    return jira_fake


@pytest.fixture
def in_cloud(cloud_fake):
    for number in range(247):
        cloud_fake.add_issue('STORE', f'Issue {number}', at='2026-02-01T09:00Z')
    cloud_fake.knobs.census = 100
    return cloud_fake


def read(client, query=STORE):
    return [one.number for page in client.census(query) for one in page]


def histories(client, numbers, fields=()):
    told, whole = {}, set()
    for page in client.fetch_histories(numbers, fields):
        for number, some in page.changes.items():
            told[number] = (*told.get(number, ()), *some)
        whole |= page.whole
    return told, whole


@pytest.mark.parametrize('cap', [7, 50, 125, 250, 251])
def test_every_page_is_read_whatever_a_site_allows(ask_jira, many, cap):
    many.knobs.census = cap
    found = read(ask_jira(many))
    assert len(found) == len(set(found)) == 250


def test_issues_that_leave_a_list_while_it_is_read_take_no_others_with_them(ask_jira, server_fake):
    numbers = [server_fake.add_issue('STORE', f'Issue {number}') for number in range(247)]
    server_fake.knobs.census = 100
    pages = ask_jira(server_fake).census(STORE)
    first = [one.number for one in next(pages)]
    for number in numbers[:20]:
        server_fake.delete_issue(number)
    rest = [one.number for page in pages for one in page]
    assert len(first + rest) == len({*first, *rest}) == 250


def test_a_list_that_never_stays_the_same_is_not_read_for_ever(ask_jira, server_fake, monkeypatch):
    totals = iter(range(99, 0, -1))
    monkeypatch.setattr(server, '_search', lambda *_: {
        'issues': [{'id': '1', 'key': 'A-1', 'fields': {}}], 'total': next(totals), 'isLast': next(totals) % 3 == 0})
    with pytest.raises(SourceTrouble, match='changed each time'):
        read(ask_jira(server_fake))


def test_an_exact_multiple_of_a_page_of_sprints_is_read_once(ask_jira, jira_fake):
    for number in range(97):
        jira_fake.sprint(8, f'Sprint {number}, again')
    client = ask_jira(jira_fake)
    assert len(client.list_sprints(8)) == 100
    assert jira_fake.count('/sprint') == 2
    jira_fake.knobs.agile = 25
    assert len(client.list_sprints(8)) == 100


def test_more_boards_than_a_page_holds_are_listed(ask_jira, jira_fake):
    for number in range(120):
        jira_fake.board(f'Board {number}', jql='project = SHOP')
    assert len(ask_jira(jira_fake).list_boards()) == 122


def test_a_page_that_is_offered_again_ends_the_run(ask_jira, in_cloud):
    in_cloud.breaks('repeated token', at='search/jql', after=1)
    with pytest.raises(SourceTrouble, match='a page again'):
        read(ask_jira(in_cloud))
    assert in_cloud.count('search/jql') <= 4


def test_an_empty_page_with_a_way_on_is_gone_on_from(ask_jira, in_cloud):
    in_cloud.breaks('empty page', at='search/jql', after=1, times=2)
    assert len(set(read(ask_jira(in_cloud)))) == 250


def test_three_empty_pages_in_a_row_end_the_run(ask_jira, in_cloud):
    in_cloud.breaks('empty page', at='search/jql', after=1)
    with pytest.raises(SourceTrouble, match='three empty pages'):
        read(ask_jira(in_cloud))
    assert in_cloud.count('search/jql') == 4


def test_a_last_page_with_a_way_on_is_gone_on_from(ask_jira, in_cloud):
    in_cloud.breaks('token and last', at='search/jql')
    assert len(set(read(ask_jira(in_cloud)))) == 250


def test_a_page_that_tells_neither_end_nor_way_on_is_no_end(ask_jira, in_cloud):
    in_cloud.breaks('neither', at='search/jql', after=1, times=1)
    with pytest.raises(SourceTrouble, match='fewer issues than it counts'):
        read(ask_jira(in_cloud))


def test_a_last_page_that_does_not_say_so_is_believed_once_all_are_there(ask_jira, in_cloud):
    in_cloud.breaks('neither', at='search/jql', after=2)
    in_cloud.knobs.count_offset = 3
    assert len(set(read(ask_jira(in_cloud)))) == 250


def test_a_long_history_is_read_to_its_end(ask_jira, jira_fake):
    number = jira_fake.add_issue('STORE', 'Long', at='2025-01-01T09:00Z')
    for step in range(257):
        jira_fake.change(number, milliseconds('2025-01-02T09:00Z') + step * 60_000, points=step + 1)
    jira_fake.knobs.bulk_changes = 100
    told, whole = histories(ask_jira(jira_fake), [number, 10101])
    assert len(told[number]) == 257 and whole == {number, 10101}
    assert len({(one.history, one.item) for one in told[number]}) == 257


def test_a_history_that_ends_exactly_at_the_limit_is_whole(ask_jira, server_fake):
    number = server_fake.add_issue('STORE', 'Long', at='2025-01-01T09:00Z')
    for step in range(100):
        server_fake.change(number, milliseconds('2025-01-02T09:00Z') + step, points=step + 1)
    told, whole = histories(ask_jira(server_fake), [number])
    assert len(told[number]) == 100 and whole == {number} and not server_fake.count('/changelog')


def test_a_history_that_cannot_be_read_to_its_end_is_partial_and_says_so(ask_jira, server_fake):
    number = server_fake.add_issue('STORE', 'Long', at='2025-01-01T09:00Z')
    for step in range(120):
        server_fake.change(number, milliseconds('2025-01-02T09:00Z') + step, points=step + 1)
    server_fake.knobs.has_changelog = False
    told, whole = histories(ask_jira(server_fake), [number, 10101])
    assert len(told[number]) == 100 and whole == {10101}


def test_histories_may_come_in_any_order(ask_jira, jira_fake):
    before, _ = histories(ask_jira(jira_fake), [10101, 10105])
    jira_fake.knobs.shuffles = True
    after, _ = histories(ask_jira(jira_fake), [10101, 10105])
    assert {number: set(some) for number, some in before.items()} == {
        number: set(some) for number, some in after.items()}


def test_histories_of_many_issues_are_whole_batch_by_batch(ask_jira, in_cloud):
    client = ask_jira(in_cloud)
    numbers = read(client) + list(range(90_000, 91_000))
    wholes = [page.whole for page in client.fetch_histories(numbers) if page.whole]
    assert [len(one) for one in wholes] == [313, 313, 313, 311]
    in_cloud.forget()
    assert len(list(client.fetch_histories(numbers[:100]))) == in_cloud.count('changelog') == 1


def test_a_history_that_is_broken_off_leaves_its_issues_partial(ask_jira, cloud_fake):
    cloud_fake.knobs.bulk_changes = 2
    cloud_fake.breaks('unauthorised', at='changelog', after=2)
    whole = set()
    with pytest.raises(SourceTrouble):
        for page in ask_jira(cloud_fake).fetch_histories([10101, 10102, 10105]):
            whole |= page.whole
    assert whole == set()


def test_issues_with_a_passing_error_are_asked_for_again(ask_jira, cloud_fake):
    cloud_fake.passing[10101] = 2
    found = [one.number for page in ask_jira(cloud_fake).fetch_issues([10101, 10102], FieldMap()) for one in page]
    assert sorted(found) == [10101, 10102] and cloud_fake.count('bulkfetch') == 3


def test_issues_with_an_error_that_does_not_pass_end_the_run(ask_jira, cloud_fake):
    cloud_fake.passing[10101] = 99
    with pytest.raises(SourceTrouble, match='cannot read 1 issues'):
        list(ask_jira(cloud_fake).fetch_issues([10101, 10102], FieldMap()))


def test_hidden_issues_are_left_out_by_every_way_of_asking(ask_jira, jira_fake):
    jira_fake.hidden.add(10105)
    client = ask_jira(jira_fake)
    assert 10105 not in read(client, 'project = SHOP')
    assert [one.number for page in client.fetch_issues([10105, 10102], FieldMap()) for one in page] == [10102]
    assert set(histories(client, [10105, 10102])[0]) == {10102}


def test_a_search_that_lags_behind_finds_a_change_as_soon_as_its_index_does(ask_jira, jira_fake):
    since = jira_fake.now() - 600_000
    jira_fake.change(10102, points=8)
    jira_fake.knobs.lag = 120_000
    client = ask_jira(jira_fake)
    assert [one for page in client.fetch_changed('project = SHOP', since) for one in page] == []
    told = next(iter(client.fetch_issues([10102], FieldMap(estimates=('customfield_10036',)))))
    if jira_fake.is_cloud:
        assert told[0].fields['estimates'] == {'customfield_10036': '8'}
    jira_fake.knobs.lag = 0
    assert [one.number for page in client.fetch_changed('project = SHOP', since) for one in page] == [10102]


def test_ten_thousand_issues_are_asked_for_in_a_few_hundred_questions_at_most(ask_jira, cloud_fake):
    """What counts is that no issue is asked for by itself."""
    for number in range(1200):
        cloud_fake.add_issue('STORE', f'Issue {number}')
    client = ask_jira(cloud_fake)
    numbers = read(client)
    for _ in client.fetch_issues(numbers, FieldMap()):
        pass
    for _ in client.fetch_histories(numbers, ['status', 'customfield_10020']):
        pass
    assert len(numbers) == 1203 and client.requests == 1 + 1 + 13 + 4
