"""What is wrong with the plan: counted per plan and kind, listed, shown on the timeline, mended or accepted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from nicegui import ui

from app.domain.portfolio.health.views import FindingView, HealthView
from app.errors import AppError
from components.chips import ChoiceChip
from components.controls import Button, Field, Pill, Segmented, Text, block, link, table_head
from components.dialogs import Dialog
from components.feedback import Nothing, empty_state, worded
from components.listing import Keyed
from components.pager import Pager
from components.portfolio.choosing import PlanChoice
from components.portfolio.figures import counted, full_day

KINDS = {'open': 'Open', 'accepted': 'Accepted'}


@dataclass(frozen=True)
class FindingWishes:
    plan: Callable[[str], Awaitable[None]]
    code: Callable[[str], Awaitable[None]]
    kind: Callable[[str], Awaitable[None]]
    text: Callable[[str], Awaitable[None]]
    scenario: Callable[[int | None], Awaitable[None]]
    turn: Callable[[int], Awaitable[None]]
    accept: Callable[[FindingView], Awaitable[None]]
    withdraw: Callable[[FindingView], Awaitable[None]]
    mend: Callable[[FindingView], Awaitable[None]]
    address: Callable[[int], str]
    may_plan: bool


class FindingScreen(ui.element):
    def __init__(self, wishes: FindingWishes, kind: str, text: str) -> None:
        super().__init__('div')
        self.classes('rt-col rt-findings')
        self.wishes = wishes
        self.view: HealthView | None = None
        self.counted: object = None
        with self:
            with block('rt-phead'):
                with block('rt-grow'):
                    Text('Health', tag='h1')
                    self.summary = Text('', 'rt-meta', 'div').props('role=status')
                self.scenario = PlanChoice(wishes.scenario)
            self._bar(kind, text)
            self.counts = block('rt-card rt-scroll-x').props('tabindex=0 role=group aria-label="Findings per plan"')
            self.nothing = Nothing(self._no_match, self._none_at_all)
            with block('rt-card') as self.card:
                self.list = block('rt-finding-list').props('role=list aria-label="Findings"')
                self.pager = Pager(lambda: wishes.turn(-1), lambda: wishes.turn(1))
                self.pager.newer.say('Before')
                self.pager.older.say('More')
        self.lines: Keyed[str, FindingLine] = Keyed(self.list, lambda: FindingLine(wishes))
        self.nothing.set_visibility(False)

    def show(self, view: HealthView, skip: int) -> None:
        self.view = view
        self.summary.say(f'{counted(view.open, "open finding")} in {counted(view.items, "item")}, '
                         f'{counted(view.accepted, "accepted", "accepted")}')
        self.plans.offer({str(one.plan or 0): f'{one.name} ({one.total})' for one in view.plans})
        self.codes.offer({code: f'{name} ({count})' for code, name, count in view.codes})
        self.plans.choose('' if view.ask.plan is None else str(view.ask.plan))
        self.codes.choose(view.ask.code)
        self._count(view)
        is_filtered = view.ask.plan is not None or view.ask.code or view.ask.text or view.ask.shows_accepted
        self.nothing.show(not view.findings, 'these filters' if is_filtered else '')
        self.card.set_visibility(bool(view.findings))
        shown = {one.key: one for one in view.findings}
        for key, line in zip(shown, self.lines.arrange(list(shown)), strict=True):
            line.show(shown[key])
        self.pager.show(skip, len(view.findings), view.found)
        self.pager.set_visibility(view.found > len(view.findings))

    def offer(self, scenarios: Mapping[int, str], value: int | None) -> None:
        self.scenario.offer(scenarios, value)

    def _bar(self, kind: str, text: str) -> None:
        wishes = self.wishes
        with block('rt-row rt-numbers-bar').props('role=toolbar aria-label="What is shown"'):
            self.kind = Segmented('Findings', KINDS, kind, wishes.kind)
            self.plans = ChoiceChip('Plan', 'Plan', wishes.plan)
            self.codes = ChoiceChip('Kind of finding', 'Kind', wishes.code)
            self.text = ui.input(value=text, placeholder='Filter').props('outlined dense clearable debounce=250')
            self.text.props['aria-label'] = 'Filter findings'
            self.text.mark('Filter findings')
            self.text.on_value_change(lambda: wishes.text(self.text.value or ''))

    def _count(self, view: HealthView) -> None:
        """Plans by kinds, only those there are; each number is a way to its findings."""
        key = (view.plans, view.codes)
        if key == self.counted:
            return
        self.counted = key
        self.counts.clear()
        self.counts.set_visibility(bool(view.plans))
        with self.counts, block('rt-table rt-finding-counts', 'table').props('aria-label="Findings per plan"'):
            table_head(('Plan', ''), *((name, 'rt-num') for _, name, _ in view.codes), ('Together', 'rt-num'))
            with block(tag='tbody'):
                for one in view.plans:
                    self._line(one.plan or 0, one.name, dict(one.codes), one.total, view)
        with self.counts:
            self.counts.props('role=group')

    def _line(self, plan: int, name: str, codes: Mapping[str, int], total: int, view: HealthView) -> None:
        with block(tag='tr'):
            Text(name, 'rt-b', 'td')
            for code, title, _ in view.codes:
                with block('rt-num', 'td'):
                    if code in codes:
                        number = Text(str(codes[code]), 'rt-amount', 'button').props('type=button')
                        number.props['aria-label'] = f'{codes[code]} in {name}: {title}'
                        number.on('click', partial(self._narrow, plan, code), args=[])
                    else:
                        Text('–', 'rt-3')
            Text(str(total), 'rt-num rt-b', 'td')

    async def _narrow(self, plan: int, code: str) -> None:
        await self.wishes.plan(str(plan))
        await self.wishes.code(code)

    def _no_match(self, _wanted: str) -> None:
        empty_state('filter_alt_off', 'Nothing fits these filters', 'There may be findings of other plans or kinds.')

    def _none_at_all(self) -> None:
        empty_state('verified', 'Nothing is wrong', 'Dates, parents, dependencies, shares and loads fit together.')


class FindingLine(ui.element):
    def __init__(self, wishes: FindingWishes) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.shown: FindingView | None = None
        self.classes('rt-finding').props('role=listitem')

    def show(self, one: FindingView) -> None:
        if one == self.shown:
            return
        self.shown = one
        self.clear()
        with self:
            with block('rt-grow'):
                with block('rt-row'):
                    Pill(f'{one.code} {one.name}', '', 'warn' if one.accepted is None else '')
                    Text(' · '.join(filter(None, (one.number, one.plan or one.team))), 'rt-3 rt-sm')
                Text(one.text, '', 'p')
                if one.remedy:
                    Text(f'Fix: {one.remedy}.', 'rt-2 rt-sm', 'p')
                if one.accepted:
                    Text(f'Accepted by {one.accepted.by_name} until {full_day(one.accepted.until)}: '
                         f'{one.accepted.reason}', 'rt-2 rt-sm', 'p')
            with block('rt-row rt-finding-deeds'):
                self._deeds(one)

    def _deeds(self, one: FindingView) -> None:
        wishes = self.wishes
        if one.item_id is not None:
            link('Show', wishes.address(one.item_id), 'rt-btn rt-s', 'visibility').props['aria-label'] = (
                f'Show {one.number} on the timeline')
        if not wishes.may_plan:
            return
        if one.accepted:
            Button('Take back', partial(wishes.withdraw, one), size='s')
            return
        if one.remedy:
            fix = Button('Fix in scenario', partial(wishes.mend, one), size='s', icon='build')
            fix.props['aria-label'] = f'Fix in scenario: {one.remedy}'
        Button('Accept', partial(wishes.accept, one), size='s')


class AcceptDialog(Dialog):
    """Why it may stand, and until when; `accept` keeps it or raises what is wrong."""

    def __init__(self, one: FindingView, today: date, accept: Callable[[str, date], Awaitable[None]]) -> None:
        super().__init__('Accept this finding', one.text)
        self.accept_it = accept
        with self.body:
            self.reason = Field('Reason', is_long=True)
            self.until = Field('Until', (today + timedelta(90)).isoformat(), kind='date',
                               hint='After this day it counts as open again')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Accept until then', self._send, size='l', look='primary')

    async def _send(self) -> None:
        try:
            until = date.fromisoformat(self.until.value)
        except ValueError:
            self.until.complain('Give a day.')
            return
        try:
            await self.accept_it(self.reason.value, until)
        except AppError as error:
            field = self.until if getattr(error, 'field', '') == 'until' else self.reason
            field.complain(worded(error))
            return
        self.close()
