"""Rules of a board: how its figures are counted, how urgent its priorities are, and who may see figures of persons."""

from zoneinfo import available_timezones

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import BoardRules
from app.domain.sprints.setup.rule_drafts import checked_rules, differing
from app.errors import Rejected
from app.services import audit
from app.services.sprints import deciding
from app.services.sprints.configured import rules_of, stored_rules
from app.work import Work
from models.people import Person
from models.sprints import SprintBoard, SprintDiscipline, SprintSight


def save_rules(work: Work, actor: Actor, board_id: int, rules: BoardRules, version: int | None = None) -> None:
    """All of them; whether figures per person exist at all is for admins."""
    demand(actor, 'sprints.publish')
    row = deciding.seen(work, SprintBoard, board_id, version)
    former, rules = rules_of(row.rules), checked_rules(rules)
    others = differing(former, rules)
    if not others:
        return
    if 'shows_people' in others:
        demand(actor, 'sprints.admin')
    _demand_disciplines(work, board_id, rules)
    before, after = stored_rules(former), stored_rules(rules)
    row.rules, row.version = after, row.version + 1
    audit.write(work, actor, 'sprints.change_rules', row.name, '',
                {name: deciding.audited(before[name]) for name in others},
                {name: deciding.audited(after[name]) for name in others})
    deciding.moved(work, board_id)


def save_all(work: Work, actor: Actor, board_id: int, rules: BoardRules, zone: str, version: int | None = None) -> None:
    """Rules and time zone together."""
    save_rules(work, actor, board_id, rules, version)
    save_zone(work, actor, board_id, zone)


def save_zone(work: Work, actor: Actor, board_id: int, zone: str) -> None:
    """In which days its sprints are counted."""
    demand(actor, 'sprints.publish')
    if zone not in available_timezones():
        raise Rejected('There is no such time zone.', 'sprints.zone', 'zone')
    row = work.lock(SprintBoard, board_id)
    if deciding.changed(work, actor, row, {'zone': zone}, 'sprints.change_zone', row.name):
        deciding.moved(work, board_id)


def let_see_people(work: Work, actor: Actor, board_id: int, identity: str, is_allowed: bool) -> None:
    """Figures of persons are for named people only."""
    demand(actor, 'sprints.admin')
    board = work.lock(SprintBoard, board_id)
    row = work.session.get(SprintSight, (board_id, identity))
    if (row is not None) == is_allowed:
        return
    name = _name(work, identity)
    if row:
        work.session.delete(row)
    else:
        work.session.add(SprintSight(board_id=board_id, identity=identity))
    audit.write(work, actor, 'sprints.person_figures', board.name, name, before={'may see': not is_allowed},
                after={'may see': is_allowed})
    deciding.moved(work, board_id)


def _name(work: Work, identity: str) -> str:
    kind, _, number = identity.partition(':')
    person = work.session.get(Person, int(number)) if kind == 'person' and number.isdecimal() else None
    if person is None:
        raise Rejected('Choose somebody with an account.', 'sprints.person', 'identity')
    return person.name


def _demand_disciplines(work: Work, board_id: int, rules: BoardRules) -> None:
    known = set(work.session.exec(select(SprintDiscipline.id).where(SprintDiscipline.board_id == board_id)))
    if {own for split in rules.type_splits.values() for own in split} - known:
        raise Rejected('A type is split over disciplines of this board only.', 'sprints.discipline', 'type_splits')
