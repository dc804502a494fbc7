"""/api/v1/sprints — the sprints for programs."""

from fastapi import APIRouter

from app.api.sprints import boards

router = APIRouter(prefix='/api/v1/sprints')
for part in (boards,):
    router.include_router(part.router)
