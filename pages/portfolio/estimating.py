"""From a plan to a poker table: chosen items become its stories."""

from collections.abc import Sequence
from functools import partial

from nicegui import ui

from app.domain.access import may
from app.domain.poker.stories import LONGEST_LINK, LONGEST_TITLE, Preview, StoryDraft
from app.services.poker import lobby, stories, tables
from app.services.poker.tables import TableDraft
from app.services.portfolio import estimates, views
from app.services.portfolio.estimates import Open
from components.poker.wishes import ViewStories
from components.portfolio.estimating import EstimateDialog
from pages.kit import Visitor, do, look


async def open_estimating(who: Visitor, item_ids: Sequence[int]) -> None:
    """Ask at which table; the person is brought there."""
    found = await look(who, estimates.list_open, item_ids)
    if found:
        drafts = tuple(map(_draft, found))
        choices = await look(who, lobby.list_fillable)
        EstimateDialog([draft.title for draft in drafts], choices, partial(_send, who, drafts)).open()


async def stories_of_views(who: Visitor) -> ViewStories | None:
    """For whoever brings stories to a table, if they may see the portfolio and it has views."""
    if not may(who.me.actor, 'portfolio.look'):
        return None
    found = await look(who, views.list_views)
    return ViewStories({str(view.id): view.name for view in found}, partial(_read_view, who)) if found else None


async def _read_view(who: Visitor, view_id: str) -> Preview:
    return Preview(tuple(map(_draft, await look(who, estimates.list_of_view, int(view_id)))))


async def _send(who: Visitor, drafts: Sequence[StoryDraft], table_id: str, name: str) -> None:
    if table_id:
        await do(who, stories.add_stories, table_id, drafts, source='from the portfolio')
    else:
        table_id = await do(who, tables.open_table, TableDraft(name, stories=tuple(drafts), avatar=who.me.avatar))
    ui.navigate.to(f'/poker/{table_id}')


def _draft(item: Open) -> StoryDraft:
    return StoryDraft(item.title[:LONGEST_TITLE], item.number, item.url if len(item.url) <= LONGEST_LINK else '',
                      estimate=item.estimate, origin=item.origin)
