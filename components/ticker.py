"""Clocks that tick by themselves: the style sheet counts, so nobody has to send anything each second.

They are told how much is left by the server's clock and run on the browser's own pace, so a wrong clock or a sleeping
tab does not matter. A new length starts the other of two equal animations, which is how an animation starts anew.
"""

from nicegui import ui

from components.theme import shape

DAY = 86_400.0


class Ticker(ui.element):
    """Minutes and seconds, counting down to zero or up from what has passed."""

    def __init__(self, *, counts_up: bool = False) -> None:
        super().__init__('span')
        self.counts_up = counts_up
        self.turn = 0
        self.classes('rt-ticker rt-ticking').props('aria-hidden=true')

    def run(self, seconds: float) -> None:
        """Count from here."""
        self.turn += 1
        start, end = (seconds, seconds + DAY) if self.counts_up else (seconds, 0.0)
        self.style(f'--rt-from: {start:.0f}; --rt-to: {end:.0f}; '
                   f'--rt-left: {DAY if self.counts_up else max(seconds, 0.01):.2f}s')
        self.classes(add=f'rt-turn-{self.turn % 2}', remove=f'rt-turn-{(self.turn + 1) % 2} rt-stopped')

    def stop(self, seconds: float) -> None:
        """Show this and stand still."""
        self.style(f'--rt-from: {seconds:.0f}; --rt-to: {seconds:.0f}; --rt-left: 0.01s')
        self.classes(add='rt-stopped')


class Ring(ui.element):
    """How much of a length of time is left, as an arc that closes."""

    def __init__(self, size: int = 76) -> None:
        super().__init__('svg')
        self.turn = 0
        self.classes('rt-ring rt-ticking').props(f'viewBox="0 0 76 76" width={size} height={size} aria-hidden=true')
        with self:
            shape('circle', cx=38, cy=38, r=33, class_='rt-ring-track')
            self.arc = shape('circle', cx=38, cy=38, r=33, pathLength=100, class_='rt-ring-arc')

    def run(self, seconds: float, whole: float) -> None:
        self.turn += 1
        share = min(1.0, seconds / whole) if whole else 0.0
        self.style(f'--rt-share: {100 - 100 * share:.1f}; --rt-left: {max(seconds, 0.01):.2f}s')
        self.classes(add=f'rt-turn-{self.turn % 2}', remove=f'rt-turn-{(self.turn + 1) % 2} rt-stopped')

    def stop(self, seconds: float, whole: float) -> None:
        share = min(1.0, seconds / whole) if whole else 0.0
        self.style(f'--rt-share: {100 - 100 * share:.1f}')
        self.classes(add='rt-stopped')
