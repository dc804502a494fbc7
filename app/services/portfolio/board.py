"""Items on a board, in the live plan or a scenario; a card that goes to another state is a step of the scenario."""

from app.domain.access import Actor, demand, may
from app.domain.portfolio.planning.operations import ChangeState
from app.domain.portfolio.views.board import BoardAsk, BoardView, board_of
from app.services.portfolio.editing import Edited, edit
from app.services.portfolio.looking import seen_by
from app.services.portfolio.planned import demand_scenario
from app.work import Work


def view_board(work: Work, actor: Actor, ask: BoardAsk, scenario_id: int | None) -> BoardView:
    """Raises NotFound for the scenario of somebody else."""
    seen = seen_by(work, actor, scenario_id)
    found = demand_scenario(work, actor, scenario_id) if scenario_id is not None else None
    board = board_of(seen.portfolio, ask, seen.live)
    is_writer = may(actor, 'portfolio.plan') and (found is None or (found.may_edit and not found.is_archived))
    return BoardView(board, found.name if found else '', is_writer, found.version if found else None)


def give_state(work: Work, actor: Actor, scenario_id: int | None, item_id: int, state: str,
               version: int | None = None) -> Edited:
    """In the scenario; on the live plan it opens one."""
    demand(actor, 'portfolio.plan')
    return edit(work, actor, scenario_id, [ChangeState((item_id,), state)], version)
