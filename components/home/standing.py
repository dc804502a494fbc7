"""How things stand: the sprint that runs, the load of the next weeks, and the systems that are read."""

from nicegui import ui

from app.domain.home import Connection
from app.domain.portfolio.capacity.capacity import CapacityView, LoadCell, TeamRow
from app.domain.sprints.reports.report_views import BoardHead
from components.controls import Pill, Text, block, link, put, sign, symbol
from components.listing import Keyed
from components.moments import full_moment, short_moment
from components.portfolio.figures import day_month, percent, whole
from components.sprints.board_cards import days_words, spark
from components.sprints.words import NOTHING, amount
from components.sprints.words import percent as share

TEAMS = 5


class SprintCard(ui.element):
    """Of the first of one's boards; not there while none is in a sprint."""

    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = 'Sprint'
        self.shown: BoardHead | None = None
        self.set_visibility(False)

    def show(self, found: BoardHead | None) -> None:
        self.set_visibility(bool(found and found.head))
        if found == self.shown or found is None or found.head is None:
            return
        self.shown, head = found, found.head
        self.clear()
        with self:
            with block('rt-card-head'):
                with block('rt-clip', 'h2'):
                    link(head.sprint.name, f'/sprints/boards/{found.board.id}', 'rt-plain')
                Text(found.board.name, 'rt-3 rt-sm rt-grow rt-clip')
                Pill(*days_words(head))
            with block('rt-home-sprint'):
                spark(head)
                committed = amount(head.committed.amount) if head.has_commitment else NOTHING
                with block('rt-home-figures', 'dl'):
                    for name, value in (('Done', amount(head.completed.amount)), ('Left', amount(head.left)),
                                        ('Committed', committed), ('Say/do', share(head.say_do))):
                        Text(name, 'rt-3 rt-sm', 'dt')
                        Text(value, 'rt-num rt-b', 'dd')


class LoadCard(ui.element):
    """The most loaded teams in this week and the next five."""

    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = 'Capacity'
        self.shown: CapacityView | None = None
        self.set_visibility(False)

    def show(self, view: CapacityView | None) -> None:
        self.set_visibility(view is not None)
        if view is None or view == self.shown:
            return
        self.shown = view
        self.clear()
        with self:
            with block('rt-card-head'):
                Text('Capacity', tag='h2')
                Text('planned load in %', 'rt-3 rt-sm rt-grow')
                link('Portfolio', '/portfolio/capacity', 'rt-btn rt-ghost rt-s', 'chevron_right')
            with block('rt-home-load', 'table').props('aria-label="Planned load in percent"'):
                with block(tag='thead'), block(tag='tr'):
                    with block(tag='th').props('scope=col'):
                        Text('Team', 'rt-vh')
                    for period in view.periods:
                        Text(day_month(period.start), '', 'th').props('scope=col')
                with block(tag='tbody'):
                    for row in _fullest(view):
                        _load(row)


class Connections(ui.element):
    """Each system that is read: when that last went well, or what is wrong with it."""

    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = 'Connections'
        self.parts: dict[str, tuple[Connection, ...]] = {}
        with self:
            with block('rt-card-head'):
                Text('Connections', tag='h2')
            place = block('rt-home-connections', 'ul').props('role=list aria-label="Connections"')
            self.lines = Keyed[tuple[str, str], ConnectionLine](place, ConnectionLine)
        self.set_visibility(False)

    def show(self, area: str, found: tuple[Connection, ...]) -> None:
        self.parts[area] = found
        together = [one for part in self.parts.values() for one in part]
        for one, line in zip(together, self.lines.arrange([(one.link, one.name) for one in together]), strict=True):
            line.show(one)
        self.set_visibility(bool(together))


class ConnectionLine(ui.element):
    def __init__(self) -> None:
        super().__init__('li')
        self.props('role=listitem')
        with self:
            self.icon = sign('check_circle', 16)
            self.name = link('', '', 'rt-plain rt-clip rt-grow')
            self.state = Text('', 'rt-sm rt-nowrap')

    def show(self, found: Connection) -> None:
        put(self.icon, name=symbol('error' if found.trouble else 'check_circle'))
        self.icon.classes(replace='rt-neg' if found.trouble else 'rt-pos')
        self.name.say(found.name)
        put(self.name, href=found.link or None)
        self.state.say(found.trouble or (short_moment(found.ok_at) if found.ok_at else 'not read yet'))
        self.state.classes(replace=f'rt-sm rt-nowrap {"rt-neg rt-b" if found.trouble else "rt-3"}')
        put(self.state, title=f'Last read {full_moment(found.ok_at)}' if found.ok_at else 'Never read yet')


def _fullest(view: CapacityView) -> list[TeamRow]:
    """The teams with the highest load of all, in their usual order."""
    ranked = sorted(view.rows, key=lambda row: -max((cell.percent or 0 for cell in row.cells if cell), default=0))
    chosen = {row.team for row in ranked[:TEAMS]}
    return [row for row in view.rows if row.team in chosen]


def _load(row: TeamRow) -> None:
    with block(tag='tr'):
        Text(row.name, 'rt-clip', 'th').props('scope=row').props['title'] = row.name
        for cell in row.cells:
            with block(tag='td'):
                _number(cell)


def _number(cell: LoadCell | None) -> None:
    if cell is None or cell.heat is None:
        Text('–', 'rt-heat rt-heat-none')
    else:
        Text(whole(cell.percent), f'rt-heat rt-heat-{cell.heat}').props['title'] = percent(cell.percent)
