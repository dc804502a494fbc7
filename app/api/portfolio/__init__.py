"""/api/v1/portfolio — the portfolio for programs."""

from fastapi import APIRouter

from app.api.portfolio import capacity, cost, health

router = APIRouter(prefix='/api/v1/portfolio')
for part in (capacity, cost, health):
    router.include_router(part.router)
