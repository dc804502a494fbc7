"""Rules of a season and limits of people, as they are set up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from app.domain.seasons.season import APPROVE, BLOCK, OFF, WARN, SeasonRules
from app.errors import Invalid

POLICIES: Final = {OFF: 'Not checked', WARN: 'Warned', APPROVE: 'Needs an override', BLOCK: 'Refused'}
PLACES: Final = {'company': 'The company', 'cluster': 'Each cluster', 'location': 'Each location'}
SPANS: Final = {'week': 'Each week', 'month': 'Each month', 'season': 'Season to date'}
UNSPENT: Final = {'lapse': 'Lapses', 'roll': 'Rolls into the current period', 'pool': 'Stays in a pool'}


@dataclass(frozen=True)
class PersonLimit:
    """Somebody with a role in the seasons; without branches and clusters they work on everything."""
    identity: str
    name: str
    roles: tuple[str, ...]
    branches: tuple[str, ...] = ()  # keys of category nodes
    clusters: tuple[str, ...] = ()  # keys of location nodes


@dataclass(frozen=True)
class SetupView:
    """`branches` and `clusters` are what limits can name: key → name."""
    rules: SeasonRules
    version: int
    people: tuple[PersonLimit, ...]
    branches: Mapping[str, str] = field(default_factory=dict, hash=False)
    clusters: Mapping[str, str] = field(default_factory=dict, hash=False)


def demand_rules(rules: SeasonRules) -> None:
    """Raises Invalid with each that does not fit."""
    wrong = [(name, f'Choose one of {", ".join(known)}.') for name, known in (
        ('policy', POLICIES), ('places', PLACES), ('span', SPANS), ('unspent', UNSPENT))
        if getattr(rules, name) not in known]
    if not 0 <= rules.level <= 20:
        wrong.append(('level', 'Give a level of the category tree, 0 for the season as a whole.'))
    if rules.allowance_share is not None and not 0 <= rules.allowance_share <= 1:
        wrong.append(('allowance_share', 'Give 0 to 100 %.'))
    if rules.allowance_amount is not None and not 0 <= rules.allowance_amount < 10 ** 15:
        wrong.append(('allowance_amount', 'Give an amount from 0.'))
    if not 0 <= rules.late_days <= 365:
        wrong.append(('late_days', 'Give 0 to 365 days.'))
    if not Decimal(0) <= rules.low_share <= 1:
        wrong.append(('low_share', 'Give 0 to 100 %.'))
    if wrong:
        raise Invalid(wrong)
