"""What a screen shows of two plans beside each other, and both of them as one timeline with ghosts."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor, may
from app.domain.portfolio.items.sheets import Sheet
from app.domain.portfolio.scenarios.comparing import (
    Author,
    CompareView,
    Dispute,
    change_groups,
    figures_of,
    warnings_of,
)
from app.domain.portfolio.scenarios.pinning import field_of
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.timeline.timeline import TimelineView
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Looks
from app.services.portfolio import compare, ground, rebase
from app.services.portfolio.compare import LIVE
from app.services.portfolio.planned import Scenario, demand_scenario, load_entries
from app.work import Work
from models.portfolio import PortfolioOperation

HEADS = ('number', 'type', 'title', 'change', 'before', 'after')


def view_comparison(work: Work, actor: Actor, before: str, after: str, team: int | None = None) -> CompareView:
    """Sides are `live`, the number of a scenario, or `checkpoint:` and its number."""
    one, other = compare.sides(work, actor, before, after)
    scenario = demand_scenario(work, actor, int(after)) if after.isdigit() else None
    today, sight = work.now.date(), ground.sight_of(work, actor)
    is_rebased = scenario is not None and before == LIVE
    return CompareView(
        one.name, other.name,
        change_groups(one.portfolio, other.portfolio, _authors(work, scenario) if scenario else {}),
        _disputes(work, actor, scenario) if scenario and is_rebased else (),
        warnings_of(one.portfolio, other.portfolio, today),
        figures_of(one.portfolio, other.portfolio, today, team, sight.has_cost),
        tuple((own, one.name) for own, one in other.portfolio.setting.teams.items() if not one.is_excluded),
        bool(scenario and scenario.may_edit and not scenario.is_archived and may(actor, 'portfolio.plan')),
        bool(is_rebased and may(actor, 'portfolio.publish')), scenario.version if scenario else 0)


def view_board(work: Work, actor: Actor, before: str, after: str, looks: Looks) -> TimelineView:
    """The second plan, with bars of the first as ghosts where they lie elsewhere."""
    one, other = compare.sides(work, actor, before, after)
    today, sight = work.now.date(), ground.sight_of(work, actor)
    number = int(after) if after.isdigit() else 0
    version = demand_scenario(work, actor, number).version if number else 0
    picked = chosen(other.portfolio, looks.filter, today, one.portfolio)
    return draw(Scene(other.portfolio, one.portfolio, looks, picked, today, sight.plans, version, number))


def comparison_sheet(work: Work, actor: Actor, before: str, after: str) -> Sheet:
    """One row per value that differs."""
    found = compare.compare(work, actor, before, after)
    rows = [(item.number, item.type, item.title, cell.field, cell.before_text, cell.after_text)
            for item in found.items for cell in item.cells]
    rows += [('', 'Group', group.name, 'group', group.before_text, group.after_text) for group in found.groups]
    return Sheet('Changes', HEADS, tuple(rows))


def _authors(work: Work, scenario: Scenario) -> Mapping[tuple[int, str], Author]:
    """Who wanted each field last."""
    moments: dict[int, datetime] = {row.seq: row.at for row in work.session.execute(columns(
        col(PortfolioOperation.seq), col(PortfolioOperation.at)).where(
        col(PortfolioOperation.scenario_id) == scenario.id))}
    return {(own, field_of(key)): Author(entry.actor_name, moments[entry.seq])
            for entry in load_entries(work, scenario.id) if entry.state == 'live'
            for own, values in entry.aims.items() for key in values}


def _disputes(work: Work, actor: Actor, scenario: Scenario) -> tuple[Dispute, ...]:
    return tuple(Dispute(row.item_id, row.title, row.field, row.name, row.base_text, row.mine_text, row.theirs_text,
                         row.by) for row in rebase.preview(work, actor, scenario.id).conflicts)
