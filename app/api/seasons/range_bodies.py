"""The range as programs see it: shares in percent, money as text."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from app.api.doors import Body
from app.api.seasons.reading import given_in, number_of
from app.domain.seasons.money import minor, plain
from app.domain.seasons.range_rules import Intent, IntentView, RangeDraft, RangeRow
from app.errors import Rejected

Percent = str | int | float
Code = Annotated[str, Field(max_length=50)]
Word = Annotated[str, Field(max_length=100)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
HUNDRED = Decimal(100)


class BandBody(Body):
    name: Word
    percent: Percent


class IntentBody(Body):
    """`price_band_mix` adds up to 100 ± 0.01; so do core and fashion, exactly. `version` is the one that was seen."""
    season: Annotated[str, Field(max_length=20)]
    category: Code
    core_percent: Percent
    fashion_percent: Percent
    price_band_mix: list[BandBody] = Field(default_factory=list, max_length=20)
    version: int | None = None


class IntentChange(IntentBody):
    """What is left out stays as it was; core and fashion are 100 together all the same."""
    category: Code = ''
    core_percent: Percent = 0
    fashion_percent: Percent = 0


class BandOut(BaseModel):
    name: str
    percent: str


class IntentOut(BaseModel):
    category: str
    core_percent: str
    fashion_percent: str
    price_band_mix: list[BandOut]
    by: str
    version: int


class RowBody(Body):
    """`share` is in percent of its category in its cluster, the key of a location node; empty is everywhere."""
    season: Annotated[str, Field(max_length=20)]
    category: Code
    cluster: Word = ''
    price_band: Word
    fabric: Word = ''
    color_family: Word = ''
    style_type: Word = ''
    planned_styles: Count = 0
    planned_options: Count = 0
    planned_depth: Count = 0
    planned_retail: str | int = '0'
    share: Percent = 0
    version: int | None = None


class RowChange(RowBody):
    """What is left out stays as it was."""
    category: Code = ''
    price_band: Word = ''


class RowOut(BaseModel):
    """`units` are options × depth, `value` is units × retail."""
    id: int
    category: str
    cluster: str
    price_band: str
    fabric: str
    color_family: str
    style_type: str
    planned_styles: int
    planned_options: int
    planned_depth: int
    planned_retail: str
    share: str
    units: int
    value: str
    status: str
    revision: int
    comment: str
    by: str
    version: int


class DecisionBody(Body):
    rows: list[int] = Field(min_length=1, max_length=500)
    comment: Annotated[str, Field(max_length=1000)] = ''


class HandInBody(Body):
    season: Annotated[str, Field(max_length=20)]
    category: Code
    cluster: Word = ''


def intent_of(body: IntentBody) -> Intent:
    bands = tuple((one.name, _fraction(one.percent, 'price_band_mix')) for one in body.price_band_mix)
    return Intent(_fraction(body.core_percent, 'core_percent'), _fraction(body.fashion_percent, 'fashion_percent'),
                  bands)


def intent_out(category: str, view: IntentView) -> IntentOut:
    told = view.intent
    return IntentOut(category=category, core_percent=_percent(told.core), fashion_percent=_percent(told.fashion),
                     price_band_mix=[BandOut(name=name, percent=_percent(share)) for name, share in told.bands],
                     by=view.by_name, version=view.version)


def row_of(body: RowBody, digits: int) -> RangeDraft:
    retail = number_of(str(body.planned_retail), 'planned_retail')
    if retail != retail.quantize(Decimal(1).scaleb(-digits)):
        raise Rejected(f'Money has at most {digits} decimals here.', field='planned_retail')
    return RangeDraft(body.category, body.cluster, body.price_band, body.fabric, body.color_family, body.style_type,
                      body.planned_styles, body.planned_options, body.planned_depth, minor(retail, digits),
                      _fraction(body.share, 'share'))


def changed_row(former: RangeDraft, body: RowChange, digits: int) -> RangeDraft:
    told = RowBody(season=body.season, category=former.category, cluster=former.cluster, price_band=former.band,
                   fabric=former.fabric, color_family=former.colour, style_type=former.style,
                   planned_styles=former.styles, planned_options=former.options, planned_depth=former.depth,
                   planned_retail=plain(former.retail, digits), share=_percent(former.share))
    return row_of(told.model_copy(update=given_in(body)), digits)


def changed_intent(former: Intent, body: IntentChange) -> Intent:
    given = intent_of(body)
    return Intent(given.core if 'core_percent' in body.model_fields_set else former.core,
                  given.fashion if 'fashion_percent' in body.model_fields_set else former.fashion,
                  given.bands if 'price_band_mix' in body.model_fields_set else former.bands)


def row_out(row: RangeRow, digits: int) -> RowOut:
    draft = row.draft
    return RowOut(id=row.id, category=draft.category, cluster=draft.cluster, price_band=draft.band, fabric=draft.fabric,
                  color_family=draft.colour, style_type=draft.style, planned_styles=draft.styles,
                  planned_options=draft.options, planned_depth=draft.depth, planned_retail=plain(draft.retail, digits),
                  share=_percent(draft.share), units=draft.units, value=plain(draft.value, digits), status=row.state,
                  revision=row.revision, comment=row.comment, by=row.by_name, version=row.version)


def _fraction(percent: Percent, field: str) -> Decimal:
    return number_of(str(percent), field) / HUNDRED


def _percent(share: Decimal) -> str:
    return f'{(share * HUNDRED).normalize():f}'
