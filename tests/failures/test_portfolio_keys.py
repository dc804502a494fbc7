"""Tokens of sources outlive another master key, and a demo comes up with a plan: with real programs."""

import base64
import sqlite3
from contextlib import closing

import httpx
import pytest
from sqlmodel import select

from app.work import read
from jobs.portfolio import opening
from models.ops import SecretVersion
from tests.conftest import MASTER_KEYS
from tests.fakes.azure_devops import azure, shop
from tests.machine.program import running
from tests.people import ANN
from tests.portfolio_served import office, over
from tests.portfolio_sync import TOKEN, live, source, with_commands

NEW = f'k2:{base64.b64encode(bytes(range(32, 64))).decode()}'


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def place(database, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, 'wait', lambda voice, seconds: None)
    with azure(shop()) as fake, office(fake, tmp_path, ('Shop\\Web', 'Shop\\Store')) as made:
        yield made


def kids():
    return {row.kid for row in read(lambda work: work.session.exec(select(SecretVersion)).all()) if row.record}


def restarted(place, keys):
    place.program.stop()
    place.program.environment['MASTER_KEYS'] = keys
    place.again()


def test_sources_are_read_before_during_and_after_the_exchange_of_the_master_key(place):
    place.has_read()
    assert kids() == {'k1'}
    restarted(place, f'{NEW},{MASTER_KEYS}')
    place.has_read()
    run = place.asks('POST', '/ops/runs', 201, ANN, json={'command': 'ops.rotate_master_key', 'parameters': {}})
    over(int(run['id']))
    assert kids() == {'k2'}
    restarted(place, NEW)
    place.fake.organisation.change(101, System_Title='Read with the new key alone')
    place.has_read()
    assert live()[101].title == 'Read with the new key alone'
    assert source().state == 'ok'
    assert {one.token for one in place.fake.asked if one.token} == {TOKEN}
    assert all(TOKEN not in program.log.read_text() for program in place.programs)


def test_a_demo_starts_with_a_plan_that_has_been_read_and_two_scenarios(tmp_path):
    with running(tmp_path, 'demo', RATE_LIMIT_ENABLED='false') as program, httpx.Client(
            base_url=program.url, timeout=40, follow_redirects=True) as visitor:
        assert visitor.get('/readyz').status_code == 200
        assert visitor.get('/portfolio').status_code in (200, 401)
        assert 'Traceback' not in program.log.read_text() and 'ERROR' not in program.log.read_text()
        with closing(sqlite3.connect(next(tmp_path.rglob('*.db')))) as stored:
            assert stored.execute('SELECT state FROM portfoliosource').fetchall() == [('ok',)]
            assert stored.execute('SELECT count(*) FROM portfolioitem').fetchone()[0] >= 100
            assert stored.execute('SELECT count(*) FROM portfolioscenario').fetchone() == (2,)
