"""The portfolio of the demo: a made-up shop, read like any other source, with two scenarios people are trying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app import clock
from app.domain.access import SYSTEM, Actor
from app.domain.portfolio.demo.generator import DELIVERY_PLAN, PROJECT, SMALL, ZONE, World, generate
from app.domain.portfolio.demo.people import EXTERNAL_RATES, HOURS, INTERNAL_RATES, holidays_between
from app.domain.portfolio.demo.time import ODD
from app.domain.portfolio.health.checks import findings
from app.domain.portfolio.items.setting import Rates
from app.domain.portfolio.planning.operations import AllotShare, MoveItems, Operation, ResizeItem
from app.domain.portfolio.setup.drafts import HappeningDraft, PersonDraft, PlanDraft, SourceDraft, TeamDraft
from app.domain.portfolio.views.looks import Filter, Looks
from app.services.people import accounts
from app.services.portfolio import (
    calendars,
    editing,
    ground,
    happenings,
    health,
    keeping_time,
    people,
    plans,
    rates,
    scenarios,
    setup,
    source_setup,
    teams,
    views,
)
from app.work import Work, read, transact
from jobs.portfolio.sync import sync
from jobs.voice import Voice

SEED = 20
SPAN = timedelta(days=400)  # of holidays, on either side
TYPES = ('Initiative', 'Epic', 'Feature', 'User Story', 'Spike')
STATES = ('New', 'Active', 'Resolved', 'Closed', 'Removed', 'Parked')
WEEK = timedelta(days=7)
NAME = 'Shop (demo)'


@dataclass(frozen=True)
class Trial:
    """A scenario: whose, with whom, and what is tried in it, by numbers of items."""
    name: str
    owner: str
    others: tuple[str, ...]
    steps: tuple[tuple[str, int, int], ...]  # move or end later by days, or allot percent; number; how much


READER, STRANGER = 'Hugo', 'Farid'  # sees a scenario of others; does not see every plan
CLOSED = '5030'  # an item of the plan that is not for everybody, because items of others hang on it
TRIALS = (
    Trial('Q4 plan', 'Ben', ('Amara', 'Priya', READER), (('move', 4190, 7), ('move', 4201, 21), ('later', 4240, 7))),
    Trial('Q4 without contractors', 'Amara', ('Ben', 'Priya'), (
        ('later', 4182, 7), ('move', 4190, 14), ('share', 4190, 50), ('move', 6108, 14), ('later', 5030, 14))),
)


def fill_portfolio(voice: Voice, admin: Actor, size: str = SMALL) -> int:
    """Returns the source. `large` has 50 teams and 10,000 items, for measurements."""
    world = generate(SEED, clock.now().date(), size)
    source_id = transact(_set_up, admin, world, size)
    sync(voice, {'source': source_id, 'kind': 'all'})
    transact(_move_iteration, admin, source_id)
    cast = {person.name: Actor(f'person:{person.id}', person.name, tuple(person.grants))
            for person in read(accounts.list_people, SYSTEM)}
    if size == SMALL:
        for trial in TRIALS:
            transact(_try, trial, cast, source_id)
        transact(_show_around, admin, cast)
    return int(source_id)


def _set_up(work: Work, admin: Actor, world: World, size: str) -> int:
    source_id = source_setup.add_source(work, admin, SourceDraft(
        NAME, 'demo', time_zone=ZONE, capacity_block='read_write',
        options={'seed': world.seed, 'anchor': world.anchor.isoformat(), 'size': size}))
    team_ids = _add_teams(work, admin, world, source_id)
    for rank, plan in enumerate(world.plans):
        plans.add_plan(work, admin, PlanDraft(
            plan.name, source_id, plan.area, plan.kind, types=TYPES, states_read=STATES, colour=rank % 6 + 1,
            rank=rank, team_id=team_ids.get(plan.team), delivery_plans=(DELIVERY_PLAN,)))
    for event in world.events:
        happenings.add_happening(work, admin, HappeningDraft(event.title, event.start, event.end, None,
                                                             event.category, event.is_special))
    _add_days(work, admin, world.anchor, team_ids)
    rates.keep_rates(work, admin, Rates('EUR', HOURS, INTERNAL_RATES, EXTERNAL_RATES))
    return source_id


def _add_teams(work: Work, admin: Actor, world: World, source_id: int) -> dict[str, int]:
    """By short name."""
    found = {}
    for rank, team in enumerate(world.teams):
        found[team.short] = teams.add_team(work, admin, TeamDraft(
            team.name, team.short, rank % 6 + 1, False, (team.site,), source_id, f'{PROJECT}/{team.name}', rank))
        for person in team.people:
            people.add_person(work, admin, PersonDraft(person.name, found[team.short], person.site,
                                                       person.is_internal, person.rate_name, person.hours))
    return found


def _add_days(work: Work, admin: Actor, today: date, team_ids: Mapping[str, int]) -> None:
    """Holidays of the sites, and days on which the first teams do something else."""
    for site, day, name in holidays_between(today - SPAN, today + SPAN):
        calendars.add_holiday(work, admin, site, day, name)
    for place, team_id in enumerate(list(team_ids.values())[:3]):
        start = today + timedelta(days=28 + 7 * place - today.weekday())
        calendars.add_day_off(work, admin, start, start + timedelta(days=1), 'Team days', team_id=team_id)


def _move_iteration(work: Work, admin: Actor, source_id: int) -> None:
    """It has its days from an admin, who then moved it: items in it still have the former ones."""
    path = f'{PROJECT}\\{ODD}'
    iterations = ground.setting_of(work).iterations.values()
    own = next(one for one in iterations if (one.source, one.path) == (source_id, path))
    start = monday_of(clock.now().date()) + 8 * WEEK
    source_setup.keep_days(work, admin, own.id, start, start + timedelta(days=11))
    keeping_time.infer_again(work, source_id)
    source_setup.keep_days(work, admin, own.id, start + WEEK, start + timedelta(days=18))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _try(work: Work, trial: Trial, cast: Mapping[str, Actor], source_id: int) -> None:
    """One step after the other, as somebody would."""
    if trial.owner not in cast:
        return
    owner = cast[trial.owner]
    live = ground.live(work)
    by_number = {item.number: item.id for item in live.items.values() if item.source == source_id}
    scenario_id = scenarios.begin(work, owner, trial.name)
    for deed, number, amount in trial.steps:
        editing.edit(work, owner, scenario_id, _operations(work, deed, by_number[str(number)], amount))
    scenarios.share(work, owner, scenario_id, {cast[name].identity: name != READER
                                               for name in trial.others if name in cast})


def _show_around(work: Work, admin: Actor, cast: Mapping[str, Actor]) -> None:
    """What people have made of it: views for all, a finding that may stand, a plan that is not for everybody."""
    if not {'Amara', 'Ben', STRANGER} <= cast.keys():
        return
    portfolio = ground.live(work)
    payments = tuple(plan.id for plan in portfolio.setting.plans.values() if plan.name == 'Payments')
    for name, looks in (('Projects by quarter', Looks(Filter(types=('Initiative', 'Epic')), 'plan', scale='Quarters')),
                        ('Payments, week by week', Looks(Filter(plans=payments), scale='Weeks'))):
        views.save(work, cast['Amara'], name, looks, is_shared=True)
    today = clock.now().date()
    known = next((one for one in findings(portfolio, today) if one.code == 'H10'), None)
    if known:
        health.accept(work, cast['Ben'], known.key, 'Agreed with the stores: the work began early', today + 4 * WEEK)
    _close_plan(work, admin, cast, next(item.plan for item in portfolio.items.values() if item.number == CLOSED))


def _close_plan(work: Work, admin: Actor, cast: Mapping[str, Actor], plan_id: int | None) -> None:
    """Seen by everybody but one, who is told how many items are linked that he may not see."""
    found = next(plan for plan in setup.view_setup(work, admin).plans if plan.id == plan_id)
    grants = frozenset(actor.identity for name, actor in cast.items() if name != STRANGER)
    plans.change_plan(work, admin, found.id, replace(found.draft, is_open=False, grants=grants))


def _operations(work: Work, deed: str, item_id: int, amount: int) -> Sequence[Operation]:
    item = ground.live(work).items[item_id]
    if deed == 'move':
        return [MoveItems((item_id,), amount)]
    if deed == 'share':
        return [AllotShare((item_id,), team, Decimal(amount)) for team, _ in item.shares[:1]]
    return [ResizeItem(item_id, end=item.end + timedelta(days=amount))] if item.end else []
