"""A small portfolio to test with: as domain objects, and planted into the tables."""

from datetime import date, timedelta
from decimal import Decimal

from app.clock import now
from app.domain.portfolio.items.items import Group, Item, Link, Portfolio
from app.domain.portfolio.items.setting import Iteration, Person, Plan, Setting, Source, Team
from app.services.portfolio import ground
from app.services.portfolio.configured import stored
from app.work import transact
from models.portfolio import (
    PortfolioCalendar,
    PortfolioDayOff,
    PortfolioEvent,
    PortfolioGrant,
    PortfolioGroup,
    PortfolioHoliday,
    PortfolioItem,
    PortfolioIteration,
    PortfolioLink,
    PortfolioMarker,
    PortfolioPerson,
    PortfolioPlan,
    PortfolioSettings,
    PortfolioShare,
    PortfolioSource,
    PortfolioTeam,
)

MONDAY = date(2026, 10, 5)  # of the examples
PAYMENTS, STORES, MOBILE = 1, 2, 3  # teams
SHOP, PAY_TEAM, STORE_TEAM = 1, 2, 3  # plans: a project, and two backlogs of teams


def day(text):
    """`12 Oct` is in 2026."""
    months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
    number, month = text.split()
    return date(2026, months.index(month) + 1, int(number))


def item(item_id, title='', dates='', plan=PAY_TEAM, **more):
    """`dates` is `5 Oct – 16 Oct`, or empty; shares are given as `{team: percent}`."""
    start, _, end = dates.partition(' – ')
    shares = tuple(sorted((team, Decimal(percent)) for team, percent in more.pop('shares', {}).items()))
    given = {'type': 'Feature', 'state': 'New', 'category': 'Proposed', 'source': 1, 'rev': 1,
             'number': str(4000 + item_id), 'rank': float(item_id), 'area': 'Shop\\Payments', **more}
    return Item(item_id, title=title or f'Item {item_id}', plan=plan, shares=shares,
                start=day(start) if start else None, end=day(end or start) if start else None, **given)


def sprints(count=8, first=MONDAY):
    starts = [first + timedelta(14 * n) for n in range(count)]
    return {n: Iteration(n, 1, f'Shop\\Sprint {41 + n}', start, start + timedelta(11))
            for n, start in enumerate(starts, 1)}


SETTING = Setting(
    sources={1: Source(1, 'Azure DevOps', 'azure_devops', 'Europe/Berlin')},
    plans={SHOP: Plan(SHOP, 'project-shop', 1, 'Shop', 'project', 'Shop'),
           PAY_TEAM: Plan(PAY_TEAM, 'team-payments', 1, 'Payments', 'team', 'Shop\\Payments', 1, team=PAYMENTS),
           STORE_TEAM: Plan(STORE_TEAM, 'team-stores', 1, 'Stores', 'team', 'Shop\\Stores', 2, team=STORES)},
    teams={PAYMENTS: Team(PAYMENTS, 'team-payments', 'Payments', 'PAY', 1),
           STORES: Team(STORES, 'team-stores', 'Stores', 'STO', 2),
           MOBILE: Team(MOBILE, 'team-mobile', 'Mobile', 'Mob', 3)},
    people={1: Person(1, 'Ines', PAYMENTS, 'Berlin'), 2: Person(2, 'Jonas', PAYMENTS, 'Berlin'),
            3: Person(3, 'Okan', STORES, 'Berlin')},
    iterations=sprints())


def checkout(setting=SETTING):
    """An epic of the project with three features of Payments in a row, one of Stores that waits for the last, and one
    that nobody has planned.
    """
    return Portfolio.of([
        item(1, 'One-page checkout', '5 Oct – 20 Nov', plan=SHOP, type='Epic', area='Shop'),
        item(2, 'Split shipment totals', '5 Oct – 16 Oct', parent=1, shares={PAYMENTS: 60}),
        item(3, 'Wallet buttons', '19 Oct – 6 Nov', parent=1, shares={PAYMENTS: 40}),
        item(4, 'Declined-card messages', '9 Nov – 20 Nov', parent=1, shares={PAYMENTS: 50}),
        item(5, 'Slot booking', '23 Nov – 4 Dec', plan=STORE_TEAM, shares={STORES: 80}, area='Shop\\Stores'),
        item(6, 'Redeem at the till', plan=STORE_TEAM, area='Shop\\Stores'),
    ], [Link(2, 3), Link(3, 4), Link(4, 5)], [Group(1, PAY_TEAM, 'Launch', members=(2, 3))], setting)


def plant(portfolio):
    """Store it with its own ids, as a source would have told it."""
    transact(_plant, portfolio)
    return portfolio


def _plant(work, portfolio):
    setting, add = portfolio.setting, work.session.add
    for one in setting.sources.values():
        add(PortfolioSource(id=one.id, name=one.name, kind=one.kind, time_zone=one.time_zone, state='ok', ok_at=now(),
                            base_url='https://dev.azure.com/acme', dependency_rule=one.dependency_rule))
    for one in setting.teams.values():
        add(PortfolioTeam(id=one.id, slug=one.slug, name=one.name, short=one.short, colour=one.colour, rank=one.rank,
                     is_excluded=one.is_excluded, sites=list(one.sites)))
    work.session.flush()
    for one in setting.plans.values():
        add(PortfolioPlan(id=one.id, slug=one.slug, source_id=one.source, name=one.name, kind=one.kind, area=one.area,
                          colour=one.colour, rank=one.rank, team_id=one.team, is_open=one.is_open,
                          types=list(one.types), states_read=list(one.states_read),
                          states_shown=list(one.states_shown)))
    work.session.flush()
    _plant_setting(work, setting)
    for one in portfolio.items.values():
        add(PortfolioItem(id=one.id, source_id=one.source, external_id=one.number, rev=one.rev, type=one.type,
                     title=one.title, state=one.state, category=one.category, plan_id=one.plan, area=one.area,
                     iteration=one.iteration, start=one.start, end=one.end, start_from=one.start_from,
                     end_from=one.end_from, parent_id=one.parent, rank=one.rank, assignee=one.assignee,
                     parent_external=portfolio.items[one.parent].number if one.parent in portfolio.items else '',
                     tags=list(one.tags), url=one.url, fields=dict(one.fields), seen_at=now(),
                     gone_since=now() if one.is_gone else None, mark=2))
    work.session.flush()
    for one in portfolio.items.values():
        for team, percent in one.shares:
            add(PortfolioShare(item_id=one.id, team_id=team, percent=percent))
    for link in portfolio.links:
        add(PortfolioLink(source_id=1, from_id=link.before, to_id=link.after, kind=link.kind, lag=link.lag))
    for group in portfolio.groups.values():
        add(PortfolioGroup(id=group.id, plan_id=group.plan, parent_id=group.parent, name=group.name,
                           colour=group.colour, rank=group.rank, members=list(group.members)))
    work.session.flush()
    if work.is_postgres:
        for name in ('source', 'team', 'plan', 'item', 'group', 'person', 'iteration', 'marker', 'event'):
            table = f'portfolio{name}'
            work.connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                f'greatest((SELECT max(id) FROM {table}), 1))')
    ground.move_baseline(work)
    ground.move_setup(work)


def _plant_setting(work, setting):
    add = work.session.add
    for one in setting.people.values():
        add(PortfolioPerson(id=one.id, name=one.name, team_id=one.team, site=one.site, is_internal=one.is_internal,
                       rate_name=one.rate_name, hours=one.hours))
    for team, weekdays in setting.weekdays.items():
        add(PortfolioCalendar(team_id=team, weekdays=sorted(weekdays)))
    for one in setting.absences:
        add(PortfolioDayOff(team_id=one.team, person_id=one.person, start=one.start, end=one.end, reason=one.reason))
    for site, days in setting.holidays.items():
        for one in days:
            add(PortfolioHoliday(site=site, day=one))
    for one in setting.iterations.values():
        add(PortfolioIteration(id=one.id, source_id=one.source, path=one.path, start=one.start, end=one.end,
                          teams=list(one.teams), is_quarter=one.is_quarter))
    for plan in setting.plans.values():
        for identity in plan.grants:
            add(PortfolioGrant(plan_id=plan.id, identity=identity))
    for one in setting.markers:
        add(PortfolioMarker(id=one.id, plan_id=one.plan, day=one.day, label=one.label, colour=one.colour,
                            origin=one.origin))
    for one in setting.happenings:
        add(PortfolioEvent(id=one.id, plan_id=one.plan, start=one.start, end=one.end, title=one.title,
                      category=one.category, is_special=one.is_special))
    add(PortfolioSettings(rules=stored(setting.rules), rates=stored(setting.rates)))
