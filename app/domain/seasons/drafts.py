"""What people fill in about a company's masters and its seasons, and what is refused of it.

Every `checked_…` returns the draft as it is kept, and raises Invalid with all that does not fit.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from app.domain.names import keepable, one_line
from app.domain.seasons.money import is_rate
from app.domain.seasons.season import COST, RETAIL
from app.errors import Invalid

PRESETS: Final = {'iso': 'ISO weeks', '4-5-4': '4-5-4 weeks', '4-4-5': '4-4-5 weeks', '5-4-4': '5-4-4 weeks',
                  'gregorian': 'Months'}
KINDS: Final = {'store': 'Store', 'warehouse': 'Warehouse', 'online': 'Online'}
BASES: Final = {RETAIL: 'At retail', COST: 'At cost'}
LONGEST_NAME, LONGEST_CODE, LONGEST_TEXT, MOST_YEARS = 255, 50, 1_000, 20
CODE: Final = re.compile(r'[^\s:,;|]{1,50}')
CURRENCY: Final = re.compile('[A-Z]{3}')
E_MAIL: Final = re.compile(r'[^@\s]+@[^@\s]+\.[^@\s]+')

Problem = tuple[str, str]  # field, text
D = TypeVar('D', 'CompanyDraft', 'ClusterDraft', 'LocationDraft', 'CategoryDraft', 'SupplierDraft', 'SeasonDraft')


@dataclass(frozen=True)
class CompanyDraft:
    name: str
    currency: str = 'EUR'
    domain: str = ''
    tax_id: str = ''
    email: str = ''


@dataclass(frozen=True)
class CalendarDraft:
    """`first` and `last` are the fiscal years it has periods for."""
    name: str
    preset: str = 'iso'
    week_start: int = 0  # 0 is Monday
    first: int = 2025
    last: int = 2028


@dataclass(frozen=True)
class ClusterDraft:
    name: str
    code: str = ''  # drawn where none is given
    description: str = ''
    is_active: bool = True


@dataclass(frozen=True)
class LocationDraft:
    name: str
    code: str = ''
    kind: str = 'store'
    cluster_id: int | None = None
    address: str = ''
    city: str = ''
    region: str = ''
    country: str = ''
    postal_code: str = ''
    is_active: bool = True
    opens: date | None = None
    closes: date | None = None
    is_comparable: bool = True
    currency: str = ''


@dataclass(frozen=True)
class CategoryDraft:
    name: str
    code: str
    parent_id: int | None = None
    description: str = ''
    is_active: bool = True


@dataclass(frozen=True)
class SupplierDraft:
    name: str
    code: str
    currency: str = ''
    lead_days: int = 0
    terms: str = ''
    tolerance: Decimal = Decimal(0)  # over-receipt, as a fraction
    is_active: bool = True


@dataclass(frozen=True)
class RateDraft:
    """What one unit of `source` costs in `target` from a day on."""
    source: str
    target: str
    day: date
    rate: Decimal
    told_by: str = ''


@dataclass(frozen=True)
class SeasonDraft:
    name: str
    start: date
    end: date
    calendar_id: int
    basis: str = RETAIL
    currency: str = ''  # the company's where none is given
    imu: Decimal = Decimal('0.55')  # planned, as a fraction


def checked_company(draft: CompanyDraft) -> CompanyDraft:
    mail = [('email', 'Write an e-mail address, such as buying@example.com.')] if draft.email and not E_MAIL.fullmatch(
        draft.email.strip()) else []
    return _checked(draft, [*_currency('currency', draft.currency), *mail])


def checked_calendar(draft: CalendarDraft) -> CalendarDraft:
    problems = [*_name(draft.name)]
    if draft.preset not in PRESETS:
        problems.append(('preset', f'Choose one of {", ".join(PRESETS)}.'))
    if not 0 <= draft.week_start <= 6:
        problems.append(('week_start', 'A week starts on one of seven days, 0 (Monday) to 6 (Sunday).'))
    if not 1990 <= draft.first <= draft.last <= 2100 or draft.last - draft.first >= MOST_YEARS:
        problems.append(('last', f'Give up to {MOST_YEARS} years, from the first to the last.'))
    _demand_none(problems)
    return replace(draft, name=one_line(draft.name))


def checked_cluster(draft: ClusterDraft) -> ClusterDraft:
    wrong = [('code', 'The code of a cluster begins with CLU-.')] if draft.code.strip() and not (
        draft.code.strip().upper().startswith('CLU-')) else []
    return _checked(draft, [*_code(draft.code), *wrong])


def checked_location(draft: LocationDraft) -> LocationDraft:
    problems = [*_code(draft.code), *(_currency('currency', draft.currency) if draft.currency.strip() else ())]
    if draft.kind not in KINDS:
        problems.append(('kind', f'Choose one of {", ".join(KINDS)}.'))
    if draft.opens and draft.closes and draft.closes < draft.opens:
        problems.append(('closes', 'It cannot close before it opens.'))
    return _checked(draft, problems)


def checked_category(draft: CategoryDraft) -> CategoryDraft:
    return _checked(draft, [*_code(draft.code, is_needed=True)])


def checked_supplier(draft: SupplierDraft) -> SupplierDraft:
    problems = [*_code(draft.code, is_needed=True),
                *(_currency('currency', draft.currency) if draft.currency.strip() else ())]
    if not 0 <= draft.lead_days <= 730:
        problems.append(('lead_days', 'Give 0 to 730 days.'))
    if not 0 <= draft.tolerance <= 1:
        problems.append(('tolerance', 'Give 0 to 100 %.'))
    return _checked(draft, problems)


def checked_rate(draft: RateDraft) -> RateDraft:
    source, target = draft.source.strip().upper(), draft.target.strip().upper()
    problems = [*_currency('source', source), *_currency('target', target)]
    if source == target:
        problems.append(('target', 'A rate is between two currencies.'))
    if not is_rate(draft.rate):
        problems.append(('rate', 'Give a rate above 0 with at most 8 decimals.'))
    _demand_none(problems)
    return replace(draft, source=source, target=target, told_by=one_line(draft.told_by)[:LONGEST_NAME])


def checked_season(draft: SeasonDraft) -> SeasonDraft:
    problems = [*(_currency('currency', draft.currency) if draft.currency.strip() else ())]
    if draft.end <= draft.start:
        problems.append(('end', 'The season must end after it starts.'))
    if draft.basis not in BASES:
        problems.append(('basis', 'Choose retail or cost.'))
    if not 0 <= draft.imu < 1:
        problems.append(('imu', 'Give 0 to 99.99 %.'))
    return _checked(draft, problems)


def _checked(draft: D, problems: Iterable[Problem]) -> D:
    """Also its name; texts without what nobody can see, codes and currencies in capitals."""
    found = [*_name(draft.name), *problems]
    tidy: dict[str, Any] = {one.name: _tidy(one.name, getattr(draft, one.name)) for one in fields(draft)
            if isinstance(getattr(draft, one.name), str)}
    found += [(name, f'Give at most {LONGEST_TEXT} characters.') for name, text in tidy.items()
              if len(text) > LONGEST_TEXT]
    _demand_none(found)
    return replace(draft, **tidy)


def _tidy(name: str, text: str) -> str:
    if name in ('code', 'currency'):
        return text.strip().upper()
    return keepable(text).strip() if name == 'description' else one_line(text)


def _name(name: str) -> Iterator[Problem]:
    if not 1 <= len(one_line(name)) <= LONGEST_NAME:
        yield 'name', f'A name has 1 to {LONGEST_NAME} characters.'


def _code(code: str, *, is_needed: bool = False) -> Iterator[Problem]:
    if code.strip() and not CODE.fullmatch(code.strip()):
        yield 'code', f'A code has at most {LONGEST_CODE} characters, without blanks, commas or colons.'
    elif is_needed and not code.strip():
        yield 'code', 'A code is needed.'


def _currency(name: str, code: str) -> Iterator[Problem]:
    if not CURRENCY.fullmatch(code.strip().upper()):
        yield name, 'A currency has three letters, such as EUR.'


def _demand_none(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems)
