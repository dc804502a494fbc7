"""A shop at an Azure DevOps of our own, set up in the portfolio, and runs that read it."""

from dataclasses import replace

from sqlmodel import select

from app.clock import now
from app.domain.policy import Policy
from app.services.portfolio import ground, sources, tokens
from app.work import read, transact
from jobs.portfolio import estimate, publish, sync, sync_history
from models.portfolio import (
    PortfolioItem,
    PortfolioLink,
    PortfolioPlan,
    PortfolioShare,
    PortfolioSource,
    PortfolioTeam,
    PortfolioText,
)
from tests.voice import Said

STATES = ['New', 'Active', 'Resolved', 'Closed']
COMMANDS = {module.DEFINITION.slug: module.DEFINITION for module in (sync, sync_history, publish, estimate)}
TOKEN = 'pat-all'


def with_commands(policy: Policy) -> Policy:
    return replace(policy, commands={**policy.commands, **COMMANDS})


def add_source(url='', kind='azure_devops', areas=('Shop\\Web', 'Shop\\Store'), **more):
    """One plan for each area, with teams Payments and Mobile; returns the id."""
    return transact(_add_source, url, kind, areas, more)


def _add_source(work, url, kind, areas, more):
    add = work.session.add
    source = PortfolioSource(name='Tracker', kind=kind, base_url=url, since=now(), **{'time_zone': 'UTC', **more})
    add(source)
    work.session.flush()
    if not work.session.exec(select(PortfolioTeam)).first():
        for rank, (name, short) in enumerate((('Payments', 'PAY'), ('Mobile', 'Mob'))):
            add(PortfolioTeam(slug=f'team-{name.lower()}', name=name, short=short, rank=rank, source_id=source.id,
                              external=f'Shop/{name}'))
    for rank, area in enumerate(areas):
        add(PortfolioPlan(slug=f'team-{source.id}-{rank}', source_id=source.id, name=area.rpartition('\\')[2],
                          kind='team', area=area, rank=rank, states_read=STATES))
    ground.move_setup(work)
    work.session.flush()
    return source.id


def sync_now(source_id=1, kind='items', token=TOKEN, voice=None):
    voice = voice or Said()
    voice.secrets = {tokens.name_of(source_id, tokens.READ): token} if token else {}
    result = sync.sync(voice, {'source': source_id, 'kind': kind})
    return result | {'partly': voice.partial}


def live():
    """The plan as everybody sees it, by number at the source."""
    return {int(item.number): item for item in read(ground.live).items.values()}


def source(source_id=1):
    return read(lambda work: work.session.get(PortfolioSource, source_id))


def seen_by(actor, source_id=1):
    """The source as this person sees it."""
    return next(view for view in read(sources.view_sources, actor) if view.id == source_id)


def plan(plan_id=1):
    return read(lambda work: work.session.get(PortfolioPlan, plan_id))


def baseline():
    """Everything that was read, as plain values."""
    return read(lambda work: {
        table.__name__: sorted((tuple(sorted(row.model_dump().items(), key=str)) for row in
                                work.session.exec(select(table))), key=str)
        for table in (PortfolioItem, PortfolioLink, PortfolioShare, PortfolioText)})
