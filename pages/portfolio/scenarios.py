"""/portfolio/scenarios — plans that are tried out: whose they are, what they change, what becomes of them."""

from app.domain.access import demand
from app.domain.portfolio.scenarios.desk import Desk, DeskLine
from app.events import BASELINE, RUNS, SCENARIOS, SETUP, seats_topic
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import colleagues, scenarios
from app.services.portfolio.desk import view_desk
from components.controls import block
from components.feedback import refusals_shown, toast
from components.palette import Hit
from components.portfolio.saved_menu import NameDialog
from components.portfolio.scenarios import DeskWishes, ScenarioDesk
from components.portfolio.sharing import ShareScenarioDialog
from pages.kit import Visitor, action, do, look, member, page
from pages.palette import offer
from pages.portfolio.tabs import SCENARIOS_TAB, portfolio_frame

offer(Hit('Do', 'New scenario', '/portfolio/scenarios?new=1', 'alt_route', 'Portfolio'), deed='portfolio.plan')


@page('/portfolio/scenarios', 'Scenarios')
async def scenarios_page(new: int = 0) -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    shell = await portfolio_frame(who, SCENARIOS_TAB, 'Scenarios')
    deeds = DeskDeeds(who)
    known: Desk = await look(who, view_desk)
    seats = tuple(seats_topic(str(line.id)) for line in (*known.mine, *known.shared))
    with shell.content, block('rt-page rt-wide'):
        desk = ScenarioDesk(deeds.wishes)
        await follow((SCENARIOS, BASELINE, SETUP, RUNS, *seats), sessions.looking, who.credential, view_desk,
                     show=desk.show)
    shell.shortcuts.add('N', 'New scenario', deeds.begin, 'Scenarios')
    if new:
        await deeds.begin()


class DeskDeeds:
    def __init__(self, who: Visitor) -> None:
        self.who = who

    @property
    def wishes(self) -> DeskWishes:
        return DeskWishes(self.begin, self.rename, self.copy, self.share, self.archive, self.remove, self.restore)

    async def begin(self) -> None:
        async def begin(name: str, _: bool) -> None:
            await do(self.who, scenarios.begin, name)
            toast('The scenario is yours alone until you share it')
        NameDialog('New scenario', 'Begin', '', begin, text='It begins as the live plan. Only you see it until you '
                   'share it.').open()

    async def rename(self, line: DeskLine) -> None:
        async def rename(name: str, _: bool) -> None:
            new = await do(self.who, scenarios.rename, line.id, name)
            toast(f'It is called “{new}” now')
        NameDialog('Rename the scenario', 'Rename', line.name, rename).open()

    async def copy(self, line: DeskLine) -> None:
        with refusals_shown():
            await do(self.who, scenarios.begin, line.name, line.id)
            toast(f'“{line.name}” is copied')

    async def share(self, line: DeskLine) -> None:
        async def share(people: dict[str, bool]) -> None:
            await do(self.who, scenarios.share, line.id, people)
            toast('Those you named can see it' if people else 'Only you see it now')
        people = await look(self.who, colleagues.list_colleagues)
        ShareScenarioDialog(line.name, people, {identity: may_edit for identity, _, may_edit in line.shares},
                            share).open()

    async def archive(self, line: DeskLine) -> None:
        with refusals_shown():
            await do(self.who, scenarios.archive, line.id, not line.is_archived)
            toast(f'“{line.name}” is back' if line.is_archived else f'“{line.name}” is archived',
                  action(self.who, scenarios.archive, line.id, line.is_archived))

    async def remove(self, line: DeskLine) -> None:
        with refusals_shown():
            await do(self.who, scenarios.remove, line.id)
            toast(f'“{line.name}” is deleted; for 30 days it can be brought back',
                  action(self.who, scenarios.restore, line.id))

    async def restore(self, line: DeskLine) -> None:
        with refusals_shown():
            await do(self.who, scenarios.restore, line.id)
            toast(f'“{line.name}” is back')
