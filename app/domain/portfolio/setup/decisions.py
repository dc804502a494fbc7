"""What rules and rates may be, as admins decide them for everybody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.names import one_line
from app.domain.portfolio.items.setting import CATEGORIES, PARENT_RULES, Rates, Rules
from app.errors import Invalid

PANELS = {  # in their usual order
    'dependencies': 'Dependencies', 'markers': 'Markers', 'events': 'Plan events', 'graph': 'Capacity graph',
    'health': 'Health', 'history': 'History', 'cost': 'Cost', 'boards': 'Boards', 'annotations': 'Annotations',
    'links': 'Link editor', 'export': 'Export'}
MOST_LEVELS = 10
MOST_AMOUNT = Decimal(100_000)  # an hour
MOST_HOURS = Decimal(744)  # a month
EVERYTHING_OFF = '-'  # the only entry of the panels where none is on

Problem = tuple[str, str]  # field, text


def panels_of(rules: Rules) -> tuple[str, ...]:
    """Those that are on, in their order."""
    if not rules.panels:
        return tuple(PANELS)
    return tuple(name for name in rules.panels if name in PANELS)


def checked_rules(rules: Rules) -> Rules:
    """As they are kept; raises Invalid naming everything that does not fit."""
    types = tuple(level for names in rules.types if (level := _lines(names)))
    states = tuple((one_line(name), category) for name, category in rules.states if one_line(name))
    problems = [*_type_problems(types), *_state_problems(states)]
    if rules.parent_rule not in PARENT_RULES:
        problems.append(('parent_rule', f'This is one of {", ".join(PARENT_RULES)}.'))
    if unknown := [name for name in rules.counted_categories if name not in CATEGORIES[:-1]]:
        problems.append(('counted_categories', f'“{unknown[0]}” cannot be counted.'))
    if unknown := [name for name in rules.panels if name not in PANELS and name != EVERYTHING_OFF]:
        problems.append(('panels', f'There is no panel called “{unknown[0]}”.'))
    if problems:
        raise Invalid(problems)
    return replace(rules, types=types, states=states, panels=tuple(dict.fromkeys(rules.panels)))


def checked_rates(rates: Rates) -> Rates:
    problems = [*_amounts('hours', rates.hours, MOST_HOURS), *_amounts('internal', rates.internal, MOST_AMOUNT),
                *_amounts('external', rates.external, MOST_AMOUNT),
                *_amounts('', {'default_hours': rates.default_hours}, MOST_HOURS),
                *_amounts('', {'default_internal': rates.default_internal,
                               'default_external': rates.default_external}, MOST_AMOUNT)]
    if not re.fullmatch('[A-Z]{3}', rates.currency):
        problems.append(('currency', 'A currency has three capital letters, such as EUR.'))
    problems += [('hours', f'“{key}” is no site with “|internal” or “|external”.') for key in rates.hours
                 if key.rpartition('|')[2] not in ('internal', 'external') or not key.rpartition('|')[0]]
    if problems:
        raise Invalid(problems)
    return rates


def _lines(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for name in names if (line := one_line(name))))


def _type_problems(levels: Sequence[Sequence[str]]) -> Iterator[Problem]:
    every = [name for level in levels for name in level]
    if not every:
        yield 'types', 'Name at least one type of items.'
    if len(levels) > MOST_LEVELS:
        yield 'types', f'There are at most {MOST_LEVELS} levels.'
    yield from (('types', f'“{name}” stands in two levels.') for name in dict.fromkeys(every) if every.count(name) > 1)


def _state_problems(states: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    names = [name.casefold() for name, _ in states]
    if not names:
        yield 'states', 'Name at least one state.'
    for name, category in states:
        if category not in CATEGORIES:
            yield 'states', f'“{category}” of “{name}” is none of {", ".join(CATEGORIES)}.'
        if names.count(name.casefold()) > 1:
            yield 'states', f'“{name}” is there twice.'


def _amounts(field: str, amounts: Mapping[str, Decimal], most: Decimal) -> Iterator[Problem]:
    for name, amount in amounts.items():
        if not (amount.is_finite() and 0 <= amount <= most):
            yield field or name, f'{name if field else "This"} is between 0 and {most}.'
