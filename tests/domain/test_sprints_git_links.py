"""Which issues code speaks of, and where code and board disagree."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.git.keys import keys_in
from app.domain.sprints.git.links import (
    CLOSED,
    COMMIT,
    DONE_WITHOUT,
    MERGED,
    MERGED_NOT_DONE,
    NO_REQUEST,
    OPEN,
    OPEN_LONG,
    REQUEST,
    IssueInSprint,
    LinkView,
    RepositoryView,
    gap_of,
    view,
)

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)


def link(key='D-1', state=OPEN, kind=REQUEST, days=1, ref='#7'):
    return LinkView(key, kind, ref, '', '', state, 'ann', NOW - timedelta(days=days), None, False, 'firm/shop')


@pytest.mark.parametrize(('text', 'keys'), [
    ('AB-1 and AB-2', ('AB-1', 'AB-2')),
    ('feature/AB-12-basket', ('AB-12',)),
    ('UTF-8, SHA-256 and XY-1', ()),
    ('AB-1 AB-1', ('AB-1',)),
    ('XAB-1', ()), ('9AB-1', ()), ('ab-1', ()),
    ('PAY_2-7: pay', ('PAY_2-7',)),
    ('', ()), ('AB-', ()), ('Merge “AB-5”', ('AB-5',)),
])
def test_only_keys_of_known_projects_are_found(text, keys):
    assert keys_in(['AB', 'PAY_2'], text) == keys


def test_keys_of_all_texts_count_once_in_their_order():
    assert keys_in(['AB'], 'AB-2', 'AB-1 AB-2') == ('AB-2', 'AB-1')


@settings(max_examples=100, deadline=None)
@given(st.text('AD-1 2_/x', max_size=30))
def test_no_key_of_an_unknown_project_is_ever_found(text):
    assert all(key.startswith('AD-') for key in keys_in(['AD'], text))


@pytest.mark.parametrize(('is_done', 'links', 'gap'), [
    (False, [], NO_REQUEST),
    (True, [], DONE_WITHOUT),
    (False, [link(kind=COMMIT)], NO_REQUEST),
    (True, [link(state=CLOSED)], DONE_WITHOUT),
    (False, [link(state=CLOSED)], NO_REQUEST),
    (False, [link()], ''),
    (False, [link(days=3)], ''),
    (False, [link(days=3.01)], OPEN_LONG),
    (True, [link(days=4)], OPEN_LONG),
    (False, [link(state=MERGED)], MERGED_NOT_DONE),
    (True, [link(state=MERGED)], ''),
    (False, [link(state=MERGED), link()], ''),
], ids=['nothing', 'done, nothing', 'only a commit', 'done, closed', 'closed', 'open', 'three days', 'longer',
        'done, open', 'merged', 'done, merged', 'merged and open'])
def test_where_code_and_board_disagree(is_done, links, gap):
    assert gap_of(is_done, links, NOW)[0] == gap


def test_gaps_come_first_and_are_counted():
    issues = [IssueInSprint('D-1', 'A', True), IssueInSprint('D-2', 'B', False), IssueInSprint('D-3', 'C', False)]
    read = RepositoryView(1, 'github', 'firm/shop', 'ok', '', NOW)
    found = view(issues, [link('D-1', MERGED), link('D-2', MERGED), link('D-9')], [read], NOW)
    assert [(row.key, row.gap) for row in found.rows] == [('D-3', NO_REQUEST), ('D-2', MERGED_NOT_DONE), ('D-1', '')]
    assert dict(found.counts) == {NO_REQUEST: 1, OPEN_LONG: 0, MERGED_NOT_DONE: 1, DONE_WITHOUT: 0}
    assert found.rows[1].why == '#7 is merged, the issue is not done'


@pytest.mark.parametrize('repositories', [[], [RepositoryView(1, 'github', 'firm/shop', 'new', '', None)]],
                         ids=['none', 'not read yet'])
def test_without_a_repository_that_was_read_nothing_is_a_gap(repositories):
    found = view([IssueInSprint('D-1', 'A', True)], [], repositories, NOW)
    assert (found.asked, found.rows[0].gap) == (False, '')
