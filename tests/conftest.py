"""Fresh databases: what does not draw screens is tested on SQLite and, where its programs are, on PostgreSQL."""

import gc
import shutil
import sys
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import pytest
from fastapi import routing
from hypothesis import settings
from nicegui import Client, core, ui
from nicegui.testing import user_simulation
from sqlalchemy.util import LRUCache
from sqlmodel import SQLModel, create_engine

from app import clock, migrations, work
from app.domain.policy import Policy
from app.installation import REACTIONS
from app.security import brakes
from app.security.keys import REQUESTS, SEALS, derived
from app.services.portfolio import ground, planned
from app.services.seasons import cubes
from app.services.seasons import ground as seasons
from app.services.sprints import ground as sprints
from tests import ops
from tests.machine import postgres
from tests.people import NOON

MASTER_KEYS = 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='  # bytes(range(32)), for tests only

# The same examples wherever the tests run, however busy the machine is:
settings.register_profile('steady', derandomize=True, deadline=None)
settings.load_profile('steady')

pytest_plugins = ['nicegui.testing.user_plugin']


class Time:
    """The clock of a test: stands still until it is told to go on."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def passes(self, **interval):
        self.now += timedelta(**interval)
        return self.now


@pytest.fixture
def time(monkeypatch):
    time = Time()
    monkeypatch.setattr(clock, 'now', time)
    return time


@pytest.fixture(autouse=True)
def _nobody_has_been_here():
    brakes.release_all()


@pytest.fixture(autouse=True)
def _started_once(monkeypatch):
    """There is one NiceGUI; each start of the program would wrap its start once more, until none comes through."""
    monkeypatch.setattr(core.app.router, 'lifespan_context', core.app.router.lifespan_context)


@pytest.fixture(scope='session', autouse=True)
def _routes_understood_once():
    """Every start of the program includes the same routers: what FastAPI finds out about their routes stays true."""
    build, known = routing._IncludedRouter._build_effective_context, {}

    def built(self, route):
        key = id(route), self.include_context.path_for(route)
        if key not in known:
            known[key] = build(self, route), route  # as long as it is remembered its id is nobody else's
        return known[key][0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing._IncludedRouter, '_build_effective_context', built)
        yield


@pytest.fixture(scope='session', autouse=True)
def _pages_understood_once():
    """Every start of the program opens the same pages."""
    open_page, known = ui.page.__call__, {}

    def opened(self, build):
        if build not in known:
            open_page(self, build)
            known[build] = core.app.routes[-1]
        else:
            core.app.routes.append(known[build])
            Client.page_routes[build] = self.path
        return build
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ui.page, '__call__', opened)
        yield


@pytest.fixture(scope='session', autouse=True)
def _little_is_thrown_away():
    """After each program NiceGUI forgets the modules of its pages, and looks for garbage three times.

    To import them anew and to look among all that is imported takes longer than most tests.
    """
    simulation = sys.modules[user_simulation.__module__]  # its name stands for its function
    collect, freeze, starts, anew = gc.collect, gc.freeze, count(), simulation.nicegui_reset_globals

    @contextmanager
    def ground():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(gc, 'collect', lambda: None)
            patch.setattr(gc, 'freeze', lambda: None)  # what a test leaves behind would stay for good
            with anew():
                try:
                    yield
                finally:
                    Client.page_routes.clear()
        number = next(starts)
        if number % 10 == 0:
            collect()
        if number == 0:
            freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, 'nicegui_reset_globals', ground)
        yield


@pytest.fixture(scope='session')
def blank(tmp_path_factory):
    """A migrated, empty SQLite database, to be copied."""
    path = tmp_path_factory.mktemp('blank') / 'blank.db'
    engine = work.configure(f'sqlite:///{path}', lambda session, events: None)
    migrations.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope='session')
def sqlite_engines(blank):
    """Makes engines that share their compiled statements: to compile them anew takes a sixth of a test."""
    known = create_engine(f'sqlite:///{blank}')
    known.connect().close()
    known.dispose()
    statements = LRUCache(4_000)

    def make(url, **options):
        made = create_engine(url, execution_options={'compiled_cache': statements}, **options)
        made.dialect = known.dialect  # statements are compiled for one
        return made
    return make


@pytest.fixture(scope='session')
def postgres_url():
    """A PostgreSQL server for this run of the tests."""
    folder = postgres.binaries()
    if folder is None:
        pytest.skip('the programs of PostgreSQL (initdb, pg_ctl) are not on this machine')
    with postgres.running(folder) as url:
        yield url


@pytest.fixture(scope='session')
def postgres_engine(postgres_url):
    """Connections and compiled statements that outlive a test: without them every test takes twice as long."""
    engine = work.configure(postgres_url, lambda session, events: None)
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(_emptying())
    yield engine
    engine.dispose()


@pytest.fixture(params=['sqlite', 'postgresql'])
def kind(request):
    return request.param


@pytest.fixture
def beginning(blank):
    """What the SQLite database of a test is a copy of."""
    return blank


@pytest.fixture
def url(kind, request, beginning, tmp_path, monkeypatch):
    """The address of an empty database, in an environment in which the program can start."""
    if kind == 'sqlite':
        monkeypatch.setattr(work, 'create_engine', request.getfixturevalue('sqlite_engines'))
    url = (request.getfixturevalue('postgres_url') if kind == 'postgresql'
           else f'sqlite:///{shutil.copy(beginning, tmp_path / "test.db")}')
    for name, value in {'DATABASE_URL': url, 'DATA_DIR': str(tmp_path), 'ENVIRONMENT': 'test', 'ALLOWED_HOSTS': 'test',
                        'SECRET_KEY': 32 * 'k', 'MASTER_KEYS': MASTER_KEYS, 'LOG_FORMAT': 'text',
                        'APP_MODE': 'serve',
                        'RATE_LIMIT_PER_MINUTE': '0'}.items():
        monkeypatch.setenv(name, value)
    return url


@pytest.fixture
def policy():
    """The rules of this installation; a test may bring its own."""
    return Policy(commands=dict(ops.COMMANDS), seal_keys=(derived(32 * b'k', SEALS),),
                  request_key=derived(32 * b'k', REQUESTS),
                  master_keys=(('k1', bytes(range(32))),), keys_from='the environment')


@pytest.fixture
def database(kind, url, policy, request, monkeypatch):
    """An empty database, and the list of what is announced on it."""
    announced = []
    ground.forget()
    planned.forget()
    sprints.forget()
    seasons.forget()
    cubes.forget()
    if kind == 'postgresql':
        engine = request.getfixturevalue('postgres_engine')
        monkeypatch.setattr(work, 'create_engine', lambda *_, **__: engine)
        _empty(engine)
    engine = work.configure(url, lambda session, events: announced.extend(events), policy, REACTIONS)
    yield announced
    if kind == 'sqlite':
        engine.dispose()


def _empty(engine):
    """As good as new, also where triggers refuse it; a hundredth of the time that TRUNCATE takes."""
    with engine.begin() as connection:
        connection.exec_driver_sql('SET LOCAL session_replication_role = replica')
        connection.exec_driver_sql('SELECT empty_all()')


def _emptying():
    """A function that empties the tables in which there is something; its plans are made once."""
    deeds = '\n'.join(f'IF EXISTS (SELECT FROM "{table.name}") THEN DELETE FROM "{table.name}"; END IF;'
                      for table in SQLModel.metadata.sorted_tables)
    return f'''CREATE FUNCTION empty_all() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        {deeds}
        PERFORM setval(seqrelid, 1, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
        END $$'''
