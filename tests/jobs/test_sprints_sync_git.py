"""Code of a sprint: read every night, told in between, and nothing that was seen is forgotten."""

import pytest
from sqlmodel import select

from app.domain.sprints.git.links import BRANCH, DONE_WITHOUT, MERGED_NOT_DONE, NO_REQUEST, OPEN_LONG, REQUEST, Seen
from app.domain.sprints.git.setup import RepositoryDraft
from app.domain.sprints.publishing.sending import SendTrouble
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.integrations import outside
from app.services.sprints import git_links
from app.work import read, transact
from jobs.sprints import sync_git
from models.ops import OpsSchedule
from tests.fakes.git import TOKEN, FakeGit, commit, request
from tests.people import ANN, BOB, CLEO, found_workspace, invite_bob, invite_cleo
from tests.sprints import SPRINT
from tests.sprints_outbound import add_repository, team_board, voice, with_commands


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture(scope='module')
def server():
    server = FakeGit('github')
    yield server
    server.close()


@pytest.fixture
def board(database, time, server, monkeypatch):
    monkeypatch.setattr(outside, 'UNSAFE', frozenset({'127.0.0.1'}))
    monkeypatch.setattr(sync_git, 'wait', lambda *_: None)
    server.recovers()
    server.requests, server.branches, server.commits = [], [], []
    time.now = time.now.replace(year=2026, month=1, day=14)
    found_workspace()
    invite_bob()
    invite_cleo()
    return team_board()


def sync(source, token=TOKEN, anew=False):
    return sync_git.sync(voice(**{f'git_{source}': token}), {'source': source, 'anew': anew})


def gaps():
    return {row.key: row.gap for row in read(git_links.view_git, ANN, 1, SPRINT).rows}


def links(key):
    (row,) = (row for row in read(git_links.view_git, ANN, 1, SPRINT).rows if row.key == key)
    return [(link.kind, link.ref, link.state, link.is_gone) for link in row.links]


def test_without_a_repository_nothing_is_a_gap(board):
    found = read(git_links.view_git, CLEO, 1, SPRINT)
    assert (found.asked, gaps()) == (False, {'AB-1': '', 'AB-2': ''})


def test_a_sprint_shows_what_code_there_is_and_where_it_disagrees(board, server):
    source = add_repository(url=server.url)
    sync(source)
    assert gaps() == {'AB-1': DONE_WITHOUT, 'AB-2': NO_REQUEST}
    server.requests = [request('github', 1, 'AB-1 UTF-8 ZZ-9', 'merged'), request('github', 2, 'fix', branch='x/AB-2')]
    server.branches, server.commits = [{'name': 'x/AB-2'}], [commit('github', 'c1', 'AB-2 start')]
    assert sync(source, anew=True) == {'seen': 4, 'new': 4}
    assert gaps() == {'AB-1': '', 'AB-2': OPEN_LONG}
    assert links('AB-2') == [(REQUEST, '#2', 'open', False), ('commit', 'c1', '', False),
                             (BRANCH, 'x/AB-2', '', False)]
    server.requests = [request('github', 2, 'fix', 'merged', 'x/AB-2')]
    assert sync(source, anew=True)['new'] == 0
    assert gaps()['AB-2'] == MERGED_NOT_DONE


def test_a_deleted_branch_stays_as_history(board, server):
    source = add_repository(url=server.url)
    server.branches = [{'name': 'AB-1-a'}, {'name': 'main'}]
    sync(source)
    server.branches = [{'name': 'main'}]
    sync(source)
    assert links('AB-1') == [(BRANCH, 'AB-1-a', '', True)]
    server.branches = [{'name': 'AB-1-a'}]
    sync(source)
    assert links('AB-1') == [(BRANCH, 'AB-1-a', '', False)]


def test_a_commit_that_was_pushed_away_stays_as_history(board, server):
    source = add_repository(url=server.url)
    server.commits = [commit('github', 'c1', 'AB-1 a')]
    sync(source)
    server.commits = [commit('github', 'c2', 'AB-1 a')]
    sync(source)
    assert [ref for _, ref, _, _ in links('AB-1')] == ['c1', 'c2']


def test_the_next_read_asks_only_for_what_moved_since(board, server, time):
    source = add_repository(url=server.url)
    sync(source)
    server.recovers()
    sync(source)
    assert [one.value('since') for one in server.asked if 'commits' in one.path] == ['2026-01-13T12:00:00Z']


@pytest.mark.parametrize(('fault', 'words'), [
    ((401, {}, b''), 'does not accept our token'), ((404, {}, b''), 'does not have this repository'),
    ('cut', 'cannot be reached')], ids=['401', '404', 'cut'])
def test_a_repository_that_cannot_be_read_says_so_and_keeps_what_was_seen(board, server, fault, words):
    source = add_repository(url=server.url)
    server.branches = [{'name': 'AB-1-a'}]
    sync(source)
    server.breaks(fault)
    with pytest.raises(SendTrouble, match=words):
        sync(source)
    (found,) = read(git_links.list_repositories, ANN)
    assert words in found.error
    assert found.state != 'ok'
    assert found.read_at
    assert links('AB-1') == [(BRANCH, 'AB-1-a', '', False)]


class TestRepositories:
    @pytest.mark.parametrize(('draft', 'field'), [
        (RepositoryDraft(1, 'sourceforge', 'firm/shop'), 'platform'),
        (RepositoryDraft(1, 'github', 'shop'), 'repository'),
        (RepositoryDraft(1, 'github', '../shop'), 'repository'), (RepositoryDraft(1, 'github', 'a/b?c'), 'repository'),
        (RepositoryDraft(1, 'github', 'firm/shop', url='api.github.com'), 'url')],
        ids=['platform', 'no owner', 'above', 'question', 'address'])
    def test_that_cannot_be_are_refused(self, board, draft, field):
        with pytest.raises(Rejected) as refusal:
            transact(git_links.add_repository, ANN, draft)
        assert refusal.value.field == field

    @pytest.mark.parametrize('actor', [BOB, CLEO])
    def test_are_connected_by_admins(self, board, actor):
        source = add_repository()
        for deed, given in ((git_links.add_repository, (RepositoryDraft(1, 'github', 'a/b'),)),
                            (git_links.keep_token, (source, 'x')), (git_links.make_hook, (source,)),
                            (git_links.remove_repository, (source,)), (git_links.sync_now, (source,))):
            with pytest.raises(Forbidden):
                transact(deed, actor, *given)

    def test_are_read_once(self, board):
        add_repository()
        with pytest.raises(Conflict, match='read already'):
            add_repository()

    def test_are_read_every_night_for_as_long_as_they_are_there(self, board):
        source = add_repository()

        def entries():
            return read(lambda work: [(row.command, row.parameters) for row in work.session.exec(select(OpsSchedule))])
        assert entries() == [('sprints.sync_git', {'source': source, 'anew': False})]
        transact(git_links.remove_repository, ANN, source)
        assert entries() == []

    def test_that_are_removed_take_along_what_was_seen_in_them(self, board):
        source = add_repository()
        transact(git_links.keep_seen, source, [Seen(BRANCH, 'AB-1')])
        transact(git_links.make_hook, ANN, source)
        transact(git_links.remove_repository, ANN, source)
        assert read(git_links.list_repositories, ANN) == ()
        with pytest.raises(NotFound):
            read(git_links.to_read, source)

    def test_show_that_there_is_a_token_and_never_which(self, board):
        add_repository()
        (found,) = read(git_links.list_repositories, CLEO)
        assert found.has_token
        assert 'git-t0ken' not in repr(found)


class TestDeliveries:
    def test_come_in_by_an_address_that_nobody_can_guess(self, board):
        source = add_repository()
        shown = transact(git_links.make_hook, ANN, source)
        token = shown.path.rpartition('/')[2]
        door = read(git_links.find_door, 'github', token)
        assert (door.source, door.secrets) == (source, (shown.secret,))
        for platform, guess in (('gitlab', token), ('github', 'x'), ('github', '')):
            with pytest.raises(NotFound):
                read(git_links.find_door, platform, guess)
        again = transact(git_links.make_hook, ANN, source)
        assert again.secret != shown.secret
        with pytest.raises(NotFound):
            read(git_links.find_door, 'github', token)

    def test_that_come_twice_count_once(self, board):
        source = add_repository()
        seen = (Seen(REQUEST, '#1', 'AB-1', state='open'),)
        assert transact(git_links.take_delivery, source, 'pull_request', 'd-1', seen) == 'done'
        assert transact(git_links.take_delivery, source, 'pull_request', 'd-1', ()) == 'repeated'
        assert transact(git_links.take_delivery, source, 'ping', 'd-2', ()) == 'ignored'
        assert transact(git_links.take_delivery, source, 'ping', '', ()) == 'ignored'
        assert links('AB-1') == [(REQUEST, '#1', 'open', False)]
