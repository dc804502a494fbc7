"""Sources: where items come from, and by which fields and rules they are understood."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlalchemy import select as columns
from sqlmodel import col, func, select

from app.domain.access import Actor, demand
from app.domain.portfolio.items import dates
from app.domain.portfolio.setup.drafts import SourceDraft, checked_source
from app.errors import Conflict, Rejected
from app.events import SOURCES, SourceSynced
from app.services import secrets
from app.services.portfolio import deciding, freshness, ground, tokens
from app.work import Work
from models.portfolio import (
    PortfolioEstimate,
    PortfolioItem,
    PortfolioIteration,
    PortfolioLink,
    PortfolioPlan,
    PortfolioRevision,
    PortfolioShare,
    PortfolioSource,
    PortfolioTeam,
    PortfolioText,
)

SEED = 20  # of demo data
READ_ANEW = ('kind', 'base_url', 'time_zone', 'start_field', 'end_field', 'capacity_block', 'options')
OF_ITEMS: tuple[type[Any], ...] = (PortfolioShare, PortfolioText, PortfolioRevision, PortfolioEstimate)


def add_source(work: Work, actor: Actor, draft: SourceDraft) -> int:
    """Returns its id. It is `new` until it is read for the first time."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    draft = _complete(work, checked_source(draft))
    _demand_free(work, draft.name)
    row = deciding.added(work, actor, PortfolioSource(**asdict(draft), since=work.now), 'source', draft.name)
    freshness.begin_reading(work, actor, row.id)
    work.record(SourceSynced(SOURCES))
    return row.id


def change_source(work: Work, actor: Actor, source_id: int, draft: SourceDraft, version: int | None = None) -> None:
    """Where it is found, or how its days are understood, makes the next read begin from the beginning; on another
    host its tokens are worth nothing, and are forgotten.
    """
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, PortfolioSource, source_id, version)
    draft = _complete(work, checked_source(draft))
    _demand_free(work, draft.name, source_id)
    values = asdict(draft)
    if any(getattr(row, name) != values[name] for name in READ_ANEW):
        values |= {'read_at': {}, 'state': 'new', 'since': work.now, 'error': ''}
    if urlsplit(row.base_url).netloc != urlsplit(draft.base_url).netloc:
        _forget_tokens(work, actor, source_id)
    deciding.changed(work, actor, row, values, 'source', row.name)
    work.record(SourceSynced(SOURCES))


def remove_source(work: Work, actor: Actor, source_id: int, version: int | None = None) -> None:
    """With its items, which stay at the source itself; refused while plans still read it."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, PortfolioSource, source_id, version)
    count = work.session.exec(select(func.count()).select_from(PortfolioPlan)
                              .where(PortfolioPlan.source_id == source_id)).one()
    if count:
        raise Conflict(f'{count} {"plan reads" if count == 1 else "plans read"} {row.name}. Remove '
                       f'{"it" if count == 1 else "them"} first.', 'portfolio.source_in_use')
    freshness.end_reading(work, actor, source_id)
    _erase_items(work, source_id)
    work.session.execute(delete(PortfolioIteration).where(col(PortfolioIteration.source_id) == source_id))
    for team in work.session.exec(select(PortfolioTeam).where(PortfolioTeam.source_id == source_id)):
        deciding.changed(work, actor, team, {'source_id': None, 'external': ''}, 'team', team.name)
    _forget_tokens(work, actor, source_id)
    deciding.removed(work, actor, row, 'source', row.name)
    work.record(SourceSynced(SOURCES))


def draft_of(row: PortfolioSource) -> SourceDraft:
    return SourceDraft(row.name, row.kind, row.base_url, row.time_zone, row.start_field, row.end_field,
                       row.capacity_block, row.dependency_rule, row.lends_token, row.writes_estimates,
                       row.options)


def keep_quarter(work: Work, actor: Actor, iteration_id: int, is_quarter: bool) -> None:
    """A program increment is drawn above sprints."""
    demand(actor, 'portfolio.admin')
    row = work.lock(PortfolioIteration, iteration_id)
    deciding.changed(work, actor, row, {'is_quarter': is_quarter}, 'iteration', row.path)


def keep_days(work: Work, actor: Actor, iteration_id: int, start: date | None, end: date | None) -> None:
    """Of an iteration whose source gives none; the next read of a source that does wins."""
    demand(actor, 'portfolio.admin')
    dates.demand_planned(start, 'start')
    dates.demand_planned(end, 'end')
    if start and end and end < start:
        raise Rejected('An iteration cannot end before it begins.', 'portfolio.dates', 'end')
    row = work.lock(PortfolioIteration, iteration_id)
    deciding.changed(work, actor, row, {'start': start, 'end': end}, 'iteration', row.path)


def _forget_tokens(work: Work, actor: Actor, source_id: int) -> None:
    """They were given for one place: no other, and no source that gets this number later, is shown them."""
    secrets.forget_named(work, actor, [tokens.name_of(source_id, purpose) for purpose in tokens.PURPOSES],
                         'portfolio.admin')


def _erase_items(work: Work, source_id: int) -> None:
    """And everything that hangs on them; scenarios set aside what they did to them."""
    own = columns(col(PortfolioItem.id)).where(col(PortfolioItem.source_id) == source_id)
    for table in OF_ITEMS:
        work.session.execute(delete(table).where(table.item_id.in_(own)))
    for end in (PortfolioLink.from_id, PortfolioLink.to_id):
        work.session.execute(delete(PortfolioLink).where(col(end).in_(own)))
    work.session.execute(delete(PortfolioItem).where(col(PortfolioItem.source_id) == source_id))
    ground.move_baseline(work)


def _complete(work: Work, draft: SourceDraft) -> SourceDraft:
    """What a demo is made up from, where nobody says otherwise: the same seed, from today on."""
    if draft.kind != 'demo':
        return draft
    usual = {'seed': SEED, 'anchor': work.now.date().isoformat(), 'size': 'small'}
    return replace(draft, options={**usual, **draft.options})


def _demand_free(work: Work, name: str, source_id: int = 0) -> None:
    found = select(PortfolioSource.id).where(func.lower(PortfolioSource.name) == name.lower(),
                                             PortfolioSource.id != source_id)
    if work.session.exec(found).first():
        raise Rejected(f'There is a source called “{name}” already.', 'portfolio.name_taken', 'name')


