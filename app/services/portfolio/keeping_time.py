"""Iterations, markers and days of teams as a source tells them; what we keep ourselves goes before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import col, or_, select

from app.domain.portfolio.items import dates
from app.domain.portfolio.sources.iterations import FROM_ITERATION, Iterations, dated, folded
from app.domain.portfolio.sources.kept import ITERATION_ID
from app.domain.portfolio.sources.reading import DaysFound, IterationFound, MarkerFound
from app.services.portfolio import ground
from app.services.portfolio.keeping import iterations_of
from app.work import Work
from models.portfolio import (
    PortfolioCalendar,
    PortfolioDayOff,
    PortfolioItem,
    PortfolioIteration,
    PortfolioMarker,
    PortfolioPerson,
    PortfolioSource,
    PortfolioTeam,
)

QUARTER = 45  # days from which an iteration is taken for a program increment
SOURCE = 'source'


@dataclass(frozen=True)
class TeamFound:
    """What was read of one team."""
    team_id: int
    weekdays: frozenset[int]
    iterations: tuple[IterationFound, ...] = ()
    off: tuple[DaysFound, ...] = ()
    away: tuple[tuple[str, str, DaysFound], ...] = ()  # name and unique name of a member, and when
    first: date | None = None  # what was asked for; days off outside stay
    last: date | None = None


def keep_iterations(work: Work, source_id: int, project: str, found: Sequence[IterationFound], *,
                    is_part: bool = False) -> int:
    """All of one project, or those below the roots that were chosen. Items that took their dates from one follow it.
    Returns how many are different.
    """
    rows = [row for row in work.session.exec(select(PortfolioIteration).where(
        PortfolioIteration.source_id == source_id)) if _is_of(row.path, project)]
    if rows and len(found) <= 1 and not is_part:
        return 0  # no project loses all its iterations from one read to the next: the root alone is no answer
    by_node = {row.node_id: row for row in rows if row.node_id}
    by_path = {folded(row.path): row for row in rows}
    changes, seen = 0, set()
    for one in found:
        row = by_node.get(one.node_id) or by_path.get(folded(one.path))
        if row is None:
            row = PortfolioIteration(source_id=source_id, node_id=one.node_id, path=one.path, start=one.start,
                                     end=one.end, is_quarter=_is_long(one))
            work.session.add(row)
            changes += 1
        else:
            changes += _renew(work, row, one)
        seen.add(id(row))
    for row in rows:
        if id(row) not in seen:
            work.session.delete(row)
            changes += 1
    if changes:
        work.session.flush()
        infer_again(work, source_id)  # items are taken before the mark, by everybody
        ground.move_setup(work)
    return changes


def infer_again(work: Work, source_id: int) -> int:
    """Items without dates of their own get those that their iteration has now."""
    zone, iterations = work.get(PortfolioSource, source_id).time_zone, iterations_of(work, source_id)
    rows = work.session.exec(select(PortfolioItem).where(PortfolioItem.source_id == source_id, or_(
        col(PortfolioItem.start_from) == FROM_ITERATION, col(PortfolioItem.end_from) == FROM_ITERATION,
        col(PortfolioItem.start).is_(None), col(PortfolioItem.end).is_(None))).order_by(
        col(PortfolioItem.id)).with_for_update()).all()
    changed = [row for row in rows if _infer(row, zone, iterations)]
    if changed:
        mark = ground.move_baseline(work)
        for row in changed:
            row.mark = mark
    return len(changed)


def keep_markers(work: Work, plan_id: int, found: Sequence[MarkerFound]) -> bool:
    """Those of the delivery plans a plan is shown with; the same day and label once. Ours stay."""
    wanted = {(one.day, one.label): one.colour for one in found}
    rows = work.session.exec(select(PortfolioMarker).where(PortfolioMarker.plan_id == plan_id,
                                                           PortfolioMarker.origin == SOURCE)).all()
    if {(row.day, row.label): row.colour for row in rows} == wanted and len(rows) == len(wanted):
        return False
    for row in rows:
        work.session.delete(row)
    work.session.add_all([PortfolioMarker(plan_id=plan_id, day=day, label=label, colour=colour, origin=SOURCE)
                          for (day, label), colour in sorted(wanted.items())])
    ground.move_setup(work)
    return True


def keep_team(work: Work, found: TeamFound) -> bool:
    """Its weekdays, days off and iterations; whether anything is different."""
    team = work.session.get(PortfolioTeam, found.team_id)
    if team is None:
        return False
    changes = [_keep_weekdays(work, found), _keep_absences(work, found), _keep_sprints(work, team, found)]
    if any(changes):
        ground.move_setup(work)
    return any(changes)


def keep_categories(work: Work, source_id: int, found: Mapping[str, Mapping[str, str]]) -> None:
    """What states mean, by type: what admins have put in order stays so for types nobody answers for."""
    row = work.session.get(PortfolioSource, source_id, with_for_update=True)
    if row is not None and found and row.options.get('categories') != found:
        row.options = {**row.options, 'categories': {kind: dict(states) for kind, states in found.items()}}


def _is_of(path: str, project: str) -> bool:
    return folded(path).split('\\')[0] == folded(project)


def _is_long(one: IterationFound) -> bool:
    return bool(one.start and one.end and (one.end - one.start).days > QUARTER)


def _renew(work: Work, row: PortfolioIteration, one: IterationFound) -> int:
    """Dates an admin gave stay where the source has none; items go along with a rename."""
    values: dict[str, Any] = {'node_id': one.node_id, 'path': one.path}
    values |= {name: value for name, value in (('start', one.start), ('end', one.end)) if value}
    fresh = {name: value for name, value in values.items() if getattr(row, name) != value}
    if 'path' in fresh:
        work.session.execute(update(PortfolioItem).where(
            col(PortfolioItem.source_id) == row.source_id, col(PortfolioItem.iteration) == row.path,
        ).values(iteration=one.path, mark=ground.move_baseline(work)))
    for name, value in fresh.items():
        setattr(row, name, value)
    return bool(fresh)


def _infer(row: PortfolioItem, zone: str, iterations: Iterations) -> bool:
    iteration = iterations.find(str(row.fields.get(ITERATION_ID, '')), row.iteration)
    own = dated(dates.day(row.raw_start, zone), dates.day(row.raw_end, zone), iteration)
    if (row.start, row.end, row.start_from, row.end_from) == (own.start, own.end, own.start_from, own.end_from):
        return False
    row.start, row.end, row.start_from, row.end_from = own.start, own.end, own.start_from, own.end_from
    return True


def _keep_weekdays(work: Work, found: TeamFound) -> bool:
    days, row = sorted(found.weekdays), work.session.get(PortfolioCalendar, found.team_id, with_for_update=True)
    if not days:
        return False
    if row is None:
        work.session.add(PortfolioCalendar(team_id=found.team_id, weekdays=days, origin=SOURCE))
        return True
    name = 'weekdays' if row.origin == SOURCE else 'at_source'
    if getattr(row, name) == days:
        return False
    setattr(row, name, days)
    row.version += 1
    return True


def _keep_absences(work: Work, found: TeamFound) -> bool:
    """Of the iterations that were asked for; what lies outside them stays as it was last told."""
    if found.first is None or found.last is None:
        return False
    people = work.session.exec(select(PortfolioPerson).where(PortfolioPerson.team_id == found.team_id)).all()
    by_name = {name.casefold(): person.id for person in people for name in (person.name, person.external) if name}
    wanted: set[tuple[Any, ...]] = {(found.team_id, None, one.start, one.end, one.reason) for one in found.off}
    wanted |= {(None, by_name[who], one.start, one.end, one.reason) for name, external, one in found.away
               if (who := next((key.casefold() for key in (external, name) if key.casefold() in by_name), ''))}
    rows = work.session.exec(select(PortfolioDayOff).where(
        PortfolioDayOff.origin == SOURCE, col(PortfolioDayOff.end) >= found.first,
        col(PortfolioDayOff.start) <= found.last, or_(
            col(PortfolioDayOff.team_id) == found.team_id,
            col(PortfolioDayOff.person_id).in_([person.id for person in people])))).all()
    known = {(row.team_id, row.person_id, row.start, row.end, row.reason): row for row in rows}
    for key in known.keys() - wanted:
        work.session.delete(known[key])
    work.session.add_all([PortfolioDayOff(team_id=team, person_id=person, start=start, end=end, reason=reason,
                                          origin=SOURCE)
                          for team, person, start, end, reason in sorted(wanted - known.keys(), key=str)])
    return known.keys() != wanted


def _keep_sprints(work: Work, team: PortfolioTeam, found: TeamFound) -> bool:
    """Which iterations the team takes part in; none at all is no answer to one who took part in some."""
    if not found.iterations:
        return False
    wanted, is_changed = {folded(one.path) for one in found.iterations}, False
    for row in work.session.exec(select(PortfolioIteration).where(PortfolioIteration.source_id == team.source_id)):
        teams = sorted({*row.teams, team.id} if folded(row.path) in wanted else {*row.teams} - {team.id})
        if teams != row.teams:
            row.teams, is_changed = teams, True
    return is_changed
