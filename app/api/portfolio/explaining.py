"""Why an item is not on the timeline."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.api.doors import LARGEST, Signed
from app.api.portfolio.items import ItemId, Scenario
from app.api.strict import StrictRoute
from app.domain.portfolio.views.looks import Looks
from app.services.portfolio import finding, views
from app.services.portfolio.finding import Explained

router = APIRouter(prefix='/items', tags=['portfolio: items'], route_class=StrictRoute)

View = Annotated[int | None, Query(ge=1, le=LARGEST)]


class ReasonOut(BaseModel):
    """`remedy` says in words what would bring it."""
    code: str
    text: str
    remedy: str


class ExplainOut(BaseModel):
    shown: bool
    reasons: list[ReasonOut]


@router.get('/{item_id}/explain')
async def explain_item(client: Signed, item_id: ItemId, saved_view: View = None,
                       scenario: Scenario = None) -> ExplainOut:
    """Every reason that applies, in the order in which they take effect. What one may not see is unknown."""
    looks = (await client.look(views.find_view, saved_view)).looks if saved_view is not None else Looks()
    found: Explained = await client.look(finding.explain_item, scenario, looks, item_id)
    return ExplainOut(shown=found.is_shown, reasons=[
        ReasonOut(code=reason.code, text=reason.text, remedy=reason.remedy.text) for reason in found.reasons])
