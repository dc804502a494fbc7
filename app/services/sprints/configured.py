"""What was set up for a board, read into the domain; issues and sprints are the ground's business."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from app.domain.sprints.facts.board import (
    Board,
    BoardRules,
    Capacity,
    ColumnOfBoard,
    Columns,
    DayOff,
    Discipline,
    Member,
    Override,
    Status,
)
from app.services.sprints import asked, ruled
from app.work import Work
from models.sprints import (
    SprintBoard,
    SprintCapacity,
    SprintDayOff,
    SprintDiscipline,
    SprintMapping,
    SprintMember,
    SprintOverride,
    SprintSite,
    SprintStatus,
)


def load(work: Work, row: SprintBoard, site: SprintSite) -> Board:
    """Without issues and sprints."""
    rules, own = ruled.seen_through(work, row.id, rules_of(row.rules))
    return Board(row.id, row.number, row.name, row.kind, site.id, site.name, site.kind, site.url, row.zone,
                 row.data_version, {}, {}, _mappings(work, row.id), _statuses(work, site.id),
                 tuple((one[0], one[1]) for one in site.priorities), dict(site.link_types), dict(site.people),
                 {**site.field_names, **own}, rules, _disciplines(work, row.id), _members(work, row.id, rules),
                 _days_off(work, row.id), capacities_of(work, row.id), _overrides(work, row.id),
                 asked.answers(work, site.id))


def rules_of(stored: Mapping[str, Any]) -> BoardRules:
    """What is missing is as most teams have it."""
    return BoardRules(**{one.name: _read(one.name, stored[one.name]) for one in fields(BoardRules)
                         if one.name in stored})


def stored_rules(rules: BoardRules) -> dict[str, Any]:
    """For the column of the board."""
    return {name: _plain(value) for name, value in asdict(rules).items()}


def _read(name: str, value: Any) -> Any:
    if name in ('default_points', 'default_capacity'):
        return Decimal(value)
    if name == 'type_splits':
        return {kind: {int(own): Decimal(part) for own, part in split.items()} for kind, split in value.items()}
    if name == 'allocation':
        return {project: Decimal(percent) for project, percent in value.items()}
    return {'weekdays': frozenset, 'bands': tuple}.get(name, lambda same: same)(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value


def _mappings(work: Work, board_id: int) -> tuple[Columns, ...]:
    rows = work.session.exec(select(SprintMapping).where(SprintMapping.board_id == board_id).order_by(
        col(SprintMapping.valid_from), col(SprintMapping.number))).all()
    found = tuple(Columns(row.number, int(row.valid_from.timestamp() * 1000),
                          tuple(ColumnOfBoard(one['name'], one['kind'], frozenset(one['statuses']))
                                for one in row.columns), row.estimate, row.is_guessed) for row in rows)
    return found or (Columns(0, 0, (), '', True),)


def _statuses(work: Work, site_id: int) -> Mapping[str, Status]:
    rows = work.session.exec(select(SprintStatus).where(SprintStatus.site_id == site_id)).all()
    return {row.status: Status(row.status, row.name, row.category, row.is_listed) for row in rows}


def _disciplines(work: Work, board_id: int) -> Mapping[int, Discipline]:
    rows = work.session.exec(select(SprintDiscipline).where(SprintDiscipline.board_id == board_id).order_by(
        col(SprintDiscipline.rank), col(SprintDiscipline.name))).all()
    return {row.id: Discipline(row.id, row.name, row.short, row.colour, row.rules.get('estimate', ''),
                               *(frozenset(row.rules.get(name, ())) for name in
                                 ('components', 'labels', 'values', 'subtasks'))) for row in rows}


def _members(work: Work, board_id: int, rules: BoardRules) -> Mapping[int, Member]:
    rows = work.session.exec(select(SprintMember).where(SprintMember.board_id == board_id).order_by(
        col(SprintMember.name))).all()
    return {row.id: Member(row.id, row.name, row.account, row.identity, row.is_lead,
                           frozenset(row.weekdays) or rules.weekdays, row.hours, row.focus,
                           {int(own): Decimal(percent) for own, percent in row.shares.items()}) for row in rows}


def _days_off(work: Work, board_id: int) -> tuple[DayOff, ...]:
    rows = work.session.exec(select(SprintDayOff).where(SprintDayOff.board_id == board_id).order_by(
        col(SprintDayOff.day), col(SprintDayOff.id))).all()
    return tuple(DayOff(row.day, row.member_id, row.is_half, row.reason, row.origin) for row in rows)


def capacities_of(work: Work, board_id: int) -> tuple[Capacity, ...]:
    rows = work.session.exec(select(SprintCapacity).where(SprintCapacity.board_id == board_id).order_by(
        col(SprintCapacity.sprint), col(SprintCapacity.discipline_id))).all()
    return tuple(Capacity(row.sprint, row.discipline_id, row.unit, row.amount, row.reserve, row.points_per_hour,
                          row.in_progress, row.is_carried,
                          {int(own): Decimal(hours) for own, hours in row.exceptions.items()}, row.version)
                 for row in rows)


def _overrides(work: Work, board_id: int) -> tuple[Override, ...]:
    """Those that hold."""
    rows = work.session.exec(select(SprintOverride).where(
        SprintOverride.board_id == board_id, col(SprintOverride.undone_at).is_(None)).order_by(
        col(SprintOverride.id))).all()
    return tuple(Override(row.id, row.number, row.kind, row.value, row.by_name, int(row.at.timestamp() * 1000))
                 for row in rows)
