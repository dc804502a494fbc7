"""Orders over budget that wait for somebody's decision, with what would help."""

from datetime import date
from typing import Any

from sqlmodel import col, select

from app.domain.seasons.axes import ALL, Axes
from app.domain.seasons.budget import MOVE, Breach, Offer
from app.domain.seasons.buying import ASKED, Decision, Way
from app.domain.seasons.buying_words import amount, period_name, spoken
from app.domain.seasons.money import digits_of
from app.services.seasons.ground import find_axes
from app.work import Work
from models.buying import SeasonOrder
from models.seasons import Season


def watch_decisions(work: Work, season_id: int) -> tuple[Decision, ...]:
    """For pages: shared by all who watch; the first that was asked for comes first."""
    season = work.get(Season, season_id)
    rows = work.session.exec(select(SeasonOrder).where(
        SeasonOrder.season_id == season_id, col(SeasonOrder.override)['state'].as_string() == ASKED).order_by(
        col(SeasonOrder.id))).all()
    return tuple(filter(None, (decision_of(work, season, row) for row in rows)))


def decision_of(work: Work, season: Season, order: SeasonOrder) -> Decision | None:
    if order.override.get('state') != ASKED or not order.breach:
        return None
    axes, digits = find_axes(work, season.id), digits_of(season.currency)
    breaches = [breach_of(told) for told in order.breach.get('breaches', ())]
    first = breaches[0]
    over = amount(max(-one.after for one in breaches), digits)
    return Decision(
        order.number, f'{name_of(axes, first)} is over in {period_name(axes, first)}', over,
        period_name(axes, first), order.override['by'], order.override['by_name'], order.override['reason'],
        bool(order.override.get('content')), order.version,
        tuple(_way(axes, one) for one in first.offers if one.kind == MOVE),
        tuple((one.category, one.location, one.period) for one in breaches))


def breach_of(told: dict[str, Any]) -> Breach:
    """As it was stored."""
    known = {key: value for key, value in told.items() if key not in ('after', 'offers')}
    return Breach(**{**known, 'lines': tuple(told['lines']), 'weeks': tuple(told['weeks']),
                     'offers': tuple(Offer(**one) for one in told['offers'])})


def name_of(axes: Axes, one: Breach) -> str:
    node = axes.category_nodes.get(one.category)
    place = axes.location_nodes.get(one.location) if one.location != ALL else None
    return ', '.join(filter(None, (node.name if node else '', place.name if place else '')))


def _way(axes: Axes, offer: Offer) -> Way:
    """The first day of the period the goods could come in."""
    node = axes.period_nodes[offer.period]
    day: date = axes.periods[node.start].start
    return Way(day, spoken(axes, offer.period))
