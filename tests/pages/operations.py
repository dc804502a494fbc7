"""Runs for pages: somebody asks for them, and they say and do what the test wants."""


from app import clock
from app.domain.ops.log import Scribe
from app.domain.ops.states import Ending, State
from app.services.ops import logs, queue
from app.work import transact
from tests.ops import ask_for, claim
from tests.people import OLIVER


class Running:
    """A run under way, worked on by the test."""

    def __init__(self, command='say', actor=OLIVER, **wanted):
        self.id = ask_for(command, actor, **wanted)
        self.begin()

    def begin(self):
        self.claim = transact(queue.begin, claim('test', ('gpu',)))
        self.scribe = Scribe(['secret value 1'])

    def writes(self, text, stream='out'):
        self.scribe.feed(stream, text.encode(), clock.now())
        self._append()

    def says(self, text, level=''):
        self.scribe.say(text, clock.now(), level)
        self._append()

    def ends(self, state='succeeded', reason='', **more):
        self.scribe.finish(clock.now())
        self._append()
        transact(queue.see_exit, self.claim)
        return transact(queue.finish, self.claim, Ending(State(state), reason, **more))

    def _append(self):
        transact(logs.append, self.claim, self.scribe.take(), self.scribe.standing)


