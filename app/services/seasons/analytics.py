"""How a season goes: plan, orders, receipts and sales side by side, in a handful of queries whatever its size."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.seasons import analysing
from app.domain.seasons.analysing import Ground, Summing
from app.domain.seasons.analysis import Analysis, Freshness, Intents, MonthParts, Wanted
from app.domain.seasons.analysis_tables import analytics_paper
from app.domain.seasons.axes import ALL
from app.domain.seasons.budget import position_of
from app.domain.seasons.consumption import Known, forecast
from app.domain.seasons.cube import Cube
from app.domain.seasons.money import digits_of
from app.domain.seasons.paper import Paper
from app.domain.seasons.range_rules import Intent
from app.domain.seasons.rolling import Rolled, elapsed_at, roll
from app.domain.seasons.season import WORKING
from app.services.seasons import dealings, ground
from app.services.seasons.approved import approved_plan
from app.services.seasons.cubes import cube_of
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.buying import SeasonIntent
from models.seasons import Season, SeasonEdit

AS_IT_IS = Wanted()


@dataclass(frozen=True, eq=False)
class _Look:
    """What all parts of the analytics read; `approved` is with what happened, `plan` one version as it was planned."""
    season: Season
    approved: Rolled
    plan: Rolled
    is_approved: bool
    actual: Cube | None
    elapsed: int


def view_analysis(work: Work, actor: Actor, code: str, wanted: Wanted = AS_IT_IS) -> Analysis:
    """Raises Forbidden, NotFound."""
    return _analysis(work, ground.seen_season(work, actor, code), wanted)


def watch_analysis(work: Work, season_id: int, wanted: Wanted) -> Analysis:
    """For pages: shared by all who watch, each of whom was asked for the right when the page was opened."""
    return _analysis(work, work.get(Season, season_id), wanted)


def view_timing(work: Work, actor: Actor, code: str) -> tuple[MonthParts, ...]:
    """Receipts against what was ordered, taken apart by month."""
    return watch_timing(work, ground.seen_season(work, actor, code).id)


def watch_timing(work: Work, season_id: int) -> tuple[MonthParts, ...]:
    axes = ground.find_axes(work, season_id)
    return analysing.month_parts(axes, dealings.arrivals(work, work.get(Season, season_id), axes))


def print_analytics(work: Work, actor: Actor, code: str, wanted: Wanted = AS_IT_IS) -> Paper:
    """All of its tables."""
    season = ground.seen_season(work, actor, code)
    return analytics_paper(_analysis(work, season, wanted), watch_timing(work, season.id), work.now)


def _analysis(work: Work, season: Season, wanted: Wanted) -> Analysis:
    look, today = _looked(work, season), work.now.date()
    axes = look.plan.axes
    wanted = Wanted(wanted.cluster, analysing.level_of(axes, wanted), wanted.top)
    location = analysing.location_of(axes, wanted.cluster)
    summing = Summing(Ground(look.plan, look.approved.facts, look.actual, look.elapsed))
    position = position_of(look.approved if look.is_approved else look.plan)
    orders, first, ordered = dealings.order_states(work, season)
    best, worst = analysing.best_and_worst(summing.places(
        one for one in axes.location_nodes.values() if one.is_leaf and location.start <= one.start < location.stop),
        wanted.top)
    known = _known(look)
    return Analysis(
        season.id, season.code, season.name, season.currency, digits_of(season.currency), season.basis, season.state,
        today, wanted, look.is_approved, tuple((one.key, one.name) for one in analysing.clusters_of(axes)),
        analysing.depth_of(axes), summing.places([location])[0], orders, dealings.deliveries(work, season.id, ordered),
        _intents(work, season.id, summing, wanted.cluster), summing.months(location),
        summing.categories(location, wanted.level), summing.executions(location, wanted.level),
        analysing.cluster_rows(summing), best, worst,
        analysing.raised(position, wanted.level, known, ground.rules_of(season), wanted.cluster),
        forecast(analysing.monthly(position, wanted.cluster), first, today,
                 _months_over(look)), _freshness(work, look, known), season.imu)


def _looked(work: Work, season: Season) -> _Look:
    """One version only: what is approved, else what is being worked on; versions are never added up."""
    approved = approved_plan(work, season)
    is_approved = any(sheet.filled.any() for sheet in approved.cube.sheets.values())
    cube = approved.cube if is_approved else cube_of(work, season.id, WORKING)
    plan = roll(cube, approved.facts, None, 0, season.basis, imu=season.imu, opening=approved.opening,
                is_partial=is_approved)
    elapsed = elapsed_at(cube.axes, work.now.date())
    return _Look(season, approved if is_approved else rolled_of(work, season.id), plan, is_approved,
                 approved.actual, elapsed)


def _months_over(look: _Look) -> int:
    """Months all periods of which are over."""
    nodes = look.plan.axes.period_nodes
    return sum(one.level == 1 and one.stop <= look.elapsed for one in nodes.values())


def _known(look: _Look) -> Known:
    axes, elapsed = look.plan.axes, look.elapsed
    told = analysing.span_of(look.plan, look.actual) if look.actual else 0
    opening = look.actual.sheets.get('bop') if look.actual else None
    is_counted = bool(opening is not None and opening.filled[:, :, 0].any())
    is_expected = bool(look.approved.provisional.any())
    return Known(
        Fraction(elapsed, len(axes.periods) or 1), look.approved.facts.overdue, 0,
        axes.periods[told - 1].end if told else None, axes.periods[elapsed - 1].end if elapsed else None,
        not is_expected and (is_counted or not elapsed))


def _freshness(work: Work, look: _Look, known: Known) -> Freshness:
    loaded = None if look.actual is None else work.session.execute(
        columns(func.max(col(SeasonEdit.at))).where(col(SeasonEdit.version_id) == look.actual.number)).scalar_one()
    last = next((one for one in look.plan.axes.periods if one.end == known.last_actual), None)
    is_stale = known.last_elapsed is not None and (known.last_actual or date.min) < known.last_elapsed
    return Freshness(f'W{last.number:02}' if last else '', known.last_actual, loaded, is_stale,
                     analysing.empty_weeks(look.approved))


def _intents(work: Work, season_id: int, summing: Summing, cluster: str) -> Intents:
    at = summing.axes.category_at
    rows = work.session.exec(select(SeasonIntent).where(SeasonIntent.season_id == season_id)).all()
    told = {at[row.category]: Intent(row.core, row.fashion, tuple((name, Decimal(share)) for name, share in row.bands))
            for row in rows if row.category in at}
    return analysing.intents_of(told, summing, summing.axes.location_nodes[cluster or ALL])
