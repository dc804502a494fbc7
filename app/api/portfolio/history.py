"""What became of the days of one item: at its source, in scenarios one may see, and by publishing."""

from datetime import date, datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.doors import RowId, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.items.history import DayStep, ItemHistory
from app.services.portfolio import history

router = APIRouter(prefix='/items', tags=['portfolio: items'], route_class=StrictRoute)


class ChangeOut(BaseModel):
    field: Literal['start', 'end']
    before: date | None
    after: date | None


class StepOut(BaseModel):
    """`start` and `end` are the days after it; `scenario` is the name of one that was edited or published."""
    at: datetime
    by: str
    origin: Literal['source', 'scenario', 'published']
    scenario: str
    start: date | None
    end: date | None
    changes: list[ChangeOut]
    start_after_end: bool
    taken_back: bool


class HistoryOut(BaseModel):
    """Oldest first. `complete` is false where revisions of the source were not read yet."""
    item: int
    number: str
    title: str
    complete: bool
    steps: list[StepOut]


@router.get('/{item_id}/history')
async def view_history(client: Signed, item_id: RowId) -> HistoryOut:
    """Changes of start and end; what one person changed within a minute is one step."""
    found: ItemHistory = await client.look(history.view_item_history, item_id)
    return HistoryOut(item=found.item_id, number=found.number, title=found.title, complete=not found.lacks,
                      steps=[_out(step) for step in found.steps])


def _out(step: DayStep) -> StepOut:
    changes = [ChangeOut.model_validate({'field': name, 'before': pair[0], 'after': pair[1]})
               for name, pair in step.changed.items()]
    return StepOut.model_validate({
        'at': step.at, 'by': step.by, 'origin': step.origin, 'scenario': step.where, 'start': step.start,
        'end': step.end, 'changes': changes, 'start_after_end': step.is_wrong, 'taken_back': step.is_undone})
