"""The team page: the pitch, the figures, what happened around it, and what AIrsenal would do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from app.domain.ops.team import Team, TeamLook
from components.controls import Button, Field, Text, block, sign
from components.ops.team.advice import Advice
from components.ops.team.figures import Around, TeamFigures
from components.ops.team.head import TeamHead, Trouble
from components.ops.team.pitch import Bench, Pitch

HOW = 'Its number is in the address of its page at the FPL, between “entry” and the next stroke.'


@dataclass(frozen=True)
class TeamWishes:
    read_again: Callable[[], Awaitable[None]]
    choose: Callable[[int], Awaitable[object]] | None = None  # for those who may


class TeamView(ui.element):
    def __init__(self, wishes: TeamWishes) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.state = ''
        with self:
            self.head = TeamHead(wishes.read_again)
            self.trouble = Trouble()
            self.empty = block()
            with block() as self.whole:
                with block('rt-card', 'section').props('aria-label=Figures'):
                    self.figures = TeamFigures()
                with block('rt-team'):
                    with block('rt-col').style('gap: 14px'), block('rt-card rt-lined'):
                        self.pitch = Pitch()
                        Text('Bench', 'rt-label rt-bench-head', 'h2')
                        self.bench = Bench()
                    with block('rt-col').style('gap: 14px'):
                        self.advice = Advice()
                        self.around = Around()
        self.whole.set_visibility(False)

    def show(self, seen: TeamLook) -> None:
        self.head.show(seen)
        self.trouble.show(seen)
        team = seen.team
        self.advice.show_team(seen.team_id, team.coming_week if team else None)
        has_players = team is not None and bool(team.starting)
        self.whole.set_visibility(has_players)
        self._show_empty('' if has_players else 'no team' if seen.team_id is None else
                         'trouble' if seen.trouble else 'not begun' if team and team.phase == 'next' else 'reading')
        if team and has_players:
            self._show_team(team)

    def _show_team(self, team: Team) -> None:
        self.figures.show(team)
        self.pitch.show(team.starting, team.knows_matches)
        self.bench.show(team.bench, team.knows_matches)
        self.around.show(team)

    def _show_empty(self, state: str) -> None:
        """Instead of the team: what is missing, and what can be done about it."""
        if state == self.state:
            return
        self.state = state
        self.empty.clear()
        with self.empty:
            if state == 'no team':
                self._ask_for_team()
            elif state:
                icon, title, text = EMPTY[state]
                with block('rt-empty'):
                    with block('rt-sq'):
                        sign(icon, 24)
                    Text(title, 'rt-b', 'h2')
                    Text(text, 'rt-2', 'p')

    def _ask_for_team(self) -> None:
        with block('rt-empty'):
            with block('rt-sq'):
                sign('groups', 24)
            Text('Which team do you play with?', 'rt-b', 'h2')
            if self.wishes.choose is None:
                Text('Nobody has chosen one yet. An operator can do that here.', 'rt-2', 'p')
                return
            Text(HOW, 'rt-2', 'p')
            self.number = Field('Team number', placeholder='1234567', on_enter=self._choose)
            self.number.input.props('inputmode=numeric')
            Button('Choose team', self._choose, look='primary', icon='check')

    async def _choose(self) -> None:
        text = self.number.value.strip()
        if not text.isascii() or not text.isdigit():
            self.number.complain('Give the number alone, such as 1234567.')
        elif self.wishes.choose:
            await self.wishes.choose(int(text[:12]))


EMPTY = {
    'trouble': ('cloud_off', 'There is nothing to show yet',
                'As soon as the FPL answers, the team appears here by itself.'),
    'not begun': ('schedule', 'The season has not begun', 'The FPL shows a team only after the first deadline.'),
    'reading': ('sync', 'The team is being read', 'It appears here by itself, in a few seconds.'),
}
