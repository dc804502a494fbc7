"""The history of the tables: it leads to what the models say, and back."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel, create_engine

from app import migrations
from app.services import counts
from app.settings import Misconfigured
from app.work import read
from tests.people import found_workspace


@pytest.fixture
def engine(kind, tmp_path, request):
    """An empty database without any table."""
    if kind == 'sqlite':
        engine = create_engine(f'sqlite:///{tmp_path / "empty.db"}')
    else:
        server = create_engine(request.getfixturevalue('postgres_url'), isolation_level='AUTOCOMMIT')
        with server.connect() as connection:
            connection.exec_driver_sql('DROP DATABASE IF EXISTS empty')
            connection.exec_driver_sql('CREATE DATABASE empty')
        server.dispose()
        engine = create_engine(server.url.set(database='empty'))
    yield engine
    engine.dispose()


def tables(engine):
    return set(inspect(engine).get_table_names()) - {'alembic_version'}


def revision(engine):
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def downgrade(engine):
    config = Config(toml_file='pyproject.toml')
    with engine.begin() as connection:
        config.attributes['connection'] = connection
        command.downgrade(config, 'base')


def test_the_history_leads_to_exactly_what_the_models_say(engine):
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_coming_up_to_date_twice_is_harmless(engine):
    migrations.upgrade(engine)
    before = revision(engine)
    migrations.upgrade(engine)
    assert revision(engine) == before


def test_the_way_back_leads_to_nothing_and_up_again(engine):
    migrations.upgrade(engine)
    before = tables(engine)
    downgrade(engine)
    assert tables(engine) == set() and revision(engine) is None
    migrations.upgrade(engine)
    assert tables(engine) == before


def test_a_database_that_a_newer_version_has_been_at_is_left_alone(engine):
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match='9999'):
        migrations.upgrade(engine)
    assert revision(engine) == '9999'


def test_data_outlive_another_start(database, url):
    found_workspace()
    engine = create_engine(url)
    migrations.upgrade(engine)
    engine.dispose()
    assert read(counts.view_counts).audit_records == 1


def test_monitoring_is_told_how_far_the_history_has_come(database, url):
    engine = create_engine(url)
    assert read(counts.view_revision) == revision(engine)
    engine.dispose()
