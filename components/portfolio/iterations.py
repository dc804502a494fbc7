"""Sprints and quarters: when they are, whose, and how loaded teams are in them."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from app.domain.portfolio.sources.rhythm import IterationView, RhythmView, TeamIn
from components.chips import ChoiceChip
from components.controls import Pill, Segmented, Text, block, link, table_head
from components.feedback import Nothing, empty_state
from components.portfolio.figures import counted, span, whole

KINDS = {'coming': 'Now and later', 'all': 'All'}


class IterationScreen(ui.element):
    """The team and whether the past is shown are chosen by `change`."""

    def __init__(self, kind: str, choose_kind: Callable[[str], Awaitable[None]],
                 choose_team: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-col rt-rhythm')
        self.shown: object = None
        with self:
            with block('rt-phead'):
                Text('Iterations', 'rt-grow', 'h1')
            with block('rt-row rt-numbers-bar').props('role=toolbar aria-label="What is shown"'):
                self.kind = Segmented('Iterations', KINDS, kind, choose_kind)
                self.team = ChoiceChip('Team', 'Team', choose_team)
            self.nothing = Nothing(self._none_fits, self._none_at_all)
            self.place = block('rt-col').style('gap: 14px')
        self.nothing.set_visibility(False)

    def show(self, view: RhythmView, kind: str, team: int | None) -> None:
        self.kind.show(kind)
        self.team.offer({str(number): name for number, name in view.teams})
        self.team.choose('' if team is None else str(team))
        if (view, kind, team) == self.shown:
            return
        self.shown = (view, kind, team)
        fitting = [one for one in view.iterations if (kind == 'all' or not one.is_past) and _concerns(one, team)]
        self.nothing.show(not fitting, 'this choice' if view.iterations else '')
        self.place.clear()
        with self.place:
            for title, some in (('Quarters', [one for one in fitting if one.is_quarter]),
                                ('Sprints', [one for one in fitting if not one.is_quarter])):
                if some:
                    _table(title, some, team)

    def _none_fits(self, _wanted: str) -> None:
        empty_state('sprint', 'No iteration fits', 'Look at all of them, or at another team.')

    def _none_at_all(self) -> None:
        empty_state('sprint', 'No iterations yet', 'Sprints and quarters are read from the sources, or set up by '
                    'admins. Items planned into one take their dates from it.')


def _table(title: str, some: Sequence[IterationView], team: int | None) -> None:
    with block('rt-card'):
        with block('rt-card-head rt-ln'):
            Text(title, 'rt-grow', 'h2')
            Text(counted(len(some), 'iteration'), 'rt-2')
        with block('rt-scroll-x').props(f'tabindex=0 role=group aria-label="{title}"'), block(
                'rt-table rt-iteration-table', 'table').props(f'aria-label="{title}"'):
            table_head(('Iteration', ''), ('Days', ''), ('Working days', 'rt-num'), ('Items', 'rt-num'), ('Teams', ''))
            with block(tag='tbody'):
                for one in some:
                    _row(one, team)


def _row(one: IterationView, team: int | None) -> None:
    with block('rt-iteration-now' if one.is_current else '', 'tr'):
        with block(tag='td'):
            with block('rt-row'):
                Text(one.name, 'rt-b').props['title'] = one.path
                if one.is_current:
                    Pill('Now', 'schedule', 'warn')
            Text(' · '.join(filter(None, (one.quarter, one.source))), 'rt-3 rt-sm', 'div')
        Text(span(one.start, one.end) if one.start and one.end else 'No dates', 'rt-nowrap', 'td')
        own = next((other for other in one.teams if other.team == team), None)
        Text(str(own.working_days if own else one.working_days) if one.start and one.end else '–', 'rt-num', 'td')
        Text(str(one.items), 'rt-num', 'td')
        with block(tag='td'), block('rt-row rt-iteration-teams'):
            _teams(one, [own] if own else one.teams)


def _teams(one: IterationView, teams: Sequence[TeamIn]) -> None:
    if one.is_quarter or not (one.start and one.end):
        Text('All teams' if one.is_for_all else counted(len(one.teams), 'team'), 'rt-3')
        return
    for other in teams:
        heat = 'none' if other.heat is None else other.heat
        address = f'/portfolio/capacity?bucket=iteration&start={one.start}&teams={other.team}'
        chip = link(f'{other.name} {whole(other.percent)}', address, f'rt-heat rt-heat-{heat}')
        chip.props['aria-label'] = (f'{other.name}, load {whole(other.percent)} percent, '
                                    f'{other.working_days} working days')


def _concerns(one: IterationView, team: int | None) -> bool:
    return team is None or one.is_for_all or any(other.team == team for other in one.teams)
