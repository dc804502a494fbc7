"""What each discipline can give in a sprint, what is planned into it, and how both were worked out."""

from decimal import Decimal

from nicegui import ui

from app.domain.sprints.capacity.views import CapacityView, RoomView, rate_text
from app.domain.sprints.capacity.warnings import CRITICAL, HIGH, UNDER, WARN
from app.domain.sprints.facts.board import ISSUES
from components.controls import Button, Pill, Text, block, classed, put
from components.listing import Keyed
from components.sprints.capacity_head import CapacityWishes
from components.sprints.words import amount, percent

MOST = Decimal('1.5')  # a bar grows no longer; the number is told
PILLS = {CRITICAL: ('Critical', 'error', 'bad'), HIGH: ('Over', 'error', 'bad'), WARN: ('Over', 'warning', 'warn'),
         UNDER: ('Under-used', 'trending_down', '')}


class RoomList(ui.element):
    def __init__(self, wishes: CapacityWishes) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="Capacity by discipline"')
        with self:
            with block('rt-card-head rt-ln'):
                Text('By discipline', 'rt-grow', 'h2')
                self.sum = Text('', 'rt-2')
            self.rows = Keyed[int, RoomRow](block('rt-cap-rooms', 'ul'), lambda: RoomRow(wishes))
            self.lacking = Text('', 'rt-2 rt-cap-lacking', 'p')

    def show(self, view: CapacityView) -> None:
        for one, row in zip(view.rooms, self.rows.arrange([one.room.discipline for one in view.rooms]), strict=True):
            row.show(one)
        self.sum.say(_sum(view))
        self.lacking.say(f'Needs discipline: {view.undisciplined}' if view.undisciplined else '')
        self.lacking.set_visibility(bool(view.undisciplined))


class RoomRow(ui.element):
    def __init__(self, wishes: CapacityWishes) -> None:
        super().__init__('li')
        self.classes('rt-cap-room')
        self.wishes = wishes
        self.view: RoomView | None = None
        with self:
            self.name = Text('', 'rt-b rt-clip')
            with block('rt-cap-bar').props('aria-hidden=true') as self.bar:
                self.used = block(tag='i')
                block(tag='b')
            with block('rt-cap-numbers'):
                self.of = Text('', 'rt-num')
                self.left = Text('', 'rt-num rt-2 rt-sm')
            with block('rt-row rt-cap-pills'):
                self.level, self.carried = Pill(), Pill('carried', 'redo', 'acc')
            self.change = Button('Change', self._say, size='s', look='ghost')
            self.how = Text('', 'rt-2 rt-sm rt-cap-how', 'p')
        self.change.set_visibility(wishes.may_change)

    def show(self, one: RoomView) -> None:
        if one == self.view:
            return
        self.view, room = one, one.room
        self.name.say(room.name)
        put(self.change, aria_label=f'Change the capacity of {room.name}')
        share = min(one.use or Decimal(0), MOST) if room.points is None or room.points > 0 else MOST
        self.used.style(f'width: {share / MOST * 100:.1f}%')
        classed(self.bar, unknown=room.points is None, over=one.level in (HIGH, CRITICAL), warn=one.level == WARN)
        self.of.say(f'{amount(one.planned)} planned, capacity unknown' if room.points is None else
                    f'{amount(one.planned)} of {amount(room.points)} points · {percent(one.use)}')
        self.left.say('unknown' if one.remaining is None else f'{amount(one.remaining)} left')
        self.level.show(*PILLS.get(one.level, ('', '', '')))
        self.level.set_visibility(bool(one.level))
        self.carried.set_visibility(room.is_carried)
        self.how.say(how_text(one))

    def _say(self) -> None:
        if self.view:
            self.wishes.say(self.view.room.discipline)


def how_text(one: RoomView) -> str:
    """68.6 h · 0.2 points an hour, said by hand · reserve 10 % · 3 in progress · 9.4 available."""
    room = one.room
    if not room.is_known:
        return 'Nobody said anything about it: unknown, not nothing.'
    parts = [f'{amount(room.amount)} issues, as large as most are' if room.unit == ISSUES else '',
             f'{amount(room.hours)} h{" said by hand" if room.is_by_hand else ""}' if room.hours is not None else '']
    if room.unit == 'hours':
        parts.append(rate_text(room.rate) or 'points per hour are unknown: fewer than 3 sprints knew their hours')
    if room.points is not None:
        parts += [f'reserve {percent(room.reserve)}', f'{amount(room.in_progress)} in progress' if room.in_progress
                  else '', f'{amount(room.available)} available']
    return ' · '.join(filter(None, parts))


def _sum(view: CapacityView) -> str:
    planned = sum((one.planned for one in view.rooms), Decimal(0))
    known = [one.room.points for one in view.rooms if one.room.points is not None]
    if len(known) < len(view.rooms) or not known:
        return f'{amount(planned)} points planned, capacity unknown' if not known else (
            f'{amount(planned)} points planned, {amount(sum(known, Decimal(0)))} known to fit')
    whole = sum(known, Decimal(0))
    return f'{amount(planned)} of {amount(whole)} points' + (f' · {percent(planned / whole)}' if whole else '')
