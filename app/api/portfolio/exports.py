"""Plans and comparisons as files: tables for spreadsheets and programs, pictures for documents."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app.api.doors import LARGEST, Download, RowId, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.views.looks import Looks, looks_of_query
from app.services.portfolio import exports, views
from app.services.portfolio.exports import File, Wanted

router = APIRouter(tags=['portfolio: export'], route_class=StrictRoute)

Form = Literal['csv', 'json', 'xlsx', 'svg', 'png']
Number = Annotated[int | None, Query(ge=1, le=LARGEST)]
Side = Annotated[str, Query(pattern=r'^(live|\d{1,15}|checkpoint:\d{1,15})$')]
OWN = frozenset({'format', 'scenario', 'saved_view', 'dependencies', 'side', 'with'})


@router.get('/export')
async def export_plan(request: Request, client: Signed, _download: Download, format: Form = 'csv',
                      scenario: Number = None, saved_view: Number = None, dependencies: bool = True) -> Response:
    """The items as they are filtered: with what addresses of the timeline say, or as a saved view does. PNG is
    painted by browsers only.
    """
    looks: Looks = looks_of_query((name, value) for name, value in request.query_params.multi_items()
                                  if name not in OWN)
    if saved_view is not None and looks == Looks():
        looks = (await client.look(views.find_view, saved_view)).looks
    return _answer(await client.look(exports.export_plan, Wanted(format, scenario, looks, saved_view, dependencies)))


@router.get('/scenarios/{scenario_id}/compare/export')
async def export_comparison(client: Signed, _download: Download, scenario_id: RowId, format: Form = 'csv',
                            other: Annotated[Side, Query(alias='with')] = 'live',
                            side: Side | None = None) -> Response:
    """Every value that differs from the other plan to this scenario, or to one of its checkpoints as `side`."""
    return _answer(await client.look(exports.export_comparison, other, side or str(scenario_id), format))


def _answer(file: File) -> Response:
    """A picture is shown as a document of its own, in which nothing can run."""
    headers = {'Content-Disposition': f'attachment; filename="{file.name}"', 'X-Content-Type-Options': 'nosniff'}
    if file.media == exports.SVG:
        headers['Content-Security-Policy'] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return Response(file.content, media_type=file.media, headers=headers)
