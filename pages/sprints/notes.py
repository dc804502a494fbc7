"""What stands above every page of a board: that it is made up, or that what is shown is old."""

from app.domain.sprints.setup.standing import BoardView
from components.controls import Text, block, sign
from components.sprints.data_status import stale_banner


class StaleNote:
    """Shown while the last read has failed."""

    def __init__(self) -> None:
        self.banner, self.text = stale_banner()
        self.banner.set_visibility(False)

    def show(self, board: BoardView) -> None:
        failed = board.state in ('failed', 'behind')
        self.banner.set_visibility(failed)
        if failed:
            self.text.say(f'{board.error or "The last read failed."} Shown is the last good data.')


def demo_note(board: BoardView) -> None:
    if board.is_demo:
        with block('rt-banner rt-board-note').props('role=note'):
            sign('science')
            Text('Demo data: made up by Roundtable, and never mixed with that of a site.', 'rt-grow')
