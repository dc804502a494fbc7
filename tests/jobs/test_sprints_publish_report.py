"""Publishing to a wiki: our part is written, human text stays, and whatever refuses leaves the page as it is."""

import pytest

from app.domain.sprints.publishing import wiki_block
from app.domain.sprints.publishing.publishing import PublishDraft
from app.domain.sprints.publishing.sending import SendTrouble
from app.errors import Forbidden, Rejected
from app.integrations import outside
from app.services.sprints import channels, publications
from app.work import read, transact
from jobs.sprints import publish_report
from tests.fakes.wiki import FakeWiki
from tests.people import ANN, BOB, CLEO, found_workspace, invite_bob, invite_cleo
from tests.sprints import SPRINT
from tests.sprints_outbound import BASE, add_chat, add_wiki, team_board, voice, with_commands

HUMAN = ('<h1>Notes&nbsp;of the team</h1><p>Ours <ac:inline-comment-marker ac:ref="3f1c9f0e-55c8-4b6e-9a0b-2f3a5b1c7d1'
         '1">with a remark</ac:inline-comment-marker>, caf&eacute;\r\n 🎉</p><ri:user ri:account-id="x"/>')


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def workspace(database, time):
    found_workspace()
    invite_bob()
    invite_cleo()


@pytest.fixture(scope='module')
def wiki():
    wiki = FakeWiki()
    yield wiki
    wiki.close()


@pytest.fixture
def board(workspace, wiki, monkeypatch):
    monkeypatch.setattr(outside, 'UNSAFE', frozenset({'127.0.0.1'}))
    wiki.recovers()
    wiki.pages.clear()
    wiki.meddles = None
    return team_board()


@pytest.fixture(params=['cloud', 'server'])
def channel(request, board, wiki):
    return add_wiki(wiki.url, request.param)


def publish(board, channel, token='wiki-t0ken', **draft):
    """Asked for and run; what the run returned, and what became of it."""
    transact(publications.publish, ANN, board.id, SPRINT, PublishDraft(channel, **draft))
    return run(board, channel, token)


def run(board, channel, token='wiki-t0ken'):
    said = voice(**{f'channel_{channel}': token})
    (found,) = read(publications.list_publications, ANN, board.id, SPRINT)
    try:
        return publish_report.publish(said, {'channel': channel, 'publication': found.id}), said
    except Exception as trouble:
        return trouble, said


def published(board):
    (found,) = read(publications.list_publications, ANN, board.id, SPRINT)
    return found


def test_a_new_page_is_made_in_the_space(board, channel, wiki):
    done, said = publish(board, channel, title='Sprint 42', intro='Hello <all>')
    (page,) = wiki.pages.values()
    assert (page.title, done['version']) == ('Sprint 42', 2)
    assert 'AB-1' in page.storage
    assert '&lt;b&gt;Pay &amp; go&lt;/b&gt;' in page.storage
    assert '<p>Hello &lt;all&gt;</p>' in page.storage
    assert f'{BASE}/sprints/boards/{board.id}/sprints/{SPRINT}' in page.storage
    found = published(board)
    assert (found.state, found.page, found.page_version, found.by_name) == ('published', page.id, 2, 'Ann')
    assert found.url.endswith(page.id)
    assert 'wiki-t0ken' not in said.text


def test_publishing_twice_keeps_what_people_wrote_to_the_byte(board, channel, wiki):
    page = wiki.add(HUMAN, 'Retro')
    publish(board, channel, page=page.id)
    assert page.storage.startswith(HUMAN)
    page.storage = f'{page.storage}<p>Written below&hellip;</p>'
    publish(board, channel, page=page.id, intro='Once more')
    assert page.storage.startswith(HUMAN)
    assert page.storage.endswith('<p>Written below&hellip;</p>')
    assert page.storage.count('Once more') == 1
    assert page.storage.count('<h2>Figures</h2>') == 1
    assert (page.title, page.version) == ('Retro', 3)


def test_what_has_not_changed_is_not_written_again(board, channel, wiki):
    page = wiki.add(HUMAN)
    publish(board, channel, page=page.id)
    done, said = run(board, channel)
    assert (done['how'], page.version) == (wiki_block.SAME, 2)
    assert 'Nothing has changed' in said.text
    assert [asked.method for asked in wiki.asked].count('PUT') == 1


def test_somebody_who_was_faster_keeps_his_words(board, channel, wiki):
    page = wiki.add(HUMAN)
    quick = iter(['<p>first</p>', '<p>second</p>'])

    def meddle(found):
        if words := next(quick, ''):
            found.storage, found.version = found.storage + words, found.version + 1
    wiki.meddles = meddle
    done, said = publish(board, channel, page=page.id)
    assert done['version'] == 4
    assert page.storage.startswith(f'{HUMAN}<p>first</p><p>second</p>')
    assert said.text.count('read again') == 2


def test_a_page_that_never_rests_is_left_as_it_is(board, channel, wiki):
    page = wiki.add(HUMAN)

    def meddle(found):
        found.version += 1
    wiki.meddles = meddle
    trouble, _ = publish(board, channel, page=page.id)
    assert str(trouble) == publish_report.RESTLESS
    assert (page.storage, published(board).state, published(board).error) == (HUMAN, 'failed', publish_report.RESTLESS)
    assert [asked.method for asked in wiki.asked].count('PUT') == 3


@pytest.mark.parametrize(('fault', 'words'), [
    ((401, {}, b''), 'does not accept our token'), ((403, {}, b''), 'may not'), ((404, {}, b''), 'does not have'),
    ((413, {}, b''), 'too large'), ((500, {}, b''), 'a fault of its own'), ('cut', 'cannot be reached')],
    ids=['401', '403', '404', '413', '500', 'cut'])
def test_a_refusal_is_kept_with_its_reason_and_touches_nothing(board, channel, wiki, fault, words, monkeypatch):
    monkeypatch.setattr(publish_report, 'wait', lambda *_: None)
    page = wiki.add(HUMAN)
    wiki.breaks(fault, at='PUT')
    trouble, _ = publish(board, channel, page=page.id)
    assert isinstance(trouble, SendTrouble)
    assert words in published(board).error
    assert (published(board).state, page.storage, page.version) == ('failed', HUMAN, 1)


def test_a_page_in_the_trash_is_not_written_to(board, channel, wiki):
    page = wiki.add(HUMAN, status='trashed')
    publish(board, channel, page=page.id)
    assert 'in the trash' in published(board).error


def test_a_page_whose_marks_were_damaged_is_not_written_to(board, channel, wiki):
    page = wiki.add(HUMAN)
    publish(board, channel, page=page.id)
    page.storage = damaged = page.storage.replace(f'roundtable-{published(board).id}-end', 'mine')
    publish(board, channel, page=page.id, intro='Again')
    assert (published(board).error, page.storage) == (wiki_block.HALF, damaged)


def test_a_page_that_was_made_before_a_crash_is_found_again(board, channel, wiki, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed
    with monkeypatch.context() as patch:
        patch.setattr(publications, 'note_page', killed)
        transact(publications.publish, ANN, board.id, SPRINT, PublishDraft(channel, title='Sprint 42'))
        with pytest.raises(Killed):
            publish_report.publish(voice(**{f'channel_{channel}': 'x'}), {'channel': channel, 'publication': 1})
    run(board, channel)
    assert len(wiki.pages) == 1
    assert published(board).state == 'published'


def test_a_page_of_somebody_else_with_this_title_is_not_taken(board, channel, wiki):
    page = wiki.add(HUMAN, 'Sprint 42')
    publish(board, channel, title='Sprint 42')
    assert 'which is not ours' in published(board).error
    assert page.storage == HUMAN


def test_without_a_token_nothing_is_asked(board, channel, wiki):
    trouble, _ = publish(board, channel, token='')
    assert str(trouble) == publish_report.NO_TOKEN
    assert wiki.asked == []


def test_a_schedule_publishes_the_newest_sprint(board, channel, wiki):
    said = voice(**{f'channel_{channel}': 'wiki-t0ken'})
    publish_report.publish(said, {'channel': channel, 'publication': 0, 'board': board.id})
    publish_report.publish(said, {'channel': channel, 'publication': 0, 'board': board.id})
    assert [page.title for page in wiki.pages.values()] == ['Checkout: Sprint 42']


class TestAsking:
    @pytest.mark.parametrize('actor', [BOB, CLEO])
    def test_is_for_publishers(self, board, actor):
        wiki = add_wiki()
        with pytest.raises(Forbidden):
            transact(publications.publish, actor, board.id, SPRINT, PublishDraft(wiki))
        assert read(publications.list_publications, actor, board.id, SPRINT) == ()

    @pytest.mark.parametrize(('draft', 'field'), [
        ({'page': 'the retro'}, 'page'), ({'parent': 'x'}, 'parent'), ({'title': 256 * 'x'}, 'title')])
    def test_names_what_does_not_fit(self, board, draft, field):
        with pytest.raises(Rejected) as refusal:
            transact(publications.publish, ANN, board.id, SPRINT, PublishDraft(add_wiki(), **draft))
        assert refusal.value.field == field

    def test_needs_a_wiki_that_is_switched_on_and_a_place(self, board):
        chat, wiki, homeless = add_chat(), add_wiki(), add_wiki(name='Homeless', space='')
        transact(channels.switch_channel, ANN, wiki, False)
        for channel in (chat, wiki, homeless, 99):
            with pytest.raises(Rejected):
                transact(publications.publish, ANN, board.id, SPRINT, PublishDraft(channel))

    def test_shows_before_what_it_will_say(self, board):
        found = read(publications.preview, CLEO, board.id, SPRINT, 'Hello')
        assert [one.title for one in found][:2] == ['Checkout: Sprint 42', 'Figures']
        assert found[0].words[0] == 'Hello'


def test_a_demo_is_never_published(workspace):
    board, wiki = team_board(site_kind='demo'), add_wiki()
    with pytest.raises(Rejected, match='Demo data is never published'):
        transact(publications.publish, ANN, board.id, SPRINT, PublishDraft(wiki))
    said = voice(**{f'channel_{wiki}': 'x'})
    with pytest.raises(Rejected, match='Demo data is never published'):
        publish_report.publish(said, {'channel': wiki, 'board': board.id})
