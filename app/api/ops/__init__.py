"""/api/v1/ops — operations for programs."""

from fastapi import APIRouter

from app.api.ops import secrets

router = APIRouter(prefix='/api/v1/ops')
for part in (secrets,):
    router.include_router(part.router)
