"""/api/v1/ops — operations for programs."""

from fastapi import APIRouter

from app.api.ops import (
    commands,
    copies,
    files,
    health,
    logs,
    processes,
    reports,
    runs,
    schedules,
    secrets,
    stream,
    team,
)

router = APIRouter(prefix='/api/v1/ops')
for part in (commands, copies, files, health, logs, processes, reports, runs, schedules, secrets, stream, team):
    router.include_router(part.router)
