"""/sprints/boards/{b}/forecast — when it will be done, how sure that is, and how past forecasts held."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import demand, may
from app.domain.sprints.flow.views import ForecastsView
from app.domain.sprints.forecasts.forecasting import ForecastAsk
from app.domain.sprints.setup.standing import BoardView
from app.errors import Rejected
from app.events import board_topic
from app.realtime import follow
from app.services.sprints import boards, forecasts, queries
from components.controls import Text, block
from components.feedback import empty_state
from components.sprints.forecast_form import ForecastForm
from components.sprints.forecast_result import ForecastHistory, ForecastResult
from pages.kit import Visitor, do, look, member, page
from pages.sprints.flow import day_of
from pages.sprints.notes import StaleNote, demo_note
from pages.sprints.tabs import FORECAST_TAB, board_frame

ASKED = ('kind', 'scope', 'value', 'items', 'epics', 'split', 'window', 'calendar', 'history', 'until')
LONGEST = 8000  # characters of an address


@page('/sprints/boards/{board_id}/forecast', 'Forecast')
async def forecast_page(board_id: int) -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    board: BoardView = await look(who, boards.view_board, board_id)
    shell = await board_frame(who, FORECAST_TAB, board_id, board.name)
    query = ui.context.client.request.query_params
    told = {name: query[name][:LONGEST] for name in ASKED if query.get(name)}
    chosen = query.get('forecast', '')
    screen = ForecastScreen(who, board, told, int(chosen) if chosen.isdecimal() and len(chosen) < 18 else None)
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        await screen.open()
    shell.shortcuts.add('G B', 'Go to the boards', lambda: ui.navigate.to('/sprints'), 'Forecast')


class ForecastScreen:
    def __init__(self, who: Visitor, board: BoardView, told: Mapping[str, str], chosen: int | None) -> None:
        self.who, self.board, self.told, self.chosen = who, board, dict(told), chosen
        self.view: ForecastsView | None = None

    async def open(self) -> None:
        demo_note(self.board)
        self.stale = StaleNote()
        with block('rt-phead'):
            Text('Forecast', 'rt-grow', 'h1')
        self.form: ForecastForm | None = None
        with block('rt-forecast'):
            with block('rt-col'):
                if may(self.who.me.actor, 'sprints.plan'):
                    self.form = ForecastForm(self.run, self.remember, self.told, self.ask_jira)
                else:
                    Text('Planners make forecasts; everybody can read them.', 'rt-2 rt-card rt-card-body', 'p')
            with block('rt-col'):
                self.result = ForecastResult()
                with block('rt-card') as self.none:
                    empty_state('casino', 'No forecast yet', 'A forecast draws days from what this board really '
                                'finished, ten thousand times, and tells how sure each day is.')
                self.history = ForecastHistory(self.choose)
        self.feed = block().style('display: none')
        with self.feed:
            await follow(board_topic(self.board.id), forecasts.watch_forecasts, self.board.id, show=self._show)

    async def run(self, values: Mapping[str, str]) -> None:
        """Refusals are the form's to show."""
        made = await look(self.who, forecasts.draft, self.board.id, ask_of(values))
        self.chosen = await do(self.who, forecasts.keep, self.board.id, made)
        self.remember(values)
        self._draw()

    async def ask_jira(self, query: str) -> None:
        """Refusals are the field's to show."""
        await do(self.who, queries.ask, self.board.id, query)

    def choose(self, number: int) -> None:
        self.chosen = number
        self.remember(self.told)
        self._draw()

    def remember(self, values: Mapping[str, str]) -> None:
        self.told = dict(values)
        query = urlencode({**self.told, **({'forecast': self.chosen} if self.chosen else {})})
        path = f'/sprints/boards/{self.board.id}/forecast'
        ui.navigate.history.replace(f'{path}?{query}' if query else path)

    def _show(self, view: ForecastsView) -> None:
        self.view = view
        self.stale.show(view.board)
        if self.form:
            self.form.offer(view)
        self._draw()

    def _draw(self) -> None:
        """The one that was chosen, else the newest."""
        view = self.view
        if view is None:
            return
        one = next((one for one in view.rows if one.id == self.chosen), view.rows[0] if view.rows else None)
        self.result.set_visibility(one is not None)
        self.none.set_visibility(one is None)
        if one:
            self.result.show(one)
        self.history.show(view.rows, view.accuracy, one.id if one else None)


def ask_of(values: Mapping[str, str]) -> ForecastAsk:
    """Raises Rejected for what is no number, or no day."""
    until = day_of(values['until']) if values.get('until') else None
    try:
        split = Decimal(values.get('split', '1').strip().replace(',', '.') or '1')
    except InvalidOperation:
        raise Rejected('Give a number between 1 and 10.', field='split') from None
    if not split.is_finite():
        raise Rejected('Give a number between 1 and 10.', field='split')
    return ForecastAsk(
        values.get('kind', 'when'), values.get('scope', 'number'), values.get('value', ''), int(values.get('items', 0)),
        int(values.get('epics', 0)), split, int(values.get('window', 60)), values.get('calendar', 'all'),
        values.get('history', 'board'), until)
