"""Boards from files of Jira, for programs that no Jira lets in."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.doors import LARGEST, Body, IdempotencyKey, Signed
from app.api.strict import StrictRoute
from app.domain.sprints.imports.csv_import import ImportDraft
from app.domain.sprints.setup.site_setup import LONGEST
from app.services.sprints import importing

router = APIRouter(tags=['sprints: imports'], route_class=StrictRoute)

Number = Annotated[int, Field(ge=1, le=LARGEST)]


class ImportBody(Body):
    """`file` is the id of an upload (`POST /ops/files`, for the command `sprints.import_csv`); `zone` is that of its
    dates; with a `site` the file takes the place of its former one.
    """
    file: Number
    name: Annotated[str, Field(max_length=LONGEST)] = ''
    zone: Annotated[str, Field(max_length=60)] = 'UTC'
    site: Number | None = None


class ImportOut(BaseModel):
    """The result of the run names the site and the board; its log names every row that cannot be read."""
    run: int


@router.post('/imports', status_code=202)
async def import_file(client: Signed, body: ImportBody, key: IdempotencyKey = None) -> ImportOut:
    """Nothing of a file is imported where one row cannot be read."""
    draft = ImportDraft(body.file, body.name, body.zone, body.site)
    return ImportOut(run=await client.once(key, body, importing.ask_import, draft))
