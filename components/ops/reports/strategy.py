"""What AIrsenal would do, week by week, and what it would bring."""

from collections.abc import Sequence

from nicegui import ui

from app.domain.ops.airsenal.bodies import Squad
from app.domain.ops.airsenal.shown import ReportShown, StrategyShown, WeekShown
from components.charts import Chart, bars_lying, bars_standing
from components.controls import Pill, Text, block, sign, table_head
from components.ops.reports.frame import card
from components.ops.reports.words import UNKNOWN, gain, points, price, weeks
from components.ops.team.figures import transfer

NAMES = {'GK': 'Goalkeeper', 'DEF': 'Defenders', 'MID': 'Midfielders', 'FWD': 'Forwards'}


def draw_strategy(shown: ReportShown) -> None:
    found = shown.strategy
    if found is None:
        return
    _headline(found)
    _charts(found)
    if found.squad:
        _squad(found.squad)
    with block('rt-weeks'):
        for week in found.weeks:
            _week(week, is_new=found.squad is not None)


def _headline(found: StrategyShown) -> None:
    figures = [('Gain', gain(found.gain), 'points over doing nothing'),
               ('With the strategy', points(found.score), 'points'),
               ('Without', points(found.baseline), 'points'), ('Transfers', str(found.moves), _span(found)),
               ('Points hit', f'−{found.hit}' if found.hit else '0', 'for transfers that are not free')]
    if found.squad and found.gain is None:
        squad = found.squad
        figures = [('Expected points', points(squad.total), weeks(range(squad.weeks[0], squad.weeks[1] + 1))
                    if squad.weeks else ''), ('In the first gameweek', points(squad.first_week), 'points'),
                   ('In the bank', price(squad.in_the_bank), ''), ('Players', str(len(squad.players)), 'a new squad')]
    with block('rt-card', 'section').props('aria-label=Outcome'), block('rt-tiles rt-some', 'dl'):
        for name, value, note in figures:
            with block('rt-tile'):
                Text(name, 'rt-sm rt-3', 'dt')
                with block(tag='dd'):
                    Text(value, 'rt-tile-value')
                    Text(note, 'rt-sm rt-3')


def _charts(found: StrategyShown) -> None:
    predicted = [week for week in found.weeks if week.predicted is not None]
    if found.baseline is None and len(predicted) < 2:
        return
    with block('rt-pair'):
        if found.baseline is not None and found.score is not None:
            with block('rt-card').style('padding: 12px 16px'):
                Chart('', ('', 'Points'), height=160).show(
                    f'Predicted points, {_span(found)}',
                    f'The strategy brings {points(found.score)} points, {gain(found.gain)} against doing nothing.',
                    bars_lying(('Doing nothing', 'Strategy'), (float(found.baseline), float(found.score)),
                               (points(found.baseline), points(found.score)), ('viz-ideal', 'viz-4')),
                    (('Doing nothing', points(found.baseline)), ('Strategy', points(found.score))))
        if predicted:
            best = max(predicted, key=lambda week: week.predicted or 0)
            with block('rt-card').style('padding: 12px 16px'):
                Chart('', ('Gameweek', 'Points'), height=160).show(
                    'Predicted points of each gameweek',
                    f'The best gameweek is {best.gameweek} with {points(best.predicted)} points.',
                    bars_standing([str(week.gameweek) for week in predicted],
                                  [float(week.predicted or 0) for week in predicted],
                                  [points(week.predicted) for week in predicted], ['viz-4'] * len(predicted)),
                    [(str(week.gameweek), points(week.predicted)) for week in predicted])


def _week(week: WeekShown, *, is_new: bool) -> None:
    with card(f'Gameweek {week.gameweek}', f'{points(week.predicted)} points predicted'
              if week.predicted is not None else ''), block('rt-card-body'):
        if not is_new:
            with block('rt-facts', 'ul').props(f'role=list aria-label="Transfers in gameweek {week.gameweek}"'):
                for one in week.transfers:
                    transfer(one.out or UNKNOWN, one.in_ or UNKNOWN)
                if not week.transfers:
                    with block('rt-row', 'li'):
                        sign('check', 18, 'rt-3')
                        Text('No transfer', 'rt-2')
        _notes(week)
        if week.lineup:
            _line_up(week)


def _notes(week: WeekShown) -> None:
    """Chip, hit and bank, as far as they are told."""
    if not week.chip and week.hit is None and week.bank is None:
        return
    with block('rt-row').style('flex-wrap: wrap'):
        if week.chip:
            Pill(week.chip, 'bolt', 'prim')
        if week.hit:
            Pill(f'−{week.hit} points', 'remove_circle', 'warn')
        elif week.hit == 0:
            Text('no points hit', 'rt-sm rt-2')
        if week.bank is not None:
            Text(f'{price(week.bank)} in the bank', 'rt-sm rt-2')


def _line_up(week: WeekShown) -> None:
    with block('rt-lineup', 'dl'):
        for position, players in week.lineup:
            Text(NAMES.get(position, position), 'rt-sm rt-3', 'dt')
            with block(tag='dd'):
                for one in players:
                    mark = ' (captain)' if one.is_captain else ' (vice-captain)' if one.is_vice else ''
                    _player(one.name, one.club, mark)
        if week.subs:
            Text('Bench', 'rt-sm rt-3', 'dt')
            with block(tag='dd'):
                for sub in week.subs:
                    _player(sub.name, sub.club, '')


def _player(name: str, club: str | None, mark: str) -> ui.element:
    with block('rt-name') as place:
        Text(name, 'rt-b' if mark else '')
        Text(f'{club or UNKNOWN}{mark}', 'rt-sm rt-3')
    return place


def _squad(squad: Squad) -> None:
    with card('A new squad', f'{price(squad.in_the_bank)} in the bank' if squad.in_the_bank is not None else ''), \
            block('rt-scroll-x').props('tabindex=0 role=group aria-label="A new squad"'), \
            block('rt-table rt-tight', 'table').props('aria-label="A new squad"'):
        table_head(('Position', ''), ('Player', ''), ('Club', ''), ('Price', 'rt-num'))
        with block(tag='tbody'):
            for one in squad.players:
                with block(tag='tr'):
                    Text(one.position, 'rt-3', 'td')
                    Text(one.name, 'rt-b', 'td')
                    Text(one.club or UNKNOWN, 'rt-2', 'td')
                    Text(price(one.price), 'rt-num', 'td')


def _span(found: StrategyShown) -> str:
    numbers: Sequence[int] = [week.gameweek for week in found.weeks]
    return weeks(numbers)
