"""From a board to a poker table: issues of a sprint or of the backlog become its stories."""

from collections.abc import Sequence
from functools import partial

from nicegui import ui

from app.domain.poker.stories import StoryDraft
from app.services.poker import lobby, stories, tables
from app.services.poker.tables import TableDraft
from app.services.sprints import estimates
from components.feedback import toast
from components.portfolio.estimating import EstimateDialog
from pages.kit import Visitor, do, look


async def open_estimating(who: Visitor, board_id: int, sprint: int, numbers: Sequence[int] = ()) -> None:
    """Ask at which table what is open, or what was chosen, shall lie; the person is brought there."""
    drafts = await (look(who, estimates.list_chosen, board_id, numbers) if numbers
                    else look(who, estimates.list_open, board_id, sprint))
    if not drafts:
        toast('Nothing is open here.')
        return
    choices = await look(who, lobby.list_fillable)
    EstimateDialog([draft.title for draft in drafts], choices, partial(_send, who, drafts)).open()


async def _send(who: Visitor, drafts: Sequence[StoryDraft], table_id: str, name: str) -> None:
    if table_id:
        await do(who, stories.add_stories, table_id, drafts, source='from a sprint')
    else:
        table_id = await do(who, tables.open_table, TableDraft(name, stories=tuple(drafts), avatar=who.me.avatar))
    ui.navigate.to(f'/poker/{table_id}')
