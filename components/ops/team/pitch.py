"""The starting eleven on the pitch, and the bench in its order; for readers both are plain ordered lists."""

from collections.abc import Sequence

from nicegui import ui

from app.domain.ops.team import TeamPlayer, lines
from components.controls import Text, block, sign
from components.ops.team.words import UNKNOWN, described, mark, money, trouble

COLUMNS = 60  # can be divided by every number of players in a line


class Players(ui.element):
    """A list of players, drawn anew when it is another one."""

    def __init__(self, name: str, classes: str) -> None:
        super().__init__('ol')
        self.classes(classes).props('role=list').props['aria-label'] = name
        self.shown: tuple[object, ...] | None = None

    def is_new(self, *shown: object) -> bool:
        if self.shown == shown:
            return False
        self.shown = shown
        self.clear()
        return True


class Pitch(Players):
    def __init__(self) -> None:
        super().__init__('Starting eleven', 'rt-pitch')

    def show(self, starting: Sequence[TeamPlayer], knows_matches: bool) -> None:
        if not self.is_new(tuple(starting), knows_matches):
            return
        with self:
            place = 0
            for row, players in enumerate(lines(starting), 1):
                width = COLUMNS // len(players)
                for column, player in enumerate(players):
                    place += 1
                    _player(player, place, knows_matches).style(
                        f'grid-area: {row} / {1 + column * width} / auto / span {width}')


class Bench(Players):
    def __init__(self) -> None:
        super().__init__('Bench', 'rt-bench')

    def show(self, bench: Sequence[TeamPlayer], knows_matches: bool) -> None:
        if self.is_new(tuple(bench), knows_matches):
            with self:
                for place, player in enumerate(bench, 1):
                    _player(player, place, knows_matches, on_bench=True)


def _player(player: TeamPlayer, place: int, knows_matches: bool, *, on_bench: bool = False) -> ui.element:
    item = block('rt-player', 'li').props('role=listitem')
    item.props['aria-label'] = described(player, place, on_bench=on_bench)
    with item:
        with block('rt-shirt').props('aria-hidden=true'):
            Text(player.club)
            if word := mark(player):
                Text({'Captain': 'C', 'Triple captain': '3C'}.get(word, 'V'), 'rt-armband')
            if said := trouble(player):
                sign('warning' if player.status == 'd' else 'error', 16,
                     'rt-doubt' if player.status == 'd' else 'rt-out')
                ui.tooltip(f'{player.name}: {said}')
        with block('rt-player-text').props('aria-hidden=true'):
            Text(player.name, 'rt-player-name rt-clip')
            points = UNKNOWN if player.points is None else str(player.points)
            Text(points if player.points is not None else money(player.price), 'rt-player-points')
            below = money(player.price) if player.points is not None else ''
            Text(' · '.join(filter(None, (below, _matches(player, knows_matches)))), 'rt-player-more rt-clip')
    return item


def _matches(player: TeamPlayer, knows_matches: bool) -> str:
    if player.matches:
        return ' + '.join(player.matches)
    return 'no match' if knows_matches else ''
