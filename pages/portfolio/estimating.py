"""From a plan to a poker table: chosen items become its stories."""

from collections.abc import Sequence
from functools import partial

from nicegui import ui

from app.domain.poker.stories import LONGEST_LINK, LONGEST_TITLE, StoryDraft
from app.services.poker import lobby, stories, tables
from app.services.poker.tables import TableDraft
from app.services.portfolio import estimates
from app.services.portfolio.estimates import Open
from components.portfolio.estimating import EstimateDialog
from pages.kit import Visitor, do, look


async def open_estimating(who: Visitor, item_ids: Sequence[int]) -> None:
    """Ask at which table; the person is brought there."""
    found = await look(who, estimates.list_open, item_ids)
    if found:
        drafts = tuple(map(_draft, found))
        choices = await look(who, lobby.list_fillable)
        EstimateDialog([draft.title for draft in drafts], choices, partial(_send, who, drafts)).open()


async def _send(who: Visitor, drafts: Sequence[StoryDraft], table_id: str, name: str) -> None:
    if table_id:
        await do(who, stories.add_stories, table_id, drafts, source='from the portfolio')
    else:
        table_id = await do(who, tables.open_table, TableDraft(name, stories=tuple(drafts), avatar=who.me.avatar))
    ui.navigate.to(f'/poker/{table_id}')


def _draft(item: Open) -> StoryDraft:
    return StoryDraft(item.title[:LONGEST_TITLE], item.number, item.url if len(item.url) <= LONGEST_LINK else '',
                      estimate=item.estimate, origin=item.origin)
