"""The last runs of a command as bars: height is duration, failures carry a cross as well."""

from collections.abc import Sequence

from nicegui import ui

from app.domain.ops.states import State
from app.domain.ops.views import Outcome
from components.controls import Text, block, sign
from components.ops.sizes import counted, lasting, middle
from components.theme import shape

MOST = 40
WIDE, HIGH, LOW = 6.8, 44.0, 4.0  # of a bar with its gap; of the tallest; of the shortest
TONES = {State.SUCCEEDED: 'ok', State.CANCELLED: 'off'}
WORDS = {'ok': 'done', 'part': 'done in part', 'bad': 'failed', 'off': 'cancelled'}


def tone_of(outcome: Outcome) -> str:
    if outcome.is_partial and outcome.state == State.SUCCEEDED:
        return 'part'
    return TONES.get(outcome.state, 'bad')


def finding(outcomes: Sequence[Outcome]) -> str:
    """The whole strip in a sentence."""
    tones = [tone_of(outcome) for outcome in outcomes]
    parts = [f'{tones.count(tone)} {word}' for tone, word in WORDS.items() if tone in tones]
    return f'Last {counted(len(tones), "run")}: {", ".join(parts)}' if tones else 'No run yet'


class RunStrip(ui.element):
    """Drawn anew only when there is another outcome; the bar of the run on screen is marked."""

    def __init__(self, *, is_small: bool = False) -> None:
        super().__init__('svg')
        self.high = 20.0 if is_small else HIGH
        self.before: tuple[object, ...] | None = None
        self.classes('rt-strip rt-small' if is_small else 'rt-strip')
        self.props('role=img preserveAspectRatio="xMaxYMax meet"')
        self.props['viewBox'] = f'0 0 {MOST * WIDE:.0f} {self.high + 12:.0f}'

    def show(self, outcomes: Sequence[Outcome], run_id: int = 0, is_live: bool = False) -> None:
        shown = tuple(outcomes)[-MOST + is_live:]
        if self.before == (shown, run_id, is_live):
            return
        self.before = (shown, run_id, is_live)
        self.props['aria-label'] = finding(shown)
        self.clear()
        longest = max((outcome.seconds for outcome in shown), default=0) or 1
        left = (MOST - len(shown) - is_live) * WIDE
        with self:
            shape('line', x1=0, x2=MOST * WIDE, y1=self.high + .5, y2=self.high + .5, class_='rt-strip-ground')
            for place, outcome in enumerate(shown):
                tall = LOW + (self.high - LOW) * outcome.seconds / longest
                self._bar(left + place * WIDE, tall, tone_of(outcome), outcome.run_id == run_id)
            if is_live:
                self._bar(left + len(shown) * WIDE, self.high / 2, 'live', True)
        self.update()

    def _bar(self, left: float, tall: float, tone: str, is_this: bool) -> None:
        shape('rect', x=f'{left:.1f}', y=f'{self.high - tall:.1f}', width=4.8, height=f'{tall:.1f}', rx=1.5,
              class_=f'rt-bar-{tone}')
        low = self.high + 5
        if tone == 'bad':
            shape('path', d=f'M{left:.1f} {low}l4.8 4.8m0-4.8l-4.8 4.8', class_='rt-strip-cross')
        elif is_this:
            shape('path', d=f'M{left - .4:.1f} {low}h5.6l-2.8 4.5z', class_='rt-strip-this')


class StripFigures(ui.element):
    """How many ended how, and how long they usually take."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-row rt-sm rt-2 rt-strip-figures')
        self.before: tuple[Outcome, ...] | None = None

    def show(self, outcomes: tuple[Outcome, ...]) -> None:
        if outcomes == self.before:
            return
        self.before = outcomes
        tones = [tone_of(outcome) for outcome in outcomes]
        usual = middle([outcome.seconds for outcome in outcomes if outcome.state == State.SUCCEEDED])
        self.clear()
        with self:
            for tone, icon, tint in (('ok', 'check_circle', 'rt-pos'), ('part', 'warning', 'rt-wrn'),
                                     ('bad', 'cancel', 'rt-neg'), ('off', 'block', 'rt-3')):
                if tone in tones:
                    with block('rt-row').style('gap: 4px'):
                        sign(icon, 14, tint)
                        Text(str(tones.count(tone)))
                        Text(WORDS[tone], 'rt-vh')
            block('rt-grow')
            if usual is not None:
                Text(f'median {lasting(usual)}', 'rt-3')
