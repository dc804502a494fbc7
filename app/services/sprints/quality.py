"""What makes figures of a board doubtful, and where that is mended."""

from app.domain.access import Actor
from app.domain.sprints.flow.views import QualityView
from app.domain.sprints.reports.quality import checks_of
from app.services.sprints import boards, ground
from app.work import Work


def view_quality(work: Work, actor: Actor, board_id: int) -> QualityView:
    ground.seen_board(work, actor, board_id)
    return watch_quality(work, board_id)


def watch_quality(work: Work, board_id: int) -> QualityView:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    return QualityView(boards.view_shared(work, board_id), checks_of(ground.board_of(work, board_id)))
