"""What is wrong with the plan, and what of it may stand until a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Part, Signed
from app.api.portfolio.capacity import Scenario
from app.api.strict import StrictRoute
from app.domain.portfolio.health.views import FindingView, HealthAsk, HealthView
from app.errors import Rejected
from app.services.portfolio import health

router = APIRouter(prefix='/health', tags=['portfolio: health'], route_class=StrictRoute)

Key = Annotated[str, Path(max_length=100)]
Code = Annotated[str, Query(pattern='^(H([1-9]|1[0-8]))?$')]
PlanKey = Annotated[int | None, Query(ge=0, le=LARGEST)]


class AcceptedOut(BaseModel):
    reason: str
    until: date
    by: str


class FindingOut(BaseModel):
    """`remedy` says what `fix` would do in a scenario; null: there is nothing that is safe."""
    id: str
    code: str
    name: str
    text: str
    item: int | None
    plan: str
    team: str
    remedy: str | None
    accepted: AcceptedOut | None


class HealthOut(BaseModel):
    """`total` fit the filter; `open` and `accepted` are all there are; `codes` counts what is open."""
    items: list[FindingOut]
    total: int
    open: int
    accepted: int
    codes: dict[str, int]


class AcceptanceBody(Body):
    reason: str = Field(min_length=1, max_length=500)
    until: str = Field(pattern=r'^\d{4}-\d{2}-\d{2}$')


class EditedOut(BaseModel):
    scenario: int
    name: str
    version: int
    changed: list[int]


@router.get('')
async def list_findings(client: Signed, part: Part, plan: PlanKey = None, code: Code = '',
                        accepted: bool = False, scenario: Scenario = None) -> HealthOut:
    """`plan` 0 are findings about teams that own no plan."""
    view: HealthView = await client.look(health.view_health, HealthAsk(plan, code, accepted), scenario, part.skip,
                                         part.limit)
    return HealthOut(items=[_out(one) for one in view.findings], total=view.found, open=view.open,
                     accepted=view.accepted, codes={code: count for code, _, count in view.codes})


@router.post('/{finding_id}/acceptance', status_code=201)
async def accept_finding(client: Signed, finding_id: Key, body: AcceptanceBody,
                         scenario: Scenario = None) -> AcceptedOut:
    """It may stand until that day; accepting again changes reason and day."""
    until = _day(body.until)
    await client.do(health.accept, finding_id, body.reason, until, scenario)
    view = await client.look(health.view_acceptance, finding_id)
    return AcceptedOut(reason=view.reason, until=view.until, by=view.by_name)


@router.delete('/{finding_id}/acceptance', status_code=204)
async def withdraw_acceptance(client: Signed, finding_id: Key) -> None:
    await client.do(health.withdraw, finding_id)


@router.post('/{finding_id}/fix')
async def fix_finding(client: Signed, finding_id: Key, scenario: Scenario = None) -> EditedOut:
    """Does what `remedy` says in the scenario, or in a new one."""
    done = await client.do(health.mend, finding_id, scenario)
    return EditedOut(scenario=done.scenario_id, name=done.name, version=done.version, changed=list(done.changed))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Rejected('There is no such day.', field='until') from error


def _out(one: FindingView) -> FindingOut:
    accepted = one.accepted and AcceptedOut(reason=one.accepted.reason, until=one.accepted.until,
                                            by=one.accepted.by_name)
    return FindingOut(id=one.key, code=one.code, name=one.name, text=one.text, item=one.item_id, plan=one.plan,
                      team=one.team, remedy=one.remedy or None, accepted=accepted)
