"""Presence: who is here, on which topic, with which process; what a dead process leaves behind is swept away."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.events import PresenceChanged
from app.services.people import presence
from app.services.people.presence import SILENCE
from app.work import read, transact
from models.people import Process

TOPIC = 'people/lounge'
CHANGED = PresenceChanged(TOPIC)


@pytest.fixture(autouse=True)
def announced(database, time):
    """Two processes are running."""
    transact(presence.begin, 'one', '1.0')
    transact(beside, 'two')
    return database


def beside(work, process):
    """A further process, also where the database is made for one only."""
    work.session.add(Process(name=process, version='1.0', started_at=work.now, seen=work.now))


def here():
    return read(presence.present, TOPIC)


def arrive(person, process='one'):
    transact(presence.arrive, TOPIC, person, process)


def depart(person, process='one'):
    transact(presence.depart, TOPIC, person, process)


def beat(process, *people):
    transact(presence.beat, process, [(TOPIC, person) for person in people])


def processes():
    return set(read(lambda work: work.session.exec(select(Process.name)).all()))


def test_whoever_arrives_is_here_and_it_is_announced_once(announced):
    for _ in range(2):
        arrive('ann')
    assert here() == {'ann'} and announced == [CHANGED]
    assert read(presence.present, 'people/elsewhere') == frozenset()


def test_whoever_departs_is_gone_and_it_is_announced_once(announced):
    arrive('ann')
    announced.clear()
    for _ in range(2):
        depart('ann')
    assert here() == frozenset() and announced == [CHANGED]


def test_whoever_is_here_through_two_processes_is_gone_when_both_say_so():
    arrive('ann', 'one')
    arrive('ann', 'two')
    depart('ann', 'one')
    assert here() == {'ann'}
    depart('ann', 'two')
    assert here() == frozenset()


def test_a_beat_makes_the_rows_agree_with_the_open_pages(announced):
    arrive('ann')
    arrive('bob')
    announced.clear()
    beat('one', 'bob', 'cleo')
    assert here() == {'bob', 'cleo'} and announced == [CHANGED, CHANGED]


def test_a_beat_that_changes_nothing_announces_nothing(announced):
    arrive('ann')
    announced.clear()
    beat('one', 'ann')
    assert announced == []


def test_what_a_silent_process_left_behind_is_swept_away(time, announced):
    arrive('ann', 'one')
    arrive('bob', 'two')
    announced.clear()
    time.now += SILENCE
    beat('one', 'ann')
    assert here() == {'ann', 'bob'}
    time.passes(seconds=1)
    beat('one', 'ann')
    assert here() == {'ann'} and processes() == {'one'} and announced == [CHANGED]


def test_somebody_who_is_also_here_through_a_living_process_stays(time):
    arrive('ann', 'one')
    arrive('ann', 'two')
    time.now += SILENCE + timedelta(seconds=1)
    beat('one', 'ann')
    assert here() == {'ann'}


def test_a_process_that_was_thought_dead_comes_back_and_can_die_again(time):
    time.now += SILENCE + timedelta(seconds=1)
    beat('one')
    beat('two', 'bob')
    assert here() == {'bob'} and processes() == {'one', 'two'}
    time.now += SILENCE + timedelta(seconds=1)
    beat('one')
    assert here() == frozenset() and processes() == {'one'}


def test_a_process_that_starts_alone_knows_that_nobody_is_here(time):
    arrive('ann', 'one')
    time.now += SILENCE + timedelta(seconds=1)
    assert transact(presence.begin, 'three', '1.1')
    assert here() == frozenset() and processes() == {'three'}


@pytest.mark.parametrize('kind', ['postgresql'])
def test_a_process_that_starts_beside_another_leaves_everybody_where_they_are():
    arrive('ann', 'one')
    assert not transact(presence.begin, 'three', '1.1')
    assert here() == {'ann'} and processes() == {'one', 'two', 'three'}


@pytest.mark.parametrize('kind', ['sqlite'])
def test_on_sqlite_a_process_is_always_alone():
    arrive('ann', 'one')
    assert transact(presence.begin, 'one', '1.1')
    assert here() == frozenset() and processes() == {'one'}
