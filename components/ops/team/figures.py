"""The figures of a team in one gameweek, and what happened around it: transfers, chips, news."""

from nicegui import ui

from app.domain.ops.team import Team, chip_name
from components.controls import Text, block, sign
from components.ops.team.words import cost, count, money, trouble

NAMES = ('Gameweek points', 'Total points', 'Gameweek rank', 'Overall rank', 'Team value', 'In the bank', 'Transfers',
         'On the bench')


class TeamFigures(ui.element):
    def __init__(self) -> None:
        super().__init__('dl')
        self.classes('rt-tiles')
        self.values: dict[str, tuple[Text, Text]] = {}
        with self:
            for name in NAMES:
                with block('rt-tile'):
                    Text(name, 'rt-sm rt-3', 'dt')
                    with block(tag='dd'):
                        self.values[name] = (Text('', 'rt-tile-value'), Text('', 'rt-sm rt-3'))

    def show(self, team: Team) -> None:
        known = {
            'Gameweek points': (count(team.points), f'average {team.average}' if team.average else ''),
            'Total points': (count(team.total_points), ''), 'Gameweek rank': (count(team.rank), ''),
            'Overall rank': (count(team.overall_rank), ''), 'Team value': (money(team.value), 'with the bank'),
            'In the bank': (money(team.bank), ''), 'Transfers': (cost(team), ''),
            'On the bench': (count(team.points_on_bench), 'points that do not count' if team.points_on_bench else '')}
        for name, (value, note) in known.items():
            self.values[name][0].say(value)
            self.values[name][1].say(note)


class Around(ui.element):
    """Transfers of the gameweek, chips of the season, and news of players; drawn anew when something is new."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 14px')
        self.before: tuple[object, ...] | None = None

    def show(self, team: Team) -> None:
        players = (*team.starting, *team.bench)
        shown = (team.moves, team.chips, tuple((one.name, trouble(one), one.status) for one in players))
        if shown == self.before:
            return
        self.before = shown
        self.clear()
        with self:
            self._news([(one.name, trouble(one), one.status) for one in players if trouble(one)])
            if team.moves:
                self._moves(team.moves)
            self._chips(team)

    def _news(self, news: list[tuple[str, str, str]]) -> None:
        with _card('News'), block('rt-facts', 'ul').props('role=list aria-label=News'):
            for name, text, status in news:
                with block('rt-row', 'li').style('align-items: flex-start'):
                    sign('warning' if status == 'd' else 'error', 18, 'rt-wrn' if status == 'd' else 'rt-neg')
                    with block('rt-grow'):
                        Text(name, 'rt-b', 'div')
                        Text(text, 'rt-sm rt-2', 'div')
            if not news:
                with block('rt-row', 'li'):
                    sign('check_circle', 18, 'rt-pos')
                    Text('Everybody can play.', 'rt-2')

    def _moves(self, moves: tuple[tuple[str, str], ...]) -> None:
        with _card('Transfers of this gameweek'), block('rt-facts', 'ul').props('role=list aria-label=Transfers'):
            for went, came in moves:
                transfer(went, came)

    def _chips(self, team: Team) -> None:
        with _card('Chips'), block('rt-facts', 'ul').props('role=list aria-label=Chips'):
            for chip, week in team.chips:
                with block('rt-row', 'li'):
                    Text(chip_name(chip), 'rt-grow')
                    Text(f'Gameweek {week}', 'rt-sm rt-3')
            if not team.chips:
                Text('None has been played.', 'rt-2', 'li')


def transfer(went: str, came: str) -> ui.element:
    """Who goes and who comes; the arrow is read as a word."""
    line = block('rt-row rt-transfer', 'li')
    with line:
        Text(went, 'rt-clip rt-went')
        sign('arrow_forward', 16, 'rt-3')
        Text('is replaced by', 'rt-vh')
        Text(came, 'rt-clip rt-b')
    return line


def _card(title: str) -> ui.element:
    """A titled place; fill it with `with`."""
    with block('rt-card', 'section') as card:
        card.props['aria-label'] = title
        with block('rt-card-head rt-ln'):
            Text(title, tag='h2')
        return block('rt-card-body')
