"""What programs send and are told of open-to-buy: money as decimal strings, shares as fractions of one."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from app.api.doors import Body

Amount = str | int | float


class CellOut(BaseModel):
    """`used` is (consumed + reserve) ÷ planned, null without a budget; `available` is signed."""
    period: str
    planned: str
    consumed: str
    reserve: str
    available: str
    used: str | None
    state: str


class PositionRowOut(BaseModel):
    category: str
    name: str
    cells: list[CellOut]
    season: CellOut


class PositionOut(BaseModel):
    """`approved`: budgets are those of the approved plan, else of the plan that is worked on."""
    season: str
    currency: str
    basis: str
    approved: bool
    as_of: date
    periods: list[str]
    items: list[PositionRowOut]
    total: CellOut


class TermOut(BaseModel):
    measure: str
    label: str
    sign: int
    value: str


class DashboardOut(BaseModel):
    """One cell: `terms` by their signs add up to `available`."""
    category: str
    period: str
    cell: CellOut
    terms: list[TermOut]
    waiting_transfers: int
    waiting_orders: int


class ForecastOut(BaseModel):
    """`runs_out` is null while nothing is consumed."""
    runs_out: date | None
    per_day: str | None
    trend: str
    projected: dict[str, str]


class AlertOut(BaseModel):
    kind: str
    category: str
    amount: str
    share: str | None
    count: int
    urgent: bool


class CauseOut(BaseModel):
    text: str
    amount: str


class StepOut(BaseModel):
    kind: str
    label: str
    amount: str
    count: int
    causes: list[CauseOut]


class WaterfallOut(BaseModel):
    """`before` and all steps are `after`, with a `remainder` of 0; `not_approved` leads on to `approved`."""
    since: date
    before: str
    steps: list[StepOut]
    after: str
    remainder: str
    not_approved: str
    approved: str


class RecalculatedOut(BaseModel):
    at: datetime
    cells: int
    differing: int


class AdjustBody(Body):
    """`from` and `to` are codes of categories; `period` a week or month, `to_period` another one."""
    season: str = Field(max_length=20)
    from_: str = Field(max_length=120, alias='from')
    to: str = Field(max_length=120)
    period: str = Field(max_length=40)
    to_period: str = Field('', max_length=40)
    location: str = Field('', max_length=120)
    amount: Amount
    reason: str = Field(max_length=600)


class ReplyBody(Body):
    reply: str = Field('', max_length=500)


class ReasonBody(Body):
    reason: str = Field(max_length=600)


class ReserveBody(Body):
    """Either an `amount` for each period, or a `percent` of what is required."""
    season: str = Field(max_length=20)
    category: str = Field('', max_length=120)
    location: str = Field('', max_length=120)
    period: str = Field('', max_length=40)
    amount: Amount | None = None
    percent: Amount | None = None
    reason: str = Field('', max_length=600)


class AdjustmentOut(BaseModel):
    """Two entries: `amount` leaves `from`, and comes to `to`."""
    id: int
    from_category: str
    from_period: str
    to_category: str
    to_period: str
    location: str
    amount: str
    reason: str
    state: str
    reply: str
    by: str
    at: datetime
    decided_by: str
    decided_at: datetime | None


class ReserveOut(BaseModel):
    id: int
    category: str
    location: str
    period: str
    amount: str | None
    percent: str | None
    reason: str
    by: str
    at: datetime
