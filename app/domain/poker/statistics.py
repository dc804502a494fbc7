"""What the cards of one round say.

Definitions: V are the cards of voters; S the ordered faces among them, without Coffee, Unsure and Needs information;
N the members of S that have a number. Positions count the ordered faces of the deck from 0. Raw values are kept;
rounding, half up, is the view's.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.domain.poker.decks import COFFEE, NEEDS_INFORMATION, UNSURE, Deck

FAR = 2  # steps in the deck that make a card an outlier, or two cards worth explaining
NAMED = 3  # at most so many people are named on each side
FEW_AGREE = Decimal('0.7')


@dataclass(frozen=True)
class Played:
    name: str  # empty where votes are anonymous
    face: str


@dataclass(frozen=True)
class Bar:
    """How often one face was played, and by whom."""
    face: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Statistics:
    cards: int
    eligible: int
    average: Decimal | None  # of N
    median: Decimal | None  # of N
    median_faces: tuple[str, ...]  # one or two middle faces of a deck without numbers
    suggestion: str | None  # the face of the deck nearest to the median
    modes: tuple[str, ...]  # every most frequent face of S
    agreement: Decimal | None  # share of one mode in S, 0 to 1
    lowest: str | None
    highest: str | None
    spread: int  # steps between them
    is_consensus: bool
    is_near_consensus: bool
    coffee: int
    unsure: tuple[str, ...]  # who needs clarification
    distribution: tuple[Bar, ...]  # in the order of the deck, special faces last, nothing for faces nobody played
    low_outliers: frozenset[str]  # faces far below the middle
    high_outliers: frozenset[str]
    explainers: tuple[Played, ...]  # lowest and highest, when they are far apart

    @property
    def suggests_break(self) -> bool:
        return self.coffee * 2 >= self.cards > 0 and self.coffee > 0

    @property
    def is_single_vote(self) -> bool:
        return self.cards == 1


def evaluate(deck: Deck, cards: Sequence[Played], eligible: int) -> Statistics:
    """The statistics of the revealed `cards`, when `eligible` people could have laid one."""
    positions = deck.positions
    compared = [card for card in cards if card.face in positions]
    numbers = sorted(number for card in compared if (number := deck.number(card.face)) is not None)
    steps = sorted(positions[card.face] for card in compared)
    counts = Counter(card.face for card in cards)
    modes = _modes(deck, counts)
    unsure = tuple(card.name for card in cards if card.face in (UNSURE, NEEDS_INFORMATION))
    median = _median(numbers) if numbers else None
    spread = steps[-1] - steps[0] if steps else 0
    has_doubt = counts[UNSURE] + counts[NEEDS_INFORMATION] > 0
    low, high = _outliers(deck, steps)
    return Statistics(
        cards=len(cards), eligible=max(eligible, len(cards)),
        average=sum(numbers, Decimal(0)) / len(numbers) if numbers else None,
        median=median,
        median_faces=() if numbers else _middle_faces(deck, steps),
        suggestion=_suggestion(deck, median, steps),
        modes=modes,
        agreement=Decimal(counts[modes[0]]) / len(compared) if modes else None,
        lowest=deck.ordered[steps[0]].symbol if steps else None,
        highest=deck.ordered[steps[-1]].symbol if steps else None,
        spread=spread,
        is_consensus=len(steps) >= 2 and spread == 0 and not has_doubt,
        is_near_consensus=len(steps) >= 2 and spread == 1 and not has_doubt,
        coffee=counts[COFFEE], unsure=unsure,
        distribution=tuple(Bar(symbol, counts[symbol], tuple(card.name for card in cards if card.face == symbol))
                           for symbol in deck.symbols if counts[symbol]),
        low_outliers=low, high_outliers=high,
        explainers=_explainers(deck, compared, steps) if spread >= FAR else ())


def rounded(value: Decimal | None) -> str:
    """One decimal, half up; a whole number without; a dash where there is nothing to round."""
    if value is None:
        return '–'
    text = str(value.quantize(Decimal('0.1'), ROUND_HALF_UP))
    return text.removesuffix('.0')


def percent(share: Decimal | None) -> str:
    return '–' if share is None else str((share * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _median(ordered: Sequence[Decimal]) -> Decimal:
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _middle_faces(deck: Deck, steps: Sequence[int]) -> tuple[str, ...]:
    """The middle face; two where the middle lies between different ones."""
    if not steps:
        return ()
    lower, upper = steps[(len(steps) - 1) // 2], steps[len(steps) // 2]
    return tuple(deck.ordered[step].symbol for step in dict.fromkeys((lower, upper)))


def _suggestion(deck: Deck, median: Decimal | None, steps: Sequence[int]) -> str | None:
    """The face nearest to the median, the higher one of two that are equally near."""
    if not steps:
        return None
    if median is None:
        middle = _median([Decimal(step) for step in steps])
        return min(enumerate(deck.ordered), key=lambda face: (abs(face[0] - middle), -face[0]))[1].symbol
    numbered = [(face.number, face.symbol) for face in deck.ordered if face.number is not None]
    return min(numbered, key=lambda face: (abs(face[0] - median), -face[0]))[1]


def _modes(deck: Deck, counts: Counter[str]) -> tuple[str, ...]:
    ordered = [face.symbol for face in deck.ordered if counts[face.symbol]]
    most = max((counts[symbol] for symbol in ordered), default=0)
    return tuple(symbol for symbol in ordered if counts[symbol] == most)


def _outliers(deck: Deck, steps: Sequence[int]) -> tuple[frozenset[str], frozenset[str]]:
    """The faces at least FAR steps below and above the median step, among three cards or more."""
    if len(steps) < 3:
        return frozenset(), frozenset()
    middle = _median([Decimal(step) for step in steps])
    return (frozenset(deck.ordered[step].symbol for step in steps if middle - step >= FAR),
            frozenset(deck.ordered[step].symbol for step in steps if step - middle >= FAR))


def _explainers(deck: Deck, cards: Sequence[Played], steps: Sequence[int]) -> tuple[Played, ...]:
    sides = ([card for card in cards if deck.positions[card.face] == step][:NAMED] for step in (steps[0], steps[-1]))
    return tuple(card for side in sides for card in side)
