"""Where stories of a table can come from in other areas: saved views of the portfolio, sprints, backlogs."""

from functools import partial

from app.domain.access import may
from app.domain.poker.stories import Preview
from app.services.sprints import estimates
from components.poker.wishes import ViewStories
from pages.kit import Visitor, look
from pages.portfolio.estimating import stories_of_views

BOARD = 'board:'


async def stories_from_areas(who: Visitor) -> ViewStories | None:
    """None where this person may see neither, or there is nothing."""
    views = await stories_of_views(who)
    names = dict(views.names) if views else {}
    if may(who.me.actor, 'sprints.look'):
        names |= {f'{BOARD}{one.board}/{one.sprint}': one.name for one in await look(who, estimates.list_choices)}
    return ViewStories(names, partial(_read, who, views)) if names else None


async def _read(who: Visitor, views: ViewStories | None, chosen: str) -> Preview:
    if chosen.startswith(BOARD):
        board, _, sprint = chosen.removeprefix(BOARD).partition('/')
        return Preview(await look(who, estimates.list_open, int(board), int(sprint)))
    return await views.read(chosen) if views else Preview(())
