"""What everybody at the table has to know now: paused, closing soon, closed."""

from datetime import datetime

from nicegui import ui

from app.domain.poker.due import WARNINGS
from app.domain.poker.table import TAKE_OVER, Seat, Table, why_closed
from components.controls import Button, Text, block, link, sign
from components.poker.history import export_links
from components.poker.wishes import RoomWishes
from components.ticker import Ticker


class Banners(ui.element):
    def __init__(self, table_id: str, wishes: RoomWishes) -> None:
        super().__init__('div')
        self.classes('rt-room-banner')
        self.state: dict[str, object] = {}
        with self:
            with _banner('pause_circle') as self.paused:
                with block('rt-grow'):
                    self.paused_text = Text()
                    self.promotion = Ticker()
                self.take_over = Button('Take over as Scrum Master', wishes.take_over, size='s', icon='star')
            with _banner('timer') as self.expiring:
                with block('rt-grow'):
                    Text('This table closes in')
                    self.expiry = Ticker()
                Button('Keep the table open', wishes.keep_open, size='s')
            with block('rt-banner rt-locked') as self.closed:
                sign('lock')
                self.closed_text = Text('', 'rt-grow')
                with block('rt-row'):
                    export_links(table_id, 'rt-btn rt-s', ('csv', 'md'))
                link('See the results', f'/poker/history/{table_id}', 'rt-btn rt-s', 'bar_chart')
                link('To the tables', '/poker', 'rt-btn rt-s rt-primary')
        for banner in (self.paused, self.expiring, self.closed):
            banner.set_visibility(False)

    def show(self, table: Table, seat: Seat | None, now: datetime) -> None:
        self._show_paused(table, seat, now)
        self._show_expiring(table, now)
        self.closed.set_visibility(table.is_closed)
        self.closed_text.say(why_closed(table.closed_reason))

    def _show_paused(self, table: Table, seat: Seat | None, now: datetime) -> None:
        self.paused.set_visibility(table.is_paused and not table.is_closed)
        host = table.host_seat
        may_take_over = bool(seat and seat.is_voter and host and host.away_since and now - host.away_since >= TAKE_OVER)
        self.take_over.set_visibility(table.is_paused and may_take_over)
        if not self._is_new('paused', (table.paused_at, table.host, bool(table.heir()))) or not table.paused_at:
            return
        heir = table.heir()
        if host and heir:
            self.paused_text.say(f'Waiting for the Scrum Master. Without {host.name}, {heir.name} takes over in')
            self.promotion.run(max(0.0, (table.paused_at + table.rules.grace - now).total_seconds()))
        else:
            self.paused_text.say('Waiting for a Scrum Master.')
        self.promotion.set_visibility(bool(host and heir))

    def _show_expiring(self, table: Table, now: datetime) -> None:
        left = (table.expires_at - now).total_seconds() if table.expires_at and not table.is_closed else None
        is_soon = left is not None and left <= max(WARNINGS).total_seconds() and table.warned > 0
        self.expiring.set_visibility(is_soon)
        if is_soon and self._is_new('expiring', table.expires_at):
            self.expiry.run(left or 0)

    def _is_new(self, name: str, state: object) -> bool:
        is_new = self.state.get(name) != state
        self.state[name] = state
        return is_new


def _banner(icon: str) -> ui.element:
    banner = block('rt-banner rt-warn')
    with banner:
        sign(icon)
    return banner
