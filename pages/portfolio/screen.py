"""The parts of the timeline page, and what passes between them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from nicegui import background_tasks, ui
from nicegui.events import GenericEventArguments

from app.domain.portfolio.timeline.timeline import Seat, TimelineView
from app.domain.portfolio.views.details import Choices
from app.domain.portfolio.views.folding import next_folds, without_folds
from app.domain.portfolio.views.looks import Filter, Looks
from app.events import BASELINE, SCENARIOS, SETUP, SOURCES, VIEWS, person_topic, scenario_topic
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import details, finding, scenarios, views
from app.services.portfolio import timeline as timelines
from app.services.portfolio.finding import Ground
from app.services.portfolio.scenarios import ScenarioList
from components.controls import Text, block, classed, sign
from components.feedback import refusals_shown, toast
from components.portfolio.bulk import BulkBar
from components.portfolio.empty import EmptyBoard
from components.portfolio.exporting import ExportMenu
from components.portfolio.foot import Foot
from components.portfolio.list_view import ListView, ListWishes, PhoneList
from components.portfolio.rows_dialog import RowsDialog
from components.portfolio.saved_menu import SavedMenu
from components.portfolio.search import Corner, Search, SearchWishes
from components.portfolio.settling import CascadeOffer
from components.portfolio.toolbar import Toolbar, ToolbarWishes, filter_texts
from components.portfolio.view_menu import ViewMenu, ViewWishes
from components.timeline import Timeline
from pages.kit import look
from pages.portfolio.annotating import Annotating
from pages.portfolio.axis_deeds import AxisDeeds
from pages.portfolio.board import Board, Place
from pages.portfolio.edits import Edits
from pages.portfolio.estimating import open_estimating
from pages.portfolio.explaining import Explaining
from pages.portfolio.gestures import Gestures
from pages.portfolio.menus import SavedDeeds, ScenarioDeeds, current_of, lines_of
from pages.portfolio.panels import Panels
from pages.portfolio.syncing import sync_source

PHONE = 700  # pixels below which nobody plans
OVERLAY_KEYS = {'D': 'dependencies', 'B': 'baseline', 'M': 'markers'}


class Screen:
    def __init__(self, board: Board, root: ui.element) -> None:
        self.board, self.root = board, root
        board.root = root
        self.ear: ui.element | None = None
        self.edits = Edits(board)
        self.saved_deeds, self.scenario_deeds = SavedDeeds(board), ScenarioDeeds(board)
        self.explaining, self.annotating = Explaining(board, self._go_to), Annotating(board)
        board.on_turn = self._turned
        with root:
            self.toolbar = Toolbar(self._toolbar_wishes())
            with self.toolbar.views:
                self.saved = SavedMenu(self.saved_deeds.wishes)
            with self.toolbar.look:
                deeds = AxisDeeds(board, self.annotating.add).all
                self.view_menu = ViewMenu(ViewWishes(self.change_looks, self._show_list, deeds))
                ExportMenu(lambda: board.place.export, is_small=True)
            self._banners()
            self.place = block('rt-with-panel rt-plan-place')
            self.panels = Panels(board, self.edits, self.place, self.reveal, self.explaining.item,
                                 lambda: self.timeline.focus())
            self.gestures = Gestures(board, self.edits, self.panels, self._key, self._select, self.explaining.ends)
            with self.place, block('rt-body rt-plan-body'):
                self._body()
            self.foot = Foot(self.zoom, partial(sync_source, board.who))
            ui.element('q-resize-observer').props('debounce=200').on('resize', self._resized, args=['width'])

    async def begin(self) -> None:
        """Everything that is looked at is followed from here on."""
        who = self.board.who
        with self.root:
            await follow((SETUP, person_topic(who.me.actor.identity)), sessions.looking, who.credential,
                         finding.find_ground, show=self._show_ground)
            await follow(SCENARIOS, sessions.looking, who.credential, scenarios.list_scenarios,
                         show=self._show_scenarios)
            await follow(VIEWS, sessions.looking, who.credential, views.list_views,
                         show=lambda found: self.saved.show(found, self.board.place.saved))
        await self.watch()
        await self.annotating.watch()
        await self.panels.show_item()

    async def watch(self) -> None:
        """Follow the plan and looks of the moment, and no others."""
        board, scenario = self.board, self.board.place.scenario
        if self.ear:
            self.ear.delete()
        with self.root:
            self.ear = block().props('hidden')
        self._show_looks()
        topics = (BASELINE, SETUP, SOURCES, *((scenario_topic(scenario),) if scenario is not None else ()))
        with self.ear:
            await follow(topics, timelines.view_timeline, board.sight, scenario, self._looks(), show=self.show)
            await self.gestures.follow_seats(self._show_seats)

    def _looks(self) -> Looks:
        """A list has nothing to fold."""
        board = self.board
        return without_folds(board.place.looks) if board.place.is_list or board.is_phone else board.place.looks

    def show(self, view: TimelineView) -> None:
        """The plan as it is now; what is typed, selected and scrolled to stays."""
        board = self.board
        board.view = view
        board.version = max(board.version, view.version) if view.scenario is not None else 0
        self.timeline.show(view)
        self._show_lists(view)
        self.corner.show(board.place.looks.folding)
        self._show_changes()
        self.foot.show(view.sources)
        self._later(partial(self._follow_up, view), 'what follows from a plan')

    async def change_looks(self, looks: Looks) -> None:
        await self.board.turn(looks=looks)

    async def switch(self, overlay: str) -> None:
        looks = self.board.place.looks
        await self.change_looks(replace(looks, shows=looks.shows ^ {overlay}))

    def focus_search(self) -> None:
        (self.search if self.finder.visible else self.corner.search).focus()

    def zoom(self, word: str) -> None:
        self.timeline.zoom(word)

    async def reveal(self, item_id: int) -> None:
        """Scroll there and flash it; what is not shown is explained instead."""
        if self.board.view and item_id in self.board.view.places:
            await self._go_to(item_id)
        else:
            await self.explaining.item(item_id)

    async def clear(self, name: str) -> None:
        """One part of the filter, or all of it."""
        wanted = self.board.place.looks.filter
        await self.panels.filter(replace(wanted, **{name: getattr(Filter(), name)}) if name else Filter())

    async def _go_to(self, item_id: int) -> None:
        """Centred on the timeline; in a list, opened."""
        if self.finder.visible:
            await self.panels.open_item(item_id)
        else:
            self.timeline.reveal(item_id)

    def _toolbar_wishes(self) -> ToolbarWishes:
        edits, deeds = self.edits, self.scenario_deeds
        return ToolbarWishes(deeds.wishes, edits.undo, edits.redo, self._rows_by, self._scale,
                             lambda: self.panels.open_filter(), self.clear, deeds.compare, deeds.publish,
                             self.board.may_publish)

    def _banners(self) -> None:
        with block('rt-banner rt-locked rt-plan-note') as self.locked:
            sign('lock')
            self.locked_text = Text('', 'rt-grow')
        self.locked.props('role=note').set_visibility(False)

    def _body(self) -> None:
        board = self.board
        wishes = replace(self.gestures.wishes, note=self.annotating.touched)
        self.timeline = self.annotating.timeline = Timeline(wishes, is_read_only=not board.may_edit)
        self.timeline.classes('rt-plan-timeline')
        with self.timeline:
            self.corner = Corner(SearchWishes(self.explaining.find, self.explaining.reveal, self.explaining.text),
                                 self._fold_all)
        with block('rt-plan-finding') as self.finder:
            self.search = Search(SearchWishes(self.explaining.find, self.explaining.reveal, self.explaining.text))
        self.list = ListView(ListWishes(self.edits.edit, self.panels.open_item, self._select))
        self.phone = PhoneList(self.panels.open_item)
        connect = (lambda: ui.navigate.to('/portfolio/setup/sources')) if board.is_admin else None
        self.empty = EmptyBoard(partial(self.clear, ''), connect, self.explaining.everything, self.explaining.apply)
        with block('rt-plan-passing'):  # over the rows, so that nothing moves when it comes and goes
            self.edits.offer = CascadeOffer(self.edits.preview_followers)
            self.bulk = BulkBar(self.edits.edit, self.edits.open_move, self._choices, self._deselect, self._estimate)
        self._arrange()

    def _arrange(self) -> None:
        """One of three ways to see the same items."""
        is_list = self.board.place.is_list and not self.board.is_phone
        self.timeline.set_visibility(not is_list and not self.board.is_phone)
        self.list.set_visibility(is_list)
        self.finder.set_visibility(is_list or self.board.is_phone)
        self.phone.set_visibility(self.board.is_phone)
        classed(self.root, phone=self.board.is_phone)

    def _show_lists(self, view: TimelineView) -> None:
        if self.list.visible:
            self.list.show(view, may_edit=self.board.may_edit)
        if self.phone.visible:
            self.phone.show(view)

    def _show_looks(self) -> None:
        board, looks, setting = self.board, self.board.place.looks, self.board.setting
        plans = {own: plan.name for own, plan in setting.plans.items()}
        teams = {own: team.short or team.name for own, team in setting.teams.items()}
        self.toolbar.show_looks(looks.rows_by, looks.scale, filter_texts(looks.filter, plans, teams))
        self.view_menu.show(looks, is_list=board.place.is_list, setting=setting)
        self.saved.show(self.saved.views, board.place.saved)
        self._show_changes()

    def _show_changes(self) -> None:
        board = self.board
        changes = board.scenario.changes if board.scenario else 0  # all of them, whatever is filtered
        line = next((one for one in self.toolbar.scenario.lines if one.id == board.place.scenario), None)
        self.toolbar.scenario.show(line, changes)
        is_scenario = board.place.scenario is not None
        self.toolbar.show_changes(changes, is_scenario=is_scenario, may_undo=is_scenario and board.may_edit,
                                  may_redo=is_scenario and board.may_edit)
        text = _locked(board)
        self.locked_text.say(text)
        self.locked.set_visibility(bool(text))

    def _show_ground(self, found: Ground) -> None:
        """Another right or another set-up: what hangs on it is looked at anew."""
        is_other = found.sight != self.board.sight
        self.board.setting, self.board.sight = found.setting, found.sight
        self._show_looks()
        if is_other and self.ear:
            self._later(self.watch, 'another sight')

    def _show_scenarios(self, found: ScenarioList) -> None:
        board = self.board
        self.toolbar.scenario.offer(lines_of(found))
        board.scenario = current_of(found, board.place.scenario)
        if board.place.scenario is not None and board.scenario is None:
            toast('This scenario is not there any more, or not for you. You see the live plan.')
            self._later(partial(board.turn, scenario=None, item=None), 'back to the live plan')
        self.timeline.is_read_only = not board.may_edit
        self._show_changes()

    def _show_seats(self, seats: tuple[Seat, ...]) -> None:
        """Oneself is not somebody else, in no other tab and on no page of before either: both would hold one's bars."""
        others = tuple(seat for seat in seats if seat.identity != self.board.who.me.actor.identity)
        self.timeline.presence(others)
        self.toolbar.show_people(others)

    def _later(self, deed: Callable[[], Awaitable[None]], name: str) -> None:
        """What is shown cannot wait for it."""
        async def act() -> None:
            if not self.root.is_deleted:
                with self.root, refusals_shown():
                    await deed()
        background_tasks.create(act(), name=name)

    async def _follow_up(self, view: TimelineView) -> None:
        """What has to be asked for beside the plan itself."""
        await self.empty.show(not view.counts.items and not view.counts.undated,
                              has_source=bool(self.board.setting.sources),
                              is_narrowed=self.board.place.looks.filter != Filter())
        await self.panels.renew(view)

    async def _turned(self, former: Place) -> None:
        """Only what hangs on what has changed is looked at again."""
        place = self.board.place
        if former.is_list != place.is_list:
            self._arrange()
        if former.scenario != place.scenario:
            await self._other_scenario()
        if (former.looks, former.scenario, former.is_list) != (place.looks, place.scenario, place.is_list):
            await self.watch()
        if former.saved != place.saved:
            await self.annotating.watch()
        if former.scenario != place.scenario:
            await self.panels.show_item()

    async def _other_scenario(self) -> None:
        found: ScenarioList = await look(self.board.who, scenarios.list_scenarios)
        self.toolbar.scenario.offer(lines_of(found))
        self.board.scenario = current_of(found, self.board.place.scenario)
        self.timeline.is_read_only = not self.board.may_edit
        self.edits.offer.hide()

    async def _rows_by(self, name: str) -> None:
        if name != 'other':
            await self.change_looks(replace(self.board.place.looks, rows_by=name))
            return
        fields = await look(self.board.who, finding.list_fields)
        self.board.open(lambda: RowsDialog(fields, self.board.place.looks.rows_by, self._rows_by, self._show_looks))

    async def _scale(self, name: str) -> None:
        self.timeline.zoom(name)
        await self.change_looks(replace(self.board.place.looks, scale=name))

    async def _show_list(self, is_list: bool) -> None:
        await self.board.turn(is_list=is_list)

    async def _fold_all(self) -> None:
        await self.change_looks(next_folds(self.board.place.looks))

    async def _key(self, key: str) -> None:
        """A letter on a bar."""
        if key in OVERLAY_KEYS:
            await self.switch(OVERLAY_KEYS[key])
        elif key == 'U':
            await self.panels.open_undated()
        elif key == '/':
            self.focus_search()

    async def _select(self, ids: tuple[int, ...]) -> None:
        board = self.board
        board.selected = ids
        self.bulk.show(ids if board.may_edit else ())
        self.list.select(ids)
        if len(ids) == 1 and self.panels.kind == 'item' and board.place.item != ids[0]:
            await self.panels.open_item(ids[0], takes_focus=False)

    async def _deselect(self) -> None:
        self.timeline.select(())
        await self._select(())

    async def _choices(self, ids: Sequence[int]) -> Choices | None:
        with refusals_shown():
            view = await look(self.board.who, details.view_item, self.board.place.scenario, ids[0])
            teams = tuple((str(team.id), team.name) for team in self.board.setting.teams.values()
                          if not team.is_excluded)
            found: Choices = replace(view.choices, teams=teams)
            return found
        return None

    async def _estimate(self, ids: Sequence[int]) -> None:
        with self.root:
            await open_estimating(self.board.who, ids)

    async def _resized(self, event: GenericEventArguments) -> None:
        is_phone = 0 < float(event.args['width']) < PHONE
        if is_phone != self.board.is_phone:
            self.board.is_phone = is_phone
            self._arrange()
            await self.watch()


def _locked(board: Board) -> str:
    """Why nothing can be changed, and who can help."""
    if not board.may_plan:
        return 'You see the plan and can search, filter and export it. Planners change it: ask an admin for the role.'
    scenario = board.scenario
    if scenario and scenario.is_archived:
        return 'This scenario is archived. Copy it to go on.'
    if scenario and not scenario.may_edit:
        return f'{scenario.owner_name} lets you read this scenario. Begin one of your own to change it.'
    return ''
