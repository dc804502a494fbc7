"""`portfolio.browse`: look around at a source while somebody sets up; what is found is the result of the run."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.domain.portfolio.sources.browsing import Browsed, Missing, as_result, missing_areas, project_of
from app.domain.portfolio.sources.reading import NodeFound, Reader, SourceTrouble
from app.services.portfolio import browsing, sources, tokens
from app.services.portfolio.browsing import COMMAND
from app.work import read
from jobs.portfolio.opening import opened_source
from jobs.voice import Voice

FEW: Final = 30  # types whose states are asked for
STEPS: Final = 6

DEFINITION = Definition(
    COMMAND, 'Look at a source', 'Lists projects, areas, teams, types, states and iterations of a source of the '
    'portfolio, for whoever sets it up. Nothing is kept but the list.',
    area='portfolio', right='portfolio.admin', parameters=(
        Parameter('source', 'whole', 'Number of the source.', is_required=True, low=1),
        Parameter('project', 'text', 'Empty: those of its plans, or the only one there is.', '')),
    secrets=(tokens.GRANTS[tokens.READ],), key='portfolio.browse:{source}', joins=True, retries=0, timeout=120,
    priority=1)


def browse(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises SourceTrouble, which ends the run in words."""
    source = read(sources.to_read, parameters['source'])
    plans = read(browsing.paths_of, source.id)
    with opened_source(voice, source) as reader:
        voice.speak(f'Looking around at {source.name}')
        projects = [node.name for node in reader.browse_projects()]
        project = str(parameters.get('project') or '') or _usual(projects, plans)
        if project and project not in projects:
            raise SourceTrouble(f'There is no project “{project}” at {source.name}.', 'config')
        found = _look(voice, reader, project, projects, plans)
    for missing in found.missing:
        voice.speak(missing.text, 'warning')
    voice.speak(f'{len(found.projects)} projects; {len(found.areas)} areas, {len(found.teams)} teams and '
                f'{len(found.iterations)} iterations in {project or "none of them"}')
    return as_result(found)


def _look(voice: Voice, reader: Reader, project: str, projects: Sequence[str],
          plans: Sequence[tuple[str, str]]) -> Browsed:
    if not project:
        return Browsed('', tuple(projects), missing=_without_project(projects, plans))
    areas = _step(voice, 1, 'areas', reader.browse_areas(project))
    teams = _step(voice, 2, 'teams', reader.browse_teams(project))
    types = _step(voice, 3, 'types', reader.browse_types(project))
    iterations = _step(voice, 4, 'iterations', reader.browse_iterations(project))
    delivery = _step(voice, 5, 'delivery plans', reader.browse_delivery_plans(project))
    states = dict.fromkeys((node.name, node.category) for kind in types[:FEW]
                           for node in reader.browse_states(project, kind.name))
    own = [(name, area) for name, area in plans if project_of(area).casefold() == project.casefold()]
    paths = [node.path or node.name for node in areas]
    return Browsed(project, tuple(projects), tuple(paths), tuple(node.name for node in teams),
                   tuple(node.name for node in types), tuple(states),
                   tuple(node.path or node.name for node in iterations),
                   tuple((node.id, node.name) for node in delivery),
                   (*_without_project(projects, plans, paths), *missing_areas(own, paths)))


def _step(voice: Voice, number: int, name: str, found: Sequence[NodeFound]) -> Sequence[NodeFound]:
    voice.progress(number, STEPS, name)
    return found


def _usual(projects: Sequence[str], plans: Sequence[tuple[str, str]]) -> str:
    """The one that most plans are of, or the only one there is."""
    own = [project_of(area) for _, area in plans]
    known = [project for project in own if project in projects]
    if known:
        return max(dict.fromkeys(known), key=known.count)
    return projects[0] if len(projects) == 1 else ''


def _without_project(projects: Sequence[str], plans: Sequence[tuple[str, str]],
                     paths: Sequence[str] = ()) -> tuple[Missing, ...]:
    """Plans of projects that are not there any more."""
    folded = {project.casefold() for project in projects}
    return missing_areas([(name, area) for name, area in plans if project_of(area).casefold() not in folded],
                         (*projects, *paths))
