"""Requests with an Idempotency-Key may be sent twice; what they ask for happens once."""

from datetime import timedelta

import pytest

from app.services.people import requests
from app.services.people.requests import KEPT, answer_once
from app.services.poker import lobby, tables
from app.services.poker.tables import TableDraft
from app.work import read, transact
from tests.people import ANN, BOB
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('database')


def ask(key='key', body='body', person=ANN, name='Sprint 12'):
    return transact(answer_once, person, key, body, tables.open_table, TableDraft(name))


def tables_open():
    return len(read(lobby.list_tables).tables)


def test_the_same_request_sent_twice_is_answered_twice_and_done_once():
    assert ask() == ask()
    assert tables_open() == 1


def test_another_key_is_another_request():
    assert ask('one') != ask('two')
    assert tables_open() == 2


def test_the_same_key_of_somebody_else_is_another_request():
    assert ask(person=ANN) != ask(person=BOB)


def test_a_key_cannot_be_used_for_another_request():
    ask()
    with refused('idempotency.mismatch'):
        ask(body='another body')
    assert tables_open() == 1


def test_a_refused_request_may_be_sent_again_under_its_key():
    with refused('poker.name'):
        ask(name='')
    ask()
    assert tables_open() == 1


def test_an_answer_is_kept_for_a_day(time):
    first = ask()
    time.now += KEPT - timedelta(seconds=1)
    assert ask() == first and transact(requests.forget_old) == 0
    time.passes(seconds=2)
    assert transact(requests.forget_old) == 1
    assert ask() != first


def test_an_old_answer_that_was_not_cleaned_up_yet_is_not_given_any_more(time):
    first = ask()
    time.now += KEPT
    assert ask() != first


@pytest.mark.parametrize('answer', [None, 'text', 7, [1, 'two'], {'id': 'x', 'seat': {'no': 1}}])
def test_whatever_json_can_hold_comes_back_as_it_was(answer):
    def service(work, actor):
        return answer
    for _ in range(2):
        assert transact(answer_once, ANN, 'key', 'body', service) == answer


def stranger(sender='203.0.113.7', key='key', body='body'):
    return read(requests.secret_for_stranger, sender, key, body)


def test_who_has_no_account_gets_the_same_secret_for_the_same_request_and_no_other():
    assert stranger() == stranger() and len(stranger()) == 64
    others = {stranger(), stranger(sender='203.0.113.8'), stranger(key='key2'), stranger(body='other'),
              stranger(key='keybo', body='dy'), read(requests.secret_for, ANN, 'key', 'body')}
    assert len(others) == 6
