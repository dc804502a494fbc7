"""The company and the masters of the made-up season, and who plans it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from app.domain.access import SYSTEM, Actor, Grant, demand
from app.domain.seasons.demo.world import COMPANY, World
from app.domain.seasons.drafts import (
    CalendarDraft,
    CategoryDraft,
    ClusterDraft,
    CompanyDraft,
    LocationDraft,
    RateDraft,
    SupplierDraft,
)
from app.errors import Conflict
from app.events import SEASONS, SeasonChanged
from app.services import audit
from app.services.people import accounts
from app.services.seasons.ground import find_season
from app.services.seasons.masters import calendars, categories, clusters, company, locations, rates, suppliers
from app.services.seasons.masters.keeping import find_company
from app.work import Work

CALENDAR: Final = 'Retail weeks, 4-5-4'
DOLLAR: Final = Decimal('0.92')  # what one costs in euros
PLANNERS: Final = ('Ben', 'Amara', 'Chidi')  # who plans, who approves, who buys; where they are in the workspace
STAND_IN: Final = Actor('demo', 'Demo', (Grant('admin'),))  # so that nobody approves what they asked for


def cast_of(work: Work) -> tuple[Actor, Actor, Actor]:
    """Planner, manager, buyer."""
    known = {one.name: Actor(f'person:{one.id}', one.name, one.grants) for one in accounts.list_people(work, SYSTEM)}
    if all(name in known for name in PLANNERS):
        planner, manager, buyer = (known[name] for name in PLANNERS)
        return planner, manager, buyer
    return STAND_IN, SYSTEM, STAND_IN


def found(work: Work, actor: Actor, world: World, today: date) -> int:
    """The masters of the made-up company; the number of its calendar. Raises Conflict where there is a company."""
    demand(actor, 'seasons.admin')
    if find_company(work):
        raise Conflict('This workspace has a company already; the demo needs one without.', 'seasons.demo_known')
    company.found_company(work, actor, CompanyDraft(COMPANY))
    rates.keep_rate(work, actor, RateDraft('USD', 'EUR', date(today.year - 1, 1, 1), DOLLAR))
    for code, (name, currency, days) in world.suppliers.items():
        suppliers.add_supplier(work, actor, SupplierDraft(name, code, currency, days, tolerance=Decimal('0.05')))
    return calendars.add_calendar(work, actor, CalendarDraft(CALENDAR, '4-5-4', 6, today.year - 1, today.year + 2))


def add_stores(work: Work, actor: Actor, world: World, openings: Mapping[int, date]) -> list[int]:
    """Their numbers, in the order of the world; `openings`: the first day of a week of the season, by its number."""
    known = {code: clusters.add_cluster(work, actor, ClusterDraft(name, code)) for code, name in world.clusters.items()}
    return list(locations.add_locations(work, actor, [
        LocationDraft(one.name, one.code, one.kind, known[one.cluster], city=one.city,
                      opens=None if one.opens_in is None else openings[one.opens_in]) for one in world.stores]))


def add_kinds(work: Work, actor: Actor, world: World) -> list[int]:
    """Numbers of the categories that are planned, in the order of the world."""
    branches = {code: categories.add_category(work, actor, CategoryDraft(name, code))
                for code, name in world.branches.items()}
    return [categories.add_category(work, actor, CategoryDraft(one.name, one.code, branches[one.branch]))
            for one in world.kinds]


def mark_demo(work: Work, actor: Actor, code: str) -> None:
    """It says so on every page."""
    demand(actor, 'seasons.admin')
    season = find_season(work, code)
    season.is_demo = True
    audit.write(work, actor, 'seasons.demo', code, season.name)
    work.record(SeasonChanged(SEASONS))
