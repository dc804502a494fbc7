"""Load of teams against who is there, of the live plan or a scenario, as far as somebody sees plans."""

from datetime import date

from app.domain.access import Actor
from app.domain.portfolio.capacity.capacity import (
    MOST_DAYS,
    MOST_PERIODS,
    CapacityAsk,
    CapacityView,
    CellView,
    capacity_of,
    capacity_sheet,
    cell_of,
)
from app.domain.portfolio.capacity.load import BUCKETS, Scope, contributions
from app.domain.portfolio.items.sheets import as_csv
from app.errors import NotFound, Rejected
from app.services.portfolio.looking import Seen, seen_by
from app.services.portfolio.planned import demand_scenario
from app.work import Work


def view_capacity(work: Work, actor: Actor, ask: CapacityAsk, scenario_id: int | None = None) -> CapacityView:
    """All who look alike are given the same view."""
    _check(ask.bucket, ask.first, ask.last)
    seen = seen_by(work, actor, scenario_id)
    return capacity_of(seen.portfolio, seen.live, ask, seen.sight.plans,
                       scenario_name(work, actor, scenario_id))


def view_cell(work: Work, actor: Actor, team: int, start: date, end: date, ask: CapacityAsk,
              scenario_id: int | None = None) -> CellView:
    """What one number is made of."""
    _check('day', start, end)
    seen = seen_by(work, actor, scenario_id)
    _demand_team(seen, team)
    return cell_of(seen.portfolio, seen.live, team, start, end, ask)


def list_contributors(work: Work, actor: Actor, ask: CapacityAsk,
                      scenario_id: int | None = None) -> dict[tuple[int, date, date], tuple[int, ...]]:
    """Items behind each number, for programs: by team, first and last day."""
    view, seen = view_capacity(work, actor, ask, scenario_id), seen_by(work, actor, scenario_id)
    scope = Scope.of(seen.portfolio.setting, ask.filter)
    return {(row.team, cell.start, cell.end): tuple(
        part.item_id for part in contributions(seen.portfolio, row.team, cell.start, cell.end, scope))
        for row in view.rows for cell in row.cells if cell}


def export_capacity(work: Work, actor: Actor, ask: CapacityAsk, scenario_id: int | None = None) -> str:
    """As CSV."""
    return as_csv(capacity_sheet(view_capacity(work, actor, ask, scenario_id)))


def scenario_name(work: Work, actor: Actor, scenario_id: int | None) -> str:
    return demand_scenario(work, actor, scenario_id).name if scenario_id is not None else ''


def _demand_team(seen: Seen, team: int) -> None:
    if team not in seen.portfolio.setting.teams:
        raise NotFound('There is no such team.')


def _check(bucket: str, first: date, last: date) -> None:
    if bucket not in BUCKETS:
        raise Rejected(f'Choose one of {", ".join(BUCKETS)}.', field='bucket')
    if last < first:
        raise Rejected('The last day lies before the first.', field='to')
    days = (last - first).days + 1
    if days > MOST_DAYS or (bucket == 'day' and days > MOST_PERIODS):
        most = MOST_PERIODS if bucket == 'day' else MOST_DAYS
        raise Rejected(f'That are {days} days; at most {most} are looked at once.', field='to')
