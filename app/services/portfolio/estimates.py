"""What poker tables agreed on for items: told by a table, kept here, written to the source by whoever may."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import col, select

from app.domain.access import Actor, Grant, demand, may
from app.domain.portfolio.items.estimating import KEPT, PENDING, REFUSED, EstimateView, estimate_of, points
from app.domain.portfolio.items.items import Item, by_rank
from app.domain.portfolio.sources.reading import Body
from app.domain.portfolio.views.filtering import chosen
from app.errors import Forbidden, NotFound, Rejected
from app.events import BASELINE, BaselineMoved, EstimateSaved
from app.services import audit
from app.services.ops import queue
from app.services.portfolio import ground, keeping, sending, sources, tokens, views
from app.services.portfolio.looking import seen_by
from app.services.portfolio.sources import Readable
from app.work import Work
from models.people import PersonGrant
from models.portfolio import PortfolioEstimate, PortfolioItem, PortfolioSource

COMMAND = 'portfolio.estimate'
ORIGIN = 'portfolio:'
READ_ONLY = ('file', 'replay')  # kinds of sources that take nothing


@dataclass(frozen=True)
class Open:
    """An item that somebody wants to have estimated."""
    origin: str  # what a table says it was, when it tells what was agreed
    number: str
    title: str
    url: str
    estimate: str  # the present one, empty for none


@dataclass(frozen=True)
class Errand:
    """An estimate on its way to the source."""
    source: Readable
    number: int
    words: str
    points: Decimal | None
    value: str
    author: str


def list_open(work: Work, actor: Actor, item_ids: Sequence[int]) -> tuple[Open, ...]:
    """Items for a table, in the order they were chosen; what one may not see does not exist."""
    sight, portfolio = ground.sight_of(work, actor), ground.live(work)
    return tuple(_open(ground.demand_item(portfolio, sight, item_id)) for item_id in item_ids if item_id > 0)


def list_of_view(work: Work, actor: Actor, view_id: int) -> tuple[Open, ...]:
    """What a saved view shows of the live plan, as the source has it in order."""
    looks = views.find_view(work, actor, view_id).looks
    portfolio = seen_by(work, actor, None).portfolio
    shown = [portfolio.items[own] for own in chosen(portfolio, looks.filter).shown]
    return tuple(_open(item) for item in sorted(shown, key=by_rank) if not item.is_gone)


def keep_estimate(work: Work, saved: EstimateSaved) -> None:
    """A table has agreed on something; where the story was an item of ours, it is told so."""
    item_id = item_of(saved.origin)
    if item_id is None or work.session.get(PortfolioItem, item_id) is None:
        return
    row = PortfolioEstimate(item_id=item_id, value=saved.value, by=saved.by, by_name=saved.by_name, at=work.now,
                            table=saved.table)
    work.session.add(row)
    work.session.flush()
    if actor := _may_write(work, saved, work.get(PortfolioItem, item_id)):
        _ask_to_write(work, actor, row)
    audit.write_by(work, saved.by, saved.by_name, 'portfolio.estimate', _title(work, item_id), saved.value)
    _mark(work, item_id)


def write(work: Work, actor: Actor, item_id: int) -> int:
    """Have the latest estimate of an item written to its source; returns the run."""
    demand(actor, 'portfolio.publish')
    ground.demand_item(ground.live(work), ground.sight_of(work, actor), item_id)
    row = _latest_row(work, item_id)
    if row is None:
        raise NotFound('Nobody has estimated this item yet.')
    return _ask_to_write(work, actor, row)


def to_write(work: Work, run_id: int, estimate_id: int) -> Errand:
    """What a run has to do, in whose name. Runs can be asked for elsewhere, too: here it is judged who may."""
    row, actor = work.get(PortfolioEstimate, estimate_id), sending.asker(work, run_id)
    demand(actor, 'portfolio.publish')
    ground.demand_item(ground.live(work), ground.sight_of(work, actor), row.item_id)
    if not tokens.writes_with(work, actor.identity, work.get(PortfolioItem, row.item_id).source_id):
        raise Forbidden('The token with which this was to be written is no longer there, or no longer lent.')
    item = work.get(PortfolioItem, row.item_id)
    return Errand(sources.to_read(work, item.source_id), int(item.external_id), f'{item.type} {item.external_id}',
                  points(row.value), row.value, row.by_name)


def note_written(work: Work, estimate_id: int, state: str, message: str = '', body: Body | None = None) -> None:
    """How it ended; what the source answered is the baseline from then on."""
    row = work.get(PortfolioEstimate, estimate_id)
    row.state, row.message = state, message[:500]
    if body:
        source_id = work.get(PortfolioItem, row.item_id).source_id
        keeping.keep_batch(work, keeping.terms_of(work, source_id), [body])
        audit.write_by(work, row.by, row.by_name, 'portfolio.write_estimate', _title(work, row.item_id), row.value)
    _mark(work, row.item_id)


def latest(work: Work, actor: Actor, item_id: int) -> EstimateView | None:
    """What was agreed last, by people who may see the item."""
    ground.demand_item(ground.live(work), ground.sight_of(work, actor), item_id)
    row = _latest_row(work, item_id)
    if row is None:
        return None
    source = work.get(PortfolioSource, work.get(PortfolioItem, item_id).source_id)
    may_write = (row.state in (KEPT, REFUSED) and points(row.value) is not None and source.kind not in READ_ONLY
                 and may(actor, 'portfolio.publish'))
    return EstimateView(row.value, row.by_name, row.at, row.table, row.state, row.message, source.name, may_write)


def item_of(origin: str) -> int | None:
    number = origin.removeprefix(ORIGIN)
    return int(number) if origin.startswith(ORIGIN) and number.isdigit() else None


def _may_write(work: Work, saved: EstimateSaved, item: PortfolioItem) -> Actor | None:
    """Whoever saved it, where the source takes estimates at once and they may publish there."""
    source = work.get(PortfolioSource, item.source_id)
    if not saved.by.startswith('person:') or not source.writes_estimates or source.kind in READ_ONLY:
        return None
    rows = work.session.exec(select(PersonGrant).where(PersonGrant.person_id == int(saved.by.partition(':')[2])))
    actor = Actor(saved.by, saved.by_name, tuple(Grant(row.role, row.area) for row in rows))
    is_writer = points(saved.value) is not None and may(actor, 'portfolio.publish')
    return actor if is_writer and tokens.writes_with(work, saved.by, item.source_id) else None


def _ask_to_write(work: Work, actor: Actor, row: PortfolioEstimate) -> int:
    if points(row.value) is None:
        raise Rejected(f'“{row.value}” is no number, so it stays here.', 'portfolio.no_number')
    source_id = work.get(PortfolioItem, row.item_id).source_id
    if work.get(PortfolioSource, source_id).kind in READ_ONLY:
        raise Rejected('This source can only be read.', 'portfolio.read_only')
    if not tokens.writes_with(work, actor.identity, source_id):
        raise Rejected('There is no token to write with. Set one of your own, or ask an admin to lend the source’s.',
                       'portfolio.no_token')
    row.state, row.message = PENDING, ''
    run_id = queue.enqueue(work, COMMAND, {'estimate': row.id, 'source': source_id}, trigger='area', actor=actor)
    work.record(BaselineMoved(BASELINE))
    return run_id or 0


def _mark(work: Work, item_id: int) -> None:
    """The item is read anew, with its estimate."""
    work.get(PortfolioItem, item_id).mark = ground.move_baseline(work)


def _open(item: Item) -> Open:
    return Open(f'{ORIGIN}{item.id}', item.number, item.title, item.url, estimate_of(item))


def _latest_row(work: Work, item_id: int) -> PortfolioEstimate | None:
    newest = select(func.max(PortfolioEstimate.id)).where(PortfolioEstimate.item_id == item_id)
    return work.session.exec(select(PortfolioEstimate).where(
        col(PortfolioEstimate.id) == newest.scalar_subquery())).first()


def _title(work: Work, item_id: int) -> str:
    return work.get(PortfolioItem, item_id).title
