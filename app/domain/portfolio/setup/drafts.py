"""What admins fill in about plans, teams, people and sources, and what is refused of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.names import one_line
from app.domain.people import zone_name
from app.domain.portfolio.items.setting import DEPENDENCY_RULES, PROJECT, TEAM
from app.domain.portfolio.setup.secret_signs import looks_secret
from app.domain.portfolio.sources.addresses import normalised
from app.errors import Invalid, Rejected

LONGEST = 120  # characters of a name
LONGEST_PATH = 1_000
COLOURS = 6  # of bars
MOST_HOURS = Decimal(744)  # a month has no more
MOST_RANK = 9999
KINDS = ('azure_devops', 'demo', 'file', 'replay')
BLOCKS = ('off', 'read', 'read_write')

Problem = tuple[str, str]  # field, text


@dataclass(frozen=True)
class SourceDraft:
    name: str
    kind: str = 'azure_devops'
    base_url: str = ''
    time_zone: str = 'UTC'
    start_field: str = 'Microsoft.VSTS.Scheduling.StartDate'
    end_field: str = 'Microsoft.VSTS.Scheduling.TargetDate'
    capacity_block: str = 'off'
    dependency_rule: str = 'finish_start'
    lends_token: bool = False
    writes_estimates: bool = False
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class PlanDraft:
    name: str
    source_id: int
    area: str
    kind: str = PROJECT
    has_children: bool = True
    types: tuple[str, ...] = ()  # empty: all of the hierarchy
    states_read: tuple[str, ...] = ()  # empty: all but Closed and Removed
    states_shown: tuple[str, ...] = ()  # empty: all
    colour: int = 1
    rank: int = 0
    team_id: int | None = None
    delivery_plans: tuple[str, ...] = ()
    is_open: bool = True
    grants: frozenset[str] = frozenset()  # identities, where it is not open


@dataclass(frozen=True)
class TeamDraft:
    name: str
    short: str = ''
    colour: int = 1
    is_excluded: bool = False
    sites: tuple[str, ...] = ()
    source_id: int | None = None
    external: str = ''  # `Project/Team`
    rank: int = 0


@dataclass(frozen=True)
class PersonDraft:
    name: str
    team_id: int | None = None
    site: str = ''
    is_internal: bool = True
    rate_name: str = ''
    hours: Decimal | None = None
    external: str = ''


@dataclass(frozen=True)
class HappeningDraft:
    title: str
    start: date
    end: date | None = None
    plan_id: int | None = None  # None: for all
    category: str = ''
    is_special: bool = False


@dataclass(frozen=True)
class MarkerDraft:
    label: str
    day: date
    plan_id: int | None = None  # None: for all
    team_id: int | None = None
    colour: str = ''


def checked_source(draft: SourceDraft) -> SourceDraft:
    """As it is kept; raises Invalid naming everything that does not fit."""
    problems = [*_name_problems(draft.name), *_one_of('kind', draft.kind, KINDS),
                *_one_of('capacity_block', draft.capacity_block, BLOCKS),
                *_one_of('dependency_rule', draft.dependency_rule, DEPENDENCY_RULES),
                *_reference('start_field', draft.start_field), *_reference('end_field', draft.end_field),
                *_secrets(draft.options)]
    address = draft.base_url.strip()
    try:
        zone_name(draft.time_zone, 'time_zone')
        address = normalised(address) if draft.kind == 'azure_devops' else ''
    except Rejected as error:
        problems.append((error.field, str(error)))
    _demand_none(problems)
    return replace(draft, name=one_line(draft.name), base_url=address, start_field=draft.start_field.strip(),
                   end_field=draft.end_field.strip())


def checked_plan(draft: PlanDraft) -> PlanDraft:
    area = draft.area.strip().strip('\\')
    problems = [*_name_problems(draft.name), *_one_of('kind', draft.kind, (PROJECT, TEAM)), *_colour(draft.colour),
                *_rank(draft.rank)]
    if not one_line(area):
        problems.append(('area', 'Say which area path it is, such as Shop\\Payments.'))
    problems += _too_long('area', area, LONGEST_PATH)
    _demand_none(problems)
    return replace(draft, name=one_line(draft.name), area=one_line(area), types=_lines(draft.types),
                   states_read=_lines(draft.states_read), states_shown=_lines(draft.states_shown),
                   delivery_plans=_lines(draft.delivery_plans),
                   grants=frozenset() if draft.is_open else frozenset(draft.grants))


def checked_team(draft: TeamDraft) -> TeamDraft:
    problems = [*_name_problems(draft.name), *_colour(draft.colour), *_rank(draft.rank),
                *_too_long('short', draft.short, 12)]
    if ':' in draft.short or ':' in draft.name:
        problems.append(('short' if ':' in draft.short else 'name',
                         'Leave out the colon: capacity texts use it between a team and its share.'))
    _demand_none(problems)
    return replace(draft, name=one_line(draft.name), short=one_line(draft.short), sites=_lines(draft.sites),
                   external=one_line(draft.external))


def checked_person(draft: PersonDraft) -> PersonDraft:
    problems = [*_name_problems(draft.name), *_too_long('site', draft.site, LONGEST),
                *_too_long('rate_name', draft.rate_name, LONGEST)]
    if draft.hours is not None and not (draft.hours.is_finite() and 0 <= draft.hours <= MOST_HOURS):
        problems.append(('hours', f'Hours a month are between 0 and {MOST_HOURS}.'))
    _demand_none(problems)
    return replace(draft, name=one_line(draft.name), site=one_line(draft.site), rate_name=one_line(draft.rate_name),
                   external=one_line(draft.external))


def _demand_none(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(problems)


def _name_problems(name: str) -> Iterator[Problem]:
    if not one_line(name):
        yield 'name', 'Give it a name.'
    yield from _too_long('name', name, LONGEST)


def _too_long(where: str, text: str, most: int) -> Iterator[Problem]:
    if len(text) > most:
        yield where, f'At most {most} characters fit here.'


def _one_of(where: str, value: str, known: Sequence[str]) -> Iterator[Problem]:
    if value not in known:
        yield where, f'This is one of {", ".join(known)}.'


def _colour(colour: int) -> Iterator[Problem]:
    if not 1 <= colour <= COLOURS:
        yield 'colour', f'Colours are numbered 1 to {COLOURS}.'


def _rank(rank: int) -> Iterator[Problem]:
    if not 0 <= rank <= MOST_RANK:
        yield 'rank', f'The order on the timeline is between 0 and {MOST_RANK}.'


def _reference(where: str, name: str) -> Iterator[Problem]:
    plain = name.strip().replace('.', '').replace('_', '')
    if not (plain.isascii() and plain.isalnum()) or len(name) > LONGEST:
        yield where, 'Give the reference name of the field, such as Microsoft.VSTS.Scheduling.StartDate.'


def _secrets(options: Mapping[str, Any]) -> Iterator[Problem]:
    if any(looks_secret(name, value) for name, value in options.items()):
        yield 'options', 'This looks like a secret; a token has a field of its own.'


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order, without empty ones."""
    return tuple(dict.fromkeys(line for text in texts if (line := one_line(text))))
