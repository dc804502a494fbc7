"""Values that rules of a board work out, put beside the fields of its issues whenever they are read."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlmodel import col, select

from app.domain.sprints.facts.board import Board, BoardRules, Issue
from app.domain.sprints.facts.field_rules import DISCIPLINE, MARK, STAKEHOLDER, FieldRule, apply, of_stored
from app.services.sprints.patterns import Watch
from app.work import Work
from models.sprints import SprintFieldRule


def rows_of(work: Work, board_id: int) -> list[SprintFieldRule]:
    """All versions, by what they are for."""
    return list(work.session.exec(select(SprintFieldRule).where(SprintFieldRule.board_id == board_id).order_by(
        col(SprintFieldRule.target), col(SprintFieldRule.number))))


def seen_through(work: Work, board_id: int, rules: BoardRules) -> tuple[BoardRules, Mapping[str, str]]:
    """Where a rule says who asked for an issue or which discipline it needs, it says so instead of a field; and the
    names of what rules say.
    """
    names = {MARK + row.target: f'Rule “{row.target}”' for row in rows_of(work, board_id)}
    if MARK + DISCIPLINE in names:
        rules = replace(rules, discipline_field=MARK + DISCIPLINE)
    if MARK + STAKEHOLDER in names:
        rules = replace(rules, stakeholder_field=MARK + STAKEHOLDER)
    return rules, names


def applied(work: Work, board: Board) -> Board:
    """Values that rules work out stand beside the fields of the site. Issues of which nothing changes stay the same
    objects, so that what is known of them stays known.
    """
    rules = {row.target: of_stored(row.rule) for row in rows_of(work, board.id)}
    if not rules and not any(name.startswith(MARK) for issue in board.issues.values() for name in issue.fields):
        return board
    watch = Watch()
    return replace(board, issues={number: _with_values(rules.values(), board, issue, watch)
                                  for number, issue in board.issues.items()})


def _with_values(rules: Collection[FieldRule], board: Board, issue: Issue, watch: Watch) -> Issue:
    fields = {name: value for name, value in issue.fields.items() if not name.startswith(MARK)}
    for rule in rules:
        if texts := apply(rule, board, issue, watch).texts:
            fields[MARK + rule.target] = list(texts)
    return issue if fields == issue.fields else replace(issue, fields=fields)
