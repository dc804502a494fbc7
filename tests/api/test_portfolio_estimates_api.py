"""What poker tables agreed on, for programs."""

import pytest

from app.events import HISTORY, EstimateSaved
from app.services.portfolio import estimates
from app.work import transact
from models.portfolio import PortfolioSource
from tests.api.conftest import refusal
from tests.people import ANN
from tests.portfolio import checkout, plant


@pytest.fixture
def plan(server):
    plant(checkout())
    transact(lambda work: setattr(work.get(PortfolioSource, 1), 'kind', 'demo'))
    transact(estimates.keep_estimate, EstimateSaved(HISTORY, 'portfolio:3', '5', ANN.identity, 'Ann', 'Refinement'))


async def test_an_item_tells_what_was_agreed(ann, plan):
    found = (await ann.get('/portfolio/items/3')).json()
    assert found['estimate'] == '5'
    assert {name: found['agreed'][name] for name in ('value', 'by', 'table', 'state', 'message')} == {
        'value': '5', 'by': 'Ann', 'table': 'Refinement', 'state': 'kept', 'message': ''}
    assert (await ann.get('/portfolio/items/4')).json()['agreed'] is None


async def test_a_publisher_has_it_written_by_a_run(ann, cleo, plan):
    assert refusal(await cleo.post('/portfolio/items/3/estimate/writing')) == (403, 'auth.forbidden')
    answer = await ann.post('/portfolio/items/3/estimate/writing')
    assert (answer.status_code, answer.json()) == (202, {'run_id': 1})
    assert (await ann.get('/portfolio/items/3')).json()['agreed']['state'] == 'pending'


async def test_nothing_was_agreed_on_so_nothing_is_written(ann, plan):
    assert (await ann.post('/portfolio/items/4/estimate/writing')).status_code == 404
