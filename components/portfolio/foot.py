"""Below a timeline: what its signs mean, how near one is, and how old what is shown is."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from nicegui import ui

from app.domain.portfolio.timeline.timeline import DOUBT, SourceAge
from components.controls import Button, IconButton, Text, block, sign
from components.moments import short_moment, within

HEAT = (('<50', 0), ('50+', 1), ('80+', 2), ('101+', 3), ('111+', 4))
KEYS = (('done', 'done so far'), ('changed', 'changed in this scenario'), ('ghost', 'baseline'))
ZOOM = (('zoom_out', 'Zoom out', 'out'), ('zoom_in', 'Zoom in', 'in'), ('fit_width', 'Fit all', 'fit'),
        ('today', 'Today', 'today'))
FINE = ('ok', 'stale', 'new')
TROUBLES = {  # state: what is wrong, what to do
    'auth': ('access refused', 'replace the token in Setup'), 'unavailable': ('not answering', 'it is read again by '
    'itself'), 'throttled': ('asked to wait', 'it is read again by itself'),
    'config': ('does not fit', 'look at its plans in Setup'),
    DOUBT: ('answered with suspiciously little', 'its items stay until an admin confirms that in Setup')}


class Foot(ui.element):
    def __init__(self, zoom: Callable[[str], object], sync: Callable[[str], Awaitable[None]] | None) -> None:
        super().__init__('div')
        self.sync = sync
        self.shown: tuple[SourceAge, ...] | None = None
        self.classes('rt-plan-foot')
        with self:
            with block('rt-plan-legend'):
                self._legend()
            with block('rt-row'):
                for icon, name, word in ZOOM:
                    IconButton(icon, name, partial(zoom, word)).classes('rt-small')
            self.sources = block('rt-plan-sources')

    def show(self, sources: Sequence[SourceAge]) -> None:
        """Any state but a good one is an alert."""
        if tuple(sources) == self.shown:
            return
        self.shown = tuple(sources)
        self.sources.clear()
        with self.sources:
            for source in self.shown:
                self._source(source)

    def _source(self, source: SourceAge) -> None:
        is_fine = source.state in FINE
        with block(f'rt-row rt-plan-source{"" if source.state == "ok" else " rt-wrn"}').props(
                f'role={"status" if is_fine else "alert"}'):
            sign('cloud_done' if source.state == 'ok' else 'sync_problem', 16)
            Text(f'{source.name}, {source.text}{_trouble(source)}')
            if self.sync:
                Button('Sync now', partial(self.sync, source.name), size='s', look='ghost', icon='sync')

    def _legend(self) -> None:
        for key, text in KEYS:
            with block('rt-plan-key', 'span'):
                block(f'rt-key-{key}', 'i')
                Text(text)
        for key, text in (('needs', 'needs'), ('broken', 'order broken')):
            with block('rt-plan-key', 'span'):
                sign('trending_flat', 18, '' if key == 'needs' else 'rt-neg')
                Text(text)
        with block('rt-plan-key rt-plan-heat', 'span'):
            Text('Load %')
            for text, step in HEAT:
                Text(text, f'rt-heat rt-heat-{step}')


def _trouble(source: SourceAge) -> str:
    """Since when, and what helps."""
    if source.state not in TROUBLES:
        return ''
    what, deed = TROUBLES[source.state]
    return f': {what}{f" since {within(short_moment(source.since))}" if source.since else ""}, {deed}'
