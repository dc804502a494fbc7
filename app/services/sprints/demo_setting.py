"""What the demo's boards are planned with: disciplines, people with days off, and what was said about each sprint."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.capacity.views import planned_into
from app.domain.sprints.demo.days import PAST, ZONE
from app.domain.sprints.demo.world import CHECKOUT, STORES, SUPPORT, periods
from app.domain.sprints.facts.board import POINTS, WAITING, BoardRules
from app.errors import Conflict
from app.events import SITES, SitesChanged
from app.services import audit
from app.services.sprints import ground
from app.services.sprints.configured import stored_rules
from app.work import Work
from models.sprints import (
    SprintBoard,
    SprintCapacity,
    SprintDayOff,
    SprintDiscipline,
    SprintMapping,
    SprintMember,
    SprintSite,
    SprintStar,
)

NAME: Final = 'Jira (demo)'
DISCIPLINES: Final = (('Backend', 'BE', 'api', 1), ('Frontend', 'FE', 'web', 2), ('QA', 'QA', 'tests', 3),
                      ('Design', 'DS', 'design', 4))
SPLITS: Final[Mapping[str, Mapping[str, str]]] = {
    'Story': {'Backend': '0.4', 'Frontend': '0.35', 'QA': '0.25'}, 'Bug': {'Backend': '0.6', 'QA': '0.4'}}
TEAMS: Final[Mapping[int, Mapping[str, Mapping[str, int]]]] = {
    CHECKOUT: {'Chidi': {'Backend': 100}, 'Dana': {'Frontend': 100}, 'Farid': {'QA': 80, 'Frontend': 20},
               'Jonas': {'Backend': 60, 'Design': 40}},
    STORES: {'Mei': {'Backend': 100}, 'Noor': {'Frontend': 80, 'Design': 20}, 'Oskar': {'QA': 100}}}
LEADS: Final = ('Chidi', 'Mei')
REVIEW: Final = 'In review'  # where work waits for somebody else
SAID: Final = {'Backend': Decimal('1.12'), 'Frontend': Decimal('0.92')}  # room for what is planned
WHOLE: Final = Decimal(1)
KNOWN: Final = 5  # sprints before the running one whose capacity somebody had said


def add_site(work: Work, actor: Actor, seed: int, today: date, size: str) -> int:
    """Raises Conflict where there is one already, so that nobody's demo is doubled."""
    demand(actor, 'sprints.admin')
    if work.session.exec(select(SprintSite.id).where(SprintSite.kind == 'demo')).first():
        raise Conflict('The demo is here already.', 'sprints.demo_known')
    row = SprintSite(name=NAME, kind='demo', zone=ZONE, account_name='Demo',
                     options={'seed': seed, 'today': today.isoformat(), 'size': size})
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'sprints.add_site', NAME, 'demo')
    work.record(SitesChanged(SITES))
    return row.id


def furnish(work: Work, actor: Actor, site_id: int, identities: Mapping[str, str]) -> None:
    """`identities`: name → who it is here, for those who have an account."""
    demand(actor, 'sprints.admin')
    site = work.get(SprintSite, site_id)
    today = date.fromisoformat(site.options['today'])
    for row in work.session.exec(select(SprintBoard).where(SprintBoard.site_id == site_id)).all():
        disciplines = _add_disciplines(work, row)
        _add_members(work, row, disciplines, identities, today)
        _confirm_columns(work, row)
        if row.number != SUPPORT:
            _add_capacities(work, row, disciplines, today)
        if row.number == CHECKOUT:
            work.session.add_all(SprintStar(board_id=row.id, identity=one) for one in identities.values())
        ground.move_boards(work, [row.id])


def _confirm_columns(work: Work, board: SprintBoard) -> None:
    """As they have always been."""
    for row in work.session.exec(select(SprintMapping).where(SprintMapping.board_id == board.id)).all():
        row.is_guessed, row.valid_from = False, work.now - timedelta(days=800)
        row.columns = [{**one, 'kind': WAITING} if one['name'] == REVIEW else one for one in row.columns]


def _add_disciplines(work: Work, board: SprintBoard) -> dict[str, int]:
    found = {}
    for name, short, component, colour in DISCIPLINES:
        row = SprintDiscipline(board_id=board.id, name=name, short=short, colour=colour, rank=colour,
                               rules={'components': [component]})
        work.session.add(row)
        work.session.flush()
        found[name] = row.id
    splits = {kind: {found[name]: Decimal(part) for name, part in split.items()} for kind, split in SPLITS.items()}
    board.rules = stored_rules(BoardRules(type_splits=splits))
    return found


def _add_members(work: Work, board: SprintBoard, disciplines: Mapping[str, int], identities: Mapping[str, str],
                 today: date) -> None:
    for place, (name, shares) in enumerate(TEAMS.get(board.number, {}).items()):
        row = SprintMember(board_id=board.id, name=name, account=name.lower(), identity=identities.get(name, ''),
                           is_lead=name in LEADS, weekdays=list(range(5)), hours=Decimal(8),
                           focus=Decimal('0.75'),
                           shares={str(disciplines[own]): str(percent) for own, percent in shares.items()})
        work.session.add(row)
        work.session.flush()
        day = today + timedelta(days=5 + 2 * place - today.weekday() % 5)
        if day.weekday() < 5:
            work.session.add(SprintDayOff(board_id=board.id, member_id=row.id, day=day, is_half=place % 2 == 1,
                                          reason='Holiday'))


def _add_capacities(work: Work, board: SprintBoard, disciplines: Mapping[str, int], today: date) -> None:
    """The last sprints, the running one, and the next, that of Design carried forward; what comes later is unknown."""
    for place, period in enumerate(periods(board.number, today)):
        if PAST - KNOWN <= place <= PAST + 1:
            work.session.add_all(_capacity(board, period.number, own, is_carried=place > PAST and name == 'Design')
                                 for name, own in disciplines.items())


def say_what_fits(work: Work, actor: Actor, site_id: int) -> None:
    """Once the boards are read: of the running sprint some teams said it themselves; one is a little over it, the
    other has some room.
    """
    demand(actor, 'sprints.admin')
    today = date.fromisoformat(work.get(SprintSite, site_id).options['today'])
    for board in work.session.exec(select(SprintBoard).where(
            SprintBoard.site_id == site_id, SprintBoard.number != SUPPORT)).all():
        running = periods(board.number, today)[PAST].number
        planned, _ = planned_into(ground.board_of(work, board.id), running)
        rows = work.session.exec(select(SprintCapacity, SprintDiscipline.name).join(
            SprintDiscipline, col(SprintDiscipline.id) == col(SprintCapacity.discipline_id)).where(
            SprintCapacity.board_id == board.id, SprintCapacity.sprint == running,
            col(SprintDiscipline.name).in_(SAID))).all()
        for row, name in rows:
            asked = planned.get(row.discipline_id, Decimal(0))
            row.unit, row.amount = POINTS, (asked * SAID[name]).quantize(WHOLE, ROUND_CEILING)
        ground.move_boards(work, [board.id])


def _capacity(board: SprintBoard, sprint: int, discipline: int, **more: Any) -> SprintCapacity:
    return SprintCapacity(board_id=board.id, sprint=sprint, discipline_id=discipline, **more)
