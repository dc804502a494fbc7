"""What of a season is printed; the same figures that its pages show."""

from dataclasses import replace
from typing import Final

from app.domain.access import Actor
from app.domain.seasons import paper_tables
from app.domain.seasons.buying import OrderFilter
from app.domain.seasons.otb import OtbLooks
from app.domain.seasons.paper import Paper
from app.domain.seasons.plan.looks import ROWS, PlanLooks
from app.services.seasons import ground
from app.services.seasons.order_views import list_orders
from app.services.seasons.otb import view_otb
from app.services.seasons.plan_views import watch_plan
from app.services.seasons.range_views import view_range
from app.work import Work

MOST_ROWS: Final = 2_000  # of a plan, some forty sheets of paper
MOST_ORDERS: Final = 1_000


def print_plan(work: Work, actor: Actor, code: str, looks: PlanLooks) -> Paper:
    """All rows that are open in this look, window by window. Raises NotFound for a version that is not there."""
    season = ground.view_season(work, actor, code)
    looks = replace(looks, measures_in=ROWS)  # paper is long, not wide
    view = watch_plan(work, season.id, looks)
    rows = list(view.rows)
    while len(rows) < min(len(view.outline), MOST_ROWS):
        rows += watch_plan(work, season.id, looks, len(rows)).rows
    return paper_tables.plan_paper(view, rows, season, work.now)


def print_otb(work: Work, actor: Actor, code: str, looks: OtbLooks) -> Paper:
    return paper_tables.otb_paper(view_otb(work, actor, code, looks), work.now)


def print_range(work: Work, actor: Actor, code: str) -> Paper:
    return paper_tables.range_paper(view_range(work, actor, code), work.now)


def print_orders(work: Work, actor: Actor, code: str, wanted: OrderFilter) -> Paper:
    season = ground.view_season(work, actor, code)
    return paper_tables.orders_paper(list_orders(work, actor, code, wanted, 0, MOST_ORDERS), season, work.now)
