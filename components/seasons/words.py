"""How figures of a season are written on its pages."""

from decimal import Decimal

from app.domain.seasons.money import written
from app.domain.seasons.season import SeasonView


def money(season: SeasonView, amount: int | None) -> str:
    return '–' if amount is None else written(amount, season.digits)


def percent(share: Decimal | None, digits: int = 0) -> str:
    """`40 %`, with a gap that does not break; a dash for what cannot be worked out."""
    return '–' if share is None else f'{(share * 100):.{digits}f}\u202f%'.replace('-', '−')


def amount(number: int | None) -> str:
    return '–' if number is None else written(number, 0)
