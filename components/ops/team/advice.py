"""What AIrsenal would do next, beside the team as it is."""

from nicegui import ui

from app.domain.ops.airsenal.shown import Advised, WeekShown
from components.controls import Pill, Text, block, link
from components.ops.reports.words import UNKNOWN, gain, points
from components.ops.team.figures import transfer
from components.ops.team.words import age

WEEKS = 2


class Advice(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Suggestions')
        self.advised: Advised | None = None
        self.team: tuple[int | None, int | None] = (None, None)
        with self:
            with block('rt-card-head rt-ln'):
                Text('What AIrsenal suggests', 'rt-grow', 'h2')
                self.gain = Pill()
            self.body = block('rt-card-body')
        self._fill()

    def show(self, advised: Advised | None) -> None:
        if advised != self.advised:
            self.advised = advised
            self._fill()

    def show_team(self, team_id: int | None, coming_week: int | None) -> None:
        """Whose team it is, and which gameweek can still be prepared."""
        if (team_id, coming_week) != self.team:
            self.team = (team_id, coming_week)
            self._fill()

    def _fill(self) -> None:
        advised, (team_id, coming) = self.advised, self.team
        is_ours = advised is not None and advised.team_id in (None, team_id)
        self.body.clear()
        with self.body:
            if advised is None or not is_ours:
                self.gain.set_visibility(False)
                Text('No optimisation has been run for this team yet.', 'rt-2')
                link('To AIrsenal', '/ops/airsenal', '', 'chevron_right')
                return
            self.gain.show(f'{gain(advised.gain)} points', 'trending_up', 'ok' if (advised.gain or 0) > 0 else '')
            self.gain.set_visibility(advised.gain is not None)
            self._weeks(advised, coming)
            with block('rt-row rt-sm rt-3'):
                Text(f'Run {advised.run_id}, {age(advised.made_at)}', 'rt-grow')
                link('The whole strategy', '/ops/reports/optimisation', '', 'chevron_right')

    def _weeks(self, advised: Advised, coming: int | None) -> None:
        """Those that can still be prepared; where none is left, the advice has been overtaken."""
        ahead = [week for week in advised.weeks if coming is None or week.gameweek >= coming]
        for week in ahead[:WEEKS]:
            _week(week)
        if not ahead:
            Text('The newest strategy is about gameweeks whose deadline has passed.', 'rt-2')


def _week(week: WeekShown) -> None:
    with block('rt-col').style('gap: 6px'):
        with block('rt-row'):
            Text(f'Gameweek {week.gameweek}', 'rt-b rt-grow', 'h3')
            if week.predicted is not None:
                Text(f'{points(week.predicted)} points predicted', 'rt-sm rt-2')
        with block('rt-facts', 'ul').props('role=list').props(f'aria-label="Suggested for gameweek {week.gameweek}"'):
            for one in week.transfers:
                transfer(one.out or UNKNOWN, one.in_ or UNKNOWN)
            if not week.transfers:
                Text('No transfer', 'rt-2', 'li')
        notes = [week.chip, f'costs {week.hit} points' if week.hit else '',
                 f'captain {week.captain}' if week.captain else '']
        if any(notes):
            Text(' · '.join(filter(None, notes)), 'rt-sm rt-2')
