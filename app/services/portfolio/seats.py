"""Who looks at a timeline, what they select and what they drag. A sign holds for ten seconds, so nobody has to say
goodbye. The place is `live`, or the number of a scenario.
"""

from datetime import date, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.timeline.timeline import Seat
from app.events import SeatMoved, seats_topic
from app.services.portfolio import ground
from app.services.portfolio.ground import Sight
from app.services.portfolio.planned import demand_scenario, planned
from app.work import Work
from models.portfolio import PortfolioSeat

HOLDS = timedelta(seconds=10)
PAUSE = timedelta(milliseconds=100)  # between two signs of one page that are kept
DEEDS = ('looks', 'selects', 'drags')


def place_of(scenario_id: int | None) -> str:
    return 'live' if scenario_id is None else str(scenario_id)


def sit(work: Work, actor: Actor, page: str, scenario_id: int | None, doing: str = 'looks', item_id: int | None = None,
        start: date | None = None, end: date | None = None) -> None:
    """A sign of somebody. What comes too fast while they drag is left out: the next one tells more."""
    demand(actor, 'portfolio.look')
    place, row = place_of(scenario_id), work.session.get(PortfolioSeat, page)
    if scenario_id is not None:
        demand_scenario(work, actor, scenario_id)
    if row and row.identity != actor.identity:
        return  # a page belongs to whoever opened it
    if row and row.place == place and row.doing == doing == 'drags' and work.now - row.at < PAUSE:
        return
    if row and row.place != place:
        work.record(SeatMoved(seats_topic(row.place)))
    row = row or PortfolioSeat(page=page, place=place, identity=actor.identity, name=actor.name, doing=doing,
                               at=work.now)
    row.place, row.name, row.doing = place, actor.name, doing if doing in DEEDS else 'looks'
    row.item_id, row.start, row.end, row.at = _known(work, scenario_id, item_id), start, end, work.now
    work.session.add(row)
    work.record(SeatMoved(seats_topic(place)))


def stand(work: Work, actor: Actor, page: str) -> None:
    """The page is closed, or shows something else."""
    demand(actor, 'portfolio.look')
    row = work.session.get(PortfolioSeat, page)
    if row and row.identity == actor.identity:
        work.session.delete(row)
        work.record(SeatMoved(seats_topic(row.place)))


def view_seats(work: Work, sight: Sight, scenario_id: int | None) -> tuple[Seat, ...]:
    """Everybody who has given a sign lately; items that are not to be seen are left out. One's own page is among
    them, because all who see the same share this.
    """
    plan = ground.live(work) if scenario_id is None else planned(work, scenario_id)
    rows = work.session.exec(select(PortfolioSeat).where(
        PortfolioSeat.place == place_of(scenario_id), PortfolioSeat.at > work.now - HOLDS).order_by(
            col(PortfolioSeat.page)))
    seats = []
    for row in rows:
        item = plan.items.get(row.item_id or 0)
        is_seen = item is not None and sight.sees(item.plan)
        seats.append(Seat(row.page, row.identity, row.name, row.doing if is_seen else 'looks',
                          row.item_id if is_seen else None, row.start if is_seen else None,
                          row.end if is_seen else None))
    return tuple(seats)


def forget_old(work: Work) -> int:
    """Signs that have long ceased to hold."""
    done = work.session.execute(delete(PortfolioSeat).where(col(PortfolioSeat.at) < work.now - 6 * HOLDS))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _known(work: Work, scenario_id: int | None, item_id: int | None) -> int | None:
    """Also of proposed copies; whatever else somebody makes up is nothing."""
    if item_id is None:
        return None
    plan = ground.live(work) if scenario_id is None else planned(work, scenario_id)
    return item_id if item_id in plan.items else None
