"""The parts of a read that concern time: iterations, days of teams, markers. What cannot be had is said, not raised."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from app import clock
from app.domain.portfolio.sources.iterations import is_below, named_roots, projects_named, roots_of
from app.domain.portfolio.sources.reading import CONFIG, DaysFound, IterationFound, NodeFound, Reader, SourceTrouble
from app.services.portfolio import keeping_time, team_sources
from app.services.portfolio.keeping_time import TeamFound
from app.services.portfolio.sources import Readable
from app.services.portfolio.team_sources import TeamAsked
from app.work import read, transact
from jobs.voice import Voice

PAST, AHEAD = timedelta(days=45), timedelta(days=200)  # of iterations whose capacities are asked for
MOST: Final = 16  # iterations of a team


def read_iterations(voice: Voice, reader: Reader, source: Readable) -> list[str]:
    troubles, named = [], named_roots(source.options)
    for project in _projects(source, named):
        roots = roots_of(project, named)
        try:
            found = [one for one in reader.fetch_iterations(project) if is_below(one.path, roots)]
            if roots and not found:
                raise SourceTrouble(f'There is no iteration {" or ".join(f"“{root}”" for root in roots)}.', CONFIG)
        except SourceTrouble as trouble:
            troubles.append(_said(voice, project, trouble))
            continue
        count = transact(keeping_time.keep_iterations, source.id, project, found, is_part=bool(roots))
        voice.speak(f'{len(found)} iterations in {project}, {count} different')
    return troubles


def _projects(source: Readable, named: Sequence[str]) -> tuple[str, ...]:
    """Of its plans, and those that roots were chosen in."""
    known = {project.casefold(): project for project in (*projects_named(named), *read(team_sources.projects_of,
                                                                                       source.id))}
    return tuple(sorted(known.values()))


def read_markers(voice: Voice, reader: Reader, source: Readable) -> list[str]:
    """Of all delivery plans of a project; each plan shows those that were chosen for it."""
    troubles = []
    for project, plans in read(team_sources.markers_wanted, source.id).items():
        try:
            found = reader.fetch_markers(project)
        except SourceTrouble as trouble:
            troubles.append(_said(voice, project, trouble))
            continue
        for plan_id, wanted in plans.items():
            transact(keeping_time.keep_markers, plan_id, [one for one in found if one.delivery_plan in wanted])
        voice.speak(f'{len(found)} markers in {project}')
    return troubles


def read_teams(voice: Voice, reader: Reader, source: Readable) -> list[str]:
    """Weekdays, days off and sprints of the teams that are known at the source, and what its states mean."""
    troubles, asked = [], read(team_sources.teams_wanted, source.id)
    for done, team in enumerate(asked):
        voice.progress(done, len(asked), team.name)
        try:
            transact(keeping_time.keep_team, _team(reader, team, clock.now().date()))
        except SourceTrouble as trouble:
            troubles.append(_said(voice, team.name, trouble))
    for project in read(team_sources.projects_of, source.id):
        try:
            transact(keeping_time.keep_categories, source.id, _categories(reader, project))
        except SourceTrouble as trouble:
            troubles.append(_said(voice, project, trouble))
    return troubles


def _team(reader: Reader, team: TeamAsked, today: date) -> TeamFound:
    settings = reader.fetch_team_settings(team.project, team.name)
    near = [one for one in settings.iterations if _is_near(one, today)][:MOST]
    off: set[DaysFound] = set()
    away: set[tuple[str, str, DaysFound]] = set()
    for one in near:
        capacity = reader.fetch_capacities(team.project, team.name, one.node_id)
        off |= {*capacity.off}
        away |= {(member.person, member.external, days) for member in capacity.members for days in member.off}
    starts, ends = [one.start for one in near if one.start], [one.end for one in near if one.end]
    return TeamFound(team.id, settings.weekdays, settings.iterations, tuple(sorted(off, key=str)),
                     tuple(sorted(away, key=str)), min(starts, default=None), max(ends, default=None))


def _is_near(one: IterationFound, today: date) -> bool:
    return bool(one.start and one.end and one.end >= today - PAST and one.start <= today + AHEAD)


def _categories(reader: Reader, project: str) -> Mapping[str, Mapping[str, str]]:
    return {kind.name: {state.name: state.category for state in _states(reader, project, kind.name)}
            for kind in reader.browse_types(project)}


def _states(reader: Reader, project: str, kind: str) -> Sequence[NodeFound]:
    return [state for state in reader.browse_states(project, kind) if state.category]


def _said(voice: Voice, what: str, trouble: SourceTrouble) -> str:
    """Anything but a wrong setting concerns the whole source, and ends the run."""
    if trouble.state != CONFIG:
        raise trouble
    voice.speak(f'{what}: {trouble}', 'warning')
    return f'{what}: {trouble}'
