"""What every page of a season is built on: the frame with its tabs, the header with its steps, and the season itself,
kept up to date for as long as the page is open.
"""

from collections.abc import Callable

from nicegui import ui

from app.domain.seasons.season import LOCKED, SeasonView
from app.events import cells_topic, orders_topic, season_topic
from app.realtime import follow
from app.services.seasons.conditions import watch_missing
from app.services.seasons.ground import view_season, watch_season
from components.controls import Text, block, sign
from components.frame import Frame
from components.moments import short_moment, within
from components.seasons.header import SeasonHeader
from pages.kit import Visitor, look
from pages.seasons.tabs import season_frame

Show = Callable[[SeasonView], None]


class SeasonPage:
    """Fill `body` (all the height below the header, nothing scrolls by itself) and `head.actions`; `view` is how the
    season is now, `on_change` is told whenever it is another.
    """

    def __init__(self, who: Visitor, shell: Frame, view: SeasonView) -> None:
        self.who, self.shell, self.view = who, shell, view
        self.listeners: list[Show] = []
        with shell.content, block('rt-season'):
            with block('rt-banner').props('role=note') as demo:
                sign('science')
                Text('Demo data: made up by Roundtable.', 'rt-grow')
            demo.set_visibility(view.is_demo)
            self.head = SeasonHeader(view)
            with block('rt-banner rt-season-locked').props('role=note') as self.locked:
                sign('lock')
                self.locked_text = Text('', 'rt-grow')
            self._show_lock()
            self.body = block('rt-season-body')

    @property
    def actions(self) -> ui.element:
        return self.head.actions

    def on_change(self, show: Show) -> None:
        """Also told of the season as it is now."""
        self.listeners.append(show)
        show(self.view)

    def show(self, view: SeasonView) -> None:
        before, self.view = self.view, view
        self.head.show(view)
        self._show_lock()
        if view != before:
            for show in self.listeners:
                show(view)

    def _show_lock(self) -> None:
        """Why nothing can be changed here, and who may lift it."""
        self.locked.set_visibility(self.view.is_locked)
        step = next((one for one in self.view.steps if one.state == LOCKED), None)
        if self.view.is_locked:
            by = f' {within(short_moment(step.at))} by {step.by_name}' if step else ''
            self.locked_text.say(f'This season was locked{by}. It can be read only; an admin can re-open it.')


async def season_page(who: Visitor, tab: str, code: str) -> SeasonPage:
    """Raises Forbidden for those without any role in the seasons, NotFound where there is no such season."""
    view: SeasonView = await look(who, view_season, code)
    page = SeasonPage(who, await season_frame(who, tab, code, view.name), view)
    with page.body:
        await follow(season_topic(view.id), watch_season, view.id, show=page.show)
        follow((season_topic(view.id), cells_topic(view.id), orders_topic(view.id)), watch_missing, view.id,
               show=page.head.say_missing)  # nobody waits for it
    return page
