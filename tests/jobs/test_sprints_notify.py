"""What is announced reaches its channels once, with figures and a link, and never tells more than the link shows."""

import pytest
from sqlmodel import select

from app.domain.sprints.publishing.announcing import OCCASIONS
from app.domain.sprints.publishing.sending import SendTrouble
from app.errors import NotFound, Rejected
from app.events import QueuePublished, SnapshotFrozen, SprintClosed, SprintStarted, SyncFailed, board_topic
from app.integrations import outside
from app.services.people import bell
from app.services.sprints import announcements, channels
from app.work import read, transact
from jobs.sprints import notify, send_report
from models.ops import OpsRun
from models.sprints import SprintChannel
from tests.fakes.chat import FakeChat
from tests.people import ANN, CLEO, found_workspace, invite_bob, invite_cleo
from tests.sprints import SPRINT
from tests.sprints_outbound import BASE, add_chat, add_wiki, team_board, voice, with_commands

ALL = tuple(OCCASIONS)


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture(scope='module')
def chat():
    chat = FakeChat()
    yield chat
    chat.close()


@pytest.fixture
def board(database, time, chat, monkeypatch):
    monkeypatch.setattr(outside, 'UNSAFE', frozenset({'127.0.0.1'}))
    monkeypatch.setattr(notify, 'wait', lambda *_: None)
    chat.recovers()
    chat.said.clear()
    chat.gone.clear()
    found_workspace()
    invite_bob()
    invite_cleo()
    return team_board()


def asked():
    """Parameters of all runs that were asked for."""
    return read(lambda work: [run.parameters for run in work.session.exec(select(OpsRun).order_by(OpsRun.id))])


def run(channel, occasion='sprint_closed', address='', **more):
    said = voice(**{f'channel_{channel}': address} if address else {})
    return notify.notify(said, {'channel': channel, 'occasion': occasion, **more}), said


def stored(channel):
    return read(lambda work: work.session.get(SprintChannel, channel))


@pytest.mark.parametrize(('react', 'fact', 'occasion'), [
    (announcements.sprint_started, SprintStarted(board_topic(1), 1, SPRINT), 'sprint_started'),
    (announcements.sprint_closed, SprintClosed(board_topic(1), 1, SPRINT), 'sprint_closed'),
    (announcements.report_frozen, SnapshotFrozen(board_topic(1), 1, SPRINT, 'close'), 'report_ready'),
    (announcements.sync_failed, SyncFailed(board_topic(1), 1, 'Jira does not answer.'), 'sync_failed'),
    (announcements.queue_published, QueuePublished(board_topic(1), 1, 99), 'queue_published')],
    ids=['started', 'closed', 'frozen', 'failed', 'queue'])
def test_what_happens_is_said_in_every_channel_that_wants_to_know(board, react, fact, occasion):
    first, second = add_chat(occasions=(occasion,)), add_chat(name='Second', occasions=ALL)
    add_chat(name='Deaf')
    transact(react, fact)
    assert [(one['channel'], one['occasion'], one['board']) for one in asked()] == [
        (first, occasion, 1), (second, occasion, 1)]


def commands():
    return read(lambda work: [run.command for run in work.session.exec(select(OpsRun).order_by(OpsRun.id))])


@pytest.mark.parametrize(('react', 'fact', 'occasion'), [
    (announcements.sprint_started, SprintStarted(board_topic(1), 1, SPRINT), 'sprint_started'),
    (announcements.report_frozen, SnapshotFrozen(board_topic(1), 1, SPRINT, 'close'), 'report_ready')],
    ids=['start', 'close'])
def test_a_wiki_is_published_to_when_a_sprint_starts_and_closes(board, react, fact, occasion):
    wiki = add_wiki(occasions=(occasion,))
    transact(react, fact)
    assert commands() == ['sprints.publish_report'] and asked() == [
        {'channel': wiki, 'publication': 0, 'board': 1, 'sprint': SPRINT}]


def test_one_entry_of_the_schedule_sends_a_report_to_several_channels(board):
    first, second, wiki = add_chat(), add_chat(name='Second', occasions=('report_ready',)), add_wiki()
    assert send_report.send(voice(), {'board': 1, 'channels': f'second, {wiki}, Second'}) == {'channels': 2}
    assert commands() == ['sprints.notify', 'sprints.publish_report']
    assert send_report.send(voice(), {'board': 1}) == {'channels': 1}
    assert [one['channel'] for one in asked()] == [second, wiki, second] and first not in (second, wiki)


@pytest.mark.parametrize('text', ['99', 'all', '1;2', '٣'], ids=['unknown', 'words', 'semicolon', 'other digits'])
def test_what_names_no_channel_sends_nothing(board, text):
    add_chat(name='Team chat')
    with pytest.raises(Rejected, match='Choose from: Team chat'):
        send_report.send(voice(), {'board': 1, 'channels': text})
    assert asked() == []


def test_a_report_for_nobody_says_so(board):
    add_chat()
    with pytest.raises(Rejected, match='Name some'):
        send_report.send(voice(), {'board': 1})


def test_a_start_is_no_report(board):
    add_chat(occasions=ALL)
    transact(announcements.report_frozen, SnapshotFrozen(board_topic(1), 1, SPRINT, 'start'))
    assert asked() == []


def test_a_failure_that_goes_on_is_said_once_a_day(board, time):
    add_chat(occasions=ALL)
    fact = SyncFailed(board_topic(1), 1, 'Jira does not answer.')
    for _ in range(3):
        transact(announcements.sync_failed, fact)
        time.passes(hours=7)
    assert len(asked()) == 1
    time.passes(hours=5)
    transact(announcements.sync_failed, fact)
    assert len(asked()) == 2


def test_nothing_of_a_demo_is_announced(database, time):
    found_workspace()
    team_board(site_kind='demo')
    add_chat(occasions=ALL)
    transact(announcements.sprint_closed, SprintClosed(board_topic(1), 1, SPRINT))
    assert asked() == []


@pytest.mark.parametrize('kind', ['slack', 'teams'])
def test_a_message_has_a_sentence_figures_and_a_link(board, chat, kind):
    address = getattr(chat, kind)
    channel = add_chat(address, kind, is_private=True)
    result, said = run(channel, address=address, board=board.id, sprint=SPRINT)
    assert result == {'said': 1}
    message = repr(chat.said[0])
    for words in ('Checkout: Sprint closed', 'Committed', f'{BASE}/sprints/boards/1/sprints/{SPRINT}'):
        assert words in message
    assert 's3cr3t' not in said.text


def test_a_failed_read_is_said_with_its_time_and_reason(board, chat):
    channel = add_chat(chat.slack, is_private=True)
    run(channel, 'sync_failed', chat.slack, board=board.id, text='Jira <did> not answer.')
    message = repr(chat.said[0])
    assert 'Jira &lt;did&gt; not answer.' in message
    assert 'Data of' in message
    assert f'{BASE}/sprints/boards/1|Open the board' in message


def test_people_are_told_by_the_bell(board):
    channel = add_chat('', 'people', 'Everybody', people=(3,))
    assert run(channel, board=board.id, sprint=SPRINT)[0] == {'said': 1}
    (notice,) = read(bell.list_notices, CLEO)
    assert notice.text.startswith('Checkout: Sprint closed. Sprint 42')
    assert notice.link == f'/sprints/boards/1/sprints/{SPRINT}'


def test_a_trial_needs_no_board(board, chat):
    channel = add_chat(chat.slack, is_private=True)
    run(channel, 'trial', chat.slack)
    assert 'This channel works.' in repr(chat.said)


@pytest.mark.parametrize('fault', [(400, {}, b'invalid_payload'), (404, {}, b'no_service'), (410, {}, b''),
                                   (429, {'Retry-After': '1'}, b''), 'cut'],
                         ids=['400', '404', '410', '429', 'cut'])
def test_a_channel_that_fails_for_three_days_is_given_up(board, chat, time, fault):
    channel = add_chat(chat.slack, is_private=True)
    chat.breaks(fault)
    for days in (0, 1, 1, 1):
        time.passes(days=days)
        assert stored(channel).is_on
        with pytest.raises(SendTrouble) as trouble:
            run(channel, address=chat.slack, board=board.id, sprint=SPRINT)
        assert 's3cr3t' not in str(trouble.value) + stored(channel).error
    assert not stored(channel).is_on
    assert trouble.value.is_permanent
    chat.recovers()
    assert run(channel, address=chat.slack, board=board.id, sprint=SPRINT)[0] == {'said': 0}
    assert chat.asked == []


def test_a_message_that_got_through_ends_the_failure(board, chat):
    channel = add_chat(chat.slack, is_private=True)
    transact(channels.note_failed, channel, 'No hook.')
    run(channel, address=chat.slack, board=board.id, sprint=SPRINT)
    assert (stored(channel).failing_since, stored(channel).error) == (None, '')


def test_a_hook_without_its_address_is_a_failure_with_words(board):
    channel = add_chat()
    with pytest.raises(SendTrouble, match='is not kept here'):
        run(channel, board=board.id, sprint=SPRINT)
    assert stored(channel).error == notify.NO_SECRET


def test_what_is_not_there_cannot_be_announced(board, chat):
    with pytest.raises(NotFound):
        run(99)
    with pytest.raises(NotFound):
        run(add_chat(chat.slack, is_private=True), address=chat.slack, board=99)
    with pytest.raises(Rejected):
        run(add_wiki())


def test_only_people_of_the_workspace_are_told(board):
    channel = add_chat('', 'people', 'Everybody', people=(3, 99))
    assert run(channel, board=board.id, sprint=SPRINT)[0] == {'said': 1}
    assert read(bell.list_notices, ANN) == ()
