"""/portfolio/scenarios/{id}/publish — the last look before something leaves, and the run that takes it there."""

from collections.abc import Mapping, Sequence
from functools import partial

from nicegui import background_tasks, ui

from app.domain.access import demand, may
from app.domain.portfolio.planning.operations import RevertFields
from app.domain.portfolio.scenarios.publication_views import ReviewView, SourceView
from app.events import BASELINE, RUNS, SECRETS, SETUP, publishing_topic, run_topic, scenario_topic
from app.realtime import follow
from app.services.ops import runs
from app.services.people import sessions
from app.services.portfolio import editing, publication, scenarios, tokens
from app.services.portfolio.scenarios import ScenarioView
from components.controls import block
from components.feedback import refusals_shown, toast
from components.portfolio.publish_log import PublishLog
from components.portfolio.publishing import PublishReview, PublishWishes
from components.portfolio.token_dialog import OwnTokenDialog
from pages.kit import Visitor, action, do, look, member, page
from pages.people.proof import proved
from pages.portfolio.tabs import SCENARIOS_TAB, portfolio_frame


@page('/portfolio/scenarios/{scenario_id}/publish', 'Publish')
async def publish_page(scenario_id: int, run: int = 0) -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    scenario: ScenarioView = await look(who, scenarios.view_scenario, scenario_id)
    shell = await portfolio_frame(who, SCENARIOS_TAB, scenario.name, parent=('Portfolio', '/portfolio'))
    with shell.content, block('rt-page rt-wide'):
        await PublishScreen(who, scenario_id).open(run)


class PublishScreen:
    """The log above, while there is one, and what is left below it."""

    def __init__(self, who: Visitor, scenario_id: int) -> None:
        self.who, self.scenario_id, self.run = who, scenario_id, 0
        self.log_place = block()
        self.review = PublishReview(PublishWishes(self._publish, self._revert, self._address, self._set_token))

    async def open(self, run: int) -> None:
        topics = (scenario_topic(self.scenario_id), BASELINE, SETUP, RUNS, SECRETS)
        await follow(topics, sessions.looking, self.who.credential, publication.view_publication, self.scenario_id,
                     show=self._show)
        if run and run != self.run:
            await self._watch(run)

    def _show(self, view: ReviewView) -> None:
        """A run that somebody else began is shown, too."""
        self.review.show(view)
        if view.run_id and view.run_id != self.run:
            background_tasks.create(self._watch(view.run_id), name='publication', context=self.log_place)

    async def _watch(self, run: int) -> None:
        if run == self.run:
            return
        self.run = run
        self.log_place.clear()
        with self.log_place, refusals_shown():
            stop = action(self.who, runs.cancel, run, done='It stops after this item') if may(
                self.who.me.actor, 'portfolio.publish') else None
            log = PublishLog(self._forget, stop)
            await follow((publishing_topic(run), run_topic(run)), sessions.looking, self.who.credential,
                         publication.view_publishing, self.scenario_id, run, show=log.show)
        ui.navigate.history.replace(f'/portfolio/scenarios/{self.scenario_id}/publish?run={run}')

    def _forget(self) -> None:
        self.log_place.clear()
        self.run = 0
        ui.navigate.history.replace(f'/portfolio/scenarios/{self.scenario_id}/publish')

    async def _publish(self, items: Mapping[int, Sequence[str]], choices: Mapping[int, Mapping[str, str]],
                       groups: Sequence[int]) -> None:
        run: int = await do(self.who, publication.publish, self.scenario_id, items, choices, groups)
        await self._watch(run)

    async def _revert(self, item_id: int) -> None:
        with refusals_shown():
            await do(self.who, editing.edit, self.scenario_id, (RevertFields(item_id),))
            toast('Back to the live plan', action(self.who, editing.undo, self.scenario_id))

    def _set_token(self, source: SourceView) -> None:
        async def keep(value: str) -> None:
            kept = partial(do, self.who, tokens.keep_token, source.id, tokens.WRITE, value, is_own=True)
            if (warning := await proved(self.who, kept)) is not None:
                toast(f'Your token is kept. {warning}'.strip())
        OwnTokenDialog(source.name, keep).open()

    def _address(self, item_id: int) -> str:
        return f'/portfolio?scenario={self.scenario_id}&item={item_id}'
