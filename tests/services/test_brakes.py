"""Guessing passwords: slower and slower, then locked for that account from that place only."""

import asyncio
from time import perf_counter

import pytest

from app import entrance
from app.domain.audit import Filter
from app.domain.people import ADDRESS_LIMIT, LOCK, PAIR_LIMIT, TELL_OWNER
from app.errors import SignInNeeded, TooMany
from app.security import passwords
from app.security.passwords import hash_now
from app.services import audit
from app.services.people import bell, sessions
from app.work import read, transact
from tests.people import ANN, PASSWORD, found_workspace
from tests.refusals import refused

ADDRESS, OWN = 'ann@example.com', '203.0.113.7'
ELSEWHERE = '198.51.100.1'


@pytest.fixture(scope='module')
def hashed():
    return hash_now(PASSWORD)


@pytest.fixture(autouse=True)
def waited(monkeypatch):
    """The delays that a guesser would have had, without waiting for them."""
    delays = []

    async def sleep(seconds):
        delays.append(seconds)
    monkeypatch.setattr(asyncio, 'sleep', sleep)
    return delays


@pytest.fixture(autouse=True)
def workspace(database, time, hashed):
    found_workspace(hashed)


def fail(times, account=ADDRESS, sender=ELSEWHERE):
    for _ in range(times):
        transact(sessions.note_failure, account, sender)


def brake(account=ADDRESS, sender=ELSEWHERE):
    return read(sessions.view_brake, account, sender)


async def sign_in(password=PASSWORD, email=ADDRESS, sender=OWN):
    await entrance.sign_in(email, password, 'visitor', sender)


def test_the_first_try_is_not_slowed_down():
    assert brake().delay == 0 and brake().locked_until is None


def test_each_failure_doubles_the_delay():
    delays = []
    for _ in range(PAIR_LIMIT - 1):
        fail(1)
        delays.append(brake().delay)
    assert delays == [0.5, 1, 2, 4]


def test_the_pair_of_account_and_address_is_locked_for_a_quarter_of_an_hour(time):
    fail(PAIR_LIMIT)
    assert brake().locked_until == time.now + LOCK
    time.now += LOCK
    assert brake().locked_until is None


def test_nobody_can_lock_the_owner_out():
    fail(PAIR_LIMIT)
    assert brake().locked_until is not None
    assert brake(sender=OWN).delay == 0 and brake(sender=OWN).locked_until is None


def test_whoever_tries_many_accounts_from_one_address_is_stopped_for_a_minute(time):
    for number in range(ADDRESS_LIMIT):
        fail(1, f'person{number}@example.com')
    assert brake('another@example.com').locked_until is not None
    time.passes(minutes=1)
    assert brake('another@example.com').locked_until is None


def test_failures_elsewhere_do_not_slow_an_address_down():
    fail(3, 'bob@example.com', ELSEWHERE)
    assert brake(ADDRESS, OWN).delay == 0


async def test_the_right_password_prepares_a_session():
    await sign_in()
    transact(sessions.redeem_sign_in, 'visitor', 'session', '', '')
    assert len(read(sessions.list_devices, ANN, 'session')) == 1


@pytest.mark.parametrize('email', ['ANN@Example.com', '  ann@example.com '])
async def test_the_address_may_be_typed_in_any_case(email):
    await sign_in(email=email)


@pytest.mark.parametrize('email', ['nobody@example.com', ADDRESS, 'no address', '', 300 * 'a', 'ann\0@example.com'])
async def test_every_failure_is_answered_in_the_same_words_and_noted(email):
    with refused('auth.wrong') as caught:
        await sign_in('wrong password', email)
    assert str(caught.value) == entrance.WRONG
    [entry] = read(audit.list_entries, ANN, Filter(deed='people.sign_in'))
    assert entry.is_refused and entry.actor == 'nobody'


async def test_an_unknown_account_takes_as_long_as_a_wrong_password():
    times = {ADDRESS: [], 'nobody@example.com': []}
    for email in 3 * tuple(times):
        began = perf_counter()
        with pytest.raises(SignInNeeded):
            await sign_in('wrong password', email)
        times[email].append(perf_counter() - began)
    assert min(times['nobody@example.com']) == pytest.approx(min(times[ADDRESS]), rel=0.5)


async def test_unknown_accounts_are_slowed_down_and_locked_like_any_other(waited):
    for _ in range(PAIR_LIMIT):
        with pytest.raises(SignInNeeded):
            await sign_in('wrong password', 'nobody@example.com', ELSEWHERE)
    assert waited == [0, 0.5, 1, 2, 4]
    with refused('auth.locked'):
        await sign_in('wrong password', 'nobody@example.com', ELSEWHERE)


async def test_a_locked_guesser_is_stopped_even_with_the_right_password_and_the_owner_is_not():
    fail(PAIR_LIMIT)
    with refused('auth.locked'):
        await sign_in(sender=ELSEWHERE)
    await sign_in(sender=OWN)


async def at_once(*guesses):
    """How many guesses were looked at, and how many were not."""
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    return tuple(sum(isinstance(answer, kind) for answer in answers) for kind in (SignInNeeded, TooMany))


async def test_guesses_from_all_addresses_of_one_place_are_braked_as_one():
    guesses = [sign_in(f'guess {number}', sender=f'198.51.100.{number}') for number in range(20)]
    assert await at_once(*guesses) == (PAIR_LIMIT, 20 - PAIR_LIMIT)


async def test_guesses_made_at_once_are_braked_as_if_they_came_one_by_one():
    guesses = [sign_in(f'guess {number}', sender=ELSEWHERE) for number in range(20)]
    assert await at_once(*guesses) == (PAIR_LIMIT, 20 - PAIR_LIMIT)


async def test_one_guess_for_each_of_many_accounts_made_at_once_is_braked_too():
    guesses = [sign_in('guess', f'person{number}@example.com', ELSEWHERE) for number in range(ADDRESS_LIMIT + 5)]
    assert await at_once(*guesses) == (ADDRESS_LIMIT, 5)


def test_the_owner_is_told_after_ten_failures_from_anywhere():
    for number in range(TELL_OWNER):
        assert read(bell.list_notices, ANN) == ()
        fail(1, sender=f'198.51.{number}.1')
    assert 'wrong passwords' in read(bell.list_notices, ANN)[0].text


async def test_a_password_without_a_session_proves_nothing():
    with pytest.raises(SignInNeeded):
        await entrance.prove('session', ADDRESS, 'wrong password', OWN)


async def test_a_password_with_former_parameters_is_hashed_anew_at_sign_in(hashed, monkeypatch):
    monkeypatch.setattr(passwords, 'CURRENT', 'm=1,t=1,p=1$')
    await sign_in()
    assert read(sessions.find_account, ADDRESS).password != hashed
