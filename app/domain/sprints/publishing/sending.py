"""What goes out of the house and what may come of it, in words for people: never with an address or a token in it."""

from app.errors import Upstream

AUTH = 'auth'  # who we are is not accepted, or not enough
MISSING = 'missing'  # what was asked for is not there, or not for us
REFUSED = 'refused'  # it was understood, and is not wanted
MOVED = 'moved'  # somebody else was faster
THROTTLED = 'throttled'
UNAVAILABLE = 'unavailable'
FORBIDDEN = 'forbidden'  # we do not go there ourselves

PASSING = (THROTTLED, UNAVAILABLE)  # another try may end better


class SendTrouble(Upstream):
    """`seconds` is how long the other side wants to be left alone, where it said so."""

    def __init__(self, text: str, state: str = UNAVAILABLE, seconds: float = 0) -> None:
        super().__init__(text, f'outbound.{state}', is_permanent=state not in PASSING)
        self.state, self.seconds = state, seconds

    @property
    def may_pass(self) -> bool:
        return self.state in PASSING
