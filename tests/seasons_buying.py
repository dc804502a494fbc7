"""A season that is bought for: Linen at Harbour Street may spend 10,000.00 in each of its two months."""

from datetime import date

from app.domain.seasons.buying import CameDraft, LineDraft, OrderDraft, ReceiptDraft
from app.domain.seasons.season import ORIGINAL, RANGED
from app.services.seasons import facts, order_states, orders, receipts
from app.work import read, transact
from tests.people import BOB
from tests.seasons import CODE, leaves, plant_season, plant_version, with_rules

WEEK_1, WEEK_2, WEEK_5 = date(2030, 2, 5), date(2030, 2, 12), date(2030, 3, 5)
BUDGET = 1_000_000  # of a month, in cents
EACH_WEEK = BUDGET // 4


def plant_buying(rules=None, cells=None, **more):
    """Its number; the plan is approved, and the season counts at cost unless told otherwise."""
    sold = leaves(HARB_LINEN=[EACH_WEEK] * 8)
    planned = cells or {'net_sales': sold, 'cogs': sold, 'eop': leaves(HARB_LINEN=[0] * 8)}
    season = plant_season(RANGED, planned, rules or with_rules(level=2), **{'basis': 'cost', **more})
    plant_version(season, ORIGINAL, planned)
    return season


def line(amount=0, expected=WEEK_1, quantity=1000, **more):
    """By default one piece for so many cents."""
    return LineDraft(**{'location': 'HARB', 'category': 'LINEN', 'quantity': quantity, 'expected': expected,
                        'cost': amount, **more})


def order(*lines, **more):
    return OrderDraft(**{'supplier': 'NORDIC', 'ordered': date(2030, 1, 8), 'lines': lines, **more})


def drafted(*lines, by=BOB, **more):
    """Its number."""
    return transact(orders.raise_order, by, CODE, order(*lines, **more))


def submitted(*lines, by=BOB, **more):
    number = drafted(*lines, by=by, **more)
    transact(order_states.submit, by, number)
    return number


def confirmed(*lines, by=BOB, **more):
    number = submitted(*lines, by=by, **more)
    transact(order_states.confirm, by, number)
    return number


def came(order_number, *lines, by=BOB, **more):
    """Lines are (number, accepted in pieces, rejected)."""
    told = tuple(CameDraft(at, accepted * 1000, rejected * 1000) for at, accepted, rejected in lines)
    return transact(receipts.post_receipt, by, ReceiptDraft(order_number, told, **more)).number


def facts_now(season):
    return read(facts.facts_of, season)


def total(array):
    return int(array.sum())

