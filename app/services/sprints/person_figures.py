"""Figures per person: for people an admin has named on a board that has them; each look is written down."""

from app.domain.access import Actor, demand, may
from app.domain.sprints.facts.board import POINTS, Number
from app.domain.sprints.reports.person_figures import by_person
from app.domain.sprints.reports.report_rows import Part
from app.services import audit
from app.services.sprints import ground, reports
from app.work import Work


def may_see(work: Work, actor: Actor, board_id: int) -> bool:
    """Whether somebody was given the right, and the board has such figures."""
    demand(actor, 'sprints.look')
    return may(actor, 'sprints.people', ground.desk_of(work, actor, board_id))


def show(work: Work, actor: Actor, board_id: int, sprint: Number, unit: str = POINTS, version: str = '',
         ) -> tuple[Part, ...]:
    """By name. Raises Forbidden, also for admins who were not named."""
    demand(actor, 'sprints.people', ground.desk_of(work, actor, board_id))
    report = reports.view_report(work, actor, board_id, sprint, unit, version)
    audit.write(work, actor, 'sprints.look_at_people', f'{report.board_name}, {report.sprint_name}', unit)
    return by_person(report)
