"""What AIrsenal would do next, beside the team as it is."""

from dataclasses import dataclass
from datetime import datetime

from nicegui import ui

from components.controls import Pill, Text, block, link
from components.ops.team.figures import transfer
from components.ops.team.words import age


@dataclass(frozen=True)
class AdvisedWeek:
    gameweek: int
    moves: tuple[tuple[str, str], ...]  # who goes, who comes
    chip: str
    hit: int
    predicted: str
    captain: str


@dataclass(frozen=True)
class Advised:
    """The newest strategy."""
    run_id: int
    made_at: datetime
    gain: str
    is_complete: bool
    weeks: tuple[AdvisedWeek, ...]


class Advice(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Suggestions')
        self.shown: Advised | None = None
        with self:
            with block('rt-card-head rt-ln'):
                Text('What AIrsenal suggests', 'rt-grow', 'h2')
                self.gain = Pill()
            self.body = block('rt-card-body')
        self._fill(None)

    def show(self, advised: Advised | None) -> None:
        if advised != self.shown:
            self.shown = advised
            self._fill(advised)

    def _fill(self, advised: Advised | None) -> None:
        self.gain.set_visibility(bool(advised and advised.gain))
        self.body.clear()
        with self.body:
            if advised is None:
                Text('No optimisation has been run for this team yet.', 'rt-2')
                link('Set AIrsenal up', '/ops/airsenal', '', 'chevron_right')
                return
            self.gain.show(f'{advised.gain} points', 'trending_up', 'ok' if advised.gain.startswith('+') else '')
            for week in advised.weeks[:2]:
                _week(week)
            with block('rt-row rt-sm rt-3'):
                Text(f'Run {advised.run_id}, {age(advised.made_at)}', 'rt-grow')
                link('The whole strategy', '/ops/reports/optimisation', '', 'chevron_right')


def _week(week: AdvisedWeek) -> None:
    with block('rt-col').style('gap: 6px'):
        with block('rt-row'):
            Text(f'Gameweek {week.gameweek}', 'rt-b rt-grow', 'h3')
            if week.predicted:
                Text(f'{week.predicted} points predicted', 'rt-sm rt-2')
        with block('rt-facts', 'ul').props('role=list').props(f'aria-label="Suggested for gameweek {week.gameweek}"'):
            for went, came in week.moves:
                transfer(went, came)
            if not week.moves:
                Text('No transfer', 'rt-2', 'li')
        notes = [f'{week.chip}' if week.chip else '', f'costs {week.hit} points' if week.hit else '',
                 f'captain {week.captain}' if week.captain else '']
        if any(notes):
            Text(' · '.join(filter(None, notes)), 'rt-sm rt-2')
