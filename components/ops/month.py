"""How the last 30 days went, in five figures and a bar for each day."""

from nicegui import ui

from app.domain.ops.views import MonthFigures
from components.controls import Text, block
from components.moments import grouped, short_day
from components.ops.sizes import in_words
from components.theme import shape

HIGH, WIDE = 44.0, 9.0


class Month(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card rt-month-card').props('aria-label="Last 30 days"')
        self.before: MonthFigures | None = None
        with self:
            self.list = block('rt-month-figures', 'dl')
            self.bars = shape('svg', viewBox=f'0 0 {30 * WIDE:.0f} {HIGH + 2:.0f}', role='img',
                              preserveAspectRatio='none', class_='rt-month-bars')

    def show(self, figures: MonthFigures) -> None:
        if figures == self.before:
            return
        self.before = figures
        self.list.clear()
        with self.list:
            for name, value, tint in _figures(figures):
                with block():
                    Text(name, 'rt-sm rt-3', 'dt')
                    Text(value, f'rt-fig {tint}'.strip(), 'dd')
        self._draw(figures)

    def _draw(self, figures: MonthFigures) -> None:
        days = figures.days[-30:]
        most = max((day.succeeded + day.failed + day.cancelled for day in days), default=0) or 1
        self.bars.clear()
        worst = max(days, key=lambda day: day.failed, default=None)
        self.bars.props['aria-label'] = f'Runs of each of the last 30 days, at most {most}' + (
            f'; most failures on {short_day(worst.day)}, {worst.failed}' if worst and worst.failed else '')
        with self.bars:
            for place, day in enumerate(days):
                low = HIGH
                for number, tone in ((day.succeeded, 'ok'), (day.cancelled, 'off'), (day.failed, 'bad')):
                    tall = number / most * HIGH
                    if tall:
                        shape('rect', x=f'{place * WIDE:.1f}', y=f'{low - tall:.1f}', width=WIDE - 2,
                              height=f'{max(tall, 1.5):.1f}', rx=1, class_=f'rt-bar-{tone}')
                    low -= tall
            shape('line', x1=0, x2=30 * WIDE, y1=HIGH + .5, y2=HIGH + .5, class_='rt-strip-ground')
        self.bars.update()


def _figures(figures: MonthFigures) -> tuple[tuple[str, str, str], ...]:
    bad = figures.failed + figures.timed_out + figures.lost
    return (('Runs in 30 days', grouped(figures.runs), ''),
            ('Succeeded', f'{figures.rate:.0%}'.replace('%', ' %') if figures.rate is not None else '–', ''),
            ('Failed', grouped(bad), 'rt-neg' if bad else ''),
            ('Done in part', grouped(figures.partial), 'rt-wrn' if figures.partial else ''),
            ('Took on average', in_words(figures.seconds) if figures.seconds is not None else '–', ''))
