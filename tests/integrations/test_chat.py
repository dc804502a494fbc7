"""Slack and Teams: what is said arrives, and what they refuse is told without the address of the hook."""

import pytest

from app.domain.sprints.publishing.announcing import Announcement
from app.domain.sprints.publishing.sending import FORBIDDEN, MISSING, REFUSED, THROTTLED, UNAVAILABLE, SendTrouble
from app.integrations import outside
from app.integrations.chat.client import Hook, say
from tests.fakes.chat import FakeChat

SAID = Announcement('Sprint <42>', 'x' * 5000, 'https://plan.example.com/sprints', figures=(('Committed', '18'),) * 9)


@pytest.fixture(scope='module')
def chat():
    chat = FakeChat()
    yield chat
    chat.close()


@pytest.fixture(autouse=True)
def _fresh(chat, monkeypatch):
    monkeypatch.setattr(outside, 'UNSAFE', frozenset({'127.0.0.1'}))
    chat.recovers()
    chat.said.clear()
    chat.gone.clear()


@pytest.fixture
def waits():
    return []


@pytest.fixture(params=['slack', 'teams'])
def hook(request, chat, waits):
    return Hook(request.param, getattr(chat, request.param), True, wait=waits.append)


def test_what_is_said_arrives(chat, hook):
    say(hook, SAID)
    assert len(chat.said) == 1


@pytest.mark.parametrize(('fault', 'state'), [
    ((400, {}, b'invalid_payload'), REFUSED), ((404, {}, b'no_service'), MISSING), ((410, {}, b''), MISSING),
    ((403, {}, b'action_prohibited'), REFUSED), ((302, {'Location': 'http://127.0.0.1/'}, b''), FORBIDDEN)],
    ids=['400', '404', '410', '403', 'moved'])
def test_what_another_try_does_not_mend_is_said_once(chat, hook, fault, state):
    chat.breaks(fault)
    with pytest.raises(SendTrouble) as trouble:
        say(hook, SAID)
    assert (trouble.value.state, len(chat.asked)) == (state, 1)
    assert 's3cr3t' not in str(trouble.value)


@pytest.mark.parametrize(('fault', 'state'), [
    ((429, {'Retry-After': '1'}, b''), THROTTLED), ((500, {}, b''), UNAVAILABLE), ('cut', UNAVAILABLE)],
    ids=['429', '500', 'cut'])
def test_what_may_pass_is_tried_three_times(chat, hook, fault, state):
    chat.breaks(fault)
    with pytest.raises(SendTrouble) as trouble:
        say(hook, SAID)
    assert (trouble.value.state, len(chat.asked)) == (state, 3)


def test_a_hook_that_was_asked_too_much_is_left_alone_for_as_long_as_it_says(chat, hook, waits):
    chat.breaks((429, {'Retry-After': '17'}, b''), times=1)
    say(hook, SAID)
    assert (len(waits), waits[0], len(chat.said)) == (1, 17, 1)


def test_slack_is_only_asked_at_home_unless_an_admin_agreed(chat):
    with pytest.raises(SendTrouble) as trouble:
        say(Hook('slack', chat.slack), SAID)
    assert (trouble.value.state, chat.asked) == (FORBIDDEN, [])


def test_a_hook_never_shows_its_address():
    assert 's3cr3t' not in repr(Hook('slack', 'https://hooks.slack.com/s3cr3t'))
