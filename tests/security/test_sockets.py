"""A page's socket may speak for this page only."""

import pytest
from nicegui import core

from app.security import sockets


class Server:
    """As much of a socket server as is guarded."""

    def __init__(self, rooms):
        self.heard = []
        self.handlers = {'/': dict.fromkeys((*sockets.GUARDED, 'connect'), self._hear)}
        self.rooms = rooms.__getitem__
        self.slowed = []
        sockets.guard(self, self.slowed.append)

    def say(self, name, sid, client_id):
        self.handlers['/'][name](sid, {'client_id': client_id})

    def _hear(self, sid, message):
        self.heard.append((sid, message['client_id']))


@pytest.fixture
def server():
    return Server({'socket of Ann': ['socket of Ann', 'page of Ann'], 'socket of Eve': ['socket of Eve']})


@pytest.mark.parametrize('name', sockets.GUARDED)
def test_what_a_socket_says_about_the_page_of_somebody_else_is_not_heard(server, name):
    server.say(name, 'socket of Ann', 'page of Ann')
    server.say(name, 'socket of Eve', 'page of Ann')
    server.say(name, 'socket of Ann', 'page of Eve')
    server.say(name, 'socket of Ann', None)
    assert server.heard == [('socket of Ann', 'page of Ann')]


def test_a_server_is_guarded_once(server):
    before = dict(server.handlers['/'])
    sockets.guard(server, server.slowed.append)
    assert server.handlers['/'] == before


def test_everything_the_framework_hears_is_guarded_or_is_about_the_socket_itself(server):
    assert set(core.sio.handlers['/']) == {*sockets.GUARDED, 'connect', 'disconnect', 'handshake'}


def test_a_message_without_a_page_is_not_heard(server):
    server.handlers['/']['event']('socket of Ann', {})
    assert server.heard == []
