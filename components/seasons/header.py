"""What stands above every page of a season: its name, how it is counted, and how far it has come."""

from nicegui import ui

from app.domain.seasons.phases import OVER, PHASE_NAMES, PREPARING, last_receipts, phase_of
from app.domain.seasons.season import CREATED, LOCATED, LOCKED, RANGED, STATE_NAMES, STATES, SeasonView, StepTaken
from components.controls import Pill, Text, become, block, put, sign, symbol
from components.moments import dated, local_day

BASES = {'retail': 'Retail', 'cost': 'Cost'}
LOOKS = {OVER: ('lock', ''), PREPARING: ('edit', 'prim')}


class SeasonHeader(ui.element):
    """`actions` is the place for what can be done on this page."""

    def __init__(self, view: SeasonView) -> None:
        super().__init__('header')
        self.classes('rt-season-head')
        self.missing = ''
        with self:
            with block('rt-phead'):
                with block('rt-row rt-wrap rt-grow rt-season-name'):
                    self.name = Text('', tag='h1')
                    self.code = Text('', 'rt-mono rt-sm rt-2')
                    self.state = Pill()
                    self.basis = Text('', 'rt-sm rt-2')
                self.actions = block('rt-row rt-wrap rt-season-deeds')
            with block('rt-stepper', 'ol').props('aria-label="How far this season is"'):
                self.steps = [Step(number, state) for number, state in enumerate(STATES, 1)]
        self.show(view)

    def show(self, view: SeasonView) -> None:
        self.view = view
        self.name.say(view.name)
        self.code.say(view.code)
        phase = phase_of(view)
        self.state.show(PHASE_NAMES[phase], *LOOKS.get(phase, ('local_shipping', 'prim')))
        revision = f' · revision {view.revision}' if view.revision > 1 else ''
        self.basis.say(f'Basis: {BASES[view.basis].lower()}, {view.currency}{revision}')
        self._show_steps()

    def say_missing(self, text: str) -> None:
        """What the present step still lacks, such as “14 cells missing”."""
        self.missing = text
        self._show_steps()

    def _show_steps(self) -> None:
        taken = {one.state: one for one in self.view.steps}
        for at, step in enumerate(self.steps):
            if at <= self.view.step:
                step.show('done', done_words(self.view, step.state, taken.get(step.state)))
            elif at == self.view.step + 1:
                step.show('now', self.missing or due_words(self.view, step.state))
            else:
                step.show('later', due_words(self.view, step.state) if step.state == LOCKED else '')


class Step(ui.element):
    def __init__(self, number: int, state: str) -> None:
        super().__init__('li')
        self.state, self.number = state, number
        self.shown = ('', '')
        with self:
            with block('rt-step-sign', 'span').props('aria-hidden=true'):
                self.sign = sign('check')
                self.figure = Text(str(number))
            with block('rt-step-words', 'span'):
                Text(STATE_NAMES[state], 'rt-step-name')
                self.note = Text('', 'rt-step-note')

    def show(self, look: str, note: str) -> None:
        if self.shown == (look, note):
            return
        self.shown = (look, note)
        self.note.say(note)
        become(self, (f'rt-step-{look}',))
        put(self, aria_current='step' if look == 'now' else None)
        is_sign = look == 'done' or self.state == LOCKED
        put(self.sign, name=symbol('check' if look == 'done' and self.state != LOCKED else 'lock'))
        self.sign.set_visibility(is_sign)
        self.figure.set_visibility(not is_sign)


def done_words(view: SeasonView, state: str, step: StepTaken | None) -> str:
    """When, and by whom or how much."""
    what = f'{view.counts.get("locations", 0)} locations' if state == LOCATED else step.by_name if step else ''
    when = local_day(step.at) if step else (dated(view.start) if state == CREATED else '')
    return ' · '.join(filter(None, (when, what)))


def due_words(view: SeasonView, state: str) -> str:
    """By when a step is wanted, where a day follows from those of the season."""
    if state == LOCKED:
        return f'from {dated(last_receipts(view))}'
    return f'before {dated(view.start)}' if state == RANGED and view.today < view.start else 'next'
