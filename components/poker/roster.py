"""People at the table as a list, with what the Scrum Master can do about each."""

from functools import lru_cache, partial

from nicegui import ui

from app import clock
from app.domain.poker.decks import COFFEE
from app.domain.poker.looks import SeatLook, TableView
from app.domain.poker.table import Seat, Table
from components.avatars import Avatar
from components.controls import Button, DeedMenu, Text, become, block, face_word, menu_item, put
from components.dialogs import Dialog, confirm
from components.listing import Keyed
from components.poker.wishes import RoomWishes

STATES = {status: (f'rt-{status.replace(" ", "-")}',)
          for status in ('card down', 'thinking', 'reconnecting', 'watching')}


class Roster(ui.element):
    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('div')
        self.classes('rt-sec rt-later')
        with self:
            with block('rt-roster-head'):
                Text('At the table', 'rt-sec-title rt-grow', 'h3')
                self.count = Text('', 'rt-3 rt-sm')
            self.people = Keyed[int, PersonLine](block(tag='ul').props('role=list aria-label=People'),
                                                 partial(PersonLine, wishes))
            self.removed = Keyed[int, RemovedLine](block(tag='ul').props('role=list aria-label="Removed people"'),
                                                   partial(RemovedLine, wishes))

    def show(self, view: TableView, looks: tuple[SeatLook, ...]) -> None:
        table = view.table
        is_host = not table.is_closed and any(look.is_me and look.is_host for look in looks)
        for look, line in zip(looks, self.people.arrange([look.id for look in looks]), strict=True):
            line.show(look, is_host and not look.is_me, table.is_paused)
        self._show_removed(table, is_host)
        voters = sum(seat.is_voter for seat in table.here)
        self.count.say(f'{voters} of {table.rules.max_voters} seats')

    def _show_removed(self, table: Table, is_host: bool) -> None:
        """Whom the Scrum Master may let in again."""
        removed = [seat for seat in table.seats if is_host and seat.kicked_until and seat.kicked_until > clock.now()]
        for seat, line in zip(removed, self.removed.arrange([seat.id for seat in removed]), strict=True):
            line.show(seat)


class RemovedLine(ui.element):
    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('li')
        self.classes('rt-person').props('role=listitem')
        self.public_id = ''
        with self:
            self.name = Text('', 'rt-3 rt-grow rt-clip')
            self.button = Button('Let in again', lambda: wishes.readmit(self.public_id), size='s')

    def show(self, seat: Seat) -> None:
        self.public_id = seat.public_id
        self.name.say(f'{seat.name} was removed')
        put(self.button, aria_label=f'Let {seat.name} in again')


class PersonLine(ui.element):
    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('li')
        self.classes('rt-person').props('role=listitem')
        self.wishes = wishes
        self.look: SeatLook | None = None
        self.can_manage = self.is_paused = False
        self.who: tuple[str, ...] = ()
        with self:
            self.avatar = Avatar()
            self.name = Text('', 'rt-b rt-clip', 'bdi')
            self.note = Text('', 'rt-3 rt-sm')
            block('rt-grow')
            self.state = Text('', 'rt-person-state')
            self.menu = DeedMenu('more_horiz', 'What to do', self._list_deeds)
        self.menu.set_visibility(False)

    def show(self, look: SeatLook, can_manage: bool, is_paused: bool) -> None:
        if self.look is look and (self.can_manage, self.is_paused) == (can_manage, is_paused):
            return
        self.look, self.can_manage, self.is_paused = look, can_manage, is_paused
        who = (look.name, look.identity, look.avatar, _note(look))
        if who != self.who:
            self.who = who
            self.avatar.show(look.name, look.identity, look.avatar)
            self.name.say(look.name)
            self.menu.name(f'What to do about {look.name}')
            self.note.say(who[-1])
        status = '' if is_paused and look.is_awaited else look.status
        self.state.say(face_word(look.face) if look.is_turned and look.has_card else status)
        become(self.state, _state(look, status))
        if self.menu.visible != can_manage:
            self.menu.set_visibility(can_manage)

    def _list_deeds(self) -> None:
        look = self.look
        if look is None:
            return
        if look.is_awaited:
            menu_item(f'Nudge {look.name}', 'notifications_active', partial(self.wishes.nudge, look.public_id))
        if look.is_voter and not look.is_away:
            menu_item('Hand over', 'star', partial(self.wishes.hand_over, look.public_id))
        menu_item(f'Remove {look.name}', 'person_remove', partial(self._remove, look.name, look.public_id))

    async def _remove(self, name: str, public_id: str) -> None:
        if await confirm(f'Remove {name} from the table?', f'{name} cannot come back for five minutes, unless you let '
                         'them in again.', f'Remove {name}', is_dangerous=True):
            await self.wishes.remove(public_id)


def _state(look: SeatLook, status: str) -> tuple[str, ...]:
    """The classes of what somebody does; coffee is written in the script of our signs."""
    if look.is_turned and look.face == COFFEE:
        return 'rt-person-state', 'rt-symbol'
    return 'rt-person-state', *STATES.get(status, ())


@lru_cache(maxsize=4096)
def _note(look: SeatLook) -> str:
    return ', '.join(filter(None, (look.note if look.note in ('you', 'guest') else '',
                                   'scrum master' if look.is_host else '', 'hand raised' if look.has_hand_up else '')))


class LeaveDialog(Dialog):
    """The Scrum Master goes: to somebody chosen, or to whoever has been here longest."""

    def __init__(self, table: Table, wishes: RoomWishes) -> None:
        heir = table.heir()
        super().__init__('Leave the table?', f'{heir.name if heir else "Nobody"} becomes Scrum Master, being here '
                         'longest, unless you hand over to somebody else first.')
        with self.foot:
            Button('Back', self.close, size='l').props('autofocus')
            Button('Hand over first', self._hand_over, size='l')
            Button('Leave the table', wishes.leave, size='l', look='primary')
        self.table, self.wishes = table, wishes

    def _hand_over(self) -> None:
        self.close()
        with ui.context.client.content:
            HandOverDialog(self.table, self.wishes).open()


class HandOverDialog(Dialog):
    """To whom? Only voters who are connected can take over."""

    def __init__(self, table: Table, wishes: RoomWishes) -> None:
        super().__init__('Hand over', 'Whoever you choose becomes Scrum Master at once.')
        self.wishes = wishes
        heirs = [seat for seat in table.here if seat.is_connected and seat.is_voter and seat.id != table.host]
        with self.body:
            if not heirs:
                Text('Nobody else who votes is connected right now.', tag='p')
            for seat in heirs:
                Button(seat.name, partial(self._choose, seat.public_id), is_wide=True, icon='star')
        with self.foot:
            Button('Back', self.close, size='l')

    async def _choose(self, public_id: str) -> None:
        await self.wishes.hand_over(public_id)
        self.close()
