"""The screen of capacity: teams by periods, all of them together, and the controls that choose what is shown."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

from nicegui import ui

from app.domain.portfolio.capacity.capacity import CapacityView
from components.controls import Button, Choice, Segmented, Text, block, link, put
from components.feedback import Nothing, empty_state
from components.portfolio.choosing import DayWindow, ManyChip, PlanChoice
from components.portfolio.figures import counted
from components.portfolio.heat import HeatGrid, legend
from components.portfolio.load_charts import LoadCharts

BUCKETS = {'day': 'Days', 'week': 'Weeks', 'month': 'Months', 'iteration': 'Sprints'}
SPANS = {'4': '4 weeks', '13': '13 weeks', '26': '26 weeks', '52': 'A year', '156': '3 years'}
LONGEST_OF_DAYS = 13  # weeks


@dataclass(frozen=True)
class CapacityWishes:
    bucket: Callable[[str], Awaitable[None]]
    weeks: Callable[[str], Awaitable[None]]
    move: Callable[[int], Awaitable[None]]
    now: Callable[[], Awaitable[None]]
    teams: Callable[[tuple[int, ...]], Awaitable[None]]
    plans: Callable[[tuple[int, ...]], Awaitable[None]]
    scenario: Callable[[int | None], Awaitable[None]]
    open_cell: Callable[[int, date, date], Awaitable[None]]
    open_days: Callable[[], Awaitable[None]]


class CapacityScreen(ui.element):
    def __init__(self, wishes: CapacityWishes, bucket: str, weeks: str) -> None:
        super().__init__('div')
        self.classes('rt-col rt-capacity')
        with self:
            self._head(wishes, bucket, weeks)
            self.nothing = Nothing(lambda _: None, _no_teams)
            with block('rt-card') as self.card:
                with block('rt-heat-scroll rt-scroll-x').props('tabindex=0 role=group aria-label="Load of teams"'):
                    self.grid = HeatGrid(wishes.open_cell)
                with block('rt-card-foot'):
                    legend()
            self.note = Text('', 'rt-hint', 'p')
            self.charts = LoadCharts()
        self.nothing.set_visibility(False)

    def show(self, view: CapacityView) -> None:
        self.window.show(view.ask.first, view.ask.last)
        self.teams.offer(view.teams, view.ask.teams)
        self.plans.offer(view.all_plans, view.ask.plans)
        self.nothing.show(not view.rows, '')
        self.card.set_visibility(bool(view.rows))
        self.charts.set_visibility(bool(view.rows))
        self.grid.show(view)
        self.charts.show(view)
        self.note.say(note_of(view))

    def offer(self, scenarios: Mapping[int, str], value: int | None) -> None:
        self.plan.offer(scenarios, value)

    def lead_to_file(self, address: str) -> None:
        put(self.file, href=address)

    def _head(self, wishes: CapacityWishes, bucket: str, weeks: str) -> None:
        with block('rt-phead'):
            Text('Capacity', 'rt-grow', 'h1')
            self.plan = PlanChoice(wishes.scenario)
            Button('Day by day', wishes.open_days, icon='fullscreen')
            self.file = link('CSV', '#', 'rt-btn', 'download').props('download aria-label="Download capacity as CSV"')
        with block('rt-row rt-numbers-bar').props('role=toolbar aria-label="What is shown"'):
            self.bucket = Segmented('Periods', BUCKETS, bucket, wishes.bucket)
            self.window = DayWindow(wishes.move, wishes.now)
            self.weeks = Choice('Length', SPANS, weeks, on_change=lambda: wishes.weeks(self.weeks.value))
            self.weeks.classes('rt-bare')
            self.teams = ManyChip('Teams', 'Teams', wishes.teams)
            self.plans = ManyChip('Plans', 'Plans', wishes.plans)


def note_of(view: CapacityView) -> str:
    """What is counted, in words."""
    days = 'calendar days' if view.counts_calendar_days else 'working days without days off and absences'
    parts = [f'Load is the sum of planned shares ÷ who is there, in {days}.',
             f'{counted(view.denominator, "team")} together.']
    if not view.sees_all:
        parts.append('Only plans you may see are counted.')
    if view.scenario:
        parts.append(f'{view.scenario}, with the number of the live plan struck through where it differs.')
    return ' '.join(parts)


def _no_teams() -> None:
    empty_state('groups', 'No teams yet', 'Teams and their people are set up by admins. Their load appears here.')
