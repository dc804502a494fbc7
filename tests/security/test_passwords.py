"""Passwords: how they are kept, and which are refused."""

import unicodedata

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.people import demand_good_password
from app.security import passwords
from tests.people import PASSWORD
from tests.refusals import refused


@pytest.fixture(scope='module')
def hashed():
    return passwords.hash_now(PASSWORD)


def demand(password, *related):
    demand_good_password(password, passwords.COMMON, related)


async def test_the_right_password_is_right_and_no_other_one(hashed):
    assert await passwords.is_right(PASSWORD, hashed)
    for wrong in ('', PASSWORD.upper(), PASSWORD + ' ', ' ' + PASSWORD, PASSWORD[:-1], PASSWORD + '\0'):
        assert not await passwords.is_right(wrong, hashed)


def test_a_hash_says_how_it_was_made_and_is_different_every_time(hashed):
    assert hashed.startswith('$argon2id$v=19$m=19456,t=2,p=1$')
    assert hashed != passwords.hash_now(PASSWORD)


async def test_hashing_off_the_event_loop_is_the_same():
    assert await passwords.is_right(PASSWORD, await passwords.hashed(PASSWORD))


@pytest.mark.parametrize('phc', ['', 'x', '$argon2id$', '$2b$12$abcdefghijklmnopqrstuv',
                                 '$argon2id$v=19$m=1,t=1,p=1$a$b'])
@pytest.mark.parametrize('password', [PASSWORD, ''])
async def test_without_a_proper_hash_no_password_is_right(password, phc):
    assert not await passwords.is_right(password, phc)


async def test_an_account_without_a_password_is_checked_against_a_hash_nobody_has(monkeypatch):
    checked = []
    monkeypatch.setattr(passwords, 'Argon2id', type('Spy', (), {
        'verify_phc_encoded': staticmethod(lambda password, phc: checked.append(phc))}))
    monkeypatch.setattr(passwords, '_of_nobody', lambda: 'of nobody')
    assert not await passwords.is_right(PASSWORD, '')
    assert checked == ['of nobody']


def test_hashes_made_with_other_parameters_are_out_of_date(hashed):
    weak = Argon2id(salt=16 * b's', length=32, iterations=1, lanes=1, memory_cost=8_192)
    assert not passwords.is_outdated(hashed)
    assert passwords.is_outdated(weak.derive_phc_encoded(b'x'))


@pytest.mark.parametrize('password', ['crème brûlée à Zoé', 'ﬁne ﬂavours 12', '１２ drei vier', 'emoji 🦊 river 7'])
async def test_a_password_is_the_same_on_every_keyboard(password):
    hashed = passwords.hash_now(unicodedata.normalize('NFC', password))
    assert await passwords.is_right(unicodedata.normalize('NFD', password), hashed)
    assert await passwords.is_right(unicodedata.normalize('NFKC', password), hashed)


async def test_spaces_around_a_password_belong_to_it():
    assert not await passwords.is_right(PASSWORD, passwords.hash_now(f' {PASSWORD} '))


async def test_half_of_a_character_is_no_reason_to_fail(hashed):
    assert not await passwords.is_right('half of an emoji \ud83d', hashed)
    assert await passwords.is_right('half of an emoji \ud83d', passwords.hash_now('half of an emoji \ud83d'))


@pytest.mark.parametrize('password', ['quiet river stones', 12 * 'ab c', 'ŝnûr ŵălrůs öäü', '  leading and trailing  ',
                                      32 * 'abcd', 'all emoji 🦊🐻🐼🐨🐯', 'no digits at all here'])
def test_any_long_password_will_do(password):
    demand(password, 'Ann', 'ann@example.com', 'Acme')


@pytest.mark.parametrize('password', [
    '', 'short', 'eleven char', 65 * 'ab', 50 * 'abcd', 'with a NUL\0 inside', 12 * 'a', 6 * 'ab', '1q2w3e4r5t6y',
    'QWERTYASDFGH', '１q２w３e４r５t６y'])
def test_short_endless_and_common_ones_are_refused(password):
    with refused('people.password'):
        demand(password)


@pytest.mark.parametrize('password', ['my name is Annabel', 'ANNABEL is my name', 'we all work at acme',
                                      'annabel1234567'])
def test_words_about_oneself_are_easily_guessed(password):
    with refused('people.password') as caught:
        demand(password, 'Annabel Lee', 'annabel@example.com', 'Acme')
    assert 'easily guessed about you' in str(caught.value)
