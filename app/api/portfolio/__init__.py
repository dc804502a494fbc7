"""/api/v1/portfolio — the portfolio for programs."""

from fastapi import APIRouter

from app.api.portfolio import (
    axis,
    calendars,
    capacity,
    comparing,
    cost,
    health,
    history,
    items,
    lists,
    operations,
    people,
    scenarios,
    setup,
)

router = APIRouter(prefix='/api/v1/portfolio')
for part in (axis, calendars, capacity, comparing, cost, health, history, items,
             lists, operations, people, scenarios, setup):
    router.include_router(part.router)
