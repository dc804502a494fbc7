"""Stories: the queue of a table, and imports into it."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Response, UploadFile
from pydantic import BaseModel, Field

from app.api.doors import Anybody, Body, Client, IdempotencyKey, Listing, Part, RowId
from app.api.poker.desk import TableId, act, stay, table_for
from app.api.poker.shapes import StoryOut, TableOut, story_out
from app.api.strict import StrictRoute
from app.domain.poker.stories import MOST_BYTES, Preview, StoryDraft, read_csv
from app.domain.poker.views import StoriesView, StoryView
from app.errors import NotFound, Rejected
from app.services.poker import stories

router = APIRouter(prefix='/tables/{table_id}', tags=['poker: stories'], route_class=StrictRoute)


class StoryBody(Body):
    title: str
    key: str = ''
    link: str = ''
    description: str = ''
    criteria: str = ''
    estimate: str = ''

    def draft(self) -> StoryDraft:
        return StoryDraft(self.title, self.key, self.link, self.description, self.criteria, self.estimate)


class StoryChange(Body):
    """`rank` moves it to that place, counted from 0; `status` is open or skipped."""
    title: str | None = None
    key: str | None = None
    link: str | None = None
    description: str | None = None
    criteria: str | None = None
    rank: int | None = Field(None, ge=0)
    status: str | None = None


class RowErrorOut(BaseModel):
    line: int
    field: str
    message: str


class ImportOut(BaseModel):
    """What was read; `added` and `updated` are 0 for a mere look."""
    stories: list[StoryBody]
    errors: list[RowErrorOut]
    known: list[str]
    added: int
    updated: int


@router.get('/stories')
async def list_stories(client: Anybody, table_id: TableId, part: Part) -> Listing[StoryOut]:
    view: StoriesView = await client.look(stories.list_for, str(table_id))
    items, total = part.cut(view.stories)
    return Listing(items=[story_out(story) for story in items], total=total)


@router.post('/stories', status_code=201)
async def add_story(client: Anybody, table_id: TableId, body: StoryBody, response: Response,
                    key: IdempotencyKey = None) -> StoryOut:
    story_id = await client.once(key, (table_id, body), stories.add_story, str(table_id), body.draft())
    await stay(client, table_id)
    response.headers['Location'] = f'/api/v1/poker/tables/{table_id}/stories/{story_id}'
    return story_out(await _story(client, table_id, story_id))


@router.post('/stories/import')
async def import_stories(client: Anybody, table_id: TableId, file: Annotated[UploadFile, File()],
                         commit: bool = False, only_valid: bool = False) -> ImportOut:
    """A CSV file (UTF-8 or Windows-1252). Without `commit` only looked at; with `only_valid` bad rows are left out."""
    content = await file.read(MOST_BYTES + 1)
    found: Preview = await client.look(stories.preview, str(table_id), await asyncio.to_thread(read_csv, content))
    if commit and found.errors and not only_valid:
        raise Rejected(f'Line {found.errors[0].line}: {found.errors[0].reason}', 'poker.csv', 'file')
    if commit:
        await act(client, table_id, stories.add_stories, found.stories, source='from a file')
    return ImportOut(stories=[_draft_out(draft) for draft in found.stories],
                     errors=[RowErrorOut(line=row.line, field=row.field, message=row.reason) for row in found.errors],
                     known=sorted(found.known), added=len(found.additions) if commit else 0,
                     updated=len(found.updates) if commit else 0)


@router.patch('/stories/{story_id}')
async def change_story(client: Anybody, table_id: TableId, story_id: RowId, body: StoryChange) -> StoryOut:
    now = await _story(client, table_id, story_id)
    if body.status not in (None, 'open', 'skipped'):
        raise Rejected('A story can be made open or skipped.', 'validation', 'status')
    words = body.model_dump(exclude={'rank', 'status'}, exclude_none=True)
    if words:
        before = {name: getattr(now, name) for name in ('title', 'key', 'link', 'description', 'criteria')}
        await act(client, table_id, stories.edit_story, story_id, StoryDraft(**(before | words)))
    if body.rank is not None:
        await act(client, table_id, stories.move_story, story_id, body.rank)
    if body.status is not None:
        await act(client, table_id, stories.skip_story if body.status == 'skipped' else stories.restore_story,
                  story_id)
    return story_out(await _story(client, table_id, story_id))


@router.delete('/stories/{story_id}', status_code=204)
async def delete_story(client: Anybody, table_id: TableId, story_id: RowId) -> None:
    await act(client, table_id, stories.delete_story, story_id)


@router.post('/stories/{story_id}/pick')
async def pick_story(client: Anybody, table_id: TableId, story_id: RowId) -> TableOut:
    """Lay this story on the table."""
    await act(client, table_id, stories.pick_story, story_id)
    return await table_for(client, table_id)


@router.post('/next')
async def next_story(client: Anybody, table_id: TableId) -> TableOut:
    await act(client, table_id, stories.next_story)
    return await table_for(client, table_id)


async def _story(client: Client, table_id: UUID, story_id: int) -> StoryView:
    view: StoriesView = await client.look(stories.list_for, str(table_id))
    for story in view.stories:
        if story.id == story_id:
            return story
    raise NotFound('This story is not on the table any more.')


def _draft_out(draft: StoryDraft) -> StoryBody:
    return StoryBody(title=draft.title, key=draft.key, link=draft.link, description=draft.description,
                     criteria=draft.criteria, estimate=draft.estimate)
