"""A shop at an Azure DevOps of our own that was read once, and scenarios that are published to it."""

import pytest
from sqlmodel import select

from app.domain.policy import Policy
from app.domain.portfolio.scenarios.differing import changed_ids
from app.integrations.azure_devops.client import Access, opened
from app.services.portfolio import editing, ground, keeping, publication, scenarios, tokens
from app.services.portfolio.planned import planned
from app.work import read, transact
from jobs.portfolio import opening
from jobs.portfolio.publish import DEFINITION, publish
from models.portfolio import PortfolioItem, PortfolioPlan, PortfolioPublish, PortfolioSource, PortfolioTeam
from tests.fakes.azure_devops import azure, shop
from tests.people import MAX, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.voice import Said

BUTTONS, RECEIPTS, STOCK = 'Wallet buttons', 'Receipts', 'Stock levels'
PATCH = '/workitems/'


@pytest.fixture
def policy():
    return Policy(commands={DEFINITION.slug: DEFINITION})


@pytest.fixture
def fake():
    with azure(shop()) as server:
        yield server


@pytest.fixture
def plan(database, time, fake, monkeypatch):
    """Everything of the source has been read once; nobody waits for real."""
    found_workspace()
    invite_bob(), invite_cleo(), invite_crew()
    monkeypatch.setattr(tokens, 'writes_with', lambda *_: 'own')
    monkeypatch.setattr(opening, 'wait', lambda *_: None)
    monkeypatch.setattr('jobs.portfolio.publish.wait', lambda *_: None)
    transact(set_up, fake.url)
    read_source(fake)
    return fake.organisation


def set_up(work, url):
    add = work.session.add
    add(PortfolioSource(id=1, name='Azure DevOps', kind='azure_devops', base_url=url, time_zone='UTC', state='ok',
                        capacity_block='read_write'))
    add(PortfolioTeam(id=1, slug='team-pay', name='Payments', short='PAY'))
    work.session.flush()
    add(PortfolioPlan(id=1, slug='project-shop', source_id=1, name='Shop', kind='project', area='Shop'))
    ground.move_setup(work)


def read_source(fake):
    with opened(Access(fake.url, 'pat-all')) as client:
        bodies = client.fetch_bodies(sorted(fake.organisation.items))
        iterations = client.fetch_iterations('Shop')
    transact(keep_iterations, iterations)
    transact(lambda work: keeping.keep_batch(work, keeping.terms_of(work, 1), bodies))


def keep_iterations(work, found):
    from models.portfolio import PortfolioIteration
    if work.session.exec(select(PortfolioIteration)).first() is None:
        work.session.add_all(PortfolioIteration(source_id=1, node_id=one.node_id, path=one.path, start=one.start,
                                                end=one.end) for one in found)
        work.session.flush()
        ground.move_setup(work)


def number(title):
    return {item.title: own for own, item in read(ground.live).items.items()}[title]


def external(title):
    return int(read(ground.live).items[number(title)].number)


def scenario_with(*operations):
    found = transact(scenarios.begin, MAX, 'Q4 plan')
    transact(editing.edit, MAX, found, operations)
    return found


def asked(scenario, titles=None):
    """A run for all cells of these items, or of all."""
    view = read(publication.view_publication, MAX, scenario)
    items = {row.item_id: [cell.field for cell in row.cells] for row in view.rows
             if titles is None or row.title in titles}
    choices = {row.item_id: {cell.field: 'mine' for cell in row.cells if cell.is_conflict} for row in view.rows}
    return transact(publication.publish, MAX, scenario, items, choices)


def performed(run, token='pat-all', voice=None):
    voice = voice or Said(secrets={'PORTFOLIO_WRITE_1': token})
    voice.run_id = run
    return publish(voice, {'source': 1}), voice


def entries():
    return {row.item_id: (row.state, row.message) for row in read(
        lambda work: work.session.exec(select(PortfolioPublish)).all())}


def state_of(title):
    return entries()[number(title)]


def kept(title):
    return read(lambda work: work.session.exec(select(PortfolioItem).where(PortfolioItem.title == title)).one())


def pending(scenario):
    return changed_ids(read(ground.live), read(planned, scenario))
