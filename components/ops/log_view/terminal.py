"""The end of a log that flows faster than rows can be made: one terminal, fed with text in bounded pieces."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nicegui import ui

from app.domain.ops.views import LogLine
from components import theme
from components.ops.log_view.colours import last_state
from components.ops.log_view.rows import Times, level_word

PIECE = 65_536  # characters of one write
KEPT = 2_000  # lines to scroll back to without asking
INKS = {'red': 31, 'yellow': 33, 'blue': 34}
TOKENS = dict(re.findall(r'--rt-(log-[a-z0-9-]+|ansi-[a-z-]+):\s*([^;]+);',
                         (Path(theme.__file__).parent / 'tokens.css').read_text()))


def camel(name: str) -> str:
    first, *rest = name.split('-')
    return first + ''.join(map(str.capitalize, rest))


THEME = {'background': TOKENS['log-bg'], 'foreground': TOKENS['log-text'], 'cursor': TOKENS['log-bg'],
         'selectionBackground': TOKENS['log-selection'],
         **{camel(name.removeprefix('ansi-')): value for name, value in TOKENS.items() if name.startswith('ansi-')}}
OPTIONS = {'theme': THEME, 'fontFamily': 'Roboto Mono, ui-monospace, monospace', 'fontSize': 12, 'lineHeight': 1.4,
           'scrollback': KEPT, 'disableStdin': True, 'convertEol': True, 'cursorStyle': 'bar', 'cursorWidth': 1,
           'cursorInactiveStyle': 'none', 'minimumContrastRatio': 4.5}


class Terminal(ui.element):
    """Fits itself to its place; whoever scrolls up in it wants to read, and is told so to `leave`."""

    def __init__(self, leave: Callable[[], Any], press: Callable[[str], Any]) -> None:
        super().__init__('div')
        self.classes('rt-log-terminal')
        self.last = 0
        with self:
            self.xterm = ui.xterm(OPTIONS)
            ui.element('q-resize-observer').on('resize', self.xterm.fit, args=[])
        self.on('wheel', lambda event: leave() if event.args['deltaY'] < 0 else None, args=['deltaY'], throttle=.2)
        self.on('touchmove', lambda: leave(), args=[], throttle=.5)
        self.on('keydown', lambda event: press(event.args['key']), args=['key'])

    def begin(self, wraps: bool) -> None:
        """Empty, and lines wrapped or cut at the edge."""
        self.last = 0
        self.xterm.run_terminal_method('reset')
        self.xterm.write('\x1b[?25l' + ('\x1b[?7h' if wraps else '\x1b[?7l'))

    def write(self, lines: Sequence[LogLine], times: Times | None) -> None:
        text = ''.join(self._told(line, times) for line in lines)
        for first in range(0, len(text), PIECE):
            self.xterm.write(text[first:first + PIECE])

    def _told(self, line: LogLine, times: Times | None) -> str:
        """What went by unseen is told, so that nobody takes it for the whole."""
        gap = ''
        if self.last and line.seq > self.last + 1:
            gap = f'\x1b[90m        ⋯ {line.seq - self.last - 1:,} lines went by; scroll up to read them\x1b[0m\n'
        self.last = line.seq
        time = f'\x1b[90m{times.text(line.at)}  ' if times else ''
        word, colour = level_word(line)
        level = f'\x1b[{INKS[colour]}m{word}\x1b[0m' if word else ''
        bold = '\x1b[1;97m' if line.mark == 'group' else ''
        return f'{gap}\x1b[30m{line.seq:>6}  {time}\x1b[0m{level}{bold}{last_state(line.text)}\x1b[0m\n'
