"""Merchandise planning for programs, under the names people know from their old system."""

from fastapi import APIRouter

from app.api.seasons import (
    analytics,
    categories,
    cells,
    changes,
    clusters,
    company,
    grn,
    imports,
    locations,
    otb,
    otb_management,
    plans,
    purchase_orders,
    range_architecture,
    range_intent,
    rates,
    season_calendars,
    seasons,
    suppliers,
    versions,
    workflow,
)

router = APIRouter(prefix='/api/v1')
for part in (imports, seasons, workflow, changes, cells, versions, plans, company, season_calendars, clusters,
             locations, categories, suppliers, rates, analytics, otb, otb_management, purchase_orders, grn,
             range_intent, range_architecture):
    router.include_router(part.router)
