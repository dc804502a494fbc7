"""/api/v1/portfolio — the portfolio for programs."""

from fastapi import APIRouter

from app.api.portfolio import (
    annotations,
    axis,
    calendars,
    capacity,
    comparing,
    cost,
    explaining,
    exports,
    groups,
    health,
    history,
    items,
    lists,
    operations,
    people,
    publication,
    saved_views,
    scenarios,
    setup,
    sources,
)

router = APIRouter(prefix='/api/v1/portfolio')
for part in (annotations, axis, calendars, capacity, comparing, cost, explaining, exports, groups,
             health, history, items, lists, operations, people, publication, saved_views, scenarios,
             setup, sources):
    router.include_router(part.router)
