"""Channels: admins keep them, their secrets are in the vault, and what fails for three days is given up."""

import pytest

from app.domain.audit import Filter
from app.domain.sprints.publishing.channels import ChannelDraft, WikiOptions
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import ChannelsChanged
from app.services import audit
from app.services.people import bell
from app.services.sprints import channels
from app.work import read, transact
from tests.people import ANN, BOB, CLEO
from tests.sprints_outbound import HOOK, add_chat, add_wiki, team_board, with_commands


@pytest.fixture
def policy(policy):
    return with_commands(policy)


def only():
    (found,) = read(channels.list_channels, ANN)
    return found


def test_a_channel_shows_its_host_and_never_its_address(workspace):
    add_chat(occasions=('sprint_closed',))
    found = only()
    assert (found.name, found.kind, found.address, found.is_set, found.occasions) == (
        'Team', 'slack', 'hooks.slack.com', True, ('sprint_closed',))
    assert 's3cr3t' not in repr(found)
    assert any(isinstance(fact, ChannelsChanged) for fact in workspace)
    assert 's3cr3t' not in repr(read(audit.list_entries, ANN, Filter()))


@pytest.mark.parametrize('actor', [BOB, CLEO])
def test_only_admins_add_and_change_channels(workspace, actor):
    channel = add_chat()
    draft = ChannelDraft('Other', 'slack', HOOK)
    for deed, given in ((channels.add_channel, (draft,)), (channels.change_channel, (channel, draft, 1)),
                        (channels.switch_channel, (channel, False)), (channels.remove_channel, (channel,))):
        with pytest.raises(Forbidden):
            transact(deed, actor, *given)


def test_two_channels_have_two_names(workspace):
    add_chat()
    with pytest.raises(Conflict, match='called “Team”'):
        add_chat()


def test_a_change_without_a_secret_keeps_the_former_one(workspace):
    channel = add_chat()
    transact(channels.change_channel, ANN, channel, ChannelDraft('Crew', 'slack', occasions=('report_ready',)), 1)
    assert (only().name, only().address, only().is_set, only().version) == ('Crew', 'hooks.slack.com', True, 2)
    with pytest.raises(Conflict, match='changed meanwhile'):
        transact(channels.change_channel, ANN, channel, ChannelDraft('Crew', 'slack'), 1)
    with pytest.raises(Rejected, match='stays what it is'):
        transact(channels.change_channel, ANN, channel, ChannelDraft('Crew', 'teams'), 2)


def test_a_token_never_goes_to_another_host(workspace):
    channel = add_wiki()
    moved = ChannelDraft('Wiki', 'confluence', wiki=WikiOptions('cloud', 'https://evil.example', 'a@b.example', 'X'))
    with pytest.raises(Rejected, match='Enter its token again'):
        transact(channels.change_channel, ANN, channel, moved, 1)
    assert only().wiki.url == 'https://firm.atlassian.net'


def test_channels_are_told_what_they_want_to_know_of_their_board(workspace):
    board = team_board()
    everywhere = add_chat(name='All', occasions=('sprint_closed', 'sync_failed'))
    own = add_chat(name='Own', occasions=('sprint_closed',), board_id=board.id)
    off = add_chat(name='Off', occasions=('sprint_closed',))
    transact(channels.switch_channel, ANN, off, False)
    assert read(channels.wanting, board.id, 'sprint_closed') == ((everywhere, 'slack'), (own, 'slack'))
    assert read(channels.wanting, board.id + 1, 'sprint_closed') == ((everywhere, 'slack'),)
    assert read(channels.wanting, board.id, 'over_capacity') == ()
    with pytest.raises(Rejected, match='no such board'):
        add_chat(name='Nowhere', board_id=99)


def test_a_wiki_is_published_to_and_never_told(workspace):
    board = team_board()
    wiki = add_wiki(occasions=('sprint_started', 'report_ready'))
    assert read(channels.wanting, board.id, 'report_ready') == ((wiki, 'confluence'),)
    with pytest.raises(Rejected, match='no occasion'):
        add_wiki(name='Second', occasions=('over_capacity',))


def test_a_channel_that_fails_for_three_days_is_switched_off_and_admins_are_told(workspace, time):
    channel = add_chat()
    assert not transact(channels.note_failed, channel, 'No hook.')
    time.passes(days=2, hours=23)
    assert not transact(channels.note_failed, channel, 'No hook.')
    time.passes(hours=1)
    assert transact(channels.note_failed, channel, 'No hook.')
    assert (only().is_on, only().error) == (False, 'No hook.')
    assert not transact(channels.note_failed, channel, 'No hook.')
    assert [one.text for one in read(bell.list_notices, ANN) if 'three days' in one.text] == [
        '“Team” has failed for three days and is switched off: No hook.']
    transact(channels.switch_channel, ANN, channel, True)
    assert (only().is_on, only().failing_since, only().error) == (True, None, '')


def test_one_success_forgets_failures(workspace, time):
    channel = add_chat()
    transact(channels.note_failed, channel, 'No hook.')
    transact(channels.note_sent, channel)
    time.passes(days=4)
    assert not transact(channels.note_failed, channel, 'No hook.')
    assert only().is_on


def test_a_channel_that_is_removed_leaves_no_secret(workspace):
    channel = add_chat()
    transact(channels.remove_channel, ANN, channel)
    assert read(channels.list_channels, ANN) == ()
    with pytest.raises(NotFound):
        read(channels.to_use, channel)
    assert not transact(channels.note_failed, channel, 'Gone.')
