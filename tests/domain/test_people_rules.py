"""Accounts: addresses, passwords, the brake on guessing, and how long a session lives."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.people import (
    Brake,
    Failure,
    brake,
    demand_good_password,
    email_key,
    is_mixed,
    session_end,
    zone_name,
)
from app.domain.people.devices import device_name
from app.errors import Rejected
from tests.domain.chance import MODESTLY, any_text
from tests.domain.tables import after
from tests.people import NOON, PASSWORD

COMMON = frozenset({'password1234', 'correcthorsebatterystaple'})
HOME, NEXT_DOOR, ELSEWHERE = '203.0.113.7', '203.0.113.8', '198.51.100.1'
PLACES = {HOME: 'home', NEXT_DOOR: 'home', ELSEWHERE: 'elsewhere'}


def failures(count: int, account: str = 'ana@example.com', address: str = HOME, apart: float = 2) -> list[Failure]:
    """One after another since noon, so many seconds apart."""
    return [Failure(account, address, PLACES[address], after(seconds=number * apart)) for number in range(count)]


@pytest.mark.parametrize(('typed', 'key'), [
    ('ana@example.com', 'ana@example.com'), (' Ana.Lopes+x@Example.COM ', 'ana.lopes+x@example.com'),
    ('STRASSE@x.de', 'strasse@x.de'), ('jose\u0301@x.org', 'josé@x.org'), ("o'neil@mail.example.co.uk",) * 2])
def test_addresses_are_compared_in_one_form(typed, key):
    assert email_key(typed) == key


@pytest.mark.parametrize('typed', [
    '', 'ana', 'ana@', '@example.com', 'ana@localhost', 'ana@@example.com', 'ana@example..com', 'ana@.com',
    'a b@example.com', 'ana@example.com, bo@example.com', '<ana@example.com>', 'ana@example.com\nBcc: x@y.z',
    '"ana"@example.com', 'ana;@x.de', f'{243 * "a"}@example.com'])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Rejected) as refused:
        email_key(typed)
    assert (refused.value.code, refused.value.field) == ('people.email', 'email')


@MODESTLY
@given(any_text)
def test_a_kept_address_does_not_change_when_it_is_compared_again(text):
    try:
        key = email_key(f'{text}@example.com')
    except Rejected:
        return
    assert email_key(key) == key and key.count('@') == 1 and not any(map(str.isspace, key))


@pytest.mark.parametrize('password', [
    PASSWORD, 'twelve chars', 'correct horse', 'пароль длинный', '🦊🦉🐻🐼 twelve!', 'spaces  are  fine', 32 * 'abcd'])
def test_long_passwords_of_any_characters_are_good(password):
    demand_good_password(password, COMMON, ['Ana Lopes', 'ana@example.com', 'Acme'])


@pytest.mark.parametrize(('password', 'reason'), [
    ('short river', '12 to 128'), (129 * 'x', '12 to 128'), ('', '12 to 128'), ('password1234', 'first that are tried'),
    ('PassWord1234', 'first that are tried'), ('ｐａｓｓｗｏｒｄ１２３４', 'first that are tried'),
    (12 * 'a', 'first that are tried'), (4 * 'abc', 'first that are tried'), ('quiet\0river stones', 'NUL'),
    ('lopes loves tea', '“lopes”'), ('hello EXAMPLE 99', '“example”'), ('I work at roundtable', '“roundtable”')])
def test_passwords_that_are_easily_guessed_are_refused_with_the_reason(password, reason):
    with pytest.raises(Rejected, match=reason) as refused:
        demand_good_password(password, COMMON, ['Ana Lopes', 'ana.lopes@example.com', 'Roundtable Ltd'])
    assert refused.value.field == 'password'


def test_short_words_about_a_person_do_not_forbid_half_the_language():
    demand_good_password('banana and ltd stones', COMMON, ['Ana Li', 'Ltd'])


def braked(guesses: list[Failure], now: datetime, account: str = 'ana@example.com', address: str = HOME) -> Brake:
    return brake(guesses, account, address, PLACES[address], now)


@pytest.mark.parametrize(('count', 'delay'), [(0, 0), (1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (7, 8)])
def test_each_wrong_guess_doubles_the_wait(count, delay):
    assert braked(failures(count, apart=20), after(seconds=150)).delay == delay


def test_five_wrong_guesses_within_a_minute_lock_this_account_from_this_place_for_a_quarter_of_an_hour():
    guesses = failures(5, apart=14)
    assert braked(guesses[:4], after(seconds=57)).locked_until is None
    assert braked(guesses, after(seconds=57)).locked_until == after(minutes=15, seconds=56)
    assert braked(guesses, after(minutes=15, seconds=55)).locked_until == after(minutes=15, seconds=56)
    assert braked(guesses, after(minutes=15, seconds=56)).locked_until is None


def test_whoever_guesses_more_slowly_only_waits():
    assert braked(failures(12, apart=15), after(minutes=3)) == Brake(8)


def test_the_next_address_of_the_same_place_is_locked_as_well():
    assert braked(failures(5), after(seconds=20), address=NEXT_DOOR).locked_until is not None


@pytest.mark.parametrize(('account', 'address'), [('ana@example.com', ELSEWHERE), ('bo@example.com', HOME)])
def test_nobody_else_is_slowed_down_by_it(account, address):
    assert braked(failures(8), after(seconds=20), account, address) == Brake(0)


def test_an_address_that_tries_many_accounts_waits_out_its_minute():
    guesses = [Failure(f'{number}@example.com', HOME, 'home', after(seconds=number)) for number in range(20)]
    assert braked(guesses[:19], after(seconds=30)).locked_until is None
    assert braked(guesses, after(seconds=30)).locked_until == after(seconds=60)
    assert braked(guesses, after(seconds=60)).locked_until is None
    for address in (NEXT_DOOR, ELSEWHERE):
        assert braked(guesses, after(seconds=30), address=address).locked_until is None


def test_guesses_are_forgotten_after_a_quarter_of_an_hour():
    assert braked(failures(5), after(minutes=15, seconds=10)).delay == 0


@MODESTLY
@given(st.integers(0, 30), st.integers(0, 1200))
def test_the_wait_is_bounded_and_a_lock_ends_in_the_future(count, seconds):
    now = after(seconds=60 + seconds)
    result = braked(failures(count), now)
    assert 0 <= result.delay <= 8
    assert result.locked_until is None or now < result.locked_until <= now + timedelta(minutes=15)


@pytest.mark.parametrize(('used', 'end'), [
    (timedelta(0), timedelta(hours=8)), (timedelta(hours=7), timedelta(hours=15)),
    (timedelta(days=6, hours=20), timedelta(days=7)), (timedelta(days=6), timedelta(days=6, hours=8))])
def test_a_session_ends_after_eight_idle_hours_or_seven_days(used, end):
    assert session_end(NOON, NOON + used) == NOON + end


def test_time_zones_are_those_the_world_has():
    assert zone_name('Europe/Berlin') == 'Europe/Berlin'
    for unknown in ('', 'Berlin', 'europe/berlin', '../etc/passwd'):
        with pytest.raises(Rejected):
            zone_name(unknown)


@pytest.mark.parametrize(('agent', 'name'), [
    ('Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Mac'),
    ('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0', 'Edge on Windows'),
    ('Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36', 'Chrome on Android'),
    ('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1', 'Safari on iPhone'),
    ('Firefox/1.0', 'Firefox'), ('curl/8.5.0', 'curl'), ('', 'Unknown device'), (500 * 'x', 40 * 'x')])
def test_a_device_is_called_by_its_browser_and_system(agent, name):
    assert device_name(agent) == name


@pytest.mark.parametrize(('email', 'is_odd'), [
    ('ann@example.com', False), ('josé.müller+1@example.com', False), ('анна@пример.рф', False),
    ('\u0430nn@example.com', True), ('ann@ex\u0430mple.com', True), ('\u03bfla@example.com', True)])
def test_an_address_of_several_alphabets_is_told(email, is_odd):
    assert is_mixed(email) == is_odd
