"""Exchange rates: what one unit of a currency costs in another, from a day on."""

from datetime import date

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.api.doors import Body, Listing, Part, Signed
from app.api.seasons.reading import day_of, number_of
from app.api.strict import StrictRoute
from app.domain.seasons.drafts import RateDraft
from app.services.seasons.masters import rates

router = APIRouter(tags=['seasons: exchange rates'], route_class=StrictRoute)


class RateOut(BaseModel):
    """What one unit of `from_currency` costs in `to_currency`, from `day` on."""
    from_currency: str
    to_currency: str
    day: date
    rate: str
    source: str


class RateBody(Body):
    from_currency: str
    to_currency: str
    day: str
    rate: str
    source: str = ''


@router.get('/fx-rates')
async def list_rates(client: Signed, part: Part) -> Listing[RateOut]:
    """The newest first."""
    found, total = part.cut(await client.look(rates.list_rates))
    return Listing(items=[_rate(one) for one in found], total=total)


@router.post('/fx-rates', status_code=201)
async def keep_rate(client: Signed, body: RateBody) -> RateOut:
    """A rate of the same day takes the place of the one before."""
    draft = RateDraft(body.from_currency.strip().upper(), body.to_currency.strip().upper(),
                      day_of(body.day, 'day'), number_of(body.rate, 'rate'), body.source)
    await client.do(rates.keep_rate, draft)
    return _rate(draft)


@router.delete('/fx-rates', status_code=204)
async def remove_rate(client: Signed, from_currency: str = Query(max_length=3), to_currency: str = Query(max_length=3),
                      day: date = Query()) -> None:
    await client.do(rates.remove_rate, from_currency, to_currency, day)


def _rate(draft: RateDraft) -> RateOut:
    return RateOut(from_currency=draft.source, to_currency=draft.target, day=draft.day,
                   rate=format(draft.rate.normalize(), 'f'), source=draft.told_by)
