"""What the settings of the sprints show. Whoever may look at boards sees how they are read; tokens nobody sees."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlmodel import col, func, select

from app.domain.access import Actor, demand, may
from app.domain.ops.secrets import SHARED
from app.domain.sprints.facts.board import Board
from app.domain.sprints.jira.discovery import ROLES
from app.domain.sprints.setup.mapping import ColumnDraft, in_force, uses
from app.domain.sprints.setup.standing import SiteView
from app.domain.sprints.setup.team_drafts import DisciplineDraft, MemberDraft
from app.domain.sprints.setup.views import (
    BoardLine,
    BoardSetup,
    DisciplineLine,
    FieldLine,
    MemberLine,
    SettingsView,
    SiteLine,
    StatusLine,
    VersionLine,
)
from app.services import secrets
from app.services.sprints import boards, ground, sites
from app.services.sprints.configured import rules_of
from app.work import Work
from models.ops import Secret
from models.sprints import (
    SprintBoard,
    SprintDiscipline,
    SprintIssueOnBoard,
    SprintMapping,
    SprintMember,
    SprintSight,
    SprintSite,
)


def view_settings(work: Work, actor: Actor) -> SettingsView:
    """Sites, the default one first, and boards by name."""
    demand(actor, 'sprints.look')
    found = boards.list_boards(work, actor)
    seen = boards.list_sites(work, actor)
    tokens = _tokens(work, [one.id for one in seen]) if may(actor, 'sprints.admin') else None
    rows = {row.id: row for row in work.session.exec(select(SprintSite))}
    lines = tuple(_site(rows[one.id], one, sum(board.site == one.id for board in found), tokens) for one in seen)
    counts = dict(work.session.exec(select(SprintIssueOnBoard.board_id, func.count()).group_by(
        col(SprintIssueOnBoard.board_id))).all())
    kept = {row.id: row for row in work.session.exec(select(SprintBoard))}
    guessed = _guessed(work)
    return SettingsView(lines, tuple(
        BoardLine(one, counts.get(one.id, 0), _progress(kept[one.id].progress), one.id in guessed)
        for one in sorted(found, key=lambda one: (one.name.casefold(), one.id))))


def view_board(work: Work, actor: Actor, board_id: int) -> BoardSetup:
    """Raises NotFound."""
    board = ground.seen_board(work, actor, board_id)
    row = work.get(SprintBoard, board_id)
    versions = _versions(work, board_id)
    known = {one for one, _ in board.priorities}
    return BoardSetup(
        boards.view_board(work, actor, board_id), max((one.number for one in versions), default=0),
        tuple(ColumnDraft(one.name, one.kind, tuple(sorted(one.statuses))) for one in board.columns.columns),
        board.columns.estimate, board.columns.is_guessed, _statuses(board), versions, rules_of(row.rules),
        _disciplines(work, board_id), _members(work, board_id), board.priorities,
        tuple(sorted({one.priority for one in board.issues.values()} - known - {''})),
        tuple(sorted({one.type for one in board.issues.values()})), dict(work.get(SprintSite, board.site).field_names),
        tuple(sorted(work.session.exec(select(SprintSight.identity).where(SprintSight.board_id == board_id)))))


def base_of(work: Work, actor: Actor) -> str:
    """Under which address Jira may reach us; empty where nobody has said."""
    demand(actor, 'sprints.admin')
    return work.policy.base_url


def _site(row: SprintSite, view: SiteView, count: int, tokens: Mapping[int, Secret] | None) -> SiteLine:
    token = tokens.get(row.id) if tokens else None
    return SiteLine(view, count, tuple(_field(role, row.fields.get(role) or {}) for role in ROLES),
                    bool(row.options.get('writes_estimates')), token.updated_at if token else None,
                    token.last_used_at if token else None, None if tokens is None else token is not None)


def _field(role: str, told: Mapping[str, Any]) -> FieldLine:
    percent = int(Decimal(told.get('confidence', '1')) * 100) if told.get('id') else 0
    return FieldLine(role, told.get('id', ''), told.get('name') or told.get('id', ''), percent,
                     bool(told.get('confirmed')))


def _tokens(work: Work, site_ids: list[int]) -> dict[int, Secret]:
    names = {sites.token_name(site_id): site_id for site_id in site_ids}
    is_set = secrets.list_set(work, list(names), SHARED)
    rows = work.session.exec(select(Secret).where(col(Secret.name).in_(is_set), Secret.scope == SHARED))
    return {names[row.name]: row for row in rows}


def _guessed(work: Work) -> frozenset[int]:
    """Boards whose newest columns nobody has confirmed."""
    newest: dict[int, bool] = {}
    for row in work.session.exec(select(SprintMapping).order_by(
            col(SprintMapping.valid_from), col(SprintMapping.number))):
        newest[row.board_id] = row.is_guessed
    return frozenset(board_id for board_id, is_guessed in newest.items() if is_guessed)


def _progress(told: Mapping[str, Any]) -> tuple[int, int] | None:
    return (int(told['done']), int(told['of'])) if told.get('of') and 'done' in told else None


def _statuses(board: Board) -> tuple[StatusLine, ...]:
    """All that the site lists or histories know, by name."""
    used, columns = uses(board), board.columns
    lines = []
    for own in {*board.statuses, *used}:
        status, use = board.statuses.get(own), used.get(own)
        name = status.name if status else use.name if use and use.name else own
        column = next((one for one in columns.columns if own in one.statuses), None)
        lines.append(StatusLine(own, name, status.category if status else '', bool(status and status.is_listed),
                                column.name if column else '', column.kind if column else '',
                                use.count if use else 0, use.last if use else None))
    return tuple(sorted(lines, key=lambda one: (one.name.casefold(), one.id)))


def _versions(work: Work, board_id: int) -> tuple[VersionLine, ...]:
    """The newest first."""
    valid = {one.version for one in in_force(ground.board_of(work, board_id).mappings)}
    rows = work.session.exec(select(SprintMapping).where(SprintMapping.board_id == board_id).order_by(
        col(SprintMapping.number).desc()))
    return tuple(VersionLine(row.number, int(row.valid_from.timestamp() * 1000), row.is_guessed, row.number in valid,
                             row.by_name, row.at) for row in rows)


def _disciplines(work: Work, board_id: int) -> tuple[DisciplineLine, ...]:
    rows = work.session.exec(select(SprintDiscipline).where(SprintDiscipline.board_id == board_id).order_by(
        col(SprintDiscipline.rank), col(SprintDiscipline.name)))
    return tuple(DisciplineLine(row.id, DisciplineDraft(
        row.name, row.short, row.colour, row.rank, row.rules.get('estimate', ''),
        *(tuple(row.rules.get(name, ())) for name in ('components', 'labels', 'values', 'subtasks'))), row.version)
        for row in rows)


def _members(work: Work, board_id: int) -> tuple[MemberLine, ...]:
    rows = work.session.exec(select(SprintMember).where(SprintMember.board_id == board_id).order_by(
        col(SprintMember.name)))
    return tuple(MemberLine(row.id, MemberDraft(
        row.name, row.account, row.identity, row.is_lead, tuple(row.weekdays), row.hours, row.focus,
        {int(own): Decimal(share) for own, share in row.shares.items()}), row.version) for row in rows)
