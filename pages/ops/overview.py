"""/ops — what runs, what waits, and what needs somebody."""

from app.domain.access import demand
from components.controls import Text, block
from pages.kit import member, page
from pages.ops.tabs import OVERVIEW_TAB, ops_frame


@page('/ops', 'Operations')
async def overview_page() -> None:
    who = await member()
    demand(who.me.actor, 'ops.look')
    with (await ops_frame(who, OVERVIEW_TAB)).content, block('rt-page'), block('rt-phead'), block('rt-grow'):
        Text('Operations', tag='h1')
