"""How old what is shown is. The style sheet counts the minutes and turns them brass after half an hour."""

from datetime import datetime

from nicegui import ui

from app import clock
from app.domain.sprints.setup.standing import BoardView
from components.controls import Text, classed
from components.moments import short_moment, within

STALE = 30 * 60  # seconds
MINUTES = 60 * 60  # seconds that are said in minutes
READ = {'csv': 'read from a file', 'demo': 'made'}


class Age(ui.element):
    """“read from Jira 2 minutes ago”; nobody has to send anything for it to grow."""

    def __init__(self) -> None:
        super().__init__('span')
        self.classes('rt-age')
        self.shown: object = None
        self.turn = 0
        with self:
            self.words = Text()
            self.minutes = Text('', 'rt-age-minutes rt-ticking').props('aria-hidden=true')
            self.heard = Text('', 'rt-vh')

    def show(self, board: BoardView) -> None:
        if (board.read_at, board.state, board.error) == self.shown:
            return
        self.shown = (board.read_at, board.state, board.error)
        whence = READ.get(board.site_kind, 'read from Jira')
        seconds = _seconds(board.read_at)
        is_short = 0 <= seconds < MINUTES
        moment = within(short_moment(board.read_at)) if board.read_at else ''
        self.words.say(f'{whence} ' if is_short else f'{whence} {moment}' if moment else f'not {whence} yet')
        self.heard.say(_minutes(seconds) if is_short else '')
        self.minutes.set_visibility(is_short)
        classed(self, aged=board.site_kind not in READ and (seconds < 0 or seconds >= STALE))
        if is_short:
            self._run(seconds, may_age=board.site_kind not in READ)

    def _run(self, seconds: float, may_age: bool) -> None:
        """The same animation of another name begins anew."""
        self.turn += 1
        self.style(f'--rt-age-from: -{seconds:.0f}s; --rt-age-stale: {max(0.0, STALE - seconds):.0f}s')
        self.classes(add=f'rt-age-{self.turn % 2}', remove=f'rt-age-{(self.turn + 1) % 2}')
        classed(self, aging=may_age)


def _seconds(moment: datetime | None) -> float:
    return -1 if moment is None else max(0.0, (clock.now() - moment).total_seconds())


def _minutes(seconds: float) -> str:
    whole = int(seconds // 60)
    return f'{whole} minute{"" if whole == 1 else "s"} ago'
