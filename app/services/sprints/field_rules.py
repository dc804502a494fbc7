"""Rules that work out a value of issues: tried on real ones before they are kept, in versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlmodel import col

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import Board, Issue
from app.domain.sprints.facts.field_rules import FieldRule, apply, of_stored, stored
from app.domain.sprints.setup.field_rule_checks import checked_rule
from app.errors import NotFound, Rejected
from app.services import audit
from app.services.sprints import deciding, ground
from app.services.sprints.patterns import Watch, demand_sound
from app.services.sprints.ruled import rows_of
from app.work import Work
from models.sprints import SprintBoard, SprintFieldRule

TRIED: Final = 20  # issues
MOST: Final = 20  # rules of a board


@dataclass(frozen=True)
class RuleView:
    """A rule as it counts now."""
    rule: FieldRule
    number: int  # of its version
    by_name: str
    at: datetime
    versions: int


@dataclass(frozen=True)
class Trial:
    """What a rule makes of one issue."""
    key: str
    title: str
    value: str
    fault: str


def list_rules(work: Work, actor: Actor, board_id: int) -> tuple[RuleView, ...]:
    """By what they are for."""
    demand(actor, 'sprints.look')
    found: dict[str, list[SprintFieldRule]] = {}
    for row in rows_of(work, board_id):
        found.setdefault(row.target, []).append(row)
    return tuple(RuleView(of_stored(rows[-1].rule), rows[-1].number, rows[-1].by_name, rows[-1].at, len(rows))
                 for _, rows in sorted(found.items()))


def try_rule(work: Work, actor: Actor, board_id: int, rule: FieldRule) -> tuple[Trial, ...]:
    """On the 20 issues that were made last. Fields the site was never asked for are empty until the next read."""
    demand(actor, 'sprints.publish')
    _demand_sound(rule)
    board, watch = ground.seen_board(work, actor, board_id), Watch()
    found = []
    for issue in _newest(board):
        value = apply(rule, board, issue, watch)
        found.append(Trial(issue.key, issue.title, ', '.join(value.texts), value.fault))
    return tuple(found)


def save_rule(work: Work, actor: Actor, board_id: int, rule: FieldRule) -> None:
    """Instead of the former one for the same thing, which is kept as a version. A pattern that took too long for one
    of 20 issues is refused.
    """
    demand(actor, 'sprints.publish')
    board = work.lock(SprintBoard, board_id)
    tried = try_rule(work, actor, board_id, rule)
    if any(one.fault == 'The pattern takes too long.' for one in tried):
        raise Rejected('This pattern takes longer than 100 ms for one issue. Write a simpler one.',
                       'sprints.pattern_slow', 'pattern')
    former = [row for row in rows_of(work, board_id) if row.target == rule.target]
    if not former and len(list_rules(work, actor, board_id)) >= MOST:
        raise Rejected(f'A board has at most {MOST} rules.', 'sprints.field_rules', 'target')
    if former and former[-1].rule == stored(rule):
        return
    work.session.add(SprintFieldRule(board_id=board_id, target=rule.target, rule=stored(rule), by_name=actor.name,
                                     number=former[-1].number + 1 if former else 1, at=work.now))
    audit.write(work, actor, 'sprints.change_field_rule', board.name, rule.target,
                before={'rule': deciding.audited(former[-1].rule) if former else ''},
                after={'rule': deciding.audited(stored(rule))})
    deciding.moved(work, board_id)


def remove_rule(work: Work, actor: Actor, board_id: int, target: str) -> None:
    """With its versions."""
    demand(actor, 'sprints.publish')
    board = work.lock(SprintBoard, board_id)
    former = [row for row in rows_of(work, board_id) if row.target == target]
    if not former:
        raise NotFound('There is no such rule, or not any more.')
    work.session.execute(delete(SprintFieldRule).where(
        col(SprintFieldRule.board_id) == board_id, col(SprintFieldRule.target) == target))
    audit.write(work, actor, 'sprints.remove_field_rule', board.name, target,
                before={'rule': deciding.audited(former[-1].rule)})
    deciding.moved(work, board_id)


def _demand_sound(rule: FieldRule) -> None:
    checked_rule(rule)
    demand_sound(rule.pattern, 'pattern')
    demand_sound(rule.check.pattern, 'check')
    for case in rule.cases:
        if case.test == 'matches':
            demand_sound(case.value, 'cases')


def _newest(board: Board) -> list[Issue]:
    """Of those somebody estimates."""
    return sorted((one for one in board.issues.values() if not one.is_epic and not one.gone),
                  key=lambda one: (-one.created, -one.number))[:TRIED]
