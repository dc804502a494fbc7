"""What is planned into a sprint against what each discipline can give, beside the report."""

from collections.abc import Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.sprints.capacity.views import RoomView
from components.controls import Pill, Text, block, link, sign
from components.sprints.words import amount

MOST = 150  # percent a bar shows; the number beside it is true


class CapacityCard(ui.element):
    """Bars reach from nothing to the most that is planned or there; the line is what there is."""

    def __init__(self, address: str) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="Capacity by discipline"')
        self.address = address
        self.shown: object = None

    def show(self, rooms: Sequence[RoomView]) -> None:
        self.set_visibility(bool(rooms))
        if rooms == self.shown:
            return
        self.shown = rooms
        self.clear()
        with self:
            with block('rt-card-head'):
                Text('Capacity by discipline', 'rt-grow', 'h2')
                if worst := worst_of(rooms):
                    Pill(worst, 'error', 'bad')
            with block('rt-sprint-capacity', 'ul'):
                whole = max((most_of(one) for one in rooms), default=Decimal(0)) or Decimal(1)
                for one in rooms:
                    _room(one, whole)
            with block('rt-row rt-sm rt-2 rt-capacity-foot'):
                sign('info', 16)
                Text(_foot(rooms), 'rt-grow')
                link('Capacity', self.address)


def worst_of(rooms: Sequence[RoomView]) -> str:
    """QA 10 over."""
    over = [(one.planned - one.room.points, one.room.name) for one in rooms
            if one.room.points is not None and is_over(one)]
    return f'{max(over)[1]} {amount(max(over)[0])} over' if over else ''


def is_over(one: RoomView) -> bool:
    return one.room.points is not None and one.planned > one.room.points


def most_of(one: RoomView) -> Decimal:
    points = one.room.points
    return one.planned if points is None else max(points, min(one.planned, points * MOST / 100))


def _room(one: RoomView, whole: Decimal) -> None:
    points, planned = one.room.points, one.planned
    said = f'{amount(planned)} planned, capacity unknown' if points is None else (
        f'{amount(planned)} of {amount(points)} points planned')
    with block('rt-sprint-room-line', 'li'):
        Text(one.room.name, 'rt-clip')
        with block('rt-sprint-room' if points is not None else 'rt-sprint-room rt-unknown').props('aria-hidden=true'):
            inside = planned if points is None else min(planned, points)
            block(tag='i').style(f'width: {_share(inside, whole)}%')
            if points is not None:
                if is_over(one):
                    over = most_of(one) - points
                    block('rt-room-over', 'i').style(f'left: {_share(points, whole)}%; width: {_share(over, whole)}%')
                block(tag='b').style(f'left: {_share(points, whole)}%')
        with block('rt-num'):
            Text(amount(planned), 'rt-b rt-neg' if is_over(one) else 'rt-b')
            Text(' of unknown' if points is None else f' of {amount(points)}', 'rt-3')
            Text(f' points: {said}', 'rt-vh')


def _foot(rooms: Sequence[RoomView]) -> str:
    if any(one.room.points is None for one in rooms):
        return 'Where nobody said what there is, capacity is unknown, not nothing.'
    return 'Points. The line marks what people can give this sprint.'


def _share(part: Decimal, whole: Decimal) -> str:
    return f'{part * 100 / whole:.1f}'
