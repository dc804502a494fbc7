"""Around every page: areas, search, keys, bell, messages, and what is shown instead of a page."""

import pytest

from app import realtime
from app.errors import Upstream
from app.services.people import accounts, bell
from app.work import read, transact
from components.palette import Palette
from components.theme import Theme
from tests.pages.conftest import (
    arrives,
    be_guest,
    control,
    misses,
    named,
    open_menu,
    press,
    sees,
    shown,
    submit,
    text_of,
    touch,
    type_key,
    until,
)
from tests.people import ANN, BOB


@pytest.fixture
async def at_home(ann):
    await ann.open('/')
    return ann


@pytest.fixture
async def searching(at_home):
    press(at_home, 'Search or jump to')
    await sees(at_home, 'Go to')
    return at_home


def palette(user):
    return shown(user, Palette)[0]


def look_for(user, text):
    with user:
        palette(user).line.set_value(text)


def hits(user):
    return [hit.title for hit in palette(user).hits]


def tell(person, text='Look here', link=''):
    transact(bell.ring, person.person_id, text, link)


async def test_the_search_offers_pages_before_anything_is_typed(searching):
    await sees(searching, 'Home', 'Estimate', 'Decks', 'Profile')


async def test_pages_tables_and_people_are_found_by_name(searching, table):
    look_for(searching, 'of estimates')
    await until(lambda: hits(searching) == ['History of estimates'])
    look_for(searching, 'sprint 12')
    await until(lambda: hits(searching) == ['Sprint 12'])
    look_for(searching, 'bob')
    await until(lambda: hits(searching) == ['Bob'])


async def test_signs_in_front_limit_the_search(searching):
    look_for(searching, '>')
    await until(lambda: {'Start a table', 'Invite somebody'} <= set(hits(searching)) and 'Home' not in hits(searching))
    look_for(searching, '@ann')
    await until(lambda: hits(searching) == ['Ann'])


async def test_what_is_not_there_is_told(searching):
    look_for(searching, 'zebra')
    await sees(searching, 'Nothing is called “zebra”.')


async def test_arrows_and_enter_choose(searching):
    look_for(searching, 'decks')
    await until(lambda: hits(searching) == ['Decks'])
    touch(searching, palette(searching).line, 'keydown.up.down.enter.prevent', {'key': 'ArrowDown'})
    touch(searching, palette(searching).line, 'keydown.up.down.enter.prevent', {'key': 'Enter'})
    await arrives(searching, '/poker/decks')


async def test_a_click_chooses(searching):
    look_for(searching, 'decks')
    await until(lambda: hits(searching) == ['Decks'])
    touch(searching, palette(searching).lines[0], 'click')
    await arrives(searching, '/poker/decks')


async def test_what_one_may_not_do_is_not_found(bob):
    await bob.open('/')
    press(bob, 'Search or jump to')
    await sees(bob, 'Go to')
    look_for(bob, 'audit')
    await sees(bob, 'Nothing is called “audit”.')
    look_for(bob, '@ann')
    await sees(bob, 'Nothing is called “@ann”.')


async def test_the_keyboard_opens_the_search(at_home):
    type_key(at_home, 'k', ctrlKey=True)
    await sees(at_home, 'choose', 'commands only')


@pytest.mark.parametrize(('letter', 'address'), [('e', '/poker'), ('a', '/admin/people'), ('h', '/')])
async def test_two_keys_lead_to_an_area(ann, letter, address):
    await ann.open('/me')
    type_key(ann, 'g')
    type_key(ann, letter)
    await arrives(ann, address)


async def test_all_keys_of_a_screen_are_listed(ann, table):
    await ann.open(f'/poker/{table}')
    type_key(ann, '?')
    await sees(ann, 'Shortcuts', 'Reveal cards', 'Vote again', 'Stop the timer, or let it go on', 'Go to Home',
               'Search, jump, do')
    press(ann, 'Close')


async def test_single_keys_are_silent_when_they_are_switched_off(ann):
    transact(accounts.choose, ANN, has_shortcuts=False)
    await ann.open('/poker')
    type_key(ann, 'n')
    type_key(ann, 'k', ctrlKey=True)
    await sees(ann, 'commands only')
    await misses(ann, 'Open the table')
    assert any('rt-letterless' in element.classes for element in shown(ann))  # where the browser hears keys by itself


async def test_keys_with_alt_belong_to_the_system(at_home):
    type_key(at_home, '?', altKey=True)
    await misses(at_home, 'All shortcuts of this screen')


async def test_the_bell_counts_what_is_new_and_forgets_once_it_was_read(at_home):
    tell(ANN, 'Somebody changed your roles.', '/me')
    await sees(at_home, 'Notifications, 1 new')
    press(at_home, 'Notifications, 1 new')
    await sees(at_home, 'Somebody changed your roles.')
    await until(lambda: read(bell.count_unread, ANN.person_id) == 0)
    await misses(at_home, 'Notifications, 1 new')
    press(at_home, 'Somebody changed your roles.')
    await arrives(at_home, '/me')


async def test_an_empty_bell_says_what_it_is_for(at_home):
    press(at_home, 'Notifications')
    await sees(at_home, 'Nothing to tell')


async def test_a_notice_of_somebody_else_is_not_told(at_home):
    tell(BOB)
    press(at_home, 'Notifications')
    await sees(at_home, 'Nothing to tell')


async def test_messages_that_have_passed_stand_in_the_bell(ann, table):
    await ann.open(f'/poker/{table}')
    press(ann, 'Invite')
    await sees(ann, 'Copy the link')
    press(ann, 'Copy the link')
    await sees(ann, 'Link copied')
    press(ann, 'Notifications')
    await sees(ann, 'On this page')
    assert text_of(ann).count('Link copied') == 2


async def test_the_theme_is_chosen_from_the_account_menu(at_home):
    open_menu(at_home, 'Account menu')
    press(at_home, 'Light')
    await until(lambda: read(accounts.view_profile, ANN).theme == 'light')
    await until(lambda: shown(at_home, Theme)[0].value is False)


async def test_a_page_says_where_one_is(ann, table):
    await ann.open('/poker/decks')
    current = [element.text for element in shown(ann) if element.props.get('aria-current') == 'page'
               and getattr(element, 'text', '')]
    assert current == ['Decks'] and control(ann, 'Skip to content')
    await sees(ann, 'Areas', 'Pages', 'Connection: live')


async def test_tabs_count_what_there_is(ann, workspace):
    await ann.open('/admin/people')
    tab = next(element for element in shown(ann) if element.props.get('href') == '/admin/people'
               and getattr(element, 'text', '') == 'People')
    await until(lambda: '2' in [getattr(one, 'text', '') for one in tab.descendants()])


async def test_a_guest_sees_no_area_but_the_tables(user, table):
    be_guest(user, 'Gus')
    await user.open('/poker')
    await sees(user, 'Sprint 12')
    assert not [name for name in ('Areas', 'Search or jump to', 'Notifications', 'Account menu') if named(user, name)]
    open_menu(user, 'Your settings')
    await sees(user, 'Sign in', 'Forget me on this device')


@pytest.mark.parametrize(('address', 'status', 'text'), [
    ('/poker/404', 404, 'There is no such table'), ('/j/NONE-000', 404, 'no table with the code'),
    ('/nowhere', 404, 'no page at this address'), ('/me/nowhere', 404, 'no page at this address')])
async def test_a_page_that_is_not_there_says_so_and_leads_back(ann, address, status, text):
    answer = await ann.http_client.get(address)
    assert answer.status_code == status and text in answer.text
    assert 'Go to the start' in answer.text and 'See the tables' in answer.text


async def test_too_many_wrong_codes_are_braked(ann):
    for _ in range(20):
        await ann.http_client.get('/j/NONE-000')
    answer = await ann.http_client.get('/j/NONE-000')
    assert answer.status_code == 429 and 'Too many wrong codes.' in answer.text


async def test_what_is_refused_is_told_on_the_page_and_stays_until_it_is_closed(ann, monkeypatch):
    def away(*_):
        raise Upstream('Jira does not answer.')
    await ann.open('/poker')
    monkeypatch.setattr('pages.poker.lobby.tables.find_table', away)
    submit(ann, 'Join by code')
    await sees(ann, 'Jira does not answer.')
    press(ann, 'Close')
    await misses(ann, 'Jira does not answer.')


async def test_a_bug_is_told_in_neutral_words_with_a_reference(user, ann, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError('secret detail')
    await ann.open('/poker')
    monkeypatch.setattr('pages.poker.lobby.tables.find_table', broken)
    submit(ann, 'Join by code')
    await sees(ann, 'Something broke on our side. It has been logged')
    assert 'secret detail' not in text_of(ann) and 'secret detail' in caplog.text
    caplog.clear()


async def test_a_page_that_cannot_be_built_says_so_with_a_reference(ann, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError('secret detail')
    monkeypatch.setattr('app.services.poker.lobby.list_tables', broken)
    answer = await ann.http_client.get('/poker')
    assert answer.status_code == 500 and 'It has been logged under' in answer.text
    assert 'secret detail' not in answer.text
    caplog.clear()


async def test_pages_without_a_frame_have_a_mark_and_a_theme(user, workspace):
    await user.open('/sign-in')
    await sees(user, 'Roundtable')
    assert shown(user, Theme)


async def test_while_the_data_cannot_be_reached_the_page_says_how_old_it_is(at_home, monkeypatch, caplog):
    reach = realtime.ask

    async def fail(*_):
        raise ConnectionError
    monkeypatch.setattr(realtime, 'RETRY', 0.01)
    monkeypatch.setattr(realtime, 'ask', fail)
    tell(ANN)
    await sees(at_home, 'The data cannot be reached just now')
    monkeypatch.setattr(realtime, 'ask', reach)
    await misses(at_home, 'The data cannot be reached just now')
    await sees(at_home, 'Notifications, 1 new')
    caplog.clear()  # of the reason, which is noted as an error
