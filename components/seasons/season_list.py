"""All seasons of the company, and how far each is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from app.domain.seasons.phases import OVER, PHASE_NAMES, phase_of
from app.domain.seasons.season import LOCKED, STATE_NAMES, STATES, SeasonView
from components.controls import Pill, Text, block, classed, link, put, table_head
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import local_day, short_day

HEADS = (('Season', ''), ('Days', 'rt-not-phone'), ('Step', ''), ('Progress', 'rt-not-phone'),
         ('Locations', 'rt-num rt-not-phone'), ('Categories', 'rt-num rt-not-phone'), ('Locked', 'rt-not-phone'))


@dataclass(frozen=True)
class ListWishes:
    """What is None is not for whoever looks."""
    found: Callable[[], object] | None = None
    plan: Callable[[], object] | None = None


class SeasonList(ui.element):
    """Without a company it says what comes first."""

    def __init__(self, wishes: ListWishes) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.reason = ''
        with self:
            with block('rt-card rt-scroll-x') as self.card, block('rt-table', 'table').props('aria-label=Seasons'):
                table_head(*HEADS)
                self.rows = Keyed[int, SeasonRow](block(tag='tbody'), SeasonRow)
            self.nothing = block('rt-card')

    def show(self, seasons: Sequence[SeasonView], has_company: bool) -> None:
        for view, row in zip(seasons, self.rows.arrange([one.id for one in seasons]), strict=True):
            row.show(view)
        self.card.set_visibility(bool(seasons))
        self._say('' if seasons else 'season' if has_company else 'company')

    def _say(self, reason: str) -> None:
        self.nothing.set_visibility(bool(reason))
        if reason == self.reason:
            return
        self.reason = reason
        self.nothing.clear()
        with self.nothing:
            if reason == 'company':
                empty_state('storefront', 'No company yet', 'A season belongs to a company, with its calendar, '
                            'locations and categories.' if self.wishes.found else
                            'An admin sets the company up first, with its calendar, locations and categories.',
                            'Set the company up' if self.wishes.found else '', self.wishes.found)
            elif reason:
                empty_state('checkroom', 'No season yet', 'A season goes from locations over plan, open-to-buy and '
                            'range to orders, until it is locked.', 'Plan a season' if self.wishes.plan else '',
                            self.wishes.plan)


class SeasonRow(ui.element):
    def __init__(self) -> None:
        super().__init__('tr')
        self.shown: SeasonView | None = None
        self.classes('rt-clickable')
        with self:
            with block(tag='td'):
                self.name = link('', '', 'rt-b')
                with block('rt-row').style('gap: 8px'):
                    self.code = Text('', 'rt-mono rt-sm rt-3')
                    self.demo = Pill('Demo', 'science', 'info')
            self.days = Text('', 'rt-not-phone', 'td')
            with block(tag='td'):
                self.state = Pill()
                self.step = Text('', 'rt-sm rt-3', 'div')
            with block('rt-not-phone', 'td'), block('rt-season-dots').props('role=img') as self.dots:
                self.signs = [block(tag='i') for _ in STATES]
            self.places = Text('', 'rt-num rt-not-phone', 'td')
            self.kinds = Text('', 'rt-num rt-not-phone', 'td')
            self.locked = Text('', 'rt-not-phone', 'td')
        self.on('click', lambda: ui.navigate.to(f'/seasons/{self.shown.code}') if self.shown else None, args=[])

    def show(self, view: SeasonView) -> None:
        if view == self.shown:
            return
        self.shown = view
        self.name.say(view.name)
        put(self.name, href=f'/seasons/{view.code}')
        self.code.say(view.code)
        self.demo.set_visibility(view.is_demo)
        self.days.say(f'{short_day(view.start)} – {short_day(view.end)} {view.end:%Y}')
        phase = phase_of(view)
        self.state.show(PHASE_NAMES[phase], *(('lock', '') if phase == OVER else ('edit', 'prim')))
        self.step.say(STATE_NAMES[view.state] if view.state != LOCKED else f'revision {view.revision}')
        put(self.dots, aria_label=f'{view.step} of {len(STATES) - 1} steps are done')
        for at, one in enumerate(self.signs):
            classed(one, done=at <= view.step)
        self.places.say(str(view.counts.get('locations', 0)))
        self.kinds.say(str(view.counts.get('categories', 0)))
        step = next((one for one in view.steps if one.state == LOCKED), None)
        self.locked.say(local_day(step.at) if step and view.is_locked else '')


