"""/portfolio/iterations — when sprints and quarters are, and for whom."""

from app.domain.access import demand
from app.domain.portfolio.sources.rhythm import RhythmView
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import rhythm
from components.controls import block
from components.portfolio.iterations import KINDS, IterationScreen
from pages.kit import member, page
from pages.portfolio.following import number_of, remember, topics_of
from pages.portfolio.tabs import ITERATIONS_TAB, portfolio_frame

PATH = '/portfolio/iterations'


@page(PATH, 'Iterations')
async def iterations_page(kind: str = '', team: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    shell = await portfolio_frame(who, ITERATIONS_TAB, 'Iterations')
    screen = IterationPage(kind if kind in KINDS else 'coming', number_of(team))
    with shell.content, block('rt-page'):
        screen.open()
        await follow(topics_of(None), sessions.looking, who.credential, rhythm.view_rhythm, show=screen.show)


class IterationPage:
    def __init__(self, kind: str, team: int | None) -> None:
        self.kind, self.team = kind, team
        self.view: RhythmView | None = None

    def open(self) -> None:
        self.screen = IterationScreen(self.kind, self.choose_kind, self.choose_team)

    def show(self, view: RhythmView) -> None:
        self.view = view
        self.screen.show(view, self.kind, self.team)

    async def choose_kind(self, kind: str) -> None:
        self.kind = kind
        self._again()

    async def choose_team(self, team: str) -> None:
        self.team = number_of(team)
        self._again()

    def _again(self) -> None:
        remember(PATH, {'kind': self.kind if self.kind != 'coming' else '', 'team': self.team})
        if self.view:
            self.show(self.view)
