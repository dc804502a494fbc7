"""Items on a board: rows and columns by any field, what lies where they cross, and what no team works on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.portfolio.items.items import Item, Portfolio, by_rank
from app.domain.portfolio.items.setting import CATEGORIES, Plan
from app.domain.portfolio.views.filtering import field_names, values_of

TEAM, STATE, TYPE, PLAN, CATEGORY = 'team', 'state', 'type', 'plan', 'category'
OURS = {TEAM: 'Team', STATE: 'State', TYPE: 'Type', PLAN: 'Plan', CATEGORY: 'State category', 'assignee': 'Assignee',
        'tags': 'Tag', 'iteration': 'Iteration', 'area': 'Area'}
NOTHING = {TEAM: 'No team', PLAN: 'No plan', 'assignee': 'Nobody', 'tags': 'No tag', 'iteration': 'No iteration'}
DONE = ('Completed', 'Removed')  # categories that are left out unless they are asked for
AT_ONCE = 5  # cards where a row and a column cross, until somebody wants more
OPENED = 60
COLUMNS = 20
ROWS = 12
LISTED = 40  # items nobody works on


@dataclass(frozen=True)
class BoardAsk:
    rows: str = TEAM
    columns: str = STATE
    plan: int | None = None
    type: str = ''
    shows_done: bool = False
    opened: frozenset[tuple[str, str]] = frozenset()  # row and column of cells that show more
    row_count: int = ROWS


@dataclass(frozen=True)
class Lane:
    key: str  # empty: items that have no value
    name: str
    total: int
    tone: int = 0  # colour of a team or a plan


@dataclass(frozen=True)
class Card:
    item_id: int
    number: str
    title: str
    type: str
    state: str
    days: str  # ISO, or empty
    is_changed: bool = False


@dataclass(frozen=True)
class Crossing:
    cards: tuple[Card, ...]
    total: int

    @property
    def rest(self) -> int:
        return self.total - len(self.cards)


@dataclass(frozen=True, eq=False)
class Board:
    ask: BoardAsk
    rows: tuple[Lane, ...]
    columns: tuple[Lane, ...]
    cells: Mapping[tuple[str, str], Crossing]  # those that are not empty
    all_rows: int
    all_columns: int
    unallotted: tuple[Card, ...]
    unallotted_total: int
    states: tuple[str, ...]  # that a card can be given
    fields: tuple[tuple[str, str], ...]  # to choose rows and columns from
    plans: tuple[tuple[int, str], ...]
    types: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class BoardView:
    board: Board
    scenario: str  # its name; empty for the live plan
    may_edit: bool
    version: int | None = None  # of the scenario


def board_of(portfolio: Portfolio, ask: BoardAsk, live: Portfolio | None = None) -> Board:
    """An item with several values of a field stands in several places."""
    fields = {**OURS, **{name: name.rpartition('.')[2] or name for name in field_names(portfolio) if name not in OURS}}
    ask = _known(ask, fields)
    items = sorted((item for item in portfolio.items.values() if _counts(item, ask)), key=by_rank)
    placed: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        for row in _keys(item, ask.rows):
            for column in _keys(item, ask.columns):
                placed.setdefault((row, column), []).append(item)
    rows, columns = (_lanes(portfolio, ask, field, side, placed) for side, field in enumerate((ask.rows, ask.columns)))
    if ask.rows == TEAM:
        rows = [lane for lane in rows if lane.key]
    shown_rows, shown_columns = rows[:ask.row_count], _most(columns)
    idle = [item for item in items if not item.shares]
    wanted = {(row.key, column.key) for row in shown_rows for column in shown_columns}
    return Board(
        ask, tuple(shown_rows), tuple(shown_columns),
        {key: _crossing(some, key in ask.opened, live) for key, some in placed.items() if key in wanted},
        len(rows), len(columns), tuple(_card(item, live) for item in idle[:LISTED]), len(idle),
        tuple(_states(portfolio)), tuple(fields.items()),
        tuple((plan.id, plan.name) for plan in _plans(portfolio)),
        tuple(_in_order({item.type for item in portfolio.items.values()}, _types(portfolio))))


def new_state(board: Board, row: tuple[str, str], column: tuple[str, str]) -> str | None:
    """The state that a card gets by going from one (row, column) to another; None where that is no change of state."""
    (from_row, to_row), (from_column, to_column) = row, column
    if board.ask.columns == STATE and from_row == to_row and from_column != to_column:
        return to_column
    if board.ask.rows == STATE and from_column == to_column and from_row != to_row:
        return to_row
    return None


def _known(ask: BoardAsk, fields: Mapping[str, str]) -> BoardAsk:
    """An address may name what is not there."""
    rows = ask.rows if ask.rows in fields else TEAM
    columns = ask.columns if ask.columns in fields else STATE
    return BoardAsk(rows, columns, ask.plan, ask.type, ask.shows_done, ask.opened, ask.row_count)


def _counts(item: Item, ask: BoardAsk) -> bool:
    return (not item.is_gone and (ask.shows_done or item.category not in DONE)
            and ask.plan in (None, item.plan) and ask.type in ('', item.type))


def _keys(item: Item, field: str) -> tuple[str, ...]:
    if field == TEAM:
        found: tuple[str, ...] = tuple(str(team) for team, percent in item.shares if percent)
    elif field == PLAN:
        found = (str(item.plan),) if item.plan else ()
    elif field in (STATE, TYPE, CATEGORY):
        found = (str(getattr(item, field)),)
    else:
        found = tuple(dict.fromkeys(values_of(item, field)))
    return found or ('',)


def _lanes(portfolio: Portfolio, ask: BoardAsk, field: str, side: int,
           placed: Mapping[tuple[str, str], list[Item]]) -> list[Lane]:
    totals: dict[str, set[int]] = {}
    for key, items in placed.items():
        totals.setdefault(key[side], set()).update(item.id for item in items)
    if field == STATE:
        totals = {**{state: set() for state in _open_states(portfolio, ask)}, **totals}
    if field == TEAM:
        totals = {**{str(team.id): set() for team in portfolio.setting.teams.values() if not team.is_excluded},
                  **totals}
    return [Lane(key, _name(portfolio, field, key), len(totals[key]), _tone(portfolio, field, key))
            for key in _ordered(portfolio, field, totals)]


def _ordered(portfolio: Portfolio, field: str, keys: Iterable[str]) -> list[str]:
    setting = portfolio.setting
    orders: Mapping[str, list[str]] = {
        STATE: _states(portfolio), TYPE: _types(portfolio), CATEGORY: list(CATEGORIES),
        TEAM: [str(team.id) for team in sorted(setting.teams.values(), key=lambda team: (team.rank, team.name))],
        PLAN: [str(plan.id) for plan in _plans(portfolio)]}
    return _in_order(keys, orders.get(field, []))


def _in_order(keys: Iterable[str], order: list[str]) -> list[str]:
    """As admins ordered them, then by name; those without a value last."""
    place = {key: number for number, key in enumerate(order)}
    return sorted(keys, key=lambda key: (not key, place.get(key, len(place)), key.casefold()))


def _most(columns: list[Lane]) -> list[Lane]:
    """The fullest, in their order."""
    kept = {lane.key for lane in sorted(columns, key=lambda lane: -lane.total)[:COLUMNS]}
    return [lane for lane in columns if lane.key in kept]


def _open_states(portfolio: Portfolio, ask: BoardAsk) -> list[str]:
    """Those in use, so that a card can also be dropped where there is none yet."""
    found = {item.state: item.category for item in portfolio.items.values()}
    return [state for state, category in found.items() if ask.shows_done or category not in DONE]


def _states(portfolio: Portfolio) -> list[str]:
    order = [name for name, _ in portfolio.setting.rules.states]
    used = {item.state for item in portfolio.items.values() if item.state}
    return [name for name in order if name in used] + sorted(used.difference(order), key=str.casefold)


def _types(portfolio: Portfolio) -> list[str]:
    return [name for names in portfolio.setting.rules.types for name in names]


def _plans(portfolio: Portfolio) -> list[Plan]:
    return sorted(portfolio.setting.plans.values(), key=lambda plan: (plan.rank, plan.name))


def _name(portfolio: Portfolio, field: str, key: str) -> str:
    if not key:
        return NOTHING.get(field, 'None')
    if field == TEAM:
        team = portfolio.setting.teams.get(int(key))
        return team.name if team else f'Team {key}'
    if field == PLAN:
        plan = portfolio.setting.plans.get(int(key))
        return plan.name if plan else f'Plan {key}'
    return key.rpartition('\\')[2] if field in ('iteration', 'area') else key


def _tone(portfolio: Portfolio, field: str, key: str) -> int:
    if not key or field not in (TEAM, PLAN):
        return 0
    setting, number = portfolio.setting, int(key)
    found = setting.teams.get(number) if field == TEAM else setting.plans.get(number)
    return found.colour if found else 0


def _crossing(items: list[Item], is_open: bool, live: Portfolio | None) -> Crossing:
    most = OPENED if is_open else AT_ONCE
    return Crossing(tuple(_card(item, live) for item in items[:most]), len(items))


def _card(item: Item, live: Portfolio | None) -> Card:
    days = f'{item.start.isoformat()}/{item.end.isoformat()}' if item.start and item.end else ''
    return Card(item.id, item.number, item.title, item.type, item.state, days,
                live is not None and live.items.get(item.id) is not item)
