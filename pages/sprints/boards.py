"""/sprints — the boards."""

from app.domain.access import demand
from components.controls import block
from pages.kit import member, page
from pages.sprints.tabs import BOARDS_TAB, sprints_frame


@page('/sprints', 'Sprints')
async def boards_page() -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    shell = await sprints_frame(who, BOARDS_TAB)
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        pass
