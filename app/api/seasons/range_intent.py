"""What the range of each category is meant to be."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api.doors import Client, IdempotencyKey, Listing, Part, Signed
from app.api.seasons.range_bodies import IntentBody, IntentChange, IntentOut, changed_intent, intent_of, intent_out
from app.api.strict import StrictRoute
from app.domain.seasons.range_rules import IntentView
from app.errors import NotFound
from app.services.seasons import intents

router = APIRouter(prefix='/range-intent', tags=['seasons: range'], route_class=StrictRoute)

Season = Annotated[str, Query(max_length=20, description='The code of a season.')]
CategoryKey = Annotated[str, Path(max_length=50, description='The code of a category of the season.')]

@router.get('')
async def list_intents(client: Signed, part: Part, season: Season) -> Listing[IntentOut]:
    """In the order of the tree."""
    found = [intent_out(*one) for one in (await client.look(intents.list_intents, season)).items()]
    return Listing(items=found[part.skip:part.skip + part.limit], total=len(found))


@router.post('', status_code=201)
async def mean_intent(client: Signed, body: IntentBody, key: IdempotencyKey = None) -> IntentOut:
    """Core and fashion are 100.00 together, price bands 100 ± 0.01; else 422."""
    await client.once(key, body, intents.mean_intent, body.season, body.category, intent_of(body), body.version)
    return await _intent(client, body.season, body.category)


@router.get('/{category}')
async def get_intent(client: Signed, category: CategoryKey, season: Season) -> IntentOut:
    return await _intent(client, season, category)


@router.patch('/{category}')
async def change_intent(client: Signed, category: CategoryKey, body: IntentChange) -> IntentOut:
    former = await _found(client, body.season, category)
    version = former.version if body.version is None else body.version
    await client.do(intents.mean_intent, body.season, category, changed_intent(former.intent, body), version)
    return await _intent(client, body.season, category)


@router.delete('/{category}', status_code=204)
async def drop_intent(client: Signed, category: CategoryKey, season: Season) -> Response:
    await client.do(intents.drop_intent, season, category)
    return Response(status_code=204)


async def _intent(client: Client, season: str, category: str) -> IntentOut:
    return intent_out(category, await _found(client, season, category))


async def _found(client: Client, season: str, category: str) -> IntentView:
    found: IntentView | None = (await client.look(intents.list_intents, season)).get(category)
    if found is None:
        raise NotFound('Nothing was said about this category yet.')
    return found
