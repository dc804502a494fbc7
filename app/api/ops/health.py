"""How the queue is doing."""

from fastapi import APIRouter
from pydantic import BaseModel

from app import metrics
from app.api.doors import Signed
from app.api.strict import StrictRoute
from app.domain.ops.views import QueueFigures
from app.services.ops import queue

router = APIRouter(tags=['ops: runs'], route_class=StrictRoute)


class QueueOut(BaseModel):
    """`waiting` may start now, `oldest_seconds` is how long the oldest of them could have; `lost` wait for a decision.

    `tick_seconds` is the age of the last tick of the clock of the process that answers.
    """
    waiting: int
    delayed: int
    blocked: int
    running: int
    oldest_seconds: float
    slots: int
    processes: int
    draining: int
    failed_day: int
    lost: int
    tick_seconds: float


@router.get('/health')
async def view_queue(client: Signed) -> QueueOut:
    figures: QueueFigures = await client.look(queue.view_figures)
    return QueueOut(**vars(figures), tick_seconds=metrics.value(metrics.clock_tick_age))
