"""The bell: what one person should know beside what a screen shows anyway."""

import pytest

from app.domain.access import Credential
from app.events import BellRang, person_topic
from app.services.people import bell, sessions
from app.services.people.bell import SHOWN
from app.work import read, transact
from tests.people import BOB, CLEO

pytestmark = pytest.mark.usefixtures('workspace')


def texts(person=BOB):
    return [notice.text for notice in read(bell.list_notices, person)]


def test_the_bell_rings_for_one_person_only(workspace):
    transact(bell.ring, BOB.person_id, 'Tea is ready', '/kitchen')
    [notice] = read(bell.list_notices, BOB)
    assert (notice.text, notice.link, notice.is_read) == ('Tea is ready', '/kitchen', False)
    assert texts(CLEO) == []
    assert workspace == [BellRang(person_topic('person:2'))]


def test_the_newest_comes_first_and_only_so_many_are_shown():
    for number in range(SHOWN + 2):
        transact(bell.ring, BOB.person_id, str(number))
    assert texts()[:2] == [str(SHOWN + 1), str(SHOWN)] and len(texts()) == SHOWN


def test_what_has_been_read_is_not_counted_any_more(workspace):
    transact(sessions.begin, BOB.person_id, 'session', '', '')
    transact(bell.ring, BOB.person_id, 'Tea is ready')
    transact(bell.ring, CLEO.person_id, 'Coffee is ready')
    assert read(sessions.view_me, Credential('session', 'session')).unread == 1
    workspace.clear()
    transact(bell.read_all, BOB)
    assert read(bell.count_unread, BOB.person_id) == 0 and read(bell.count_unread, CLEO.person_id) == 1
    assert read(bell.list_notices, BOB)[0].is_read
    assert workspace == [BellRang(person_topic('person:2'))]
