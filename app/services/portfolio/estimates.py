"""What poker tables agreed on for items: told by a table, kept here, written to the source by whoever may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import func
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.portfolio.filtering import chosen
from app.domain.portfolio.items import Item, by_rank
from app.events import BASELINE, BaselineMoved, EstimateSaved
from app.services import audit
from app.services.portfolio import ground, views
from app.services.portfolio.looking import seen_by
from app.work import Work
from models.portfolio import PortfolioEstimate, PortfolioItem

ORIGIN = 'portfolio:'
POINTS = ('Microsoft.VSTS.Scheduling.StoryPoints', 'Microsoft.VSTS.Scheduling.Effort',
          'Microsoft.VSTS.Scheduling.Size')  # Agile, Scrum and Basic, CMMI


@dataclass(frozen=True)
class Open:
    """An item that somebody wants to have estimated."""
    origin: str  # what a table says it was, when it tells what was agreed
    number: str
    title: str
    url: str
    estimate: str  # the present one, empty for none


@dataclass(frozen=True)
class EstimateView:
    value: str
    by_name: str
    at: datetime
    table: str
    state: str  # kept, pending, written, refused
    message: str


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
    work.session.add(PortfolioEstimate(item_id=item_id, value=saved.value, by=saved.by, by_name=saved.by_name,
                                       at=work.now, table=saved.table))
    audit.write_by(work, saved.by, saved.by_name, 'portfolio.estimate', _title(work, item_id), saved.value)
    work.record(BaselineMoved(BASELINE))


def latest(work: Work, actor: Actor, item_id: int) -> EstimateView | None:
    """What was agreed last, by people who may see the item."""
    ground.demand_item(ground.live(work), ground.sight_of(work, actor), item_id)
    row = _latest_row(work, item_id)
    return EstimateView(row.value, row.by_name, row.at, row.table, row.state, row.message) if row else None


def points(value: str) -> Decimal | None:
    """A card as a number for the source; T-shirts and the like are none."""
    try:
        return Decimal('0.5') if value == '½' else Decimal(value)
    except InvalidOperation:
        return None


def item_of(origin: str) -> int | None:
    number = origin.removeprefix(ORIGIN)
    return int(number) if origin.startswith(ORIGIN) and number.isdigit() else None


def _open(item: Item) -> Open:
    known = next((item.fields[name] for name in POINTS if item.fields.get(name) is not None), '')
    return Open(f'{ORIGIN}{item.id}', item.number, item.title, item.url, _short(known))


def _short(value: object) -> str:
    """`5.0` is 5; what is no number was no estimate."""
    number = points(str(value)) if value != '' else None
    return f'{number.normalize():f}'[:8] if number is not None else ''


def _latest_row(work: Work, item_id: int) -> PortfolioEstimate | None:
    newest = select(func.max(PortfolioEstimate.id)).where(PortfolioEstimate.item_id == item_id)
    return work.session.exec(select(PortfolioEstimate).where(
        col(PortfolioEstimate.id) == newest.scalar_subquery())).first()


def _title(work: Work, item_id: int) -> str:
    return work.get(PortfolioItem, item_id).title
