"""What programs send to a terminal, reduced to what may be stored: text, colours, and where the cursor goes.

Colours (SGR) stay. Titles, links, the clipboard (OSC), device strings (DCS), private sequences and control characters
go, wherever the border of two pieces cuts them; a move of the cursor to another line becomes UP or DOWN.
"""

import re

UP, DOWN = '\x0b', '\x0c'  # which no text has any more by then
MOST_MOVES = 100
COLOUR = re.compile('\x1b\\[[0-9;:]{0,64}m')

_SPECIAL = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]')
_NOISE = re.compile('\x1b(?!\\[[0-9;:]{0,64}m)(?:\\[([0-?]{0,64})[ -/]{0,8}([@-~])|[ -/]{0,8}[0-~])?'
                    '|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]')
_CUT = re.compile('\x1b(?:\\[[0-?]{0,64}[ -/]{0,8}|[ -/]{0,8})\\Z')  # a sequence whose end has not come yet
_STRING = re.compile('\x1b[]PX^_]')
_END = re.compile('[\x07\x9c\n]|\x1b\\\\?')  # of such a string; it never hides the next line
_EARLIER = re.compile('[^\n]*\r')


def visible(text: str) -> str:
    """A stored text as it looks in the end: without colours and without the earlier states of a bar."""
    if '\r' in text:
        text = _EARLIER.sub('', text)
    return COLOUR.sub('', text) if '\x1b' in text else text


class Terminal:
    """Reads one stream."""

    def __init__(self) -> None:
        self.pending = ''
        self.is_in_string = False

    def feed(self, text: str) -> str:
        if self.pending:
            text, self.pending = self.pending + text, ''
        if '\r' in text:
            text = text.replace('\r\n', '\n')
            if text.endswith('\r'):  # and maybe a line feed follows
                text, self.pending = text[:-1], '\r'
        if not self.is_in_string and not _SPECIAL.search(text):
            return text
        if cut := _CUT.search(text, max(0, len(text) - 80)):
            text, self.pending = text[:cut.start()], cut[0] + self.pending
        return ''.join(self._read(text))

    def rest(self) -> str:
        """What the stream ended with is no sequence any more, and nothing to be seen."""
        self.pending, self.is_in_string = '', False
        return ''

    def _read(self, text: str) -> list[str]:
        parts: list[str] = []
        place = 0
        while True:
            if self.is_in_string:
                end = _END.search(text, place)
                if end is None:
                    return parts
                self.is_in_string = False
                place = end.start() if end[0] in ('\n', '\x1b') else end.end()
            start = _STRING.search(text, place)
            parts.append(_NOISE.sub(_move, text[place:start.start() if start else len(text)]))
            if start is None:
                return parts
            self.is_in_string, place = True, start.end()


def _move(noise: re.Match[str]) -> str:
    """A cursor that goes up or down says so; nothing else is left of such a sequence."""
    if noise[2] not in ('A', 'B', 'E', 'F'):
        return ''
    times = int(noise[1]) if noise[1].isdecimal() else 1
    return (UP if noise[2] in 'AF' else DOWN) * min(max(times, 1), MOST_MOVES)
