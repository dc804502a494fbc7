"""Decks of cards: faces in order, special ones last and outside the order."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from app.errors import Rejected

COFFEE, UNSURE, NEEDS_INFORMATION = '☕', '?', '✋'
SPECIAL = frozenset({COFFEE, UNSURE, NEEDS_INFORMATION})
INFINITE = '∞'  # larger than all other faces, and no number
SIZES = frozenset({'XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL'})

FEWEST, MOST, LONGEST_FACE = 2, 20, 8
LARGEST_NUMBER = Decimal(1_000_000)


@dataclass(frozen=True)
class Face:
    symbol: str
    number: Decimal | None = None

    @property
    def is_special(self) -> bool:
        return self.symbol in SPECIAL


@dataclass(frozen=True)
class Deck:
    name: str
    faces: tuple[Face, ...]

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._by_symbol

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        return tuple(face.symbol for face in self.faces)

    @cached_property
    def ordered(self) -> tuple[Face, ...]:
        """The faces that can be compared, smallest first."""
        return tuple(face for face in self.faces if not face.is_special)

    @cached_property
    def positions(self) -> dict[str, int]:
        return {face.symbol: position for position, face in enumerate(self.ordered)}

    @cached_property
    def _by_symbol(self) -> dict[str, Face]:
        return {face.symbol: face for face in self.faces}

    def number(self, symbol: str) -> Decimal | None:
        return self._by_symbol[symbol].number


def _numbers(name: str, symbols: str) -> Deck:
    return Deck(name, tuple(Face(symbol, _number_of(symbol)) for symbol in symbols.split()))


def _number_of(symbol: str) -> Decimal | None:
    if symbol == '½':
        return Decimal('0.5')
    try:
        return Decimal(symbol)
    except InvalidOperation:
        return None


FIBONACCI = _numbers('Fibonacci with coffee', '1 2 3 5 8 13 21 ☕')
BUILT_IN = (
    FIBONACCI,
    _numbers('Fibonacci with question', '1 2 3 5 8 13 21 ? ☕'),
    _numbers('Modified Fibonacci', '0 ½ 1 2 3 5 8 13 20 40 100 ? ☕'),
    _numbers('T-shirt', 'XS S M L XL XXL ? ☕'),
    _numbers('Powers of two', '1 2 4 8 16 32 64 ? ☕'),
)


def built_in(name: str) -> Deck:
    for deck in BUILT_IN:
        if deck.name == name:
            return deck
    raise Rejected(f'There is no deck called “{name}”.', 'poker.deck', 'deck')


def custom(name: str, faces: Sequence[tuple[str, str | None]]) -> Deck:
    """A deck of one's own: 2 to 20 different faces of up to 8 characters, each with a number or without."""
    if not FEWEST <= len(faces) <= MOST:
        raise Rejected(f'A deck has {FEWEST} to {MOST} cards; this one has {len(faces)}.', 'poker.deck', 'faces')
    made = tuple(_face(symbol, number) for symbol, number in faces)
    seen: set[str] = set()
    for face in made:
        key = face.symbol.casefold()
        if key in seen:
            raise Rejected(f'“{face.symbol}” is in this deck twice.', 'poker.deck', 'faces')
        seen.add(key)
    return Deck(name, tuple(sorted(made, key=lambda face: (face.is_special, face.symbol == INFINITE))))


def read_faces(text: str) -> list[tuple[str, str | None]]:
    """Faces as people type them: `1 2 3 5 ?`, or `XS = 1, S = 2` where faces shall have numbers."""
    parts = text.split(',') if ',' in text else text.split()
    pairs = (part.partition('=') for part in parts if part.strip())
    return [(face.strip(), number.strip() or None) for face, _, number in pairs]


def written_faces(deck: Deck) -> str:
    """The way back from `read_faces`: numbers only where the face does not say them itself."""
    return ', '.join(face.symbol if face.number == _finite(face.symbol) else f'{face.symbol} = {face.number}'
                     for face in deck.faces)


def spoken(symbol: str) -> str:
    """How a card is called by people and by screen readers."""
    special = {COFFEE: 'Coffee break', UNSURE: 'Unsure', NEEDS_INFORMATION: 'Needs information', '½': 'Half a point'}
    if symbol in special:
        return special[symbol]
    if symbol in SIZES:
        return f'Size {symbol}'
    if symbol == '1':
        return '1 point'
    return f'{symbol} points' if _finite(symbol) is not None else symbol


def _face(symbol: str, number: str | None) -> Face:
    text = unicodedata.normalize('NFC', symbol).strip()
    if not 1 <= len(text) <= LONGEST_FACE or not text.isprintable():
        raise Rejected(f'The card “{text[:20]}” needs 1 to {LONGEST_FACE} characters.', 'poker.deck', 'faces')
    if text in SPECIAL or text == INFINITE:
        return Face(text)
    if number in (None, ''):
        return Face(text, _finite(text))
    value = _finite(str(number))
    if value is None:
        raise Rejected(f'The number of the card “{text}” is not a number up to a million.', 'poker.deck', 'faces')
    return Face(text, value)


def _finite(text: str) -> Decimal | None:
    value = _number_of(text)
    return value if value is not None and value.is_finite() and abs(value) <= LARGEST_NUMBER else None
