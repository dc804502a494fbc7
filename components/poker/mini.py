"""A table as a small picture: the oval with people and cards as dots."""

from nicegui import ui

from app.domain.names import initials
from app.domain.poker.decks import COFFEE
from app.domain.poker.table import State
from app.domain.poker.views import LobbyTable
from components.avatars import ANIMAL_SIGNS, seat_colour
from components.controls import Text
from components.poker import geometry
from components.theme import shape

CENTRE, PEOPLE, CARDS = (151.0, 67.0), (115.0, 55.0), (72.0, 19.5)


class MiniTable(ui.element):
    """The oval with people and cards as dots."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-mini').props('aria-hidden=true')

    def show(self, table: LobbyTable, *, hides_people: bool) -> None:
        """Strangers are not even told how many have voted: for them the felt is empty."""
        self.clear()
        seats = () if hides_people else table.seats[:geometry.ONE_RING]
        with self, shape('svg', viewBox='0 0 302 134'):
            shape('path', d=geometry.outline(94, 38, CENTRE), fill='var(--rt-table-rim)',
                  stroke='var(--rt-table-rim-2)')
            shape('path', d=geometry.outline(89, 33, CENTRE), fill='var(--rt-table-felt)')
            for index, seat in enumerate(seats):
                angle = geometry.angle_of(index, len(seats))
                _card(*_point(angle, CARDS), seat.has_card, seat.face, table.state)
                _person(*_point(angle, PEOPLE), seat.name, seat.identity, seat.avatar)


def _card(x: float, y: float, has_card: bool, face: str, state: State) -> None:
    place = {'x': x - 5, 'y': y - 7, 'width': 10, 'height': 14, 'rx': 2}
    if face:
        shape('rect', **place, fill='var(--rt-card-face)')
        _word('' if face == COFFEE else face, x, y + 2.6, 'var(--rt-card-ink)')
    elif has_card:
        shape('rect', **place, fill='var(--rt-card-back)', stroke='var(--rt-card-back-2)', stroke_width=.7)
    elif state in (State.VOTING, State.REVEALING):
        shape('rect', **place, fill='none', stroke='var(--rt-card-slot)', stroke_dasharray='2 2')


def _person(x: float, y: float, name: str, identity: str, avatar: str) -> None:
    shape('circle', cx=x, cy=y, r=9.5, fill=seat_colour(identity))
    _word(ANIMAL_SIGNS.get(avatar) or initials(name), x, y + 2.8, 'var(--rt-seat-text)')


def _word(text: str, x: float, y: float, colour: str) -> None:
    word = Text(text, tag='text').style(f'fill: {colour}')
    with word.props.suspend_updates():
        word.props['x'], word.props['y'] = f'{x:.1f}', f'{y:.1f}'


def _point(angle: float, radii: tuple[float, float]) -> tuple[float, float]:
    x, y = geometry.on_curve(angle, *radii, geometry.SEAT_CURVE)
    return round(CENTRE[0] + x, 1), round(CENTRE[1] + y, 1)
