"""The history of one item for programs."""

from datetime import UTC, datetime

import pytest

from app.domain.portfolio.planning.operations import MoveItems
from app.services.portfolio import editing
from app.work import transact
from models.portfolio import PortfolioRevision
from tests.people import ANN
from tests.portfolio import checkout, plant


@pytest.fixture
def plan(server):
    plant(checkout())
    transact(lambda work: work.session.add(PortfolioRevision(
        item_id=3, rev=1, at=datetime(2026, 9, 1, 9, tzinfo=UTC), by='Ines',
        changed={'start': [None, '2026-10-19'], 'end': [None, '2026-10-16']})))
    transact(editing.edit, ANN, None, [MoveItems((3,), 7)])


async def test_steps_come_oldest_first(ann, plan):
    answer = await ann.get('/portfolio/items/3/history')
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told['item'], told['title'], told['complete']) == (3, 'Wallet buttons', True)
    first, second = sorted(told['steps'], key=lambda step: step['origin'], reverse=True)
    assert first['by'] == 'Ines' and first['start_after_end'] and first['origin'] == 'source'
    assert second['changes'] == [{'field': 'start', 'before': '2026-10-19', 'after': '2026-10-26'},
                                 {'field': 'end', 'before': '2026-11-06', 'after': '2026-11-13'}]


async def test_others_see_the_source_alone_and_unknown_items_do_not_exist(cleo, plan):
    answer = await cleo.get('/portfolio/items/3/history')
    assert [step['origin'] for step in answer.json()['steps']] == ['source']
    assert (await cleo.get('/portfolio/items/99/history')).status_code == 404
