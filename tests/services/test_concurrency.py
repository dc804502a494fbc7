"""At the same moment: the database decides on one order, and nothing happens by halves."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from app.domain.access import Grant
from app.domain.poker.table import Switches
from app.errors import AppError
from app.services import audit
from app.services.ops import commands, fpl_copies, schedules, teams
from app.services.people import accounts, bell, guests, sessions
from app.services.people.accounts import Founding
from app.services.people.requests import answer_once
from app.services.poker import lobby, rounds, seats, tables, upkeep
from app.services.poker.tables import TableDraft
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GINA, GUS, guest
from tests.poker import cards, news, open_table, seat_of, seated, start, state, table_of

pytestmark = pytest.mark.usefixtures('database')


def at_once(*calls):
    """All begin together, each in a thread of its own; counts what they returned or how they were refused."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait()
        try:
            return call() or 'done'
        except AppError as refusal:
            return refusal.code
    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def sit(person, table_id):
    transact(seats.take_seat, person, table_id)


def test_of_seventeen_people_who_sit_down_at_once_sixteen_get_a_seat():
    table_id = open_table()
    transact(seats.change_kind, ANN, table_id, False)
    answers = at_once(*(partial(sit, guest(number), table_id) for number in range(17)))
    assert Counter(answers) == {'done': 16, 'poker.table_full': 1}
    voters = [seat for seat in table_of(table_id).here if seat.is_voter]
    assert len(voters) == 16 and len({seat.ordinal for seat in voters}) == 16


def test_whoever_joins_in_four_tabs_at_once_has_one_seat():
    table_id = open_table()
    assert at_once(*4 * (partial(sit, BOB, table_id),)) == 4 * ['done']
    assert [seat.name for seat in table_of(table_id).seats] == ['Ann', 'Bob']


def test_people_of_the_same_name_who_sit_down_at_once_get_different_ones():
    table_id = open_table()
    at_once(*(partial(sit, guest(0).__class__(f'guest:{number}', 'Ana'), table_id) for number in range(4)))
    assert {seat.name for seat in table_of(table_id).here} == {'Ann', 'Ana', 'Ana 2', 'Ana 3', 'Ana 4'}


def test_of_two_people_who_open_the_last_table_one_is_refused():
    for _ in range(2):
        open_table()
    answers = at_once(*(partial(transact, tables.open_table, person, TableDraft('Last')) for person in (BOB, CLEO)))
    assert answers.count('poker.too_many_tables') == 1
    assert len(read(lobby.list_tables).tables) == 3


def test_a_card_laid_while_the_cards_turn_counts_or_is_refused():
    table_id = open_table(switches=Switches(countdown=0))
    people = [guest(number) for number in range(15)]
    seated(table_id, *people)
    number = start(table_id)
    transact(rounds.lay_card, ANN, table_id, number, '5')

    def lay(person):
        transact(rounds.lay_card, person, table_id, number, '8')
    answers = at_once(*(partial(lay, person) for person in people),
                      lambda: transact(rounds.reveal_cards, ANN, table_id) and None)
    assert set(answers) <= {'done', 'poker.round_over'} and answers[-1] == 'done'
    laid = {person.name for person, answer in zip(people, answers, strict=False) if answer == 'done'}
    assert state(table_id) == 'results'
    assert {name for name, card in cards(table_id).items() if card == '8'} == laid


def test_sixteen_cards_laid_at_once_all_lie():
    table_id = open_table()
    people = [guest(number) for number in range(15)]
    seated(table_id, *people)
    number = start(table_id)
    answers = at_once(*(lambda person=person: transact(rounds.lay_card, person, table_id, number, '5') and None
                        for person in (ANN, *people)))
    assert answers == 16 * ['done'] and set(cards(table_id).values()) == {'5'}


def test_two_clocks_turn_the_cards_once(time):
    table_id = open_table()
    transact(rounds.lay_card, ANN, table_id, start(table_id), '5')
    transact(rounds.reveal_cards, ANN, table_id)
    time.passes(seconds=3)
    at_once(*4 * (partial(transact, upkeep.settle_due),))
    assert news(table_id).count(('turned', '')) == 1


def test_a_request_that_is_sent_twice_at_once_is_done_once():
    ask = partial(transact, answer_once, ANN, 'key', 'body', tables.open_table, TableDraft('Sprint 12'))
    first, second = at_once(ask, ask)
    assert first == second
    assert len(read(lobby.list_tables).tables) == 1


def test_of_two_people_who_set_the_workspace_up_at_once_one_becomes_admin():
    foundings = (Founding('Acme', name, f'{name}@example.com', 'UTC') for name in ('ann', 'bob'))
    answers = at_once(*(partial(transact, accounts.found, founding, 'x') for founding in foundings))
    assert answers.count('people.founded') == 1
    assert len(read(accounts.list_people, ANN)) == 1


def test_of_the_last_two_admins_who_dismiss_each_other_at_once_one_stays(workspace):
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('admin')])
    admin_bob = BOB.__class__(BOB.identity, 'Bob', (Grant('admin'),))
    answers = at_once(partial(transact, accounts.disable, ANN, BOB.person_id),
                      partial(transact, accounts.disable, admin_bob, ANN.person_id))
    assert Counter(answers) == {'done': 1, 'people.last_admin': 1}


def test_an_address_that_two_admins_invite_at_once_gets_one_account(workspace):
    answers = at_once(*(partial(transact, accounts.invite, ANN, 'eve@example.com', 'member', code)
                        for code in ('one', 'two')))
    assert answers.count('people.exists') == 1


@pytest.mark.parametrize('kind_of_link', ['invite', 'reset'])
def test_a_link_that_is_used_twice_at_once_works_once(workspace, kind_of_link):
    if kind_of_link == 'invite':
        transact(accounts.invite, ANN, 'eve@example.com', 'member', 'link')
        use = [partial(transact, accounts.accept, 'link', name, 'UTC', name) for name in ('Eve', 'Mallory')]
    else:
        transact(accounts.make_link, ANN, BOB.person_id, 'link')
        use = [partial(transact, accounts.reset_password, 'link', password) for password in ('one', 'two')]
    assert at_once(*use).count('not_found') == 1


def test_a_prepared_sign_in_that_is_fetched_twice_at_once_is_one_session(workspace):
    transact(sessions.prepare_sign_in, BOB.person_id, 'visitor')
    answers = at_once(*(partial(transact, sessions.redeem_sign_in, 'visitor', session, '', '')
                        for session in ('one', 'two')))
    assert answers.count('auth.expired') == 1
    assert len(read(sessions.list_devices, BOB, '')) == 1


def test_entries_of_the_audit_trail_that_are_written_at_once_form_one_chain():
    at_once(*(partial(transact, audit.write, ANN, f'test.deed{number}') for number in range(12)))
    verdict = read(audit.verify, ANN)
    assert (verdict.entries, verdict.first_broken) == (12, None)


def test_a_guest_signs_in_while_the_round_goes_on(workspace):
    table_id = open_table()
    people = [transact(guests.introduce, f'visitor {number}', f'Guest {number}', '') for number in range(8)]
    seated(table_id, *people)
    ids = [transact(accounts.add_admin, Founding('', f'Person {number}', f'p{number}@example.com', 'UTC'), 'x')
           for number in range(8)]
    for number, person_id in enumerate(ids):
        transact(sessions.prepare_sign_in, person_id, f'visitor {number}')

    def play():
        for _ in range(8):
            transact(rounds.start_round, ANN, table_id)
            transact(rounds.cancel_round, ANN, table_id)
    sign_ins = [partial(transact, sessions.redeem_sign_in, f'visitor {number}', f'session {number}', '', '')
                for number in range(8)]
    assert set(at_once(play, *sign_ins)) == {'done'}
    assert all(seat.identity.startswith('person:') for seat in table_of(table_id).here)


def test_the_bell_rings_for_everybody_who_is_told_something_at_once(workspace):
    at_once(*(partial(transact, bell.ring, BOB.person_id, str(number)) for number in range(8)))
    assert read(bell.count_unread, BOB.person_id) == 8


def test_whoever_leaves_while_being_removed_is_gone_once(time):
    table_id = open_table()
    seated(table_id, GUS, GINA)
    removed = seat_of(table_id, GUS).public_id
    answers = at_once(lambda: transact(seats.leave, GUS, table_id) and None,
                      lambda: transact(seats.remove, ANN, table_id, removed) and None)
    assert set(answers) <= {'done', 'auth.forbidden', 'not_found'} and 'done' in answers
    assert [seat.name for seat in table_of(table_id).here] == ['Ann', 'Gina']


@pytest.mark.parametrize('deed', [
    partial(commands.switch, actor=ANN, slug='off', is_enabled=True), partial(teams.choose, actor=ANN, team_id=7),
    partial(schedules.pause_all, actor=ANN),
    partial(fpl_copies.keep_all, fetched=[fpl_copies.Fetched(path, b'{}') for path in ('bootstrap-static/', 'b')])],
    ids=['switch', 'team', 'pause', 'copies'])
def test_what_has_no_row_yet_gets_one_whoever_is_there_at_the_same_moment(deed):
    """In operations."""
    assert at_once(*4 * (partial(transact, deed),)) == 4 * ['done']
