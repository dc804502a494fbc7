"""How good capacities were, and what is known of the sprints to come."""

from nicegui import ui

from app.domain.sprints.capacity.ahead import AheadView, ShareView
from app.domain.sprints.capacity.views import CapacityView
from app.domain.sprints.metrics.trends import FALLING, NO_TREND, RISING
from components.controls import Button, Text, block, link, table_head
from components.sprints.capacity_head import CapacityWishes
from components.sprints.words import NOTHING, amount, percent

TRENDS = {RISING: '▲ rising', FALLING: '▼ falling', NO_TREND: 'no trend'}


class PastCard(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="How good capacities were"')
        self.shown: object = None

    def show(self, view: CapacityView) -> None:
        if view.past == self.shown:
            return
        self.shown = view.past
        self.clear()
        with self:
            with block('rt-card-head rt-ln'):
                Text('How good capacities were', tag='h2')
            if not view.past:
                Text('No sprint is closed yet. What was done of what was to fit is told here.', 'rt-2 rt-card-body',
                     'p')
                return
            with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Capacity accuracy"'):
                table_head(('Sprint', ''), *((name, 'rt-num') for name in ('Was to fit', 'Done', 'Accuracy')))
                with block(tag='tbody'):
                    for one in reversed(view.past):
                        with block(tag='tr'):
                            with block(tag='td'):
                                link(one.name, f'/sprints/boards/{view.board}/sprints/{one.sprint}')
                            Text('unknown' if one.planned is None else amount(one.planned), 'rt-num', 'td')
                            Text(amount(one.done), 'rt-num', 'td')
                            Text(percent(one.accuracy), 'rt-num', 'td')


class AheadCard(ui.element):
    def __init__(self, wishes: CapacityWishes) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="Plan ahead"')
        self.wishes = wishes
        self.shown: object = None

    def show(self, view: CapacityView) -> None:
        now = (view.ahead, view.shares, view.usual)
        if now == self.shown:
            return
        self.shown = now
        self.clear()
        with self:
            with block('rt-card-head rt-ln'):
                Text('Plan ahead', 'rt-grow', 'h2')
                Text(f'usually {amount(view.usual)} points', 'rt-2')
                if self.wishes.may_change:
                    Button('Change', self.wishes.plan, size='s', look='ghost').props('aria-label="Change the plan"')
            if view.ahead:
                _sprints(view)
            else:
                Text('No sprint is planned yet.', 'rt-2 rt-card-body', 'p')
            if view.shares:
                _shares(view.shares)


def _sprints(view: CapacityView) -> None:
    projects = [name for name, _ in view.ahead[0].by_project]
    with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Sprints to come"'):
        table_head(('Sprint', ''), ('Fits', 'rt-num'), ('Planned', 'rt-num'), *((one, 'rt-num') for one in projects))
        with block(tag='tbody'):
            for one in view.ahead:
                with block(tag='tr'):
                    with block(tag='td'):
                        link(one.name, f'/sprints/boards/{view.board}/capacity?sprint={one.sprint}')
                    Text(fits_text(one), 'rt-num' if one.is_known else 'rt-num rt-3', 'td')
                    Text(amount(one.planned), 'rt-num', 'td')
                    for _, points in one.by_project:
                        Text(amount(points), 'rt-num', 'td')


def fits_text(one: AheadView) -> str:
    """What is only usual is not told as if it were known."""
    return amount(one.points) if one.is_known else f'unknown, usually {amount(one.points)}'


def _shares(shares: tuple[ShareView, ...]) -> None:
    with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Shares of projects"'):
        table_head(('Priority', 'rt-num'), ('Project', ''), ('To get', 'rt-num'), ('Got', 'rt-num'), ('Trend', ''))
        with block(tag='tbody'):
            for one in shares:
                with block(tag='tr'):
                    Text(str(one.rank) if one.rank else '–', 'rt-num', 'td')
                    Text(one.project, tag='td')
                    Text('not said' if one.percent is None else percent(one.percent / 100), 'rt-num', 'td')
                    Text(NOTHING if one.got is None else percent(one.got), 'rt-num', 'td')
                    Text(TRENDS.get(one.trend.verdict, 'too few sprints'), tag='td')
