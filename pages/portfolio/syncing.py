"""Reading a source at once, from wherever its age is shown."""

from app.services.portfolio import sources
from components.feedback import refusals_shown, toast
from pages.kit import Visitor, do, look


async def sync_source(who: Visitor, name: str) -> None:
    """A run; whoever asks while one is on its way joins it."""
    with refusals_shown():
        found = next((one for one in await look(who, sources.view_sources) if one.name == name), None)
        if found:
            await do(who, sources.sync_now, found.id)
            toast(f'{name} is being read')
