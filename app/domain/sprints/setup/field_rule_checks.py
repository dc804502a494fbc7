"""Whether a field rule can be kept: every part of it is there and makes sense."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from app.domain.sprints.facts.estimates import number_of
from app.domain.sprints.facts.field_rules import (
    COMPUTED,
    CONDITION,
    DATE,
    DIRECT,
    FORMAT,
    FORMATS,
    KINDS,
    NUMBER,
    OPERATIONS,
    OWN,
    PARTS,
    PATTERN,
    TEMPLATE,
    TESTS,
    TYPES,
    FieldRule,
    day_of,
)
from app.errors import Invalid

TARGET: Final = re.compile(r'[a-z][a-z0-9_]{0,30}')
FIELD: Final = re.compile(r'customfield_\d{1,12}')
HOLE: Final = re.compile(r'\{([^{}]*)\}')
MOST_SOURCES: Final = 8
MOST_CASES: Final = 30
LONGEST: Final = 200
FORMS = {FORMAT: FORMATS, DATE: PARTS, COMPUTED: OPERATIONS}


def checked_rule(rule: FieldRule) -> FieldRule:
    """Raises Invalid with all that is wrong, each beside its field."""
    wrong = [*_basics(rule), *_of_kind(rule), *_of_check(rule)]
    if wrong:
        raise Invalid(wrong)
    return rule


def _basics(rule: FieldRule) -> list[tuple[str, str]]:
    wrong = []
    if not TARGET.fullmatch(rule.target):
        wrong.append(('target', 'Name it with small letters, digits and _, such as team.'))
    if rule.kind not in KINDS:
        wrong.append(('kind', 'Choose what is made of the fields.'))
    if not 0 < len(rule.sources) <= MOST_SOURCES or len(set(rule.sources)) != len(rule.sources):
        wrong.append(('sources', f'Choose 1 to {MOST_SOURCES} fields.'))
    if any(one not in OWN and not FIELD.fullmatch(one) for one in rule.sources):
        wrong.append(('sources', 'Choose fields of an issue.'))
    return wrong


def _of_kind(rule: FieldRule) -> list[tuple[str, str]]:
    wrong = []
    if rule.kind in (DIRECT, PATTERN, FORMAT, NUMBER, DATE, CONDITION) and len(rule.sources) > 1:
        wrong.append(('sources', 'This reads one field.'))
    if rule.kind == PATTERN and not rule.pattern:
        wrong.append(('pattern', 'Write the pattern, such as ^\\[(\\w+)\\].'))
    if rule.kind in FORMS and rule.form not in FORMS[rule.kind]:
        wrong.append(('form', f'Choose one of: {", ".join(FORMS[rule.kind].values())}.'))
    if rule.kind == NUMBER and not _is_number(rule.factor):
        wrong.append(('factor', 'Write a number, such as 0.5.'))
    if not 0 <= rule.places <= 6:
        wrong.append(('places', 'From 0 to 6 places.'))
    if rule.kind == TEMPLATE:
        wrong += _of_template(rule)
    if rule.kind == CONDITION:
        wrong += _of_cases(rule)
    return wrong


def _of_template(rule: FieldRule) -> list[tuple[str, str]]:
    if not rule.template or len(rule.template) > LONGEST:
        return [('template', f'Write the template, at most {LONGEST} characters, such as {{project}} {{type}}.')]
    unknown = set(HOLE.findall(rule.template)) - set(rule.sources)
    return [('template', f'{", ".join(sorted(unknown))} is not among its fields.')] if unknown else []


def _of_cases(rule: FieldRule) -> list[tuple[str, str]]:
    if not 0 < len(rule.cases) <= MOST_CASES:
        return [('cases', f'Write 1 to {MOST_CASES} cases.')]
    if any(one.test not in TESTS or len(one.value) > LONGEST or len(one.result) > LONGEST for one in rule.cases):
        return [('cases', 'A case tests whether the field is, contains, starts with or matches something.')]
    return []


def _of_check(rule: FieldRule) -> list[tuple[str, str]]:
    check, wrong = rule.check, []
    if check.type not in TYPES:
        wrong.append(('type', 'Choose text, number or date.'))
    if not 1 <= check.longest <= LONGEST:
        wrong.append(('longest', f'From 1 to {LONGEST} characters.'))
    if check.type == 'date':
        wrong += [(name, 'Write the day as 2026-10-12.') for name in ('low', 'high')
                  if getattr(check, name) and not _is_day(getattr(check, name))]
    else:
        wrong += [(name, 'Write a number.') for name in ('low', 'high')
                  if getattr(check, name) and number_of(getattr(check, name)) is None]
    return wrong


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    try:
        day_of(text)
    except ValueError:
        return False
    return True
