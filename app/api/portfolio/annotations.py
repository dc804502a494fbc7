"""What is drawn on the timeline of a saved view."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, Client, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.views.notes import Annotation, AnnotationDraft
from app.services.portfolio import annotations

router = APIRouter(prefix='/annotations', tags=['portfolio: annotations'], route_class=StrictRoute)

Shape = Literal['note', 'box', 'line', 'icon']
Day = Annotated[date, Field(strict=False)]


class Drawing(Body):
    """`y` and `height` are pixels below the axis; `until` makes it as wide as those days."""
    shape: Shape
    day: Day
    until: Day | None = None
    y: int = 0
    height: int = 0
    text: str = Field('', max_length=2_000)
    colour: int = 1


class AnnotationBody(Drawing):
    saved_view: Annotated[int, Field(ge=1, le=LARGEST)]


class AnnotationChange(Drawing):
    """The whole of it; `version` is the one that was seen."""
    version: int


class AnnotationOut(BaseModel):
    id: int
    saved_view: int
    shape: Shape
    day: date
    until: date | None
    y: int
    height: int
    text: str
    colour: int
    version: int


@router.get('')
async def list_annotations(client: Signed, part: Part,
                           saved_view: Annotated[int, Query(ge=1, le=LARGEST)]) -> Listing[AnnotationOut]:
    found: tuple[Annotation, ...] = await client.look(annotations.list_annotations, saved_view)
    items, total = part.cut(found)
    return Listing(items=[_out(item) for item in items], total=total)


@router.post('', status_code=201)
async def draw(client: Signed, body: AnnotationBody, response: Response, key: IdempotencyKey = None) -> AnnotationOut:
    number = await client.once(key, body, annotations.draw, body.saved_view, _draft(body))
    response.headers['Location'] = f'/api/v1/portfolio/annotations/{number}'
    return await _find(client, number)


@router.get('/{annotation_id}')
async def view_annotation(client: Signed, annotation_id: RowId) -> AnnotationOut:
    return await _find(client, annotation_id)


@router.patch('/{annotation_id}')
async def redraw(client: Signed, annotation_id: RowId, body: AnnotationChange) -> AnnotationOut:
    await client.do(annotations.redraw, annotation_id, _draft(body), body.version)
    return await _find(client, annotation_id)


@router.delete('/{annotation_id}', status_code=204)
async def erase(client: Signed, annotation_id: RowId) -> None:
    await client.do(annotations.erase, annotation_id)


async def _find(client: Client, annotation_id: int) -> AnnotationOut:
    return _out(await client.look(annotations.find_annotation, annotation_id))


def _draft(body: Drawing) -> AnnotationDraft:
    return AnnotationDraft(body.shape, body.day, body.until, body.y, body.height, body.text, body.colour)


def _out(found: Annotation) -> AnnotationOut:
    return AnnotationOut(id=found.id, saved_view=found.view, version=found.version, **asdict(found.draft))
