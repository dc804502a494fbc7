"""Merchandise planning for programs, under the names people know from their old system."""

from fastapi import APIRouter

from app.api.seasons import (
    categories,
    clusters,
    imports,
    locations,
    rates,
    season_calendars,
    seasons,
    suppliers,
    workflow,
)

router = APIRouter(prefix='/api/v1')
for part in (seasons, workflow, season_calendars, clusters, locations, categories, suppliers, rates, imports):
    router.include_router(part.router)
