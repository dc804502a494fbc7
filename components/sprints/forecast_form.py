"""What to forecast: until when something is done, or how much is done by a day."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from nicegui import ui

from app.domain.sprints.flow.views import ForecastsView
from app.domain.sprints.forecasts.forecast import ALL, LONGEST, SHORTEST, USUAL, WORKING
from app.domain.sprints.forecasts.forecasting import BOARD, MANY, OWN, WHEN
from app.domain.sprints.forecasts.scopes import BACKLOG, EPIC, JQL, KEYS, NUMBER, SPRINT, VERSION
from app.errors import AppError, Rejected
from components.controls import Button, Choice, Field, NumberField, Segmented, Text, block
from components.feedback import worded
from components.sprints.query_field import QueryField

QUESTIONS = {WHEN: 'When is it done', MANY: 'How many by a day'}
SCOPES = {NUMBER: 'A number of items', BACKLOG: 'All that is open', SPRINT: 'A sprint', EPIC: 'An epic',
          VERSION: 'A version', KEYS: 'Some keys', JQL: 'What a query finds'}
NAMES = {SPRINT: 'Sprint to finish', EPIC: 'Epic', VERSION: 'Version'}
HISTORIES = {BOARD: 'The whole board', OWN: 'Only this scope'}
CALENDARS = {ALL: 'All days', WORKING: 'Working days'}
FIRST_SIZE = 10

Run = Callable[[Mapping[str, str]], Awaitable[None]]


class ForecastForm(ui.element):
    """`told` is what an address says; `run` may refuse, and the refusal stands beside its field; `ask` lets Jira say
    what a query finds.
    """

    def __init__(self, run: Run, changed: Callable[[Mapping[str, str]], object], told: Mapping[str, str],
                 ask: Callable[[str], Awaitable[object]]) -> None:
        super().__init__('section')
        self.run, self.changed, self.told, self.ask = run, changed, told, ask
        self.named: dict[str, Choice] = {}
        self.classes('rt-card rt-forecast-form').props('aria-label="New forecast"')
        with self:
            with block('rt-card-head'):
                Text('New forecast', 'rt-grow', 'h2')
            with block('rt-card-body rt-col'):
                self._question(told)
                self._history(told)
                self.problem = Text('', 'rt-error', 'p').props('role=alert')
                self.button = Button('Run forecast', self._run, look='primary', icon='casino')
        self.problem.set_visibility(False)
        self._arrange()

    def offer(self, view: ForecastsView) -> None:
        """What there is on the board; scopes it has none of cannot be chosen."""
        options = {SPRINT: dict(view.sprints), EPIC: dict(view.epics), VERSION: dict(view.versions)}
        for name, choice in self.named.items():
            value = choice.value or (self.told.get('value', '') if self.told.get('scope') == name else '')
            known = options[name]
            choice.select.set_options(known, value=value if value in known else next(iter(known), None))
        there = {key: words for key, words in SCOPES.items() if options.get(key, True)
                 and (key != JQL or view.queries is not None)}
        self.query.show(view.queries or ())
        value = self.scope.value if self.scope.value in there else NUMBER
        self.scope.select.set_options(there, value=value)
        if not self.until.value:
            self.until.set((view.today + timedelta(28)).isoformat())
        self._arrange()

    def values(self) -> dict[str, str]:
        """As they stand in the address, without what is as usual."""
        scope = self.scope.value
        value = self.named[scope].value if scope in self.named else self.keys.value if scope == KEYS else (
            self.query.value if scope == JQL else '')
        is_many = self.kind.value == MANY
        given = {'kind': self.kind.value if is_many else '', 'scope': '' if is_many else scope,
                 'value': '' if is_many else value, 'until': self.until.value if is_many else '',
                 'items': str(self.items.value) if scope == NUMBER and not is_many else '',
                 'epics': str(self.epics.value) if scope == NUMBER and not is_many and self.epics.value else '',
                 'split': self.split.value if self.split.value.strip() not in ('', '1') else '',
                 'window': str(self.window.value) if self.window.value != USUAL else '',
                 'calendar': self.calendar.value if self.calendar.value != ALL else '',
                 'history': self.history.value if self.history.value != BOARD and not is_many else ''}
        return {name: text for name, text in given.items() if text}

    def _question(self, told: Mapping[str, str]) -> None:
        kind = told.get('kind', WHEN)
        self.kind = Segmented('Question', QUESTIONS, kind if kind in QUESTIONS else WHEN, self._turned, is_wide=True)
        with block('rt-col') as self.when:
            scope = told.get('scope', NUMBER)
            self.scope = Choice('To be done', SCOPES, scope if scope in SCOPES else NUMBER, on_change=self._turned)
            for name, label in NAMES.items():
                self.named[name] = Choice(label, {}, None, can_search=True, on_change=self._turned)
            self.keys = Field('Keys', told.get('value', '') if scope == KEYS else '', hint='Such as ABC-12, ABC-14',
                              is_long=True)
            self.query = QueryField(self.ask, told.get('value', '') if scope == JQL else '')
            with block('rt-row') as self.amounts:
                self.items = NumberField('Items', _whole(told.get('items'), FIRST_SIZE), 0, 5000)
                self.epics = NumberField('Epics not broken down', _whole(told.get('epics'), 0), 0, 100)
            self.split = Field('Split factor', told.get('split', '1'), hint='How many each item becomes: 1 to 10')
        self.until = Field('Until', told.get('until', ''), kind='date')

    def _history(self, told: Mapping[str, str]) -> None:
        self.window = NumberField('Days of history', _whole(told.get('window'), USUAL), SHORTEST, LONGEST)
        calendar, history = told.get('calendar', ALL), told.get('history', BOARD)
        self.calendar = Segmented('Days', CALENDARS, calendar if calendar in CALENDARS else ALL, self._turned,
                                  is_wide=True)
        self.history = Choice('History of', HISTORIES, history if history in HISTORIES else BOARD,
                              on_change=self._turned)

    def _turned(self, *_given: object) -> None:
        self._arrange()
        self.changed(self.values())

    def _arrange(self) -> None:
        """Only what belongs to the question."""
        is_many, scope = self.kind.value == MANY, self.scope.value
        self.when.set_visibility(not is_many)
        self.until.set_visibility(is_many)
        for name, choice in self.named.items():
            choice.set_visibility(scope == name)
        self.keys.set_visibility(scope == KEYS)
        self.query.set_visibility(scope == JQL)
        self.amounts.set_visibility(scope == NUMBER)
        self.history.set_visibility(not is_many and scope != NUMBER)

    async def _run(self) -> None:
        values = self.values()
        self.changed(values)
        self.problem.set_visibility(False)
        self.button.enable(False)
        try:
            await self.run(values)
        except AppError as refusal:
            self._refused(refusal)
        finally:
            self.button.enable(True)

    def _refused(self, refusal: AppError) -> None:
        field = getattr(refusal, 'field', '') if isinstance(refusal, Rejected) else ''
        known = {'split': self.split, 'until': self.until,
                 'value': self.query.field if self.query.visible else self.keys}.get(field)
        if known is not None and known.visible:
            known.complain(worded(refusal))
        else:
            self.problem.say(worded(refusal))
            self.problem.set_visibility(True)


def _whole(text: str | None, usual: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else usual
