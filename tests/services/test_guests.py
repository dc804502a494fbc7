"""Guests: a name behind a cookie, remembered for 30 days from the last use."""

import pytest

from app.domain.access import Credential
from app.domain.people import GUEST_LIFE
from app.domain.policy import Policy
from app.errors import Forbidden
from app.events import PersonChanged, person_topic
from app.services.people import guests, sessions
from app.services.poker import seats, tables
from app.settings import PokerSettings
from app.work import read, transact
from tests.people import GUS
from tests.poker import open_table
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('database')

COOKIE = Credential('guest', 'gus')


def introduce(name='Gus', avatar='Fox'):
    return transact(guests.introduce, 'gus', name, avatar)


def known():
    return read(guests.view_guest, 'gus')


def test_a_guest_gives_a_name_and_is_known_the_next_time():
    assert known() is None
    assert introduce() == GUS
    assert (known().name, known().avatar) == ('Gus', 'Fox')
    assert read(sessions.identify, COOKIE) == GUS


def test_a_guest_may_choose_another_name():
    introduce()
    introduce('Augustus', 'Dragon')
    assert (known().name, known().avatar) == ('Augustus', '')


@pytest.mark.parametrize('name', ['', 'G', '   ', '<img src=x>', 51 * 'x', '---'])
def test_a_guest_needs_a_proper_name(name):
    with refused('people.name'):
        introduce(name)
    assert known() is None


def test_a_browser_without_a_name_is_nobody_in_particular():
    actor = read(sessions.identify, COOKIE)
    assert (actor.name, actor.grants, actor.is_guest) == ('', (), True)


def test_a_name_is_forgotten_after_thirty_days_without_use(time):
    introduce()
    time.now += GUEST_LIFE
    assert known() and transact(guests.remove_old) == 0
    time.passes(seconds=1)
    assert known() is None and transact(guests.remove_old) == 1
    assert read(sessions.identify, COOKIE).name == ''


def test_every_use_keeps_a_name_for_another_thirty_days(time):
    introduce()
    time.passes(days=20)
    transact(sessions.acting, COOKIE, seats.take_seat, open_table())
    time.passes(days=20)
    assert known()


def test_whoever_wants_to_be_forgotten_is_forgotten_at_once(database):
    introduce()
    database.clear()
    transact(guests.forget, GUS)
    assert known() is None
    assert PersonChanged(person_topic('guest:gus')) in database


def test_preferences_of_a_guest_are_kept():
    introduce()
    transact(guests.choose, GUS, theme='dark', has_sound=True)
    transact(guests.choose, GUS, theme='pink')
    me = read(sessions.view_me, COOKIE)
    assert (me.theme, me.has_sound) == ('dark', True)


def test_a_browser_without_a_name_has_no_preferences():
    transact(guests.choose, GUS, theme='dark')
    assert read(sessions.view_me, COOKIE).theme == 'auto'


@pytest.mark.parametrize('policy', [Policy(PokerSettings(guests=False))])
def test_an_installation_may_do_without_guests():
    with refused('people.no_guests'):
        introduce()
    with pytest.raises(Forbidden):
        transact(tables.open_table, GUS, tables.TableDraft('Sprint 12'))


@pytest.mark.parametrize('policy', [Policy(PokerSettings(guest_tables=False))])
def test_an_installation_may_let_guests_join_but_not_open_tables():
    with pytest.raises(Forbidden):
        transact(tables.open_table, GUS, tables.TableDraft('Sprint 12'))
    transact(seats.take_seat, introduce(), open_table())


def test_a_name_is_needed_before_a_seat():
    nameless = read(sessions.identify, COOKIE)
    for deed in ((tables.open_table, nameless, tables.TableDraft('Sprint 12')),
                 (seats.take_seat, nameless, open_table())):
        with refused('people.name'):
            transact(*deed)
