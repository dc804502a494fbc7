"""What bringing a file of the set-up back would change, and why it cannot be."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import partial
from typing import Any

from app.domain.portfolio.setup.backup_text import (
    Backup,
    EventEntry,
    MarkerEntry,
    PersonEntry,
    PlanEntry,
    SourceEntry,
    TeamEntry,
    line_of,
)
from app.domain.portfolio.setup.decisions import checked_rates, checked_rules
from app.domain.portfolio.setup.drafts import (
    PersonDraft,
    PlanDraft,
    SourceDraft,
    TeamDraft,
    checked_person,
    checked_plan,
    checked_source,
    checked_team,
)
from app.domain.portfolio.setup.slugs import is_slug
from app.errors import Invalid, Rejected

ADD, CHANGE, STAY = 'add', 'change', 'stay'
PARTS = {'sources': 'name', 'teams': 'id', 'people': 'name', 'plans': 'id', 'holidays': '', 'events': '',
         'markers': ''}  # what its entries are told apart by; nothing: by all of it
NOUNS = {'sources': 'source', 'teams': 'team', 'people': 'person', 'plans': 'plan', 'holidays': 'holiday',
         'events': 'plan event', 'markers': 'marker', 'rules': 'rules', 'rates': 'rates'}


@dataclass(frozen=True)
class RestoreLine:
    deed: str  # add, change; stay: it is here and not in the file
    noun: str
    name: str
    detail: str = ''


def differences(current: Backup, wanted: Backup) -> tuple[RestoreLine, ...]:
    """What is only here stays; what is alike is not mentioned."""
    found = [line for part, key in PARTS.items()
             for line in _of_part(part, _by_key(getattr(current, part), key), _by_key(getattr(wanted, part), key))]
    for part in ('rules', 'rates'):
        before, after = getattr(current, part), getattr(wanted, part)
        if after is not None and before != after:
            found.append(RestoreLine(CHANGE, NOUNS[part], NOUNS[part], _detail(before, after)))
    return tuple(found)


def demand_fits(text: str, current: Backup, wanted: Backup) -> None:
    """Raises Invalid with the line of every entry that could not be kept."""
    problems = [*_misfits(text, wanted), *_wrong_days(text, wanted), *_wrong_ids(text, wanted),
                *_strangers(text, current, wanted), *_namesakes(text, current, wanted)]
    if problems:
        raise Invalid(problems)


def source_draft(entry: SourceEntry) -> SourceDraft:
    return SourceDraft(**{one.name: getattr(entry, one.name) for one in fields(entry)})


def team_draft(entry: TeamEntry, source_id: int | None = None) -> TeamDraft:
    return TeamDraft(entry.name, entry.short, entry.colour, entry.is_excluded, entry.sites, source_id, entry.external,
                     entry.rank)


def person_draft(entry: PersonEntry, team_id: int | None = None) -> PersonDraft:
    return PersonDraft(entry.name, team_id, entry.site, entry.is_internal, entry.rate_name, entry.hours,
                       entry.external)


def plan_draft(entry: PlanEntry, source_id: int = 0, team_id: int | None = None,
               grants: frozenset[str] = frozenset()) -> PlanDraft:
    return PlanDraft(entry.name, source_id, entry.area, entry.kind, entry.has_children, entry.types, entry.states_read,
                     entry.states_shown, entry.colour, entry.rank, team_id, entry.delivery_plans, entry.is_open, grants)


def name_of(entry: Any) -> str:
    """As people call it."""
    for own in ('title', 'label', 'name'):
        if text := getattr(entry, own, ''):
            return str(text)
    return f'{entry.site}, {entry.day}'


def _by_key(entries: Sequence[Any], key: str) -> dict[Any, Any]:
    return {getattr(entry, key) if key else entry: entry for entry in entries}


def _of_part(part: str, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[RestoreLine]:
    noun = NOUNS[part]
    for key, entry in after.items():
        if key not in before:
            yield RestoreLine(ADD, noun, name_of(entry))
        elif before[key] != entry:
            yield RestoreLine(CHANGE, noun, name_of(before[key]), _detail(before[key], entry))
    yield from (RestoreLine(STAY, noun, name_of(entry)) for key, entry in before.items() if key not in after)


def _detail(before: Any, after: Any) -> str:
    old, new = (asdict(one) if is_dataclass(one) and not isinstance(one, type) else {} for one in (before, after))
    return '; '.join(f'{name.replace("_", " ")}: {_short(old.get(name))} → {_short(value)}'
                     for name, value in new.items() if old.get(name) != value)


def _short(value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, list | tuple | dict) else str(value)
    return text if len(text) <= 80 else f'{text[:79]}…'


def _misfits(text: str, wanted: Backup) -> Iterator[tuple[str, str]]:
    """What the rules of each thing refuse."""
    checks: list[tuple[Any, Callable[[], object]]] = []
    checks += [(entry, partial(checked_source, source_draft(entry))) for entry in wanted.sources]
    checks += [(entry, partial(checked_team, team_draft(entry))) for entry in wanted.teams]
    checks += [(entry, partial(checked_person, person_draft(entry))) for entry in wanted.people]
    checks += [(entry, partial(checked_plan, plan_draft(entry))) for entry in wanted.plans]
    for entry, check in checks:
        if said := _refused(check):
            yield _at(text, entry), f'{name_of(entry)}: {said}'
    if wanted.rules is not None and (said := _refused(partial(checked_rules, wanted.rules))):
        yield f'line {line_of(text, json.dumps("rules"))}', said
    if wanted.rates is not None and (said := _refused(partial(checked_rates, wanted.rates))):
        yield f'line {line_of(text, json.dumps("rates"))}', said


def _wrong_days(text: str, wanted: Backup) -> Iterator[tuple[str, str]]:
    spans = [(one.start, one.end) for team in wanted.teams for one in team.days_off]
    spans += [(one.start, one.end) for person in wanted.people for one in person.days_off]
    spans += [(one.start, one.end) for one in wanted.events if one.end is not None]
    for start, end in spans:
        if end < start:
            yield f'line {line_of(text, json.dumps(str(end)))}', 'The last day lies before the first.'
    for team in wanted.teams:
        if not set(team.weekdays) <= set(range(7)):
            yield _at(text, team), f'{team.name}: weekdays are 0 for Monday to 6 for Sunday.'


def _wrong_ids(text: str, wanted: Backup) -> Iterator[tuple[str, str]]:
    for team in wanted.teams:
        if not is_slug('team', team.id):
            yield _at(text, team), f'“{team.id}” is no id of a team; it would be like team-payments.'
    for plan in wanted.plans:
        if not is_slug('(project|team)', plan.id):
            yield _at(text, plan), f'“{plan.id}” is no id of a plan; it would be like project-shop.'


def _refused(check: Callable[[], object]) -> str:
    try:
        check()
    except Rejected as error:
        return str(error)
    return ''


def _strangers(text: str, current: Backup, wanted: Backup) -> Iterator[tuple[str, str]]:
    """What is named, and is neither here nor in the file."""
    known = {part: {getattr(entry, key) for entry in (*getattr(current, part), *getattr(wanted, part))}
             for part, key in (('sources', 'name'), ('teams', 'id'), ('plans', 'id'))}
    named: list[tuple[Any, str, str]] = [(team, 'sources', team.source) for team in wanted.teams if team.source]
    named += [(plan, 'sources', plan.source) for plan in wanted.plans]
    named += [(plan, 'teams', plan.team) for plan in wanted.plans if plan.team]
    named += [(person, 'teams', person.team) for person in wanted.people if person.team]
    named += [(marker, 'teams', marker.team) for marker in wanted.markers if marker.team]
    named += [(event, 'plans', event.plan) for event in wanted.events if event.plan]
    named += [(marker, 'plans', marker.plan) for marker in wanted.markers if marker.plan]
    for entry, part, name in named:
        if (name or (isinstance(entry, PlanEntry) and part == 'sources')) and name not in known[part]:
            yield _at(text, entry), f'{name_of(entry)} names the {NOUNS[part]} “{name}”, which is not known.'


def _namesakes(text: str, current: Backup, wanted: Backup) -> Iterator[tuple[str, str]]:
    """A team of another id that goes by the same name."""
    here = {one.name.casefold(): one.id for one in current.teams}
    for entry in wanted.teams:
        other = here.get(entry.name.casefold(), entry.id)
        if other != entry.id:
            yield _at(text, entry), f'“{entry.name}” is known here already, as “{other}”.'


def _at(text: str, entry: Any) -> str:
    key = ('title' if isinstance(entry, EventEntry) else 'label' if isinstance(entry, MarkerEntry)
           else 'id' if isinstance(entry, TeamEntry | PlanEntry) else 'name')
    return f'line {line_of(text, f"{json.dumps(key)}: {json.dumps(getattr(entry, key), ensure_ascii=False)}")}'
