"""/seasons/{code}/print — the plan, open-to-buy, the range or the orders of a season, as paper shows them."""

from collections.abc import Callable
from typing import Any

from fastapi.responses import HTMLResponse
from nicegui import ui

from app.domain.access import demand
from app.domain.seasons.analysis import Wanted
from app.domain.seasons.buying import OrderFilter
from app.domain.seasons.otb import OtbLooks
from app.domain.seasons.paper import Paper, as_html
from app.domain.seasons.plan.looks import Query, looks_from
from app.domain.seasons.range_comparing import BAND
from app.errors import NotFound
from app.services.seasons import analytics, papers, range_comparing
from pages.kit import look, member, page

NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@page('/seasons/{code}/print', 'Print')
async def print_page(code: str, of: str = 'plan') -> HTMLResponse:
    """`of` is plan, otb, range, ranges (of two seasons), orders or analytics; all else says how it is looked at, as on
    its own page.
    """
    who = await member()
    demand(who.me.actor, 'seasons.look')
    if of not in PAPERS:
        raise NotFound('There is no such page to print.')
    service, wanted = PAPERS[of]
    given = wanted(ui.context.client.request.query_params.multi_items())
    paper: Paper = await look(who, service, code, *given)
    return HTMLResponse(as_html(paper), headers={'Content-Security-Policy': NO_SCRIPTS, 'Cache-Control': 'no-store'})


def _plan(query: Query) -> tuple[Any, ...]:
    return (looks_from(query),)


def _otb(query: Query) -> tuple[Any, ...]:
    told = dict(query)
    return (OtbLooks(told.get('place', ''), told.get('branch', ''), span=told.get('span', '')),)


def _ranges(query: Query) -> tuple[Any, ...]:
    told = dict(query)
    return told.get('other', '')[:20], told.get('by', BAND)[:20]


def _analytics(query: Query) -> tuple[Any, ...]:
    told = dict(query)
    level = told.get('level', '1')
    return (Wanted(told.get('cluster', '')[:100], min(int(level), 20) if level.isascii() and level.isdigit() else 1,
                   100),)


def _orders(query: Query) -> tuple[Any, ...]:
    told = dict(query)
    return (OrderFilter(told.get('text', '')[:100], told.get('state', '')[:20], told.get('supplier', '')[:50],
                        told.get('category', '')[:100], 'late' in told, 'waiting' in told),)


PAPERS: dict[str, tuple[Callable[..., Paper], Callable[[Query], tuple[Any, ...]]]] = {
    'plan': (papers.print_plan, _plan), 'otb': (papers.print_otb, _otb),
    'range': (papers.print_range, lambda _: ()), 'ranges': (range_comparing.print_ranges, _ranges),
    'orders': (papers.print_orders, _orders), 'analytics': (analytics.print_analytics, _analytics)}
