"""/poker — the lobby."""

from functools import partial

from nicegui import ui

from app.domain.poker.table import Switches
from app.events import HISTORY, TABLES
from app.realtime import follow
from app.services.people import guests, sessions
from app.services.poker import decks, history, lobby, tables
from app.services.poker.tables import TableDraft
from app.work import ask, perform
from components.controls import block, classed
from components.feedback import refusals_shown
from components.frame import Frame
from components.palette import Hit
from components.poker.lobby import LobbyView
from components.poker.new_table import NewTable, NewTablePanel
from pages.kit import Visitor, do, look, page, visitor
from pages.palette import offer, source
from pages.poker.offers import stories_from_areas
from pages.poker.tabs import TABLES_TAB, estimate_frame

offer(Hit('Go to', 'Estimate', '/poker', 'playing_cards', 'tables'))
offer(Hit('Do', 'Start a table', '/poker?new=1', 'playing_cards', 'Estimate'))


@source
async def find_tables(who: Visitor, text: str) -> list[Hit]:
    found = await look(who, lobby.find_tables, text)
    return [Hit('Tables', table.name, f'/poker/{table.id}', 'playing_cards', table.code) for table in found]


@page('/poker', 'Tables')
async def lobby_page(new: bool = False) -> None:
    who = await visitor()
    await look(who, lobby.demand_welcome)
    shell = await estimate_frame(who, TABLES_TAB)
    with shell.content, block('rt-with-panel') as place, block('rt-body'):
        panel = PanelPlace(who, place)
        view = LobbyView(who.me.actor, panel.open, partial(_join, who))
        await follow(TABLES, lobby.list_tables, show=view.show)
        if not who.me.actor.is_guest:
            await follow(HISTORY, sessions.looking, who.credential, history.view_figures, show=view.show_figures)
    _keys(shell, panel)
    if new:
        await panel.open()


class PanelPlace:
    """Where the panel for a new table appears, and goes again."""

    def __init__(self, who: Visitor, place: ui.element) -> None:
        self.who, self.place = who, place
        self.panel: NewTablePanel | None = None

    async def open(self) -> None:
        if self.panel is None:
            choices = await look(self.who, decks.choices)
            most = await ask(tables.most_seats)
            views = await stories_from_areas(self.who)
            guest = self.who.me.name if self.who.me.actor.is_guest else None
            with self.place:
                self.panel = NewTablePanel(choices, most, partial(_open, self.who), self.close, guest, views)
        classed(self.place, open=True)
        self.panel.begin()

    def close(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel = None
        classed(self.place, open=False)


async def _open(who: Visitor, wanted: NewTable) -> None:
    if who.me.actor.is_guest:
        await perform(guests.introduce, who.caller.visitor, wanted.guest, '', 'guest')
    switches = Switches(auto_reveal=wanted.auto_reveal, timer=wanted.timer, guests=wanted.guests)
    draft = TableDraft(wanted.name, wanted.deck, switches, wanted.seats, wanted.stories, who.me.avatar)
    ui.navigate.to(f'/poker/{await do(who, tables.open_table, draft)}')


async def _join(who: Visitor, code: str) -> None:
    with refusals_shown():
        ui.navigate.to(f'/poker/{await ask(tables.find_table, code, who.caller.sender)}')


def _keys(shell: Frame, panel: PanelPlace) -> None:
    shell.shortcuts.add('N', 'New table', panel.open, 'Estimate')
