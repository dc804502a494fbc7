"""What a filter can be set to: plans, teams, states and types with what they hold, and how far the choice reaches."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.views.filtering import chosen, field_names
from app.domain.portfolio.views.looks import Filter


@dataclass(frozen=True)
class Pick:
    """Something that can be ticked, with what it holds, in words."""
    key: str
    name: str
    note: str = ''
    tone: int = 0


@dataclass(frozen=True)
class Offer:
    plans: tuple[Pick, ...]
    teams: tuple[Pick, ...]
    states: tuple[Pick, ...]
    types: tuple[Pick, ...]
    fields: tuple[str, ...]
    counters: tuple[int, int, int]  # selected, expanded, displayed


def offer_of(portfolio: Portfolio, wanted: Filter, before: Portfolio | None = None) -> Offer:
    """In the order of the set-up; what nobody has put in order comes last. Types count from the top."""
    answer, setting = chosen(portfolio, wanted, before=before), portfolio.setting
    menu, rules = answer.menu, setting.rules
    states = [name for name, _ in rules.states if name in menu.states]
    types = [name for names in rules.types for name in names if name in menu.types]
    return Offer(
        tuple(Pick(str(plan.id), plan.name, _held(menu.plans.get(plan.id, {}), types), plan.colour)
              for plan in setting.plans.values() if plan.id in menu.plans),
        tuple(Pick(str(team.id), team.name, _held(menu.teams.get(team.id, {}), types), team.colour)
              for team in setting.teams.values() if not team.is_excluded),
        tuple(Pick(name, name, str(menu.states[name])) for name in (*states, *sorted(menu.states.keys() - states))),
        tuple(Pick(name, name, str(menu.types[name])) for name in (*types, *sorted(menu.types.keys() - types))),
        field_names(portfolio), answer.counters)


def _held(counts: Mapping[str, int], order: list[str]) -> str:
    """1 Epic · 12 Features"""
    names = [name for name in order if name in counts] + sorted(counts.keys() - order)
    return ' · '.join(f'{counts[name]} {name}' for name in names[:3]) or 'nothing'
