"""The steps of a season as a list: what is done, what the present one lacks, and the button that completes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nicegui import ui

from app.domain.seasons.checklist import DONE, LOCATIONS, LOCK, NOW, REACHES, STEPS, Check, Checklist
from app.domain.seasons.season import CREATED, LOCATED, SeasonView
from components.controls import Button, Pill, Text, block, classed, link, put, sign, symbol
from components.moments import short_moment

Wish = Callable[[], object]
TEXTS: Mapping[str, str] = {
    'locations': 'Where is planned, and what.', 'plan': 'Every open cell has a figure, every scope is approved.',
    'otb': 'Every month has a stock target, so that open-to-buy can be worked out.',
    'range': 'Every category says what its range is meant to be.',
    'buying': 'Orders and receipts, and forecasts of the rest.',
    'lock': 'What the season was, provably; nothing changes after it.'}
WORDS = {DONE: ('Done', 'check_circle', 'ok'), NOW: ('Now', 'arrow_forward', 'prim'),
         'later': ('Later', 'schedule', '')}


@dataclass(frozen=True)
class StepWishes:
    """What is None is not for whoever looks; `complete` by the key of a step."""
    complete: Mapping[str, Wish]
    take_back: Wish | None = None
    reopen: Wish | None = None
    locations: Wish | None = None
    categories: Wish | None = None


class StepList(ui.element):
    def __init__(self, code: str, wishes: StepWishes) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Checklist')
        self.wishes = wishes
        links = {'plan': ('Open the plan', f'/seasons/{code}/plan'), 'otb': ('Open-to-buy', f'/seasons/{code}/otb'),
                 'range': ('Open the range', f'/seasons/{code}/range'),
                 'buying': ('Orders and receipts', f'/seasons/{code}/orders')}
        with self:
            with block('rt-card-head rt-ln'):
                Text('Steps', 'rt-grow', 'h2')
                self.back = Button('Take back step', wishes.take_back, look='ghost', icon='undo')
                self.reopen = Button('Re-open season', wishes.reopen, icon='lock_open')
            with block('rt-season-steps', 'ul').props('role=list aria-label=Steps'):
                self.steps = {key: StepLine(key, wishes, links.get(key)) for key in STEPS}

    def show(self, view: SeasonView, found: Checklist) -> None:
        taken = {one.state: one for one in view.steps}
        for check in found.checks:
            step = taken.get(REACHES.get(check.key, ''))
            note = f'{short_moment(step.at)} by {step.by_name}' if step and check.state == DONE else ''
            self.steps[check.key].show(check, note, view)
        self.back.set_visibility(self.wishes.take_back is not None and not view.is_locked and view.state != CREATED)
        self.reopen.set_visibility(self.wishes.reopen is not None and view.is_locked)


class StepLine(ui.element):
    def __init__(self, key: str, wishes: StepWishes, target: tuple[str, str] | None) -> None:
        super().__init__('li')
        self.key = key
        with self:
            self.sign = sign('schedule', 20)
            with block('rt-grow'):
                with block('rt-row rt-wrap').style('gap: 8px'):
                    Text(STEPS[key], tag='h3')
                    self.pill = Pill()
                    self.note = Text('', 'rt-sm rt-3')
                Text(TEXTS[key], 'rt-sm rt-2', 'p')
                self.status = Text('', 'rt-season-missing', 'p').props('role=status')
            with block('rt-row rt-wrap rt-season-step-deeds'):
                self.choosers = _choosers(wishes) if key == LOCATIONS else []
                self.link = link(*target, 'rt-sm') if target else None
                complete = wishes.complete.get(key)
                text = 'Lock season' if key == LOCK else f'Complete step: {STEPS[key]}'
                self.button = Button(f'{text}…' if key == LOCK else text, complete, look='primary',
                                     icon='lock' if key == LOCK else 'check') if complete else None
                if self.button:
                    put(self.button, aria_label=text)

    def show(self, check: Check, note: str, view: SeasonView) -> None:
        word, icon, tone = WORDS[check.state]
        self.pill.show(word, icon, tone)
        put(self.sign, name=symbol(icon))
        self.note.say(note)
        missing = '; '.join(check.missing)
        self.status.say(missing[:1].upper() + missing[1:])
        put(self.status, aria_label=check.status)
        self.status.set_visibility(bool(missing))
        classed(self, now=check.state == NOW, done=check.state == DONE, later=check.state == 'later')
        for button in self.choosers:
            button.set_visibility(view.state in (CREATED, LOCATED))
        if self.link:
            self.link.set_visibility(check.state != 'later')
        if self.button:
            self.button.set_visibility(check.state == NOW)
            self.button.enable(not check.missing or self.key == LOCK)


def _choosers(wishes: StepWishes) -> list[Button]:
    return [Button(f'{text}…', wish, size='s', icon=icon) for text, icon, wish in (
        ('Choose locations', 'storefront', wishes.locations), ('Choose categories', 'category', wishes.categories))
        if wish]
