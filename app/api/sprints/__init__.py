"""/api/v1/sprints — the sprints for programs."""

from fastapi import APIRouter

from app.api.sprints import (
    analyses,
    boards,
    capacity,
    disputes,
    exports,
    flow,
    imports,
    queries,
    queues,
    reports,
    settings,
)

router = APIRouter(prefix='/api/v1/sprints')
for part in (analyses, exports, boards, capacity, disputes, flow, imports, queries, queues, reports, settings):
    router.include_router(part.router)
