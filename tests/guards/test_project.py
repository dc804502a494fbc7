"""The project around the program: dependencies, the history of the tables, their names."""

import re
import tomllib

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import models  # noqa: F401  # all tables
from tests.guards.source import ROOT, demand_none, files, text

KNOWN_TOOLS = {'mypy', 'pytest', 'ruff'}  # whose names say enough
AREAS = {'poker': 'poker', 'portfolio': 'portfolio', 'sprints': 'sprint',  # module of tables: how their names begin
         'sprint_git': 'sprintgit',
         'masters': 'master', 'seasons': 'season', 'buying': 'season', 'people': '',
         'ops': ('ops', 'secret', 'masterkey', 'fplcopy', 'streamticket')}
ROOTS = {'pokertable', 'person', 'opsrun', 'opsschedule', 'secret', 'portfoliosource', 'portfolioteam',
         'portfolioview', 'portfolioscenario', 'sprintsite', 'mastercompany'}  # what other rows belong to
ALONE = {  # tables whose rows belong to nothing that could be erased
    'opscommand': 'definitions are part of the program; a run names the one it was asked for with',
    'opsswitch': 'a decision about a command', 'opspause': 'a decision about all schedules',
    'opsteam': 'the one team of the workspace', 'fplcopy': 'answers of a service outside',
    'masterkey': 'keys this database was used with', 'streamticket': 'half a minute of life',
    'portfoliomark': 'how often the portfolio has changed', 'portfoliosettings': 'decided for everybody',
    'portfoliodayoff': 'of a team or of a person', 'portfolioholiday': 'of a site',
    'portfoliomarker': 'of a plan, or of all', 'portfolioevent': 'of a plan, or of all',
    'portfoliolooks': 'how somebody left the timeline', 'portfoliopublish': 'says what became of an item',
    'portfolioacceptance': 'about something that is worked out', 'portfolioseat': 'ten seconds of life',
    'sprintcalendar': 'a key that a calendar program holds'}
PROJECT = text('pyproject.toml')


@pytest.fixture(scope='module')
def chapters():
    script = ScriptDirectory.from_config(Config(toml_file=str(ROOT / 'pyproject.toml')))
    return list(script.walk_revisions())


def test_every_dependency_has_a_reason():
    lines = re.findall(r'^  "([A-Za-z0-9_.-]+)[^"]*",([^\n]*)$', PROJECT.partition('[tool.')[0], re.MULTILINE)
    assert len(lines) > 15
    demand_none([name for name, rest in lines if '#' not in rest and name not in KNOWN_TOOLS],
                'Say behind it why it is needed:')


def test_every_dependency_is_locked_and_every_runtime_one_is_used():
    project = tomllib.loads(PROJECT)
    names = [re.match(r'[A-Za-z0-9_-]+', line)[0].lower() for line in project['project']['dependencies']]
    locked = {package['name'] for package in tomllib.loads(text('uv.lock'))['package']}
    demand_none([name for name in names if name not in locked], 'Not in uv.lock:')
    program = '\n'.join(map(text, files()))
    indirectly = {'alembic': 'alembic', 'azure-devops': 'from azure', 'psycopg': 'psycopg', 'pyyaml': 'import yaml',
                  'python-multipart': 'UploadFile|ui.upload', 'tzdata': 'zoneinfo', 'fpdf2': 'from fpdf import'}
    demand_none([name for name in names if not re.search(
        indirectly.get(name, rf'(?:import|from) {name.replace("-", "_")}'), program)],
                'Nothing in the program uses this dependency:')


def test_every_file_is_type_checked_and_layered():
    """A new part of the program must not escape the tools."""
    project = tomllib.loads(PROJECT)['tool']
    parts = {path.parent.name for path in ROOT.glob('*/__init__.py')} - {'tests'}
    assert parts <= set(project['mypy']['packages'])
    assert parts <= set(project['importlinter']['root_packages'])


def test_the_history_of_the_tables_is_one_line(chapters):
    assert [len(chapter.nextrev) <= 1 for chapter in chapters].count(False) == 0, 'two chapters follow the same one'
    assert sum(chapter.is_head for chapter in chapters) == sum(chapter.is_base for chapter in chapters) == 1
    assert not any(chapter.is_merge_point for chapter in chapters)


def test_chapters_are_numbered_in_their_order(chapters):
    assert [chapter.revision for chapter in reversed(chapters)] == [
        f'{number:04}' for number in range(1, len(chapters) + 1)]
    demand_none([chapter.path for chapter in chapters if f'{chapter.revision}_' not in chapter.path],
                'The number of a chapter begins the name of its file:')


def test_every_chapter_has_a_way_back(chapters):
    demand_none([chapter.path for chapter in chapters if re.search(r'def downgrade\(\)[^\n]*\n\s+pass', _of(chapter))],
                'Write down how to undo this chapter:')


def test_every_table_of_an_area_bears_its_name():
    """Tables of people are shared by all areas, and are called as everybody calls them."""
    modules = {table.__module__.removeprefix('models.') for table in _tables()}
    assert modules == set(AREAS), 'name the new area in this test'
    demand_none([table.__name__ for table in _tables()
                 if not table.__tablename__.startswith(AREAS[table.__module__.removeprefix('models.')])],
                'Begin the name of a table with its area:')


def test_every_row_of_an_area_belongs_to_something():
    """Whatever is erased takes along what is its own: each table leads to a table or a person, or is one."""
    demand_none([table.__tablename__ for table in _tables() if table.__module__ != 'models.people'
                 and table.__tablename__ not in ROOTS | set(ALONE) and not _leads_to(table.__tablename__, ROOTS)],
                'A foreign key to what it belongs to is missing:')


def test_every_moment_is_kept_in_utc():
    demand_none([f'{table.name}.{column.name}' for table in SQLModel.metadata.sorted_tables for column in table.columns
                 if type(column.type).__name__ in ('DateTime', 'DATETIME', 'TIMESTAMP')],
                'Declare it with sa_type=Moment:')


def _of(chapter):
    return (ROOT / chapter.path).read_text(encoding='utf-8')


def _tables():
    return [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


def _leads_to(name, roots):
    parents = {key.column.table.name for key in SQLModel.metadata.tables[name].foreign_keys}
    return bool(parents & roots) or any(_leads_to(parent, roots) for parent in parents)
