"""/api/v1/ops — operations for programs."""

from fastapi import APIRouter

from app.api.ops import schedules, secrets, team

router = APIRouter(prefix='/api/v1/ops')
for part in (schedules, secrets, team):
    router.include_router(part.router)
