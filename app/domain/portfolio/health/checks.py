"""Everything that is wrong with a plan: eighteen kinds of findings, for people, with what is safe to do about them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from app.domain.portfolio.capacity.counting import index_of
from app.domain.portfolio.capacity.load import Cell, periods, whole_percent
from app.domain.portfolio.capacity.organisation import chosen_teams
from app.domain.portfolio.health.dates import dates, links, unread
from app.domain.portfolio.health.family import family
from app.domain.portfolio.health.finding import CODES, NAMES, Finding, found, titled, worded
from app.domain.portfolio.items.hints import BLOCK, BLOCK_DOUBT
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import OTHER

__all__ = ['CODES', 'NAMES', 'Finding', 'counted', 'findings']


def findings(portfolio: Portfolio, today: date) -> tuple[Finding, ...]:
    """In the order of their codes, then of items. Items that are gone or removed are in none but what they break."""
    items = [item for item in portfolio.items.values()
             if not item.is_gone and not item.has_left and item.category != 'Removed']
    every = (*family(portfolio, items), *dates(portfolio, items, today), *links(portfolio), *unread(items),
             *_capacity_texts(items), *_overloaded(portfolio, today), *_unknown(portfolio, items),
             *_bare_teams(portfolio))
    order = {code: place for place, code in enumerate(CODES)}
    once = {one.key: one for one in every}
    return tuple(sorted(once.values(), key=lambda one: order[one.code]))


def counted(some: Iterable[Finding]) -> Mapping[tuple[int | None, str], int]:
    """How many there are of each code, by plan."""
    return Counter((one.plan, one.code) for one in some)


def _capacity_texts(items: list[Item]) -> Iterator[Finding]:
    for item in items:
        unclear = item.fields.get(BLOCK)
        if unclear:
            words = '; '.join(map(str, unclear)) if isinstance(unclear, list | tuple) else str(unclear)
            yield found('H14', item, f'The capacity text of {titled(item)} is unclear: {words}.')
        elif item.fields.get(BLOCK_DOUBT):
            yield found('H14', item, f'Shares of {titled(item)} were changed here and in its capacity text. '
                                     'Choose which hold.')


def _overloaded(portfolio: Portfolio, today: date) -> Iterator[Finding]:
    """Weeks from now on in which a team has more to do than there is of it."""
    index = index_of(portfolio)
    for team in chosen_teams(portfolio.setting):
        load = index.load(team)
        if not load.daily or load.last < today.toordinal():
            continue
        for cell in periods(portfolio, [team], 'week', today, date.fromordinal(load.last)):
            if cell.load > cell.available:
                yield _too_much(portfolio, cell)


def _too_much(portfolio: Portfolio, cell: Cell) -> Finding:
    setting, until = portfolio.setting, cell.start + timedelta(6)
    plan = next((one.id for one in setting.plans.values() if one.team == cell.team), None)
    much = 'work but nobody there' if cell.percent is None else f'a load of {whole_percent(cell.percent)} %'
    days = '1 day' if cell.over_days == 1 else f'{cell.over_days} days'
    return Finding('H15', f'{setting.teams[cell.team].name} has {much} from {worded(cell.start)} to {worded(until)}, '
                          f'too much on {days}.', team=cell.team, plan=plan, week=cell.start)


def _unknown(portfolio: Portfolio, items: list[Item]) -> Iterator[Finding]:
    rules = portfolio.setting.rules
    types = {name for names in rules.types for name in names}
    states = {state.casefold() for state, _ in rules.states}
    for item in items:
        ways = [f'the type {item.type}'] if item.type not in types else []
        if item.category == OTHER or item.state.casefold() not in states:
            ways.append(f'the state {item.state}')
        if any(team not in portfolio.setting.teams for team, _ in item.shares):
            ways.append('a team that is not set up')
        if ways:
            yield found('H17', item, f'{titled(item)} has {" and ".join(ways)}, which nobody has set up.'
                        if len(ways) == 1 else f'{titled(item)} has {" and ".join(ways)}. Nobody has set these up.')


def _bare_teams(portfolio: Portfolio) -> Iterator[Finding]:
    """Teams with work that are counted as if everybody were always there."""
    setting, busy = portfolio.setting, index_of(portfolio).entries
    for team in setting.teams.values():
        if team.is_excluded or not busy.get(team.id) or setting.members.get(team.id):
            continue
        plan = next((one.id for one in setting.plans.values() if one.team == team.id), None)
        calendar = '' if team.id in setting.weekdays else ' and no working days of its own'
        yield Finding('H17', f'{team.name} has no people{calendar}: it is counted as if everybody were always there.',
                      team=team.id, plan=plan)
