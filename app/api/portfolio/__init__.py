"""/api/v1/portfolio — the portfolio for programs."""

from fastapi import APIRouter

from app.api.portfolio import capacity, comparing, cost, health, history, items, lists, operations, scenarios

router = APIRouter(prefix='/api/v1/portfolio')
for part in (capacity, comparing, cost, health, history, items, lists, operations, scenarios):
    router.include_router(part.router)
