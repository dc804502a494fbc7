"""The set-up as a file: taken away without secrets, looked at before it is brought back, and brought back whole."""

from dataclasses import asdict
from typing import Any

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.portfolio.setup import backup_text
from app.domain.portfolio.setup.backup_text import (
    Backup,
    DaysEntry,
    EventEntry,
    HolidayEntry,
    MarkerEntry,
    PersonEntry,
    PlanEntry,
    SourceEntry,
    TeamEntry,
)
from app.domain.portfolio.setup.bringing_back import (
    RestoreLine,
    demand_fits,
    differences,
    person_draft,
    plan_draft,
    source_draft,
    team_draft,
)
from app.domain.portfolio.setup.drafts import HappeningDraft, MarkerDraft
from app.domain.portfolio.setup.views import SetupView
from app.services import audit
from app.services.people import accounts
from app.services.portfolio import calendars, deciding, happenings, markers, people, plans, rates, source_setup, teams
from app.services.portfolio.setup import view_setup
from app.work import Work
from models.portfolio import PortfolioPerson, PortfolioPlan, PortfolioSource, PortfolioTeam

OURS = calendars.OURS


def take_away(work: Work, actor: Actor) -> str:
    """The file; only what we keep ourselves: what a source says comes back with its next read."""
    demand(actor, 'portfolio.admin')
    return backup_text.written(_present(work, actor))


def preview(work: Work, actor: Actor, text: str) -> tuple[RestoreLine, ...]:
    """What would change. Raises Invalid with the line of everything that does not fit."""
    demand(actor, 'portfolio.admin')
    present, wanted = _present(work, actor), backup_text.read(text)
    demand_fits(text, present, wanted)
    return differences(present, wanted)


def restore(work: Work, actor: Actor, text: str) -> tuple[RestoreLine, ...]:
    """All of it or nothing; what is here and not in the file stays."""
    demand(actor, 'portfolio.admin')
    demand(actor, 'portfolio.cost')
    work.take_turns(deciding.TURN)
    lines = preview(work, actor, text)
    wanted = backup_text.read(text)
    _sources(work, actor, wanted)
    _teams(work, actor, wanted)
    _people(work, actor, wanted)
    _plans(work, actor, wanted)
    _days(work, actor, wanted)
    _axis(work, actor, wanted)
    if wanted.rules is not None:
        rates.keep_rules(work, actor, wanted.rules)
    if wanted.rates is not None:
        rates.keep_rates(work, actor, wanted.rates)
    audit.write(work, actor, 'portfolio.restore_setup', detail=f'{len(lines)} differences')
    return lines


def _present(work: Work, actor: Actor) -> Backup:
    view, emails = view_setup(work, actor), _emails(work, actor)
    sources = {one.id: one.draft.name for one in view.sources}
    team_ids, plan_ids = {one.id: one.slug for one in view.teams}, {one.id: one.slug for one in view.plans}
    weekdays = {one.team_id: one.weekdays for one in view.calendars if one.origin == OURS}
    return Backup(
        tuple(SourceEntry(**asdict(one.draft)) for one in view.sources),
        tuple(TeamEntry(one.slug, one.draft.name, one.draft.short, one.draft.colour, one.draft.is_excluded,
                        one.draft.sites, sources.get(one.draft.source_id or 0, ''), one.draft.external, one.draft.rank,
                        weekdays.get(one.id, ()), _off(view, team=one.id))
              for one in view.teams),
        tuple(PersonEntry(one.draft.name, team_ids.get(one.draft.team_id or 0, ''), one.draft.site,
                          one.draft.is_internal, one.draft.rate_name, one.draft.hours, one.draft.external,
                          _off(view, person=one.id)) for one in view.people),
        tuple(PlanEntry(one.slug, one.draft.name, sources[one.draft.source_id], one.draft.area, one.draft.kind,
                        one.draft.has_children, one.draft.types, one.draft.states_read, one.draft.states_shown,
                        one.draft.colour, one.draft.rank, team_ids.get(one.draft.team_id or 0, ''),
                        one.draft.delivery_plans, one.draft.is_open,
                        tuple(sorted(emails[who] for who in one.draft.grants if who in emails)))
              for one in view.plans),
        tuple(HolidayEntry(one.site, one.day, one.name) for one in view.holidays),
        tuple(EventEntry(one.title, one.start, one.end if one.end != one.start else None,
                         plan_ids.get(one.plan_id or 0, ''), one.category, one.is_special) for one in view.events),
        tuple(MarkerEntry(one.label, one.day, plan_ids.get(one.plan_id or 0, ''), team_ids.get(one.team_id or 0, ''),
                          one.colour)
              for one in view.markers if one.origin == OURS), view.rules, view.rates)


def _off(view: SetupView, team: int | None = None, person: int | None = None) -> tuple[DaysEntry, ...]:
    return tuple(DaysEntry(one.start, one.end, one.reason) for one in view.days_off
                 if one.origin == OURS and (one.team_id, one.person_id) == (team, person))


def _emails(work: Work, actor: Actor) -> dict[str, str]:
    """By identity."""
    return {f'person:{one.id}': one.email for one in accounts.list_people(work, actor)}


def _sources(work: Work, actor: Actor, wanted: Backup) -> None:
    known = {row.name: row.id for row in work.session.exec(select(PortfolioSource))}
    for entry in wanted.sources:
        draft = source_draft(entry)
        if entry.name in known:
            source_setup.change_source(work, actor, known[entry.name], draft)
        else:
            source_setup.add_source(work, actor, draft)


def _teams(work: Work, actor: Actor, wanted: Backup) -> None:
    known, sources = _ids(work, PortfolioTeam, 'slug'), _ids(work, PortfolioSource, 'name')
    for entry in wanted.teams:
        draft = team_draft(entry, sources.get(entry.source))
        if entry.id in known:
            teams.change_team(work, actor, known[entry.id], draft)
        else:
            teams.add_team(work, actor, draft, entry.id)


def _people(work: Work, actor: Actor, wanted: Backup) -> None:
    known, team_ids = _ids(work, PortfolioPerson, 'name'), _ids(work, PortfolioTeam, 'slug')
    for entry in wanted.people:
        draft = person_draft(entry, team_ids.get(entry.team))
        if entry.name in known:
            people.change_person(work, actor, known[entry.name], draft)
        else:
            people.add_person(work, actor, draft)


def _plans(work: Work, actor: Actor, wanted: Backup) -> None:
    known, team_ids = _ids(work, PortfolioPlan, 'slug'), _ids(work, PortfolioTeam, 'slug')
    sources = _ids(work, PortfolioSource, 'name')
    identities = {email: identity for identity, email in _emails(work, actor).items()}
    for entry in wanted.plans:
        grants = frozenset(identities[email] for email in entry.seen_by if email in identities)
        draft = plan_draft(entry, sources[entry.source], team_ids.get(entry.team), grants)
        if entry.id in known:
            plans.change_plan(work, actor, known[entry.id], draft)
        else:
            plans.add_plan(work, actor, draft, entry.id)


def _days(work: Work, actor: Actor, wanted: Backup) -> None:
    present = _present(work, actor)
    team_ids, person_ids = _ids(work, PortfolioTeam, 'slug'), _ids(work, PortfolioPerson, 'name')
    off = {('team', one.id): set(one.days_off) for one in present.teams}
    off |= {('person', one.name): set(one.days_off) for one in present.people}
    for team in wanted.teams:
        if team.weekdays:
            calendars.keep_weekdays(work, actor, team_ids[team.id], team.weekdays)
        for day in set(team.days_off) - off['team', team.id]:
            calendars.add_day_off(work, actor, day.start, day.end, day.reason, team_id=team_ids[team.id])
    for person in wanted.people:
        for day in set(person.days_off) - off['person', person.name]:
            calendars.add_day_off(work, actor, day.start, day.end, day.reason, person_id=person_ids[person.name])
    for holiday in wanted.holidays:
        calendars.add_holiday(work, actor, holiday.site, holiday.day, holiday.name)


def _axis(work: Work, actor: Actor, wanted: Backup) -> None:
    present = _present(work, actor)
    plan_ids, team_ids = _ids(work, PortfolioPlan, 'slug'), _ids(work, PortfolioTeam, 'slug')
    for event in wanted.events:
        if event not in present.events:
            happenings.add_happening(work, actor, HappeningDraft(
                event.title, event.start, event.end, plan_ids.get(event.plan), event.category, event.is_special))
    for marker in wanted.markers:
        if marker not in present.markers:
            markers.add_marker(work, actor, MarkerDraft(marker.label, marker.day, plan_ids.get(marker.plan),
                                                        team_ids.get(marker.team), marker.colour))


def _ids(work: Work, table: type[Any], column: str) -> dict[str, int]:
    return {getattr(row, column): row.id for row in work.session.exec(select(table))}
