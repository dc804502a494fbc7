"""Runs that look after the vault key: rotation in batches, and a word when the key is old."""

import pytest
from sqlmodel import select

from app.events import RunNoteworthy
from app.services import master_keys, secrets
from app.work import configure, read, transact
from jobs import keys
from jobs.commands import DEFINITIONS, FUNCTIONS
from jobs.voice import Stopped
from models.ops import SecretVersion
from tests.people import ANN, found_workspace
from tests.secrets import KEY, NAMES, OTHER, secret_policy


class Listener:
    """Hears what a function says; may stop it at its n-th word."""
    run_id, n = 1, 1

    def __init__(self, patience=100):
        self.said, self.bar, self.reason, self.patience = [], [], '', patience

    def speak(self, text, level=''):
        self._lose_patience()
        self.said.append((text, level))

    def progress(self, done, total, text=''):
        self._lose_patience()
        self.bar.append((done, total))

    def partly(self, reason):
        self.reason = reason

    def _lose_patience(self):
        self.patience -= 1
        if self.patience < 0:
            raise Stopped


@pytest.fixture
def policy():
    return secret_policy()


@pytest.fixture
def sealed(database, time, url, monkeypatch):
    """Five values under the old key, while the new one is the first."""
    found_workspace()
    transact(master_keys.meet)
    for name in NAMES:
        transact(secrets.keep, ANN, name, f'value of {name}')
    configure(url, lambda session, events: database.extend(events), secret_policy(('k2', OTHER), ('k1', KEY)))
    transact(master_keys.meet)
    monkeypatch.setattr(master_keys.rewrap, '__defaults__', (master_keys.FIRST, 2))
    return database


def kids():
    return sorted(read(lambda work: [row.kid for row in work.session.exec(select(SecretVersion))]))


def test_the_commands_are_known():
    assert {keys.ROTATE.slug, keys.CHECK_AGE.slug} <= set(FUNCTIONS) & set(DEFINITIONS)


def test_a_rotation_shows_how_far_it_is_and_ends_with_all_values_under_the_new_key(sealed):
    voice = Listener()
    assert keys.rotate_master_key(voice, {}) == {'rotated': 5, 'unreadable': 0}
    assert voice.bar == [(2, 5), (4, 5), (5, 5)] and not voice.reason
    assert kids() == 5 * ['k2']


def test_a_rotation_that_is_stopped_keeps_what_it_has_done_and_the_next_one_does_the_rest(sealed):
    with pytest.raises(Stopped):
        keys.rotate_master_key(Listener(patience=1), {})
    assert kids() == ['k1', *4 * ['k2']]
    assert keys.rotate_master_key(Listener(), {})['rotated'] == 1 and kids() == 5 * ['k2']


def test_what_cannot_be_opened_is_said_and_the_run_succeeds_only_partly(sealed):
    def damage(work):
        work.session.exec(select(SecretVersion).where(SecretVersion.secret_id == 1)).one().record = '{}'
    transact(damage)
    voice = Listener()
    assert keys.rotate_master_key(voice, {}) == {'rotated': 4, 'unreadable': 1}
    assert voice.reason == 'to be set again, for they cannot be opened: 1 of the secrets'
    assert [level for text, level in voice.said if NAMES[0] in text] == ['error']


def test_an_old_key_is_told_about_and_a_new_one_is_not(sealed, time):
    voice = Listener()
    assert keys.check_key_age(voice, {}) == {'warning': ''}
    time.passes(days=395)
    sealed.clear()
    told = keys.check_key_age(voice, {})['warning']
    assert '“k2” is 395 days old' in told and (told, 'warning') in voice.said
    assert [event.kind for event in sealed if isinstance(event, RunNoteworthy)] == ['key_age']
