"""A backup takes the whole portfolio along: every table, scenarios as they were wanted, and tokens that still open."""

from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import JSON, create_engine, insert, select
from sqlmodel import SQLModel

from app import migrations, work
from app.backup import making, restoring
from app.backup.archive import Reader
from app.backup.making import Order
from app.backup.stored import Folders
from app.domain.ops.commands import Definition, Parameter
from app.domain.portfolio.items.setting import Source
from app.domain.portfolio.planning.operations import AllotShare, ChangeTags, LinkItems, MoveItems, PlacePlaceholder
from app.installation import REACTIONS
from app.services import secrets
from app.services.ops import queue
from app.services.portfolio import checkpoints, editing, ground, planned, publication, scenarios, sources, tokens
from app.work import read, transact
from models.ops import OpsRun
from models.portfolio import PortfolioPublish
from tests.people import ANN, MAX, NOON, PIA, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.portfolio import SETTING, checkout, day, plant
from tests.portfolio_sync import with_commands
from tests.services.test_backup import everything, said

PUBLISH = Definition('portfolio.publish', 'Publish a scenario', area='portfolio', key='scenario:{scenario}',
                     parameters=(Parameter('scenario', 'whole', is_required=True), Parameter('source', 'whole')))
ODD = 'Zoë “quoted” \n ☕ \u2028 =1+1'
SAMPLES = {int: 1, str: ODD, bool: True, float: 0.1, Decimal: Decimal('12.34'), datetime: NOON,
           date: date(2028, 2, 29), bytes: bytes(range(256))}
PAT = 'q7' * 26


@pytest.fixture
def policy(policy):
    return with_commands(policy)


def tables():
    return [table for table in SQLModel.metadata.sorted_tables if table.name.startswith('portfolio')]


def fill_the_rest(work):
    """One odd row in each table that has none yet, also in those that come later."""
    for table in tables():
        if work.session.execute(select(table).limit(1)).first() is None:
            work.session.execute(insert(table).values(_sample(work, table)))
    ground.move_setup(work)


def _sample(work, table):
    values = {}
    for column in table.columns:
        if column.foreign_keys:
            other = next(iter(column.foreign_keys)).column
            values[column.name] = work.session.execute(select(other).limit(1)).scalar()
        elif isinstance(column.type, JSON):
            values[column.name] = [0, 1, 3] if column.name == 'weekdays' else {'odd': ODD, 'list': [1, None, 2.5]}
        elif not (column.primary_key and column.type.python_type is int and len(table.primary_key) == 1):
            values[column.name] = SAMPLES[getattr(column.type, 'impl', column.type).python_type]
    return values


@pytest.fixture
def planning(database, time):
    """A plan with scenarios, tokens, a publication on its way, and something in every table."""
    found_workspace()
    invite_bob(), invite_cleo(), invite_crew()
    plant(checkout(replace(SETTING, sources={1: Source(1, 'Azure DevOps', 'azure_devops', 'Europe/Berlin')})))
    transact(tokens.keep_token, ANN, 1, tokens.READ, PAT)
    transact(tokens.keep_token, MAX, 1, tokens.WRITE, PAT.upper(), is_own=True)
    scenario = transact(scenarios.begin, MAX, 'Q4 plan')
    transact(scenarios.change, MAX, scenario, 1, None, {PIA.identity: True}, None)
    transact(editing.edit, MAX, scenario, [MoveItems((3,), 7), AllotShare((2,), 2, Decimal('12.50'))])
    transact(editing.edit, PIA, scenario, [ChangeTags((3,), (ODD,)), LinkItems(2, 5)])
    transact(checkpoints.name_checkpoint, MAX, scenario, 'Before the workshop')
    transact(editing.edit, MAX, scenario, [PlacePlaceholder(-1, 2, day('2 Nov'), day('6 Nov'))])
    transact(editing.undo, PIA, scenario)
    transact(publication.publish, MAX, scenario, {3: ['start', 'end']})
    transact(fill_the_rest)
    return scenario


@pytest.fixture(params=['into sqlite', 'into postgresql'])
def empty(request, tmp_path):
    """A database without any table."""
    url = f'sqlite:///{tmp_path / "empty.db"}'
    if request.param == 'into postgresql':
        server = create_engine(request.getfixturevalue('postgres_url'), isolation_level='AUTOCOMMIT')
        with server.connect() as connection:
            connection.exec_driver_sql('DROP DATABASE IF EXISTS planning WITH (FORCE)')
            connection.exec_driver_sql('CREATE DATABASE planning')
        server.dispose()
        url = server.url.set(database='planning')
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def backup(planning, tmp_path):
    order = Order(tmp_path / 'backups', Folders(tmp_path / 'files', tmp_path / 'teams'), '0.1.0', 0, NOON)
    return making.make(work.engine(), order, said)


def planned_rows(engine):
    return {name: lines for name, lines in everything(engine).items() if name.startswith('portfolio')}


def test_every_table_comes_back_into_either_database_as_it_was(backup, empty):
    migrations.begin_anew(empty, migrations.head())
    with Reader(backup.path) as reader, empty.begin() as connection:
        restoring.fill(connection, reader, said)
    before, after = planned_rows(work.engine()), planned_rows(empty)
    assert [name for name, lines in before.items() if not lines] == []
    assert set(before) == {table.name for table in tables()}
    assert before == after


def test_scenarios_are_wanted_as_before_and_tokens_open_once_it_is_used_again(backup, planning, empty, policy,
                                                                              tmp_path, monkeypatch):
    live, wanted = read(ground.live), read(planned.planned, planning)
    restoring.restore(backup.path, empty, Folders(tmp_path / 'new', tmp_path / 'others'), said)
    monkeypatch.setattr(work, 'create_engine', lambda *_, **__: empty)
    work.configure(empty.url.render_as_string(hide_password=False), lambda session, events: None, policy, REACTIONS)
    ground.forget(), planned.forget()

    again, wanted_again = read(ground.live), read(planned.planned, planning)
    assert (again.items, again.links, again.groups) == (live.items, live.links, live.groups)
    assert [field.name for field in fields(live.setting)
            if getattr(again.setting, field.name) != getattr(live.setting, field.name)] == []
    assert (wanted_again.items, wanted_again.links) == (wanted.items, wanted.links)
    assert wanted_again.items[3].start == day('26 Oct') and ODD not in wanted_again.items[3].tags

    runs = {run.command: run.state for run in read(lambda work: work.session.exec(select(OpsRun)).scalars().all())}
    assert runs['portfolio.publish'] == 'cancelled', 'nothing is sent by a copy'
    entries = read(lambda work: work.session.execute(select(PortfolioPublish)).scalars().all())
    assert {entry.state for entry in entries} == {'pending'}
    assert read(publication.view_publication, MAX, planning).rows, 'it can be published again'

    transact(sources.sync_now, ANN, 1)
    claim = transact(queue.claim_next, 'worker')
    assert transact(secrets.open_for, claim) == {'PORTFOLIO_READ_1': PAT}
    number = transact(scenarios.begin, MAX, 'After')
    assert number > planning, 'numbers go on'
    transact(editing.edit, MAX, planning, [MoveItems((5,), 1)])
    assert PAT not in backup.path.read_bytes().decode('latin-1')
