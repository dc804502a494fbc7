"""All scenarios somebody can open, with who has each of them open now."""

from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.portfolio.scenarios.desk import Desk, DeskLine, Person
from app.services.portfolio import publication, scenarios
from app.services.portfolio.scenarios import ScenarioList, ScenarioView
from app.services.portfolio.seats import HOLDS
from app.work import Work
from models.portfolio import PortfolioSeat


def view_desk(work: Work, actor: Actor) -> Desk:
    found: ScenarioList = scenarios.list_scenarios(work, actor)
    seated = _seated(work)

    def lines(some: tuple[ScenarioView, ...]) -> tuple[DeskLine, ...]:
        return tuple(_line(view, seated.get(view.id, ()), publication.active_run(work, view.id)) for view in some)
    return Desk(lines(found.mine), lines(found.shared), lines(found.archived), lines(found.deleted),
                may(actor, 'portfolio.plan'), may(actor, 'portfolio.publish'))


def _line(view: ScenarioView, people: tuple[Person, ...], publishing: int | None) -> DeskLine:
    return DeskLine(view.id, view.name, view.owner_name, view.is_own, view.may_edit, view.changes, view.changed_at,
                    view.is_archived, view.deleted_at,
                    tuple((one.identity, one.name, one.may_edit) for one in view.shares), people, publishing)


def _seated(work: Work) -> dict[int, tuple[Person, ...]]:
    rows = work.session.exec(select(PortfolioSeat).where(
        PortfolioSeat.at > work.now - HOLDS, PortfolioSeat.place != 'live').order_by(col(PortfolioSeat.name)))
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        if row.place.isdigit():
            found.setdefault(int(row.place), {})[row.identity] = row.name
    return {own: tuple(people.items()) for own, people in found.items()}
