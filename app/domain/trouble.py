"""How sources outside fail, whatever kind they are: one state to decide by, one text to read."""

from app.errors import Upstream

# States of a source that cannot be read, and of one thing it does not take.
AUTH, THROTTLED, UNAVAILABLE, CONFIG = 'auth', 'throttled', 'unavailable', 'config'
CONFLICT, REFUSED = 'conflict', 'refused'


class SourceTrouble(Upstream):
    """A source does not answer as it should; `state` says what that makes of it, the text is for people."""

    def __init__(self, text: str, state: str = UNAVAILABLE, seconds: float = 0) -> None:
        super().__init__(text, f'upstream.{"auth" if state == AUTH else "unavailable"}')
        self.state = state
        self.seconds = seconds  # how long it asked to be left alone; 0: it did not say
        self.is_permanent = state in (AUTH, CONFIG, REFUSED)
