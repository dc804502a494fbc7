"""From the bytes of a program to the lines of a log, however the bytes were cut into pieces.

Decoded, freed of escape sequences, masked, split, read for marks and levels. Blocks without anything special are
handled as a whole; a line of its own is looked at only where a word of its block calls for it.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.ops import marks
from app.domain.ops.escapes import Terminal, visible
from app.domain.ops.marks import ADD_MASK, ERROR, WARNING
from app.domain.ops.masking import Mask, MaskedStream
from app.domain.ops.rows import Rows
from app.domain.ops.sayings import gist, tells
from app.domain.ops.views import LogLine

PIECE = 65_536  # bytes that are read at once
SAY = 'say'  # the stream of what Roundtable itself says
LONGEST_MASK = 65_536  # of a value that a program wants masked
MOST_ASKED = 200  # such values
LAST = 200  # characters of the last line that are shown beside a run


@dataclass(frozen=True)
class Standing:
    """What is known of a log by now."""
    lines: int = 0  # all that were said
    size: int = 0  # their bytes
    warnings: int = 0
    errors: int = 0
    first_error: int | None = None
    progress: float | None = None
    progress_text: str = ''
    last_line: str = ''
    last_at: datetime | None = None


class Stream:
    """One of the pipes of a program, and what of it is not yet a line."""

    def __init__(self, name: str, mask: Mask) -> None:
        self.name = name
        self.decoder = codecs.getincrementaldecoder('utf-8')('replace')
        self.terminal, self.masked, self.rows = Terminal(), MaskedStream(mask), Rows()
        self.asking = ''  # a line that may ask for a mask, as far as it has come
        self.is_at_begin = True  # of a line
        self.is_in_traceback = False

    def hold_back(self, text: str) -> tuple[str, bool]:
        """All but an unfinished line that may ask for a mask, and whether it begins with a line."""
        text, self.asking = self.asking + text, ''
        start = text.rfind('\n') + 1
        end = text[start:]
        if end and (start or self.is_at_begin) and (ADD_MASK.startswith(end) or end.startswith(ADD_MASK)):
            text, self.asking = text[:start], end
        was_at_begin = self.is_at_begin
        if text:
            self.is_at_begin = text.endswith('\n')
        return text, was_at_begin


class Scribe:
    """Writes the log of one attempt."""

    def __init__(self, secrets: Sequence[str] = (), first_seq: int = 1) -> None:
        self.seq = first_seq  # of the next line
        self.size = self.warnings = self.errors = 0
        self.first_error: int | None = None
        self.progress: float | None = None
        self.progress_text = ''
        self.last_at: datetime | None = None
        self._mask = Mask(secrets)
        self._streams: dict[str, Stream] = {}
        self._lines: list[LogLine] = []
        self._asked = 0  # values that the program wanted masked
        self._latest: Stream | None = None
        self._last_text = ''

    def feed(self, stream: str, data: bytes, at: datetime) -> None:
        """What a program wrote; `stream` is out or err."""
        source = self._stream(stream)
        for start in range(0, len(data), PIECE):
            piece = data[start:start + PIECE] if len(data) > PIECE else data
            self._read(source, source.terminal.feed(source.decoder.decode(piece)), at)
        self._latest, self.last_at = source, at

    def say(self, text: str, at: datetime, level: str = '', mark: str = '') -> None:
        """What Roundtable itself has to say: text is only text here, never a mark."""
        whole = Terminal().feed(text.encode('utf-8', 'replace').decode() + '\n')
        rows, source = Rows(), self._stream(SAY)
        for line in rows.feed(self._mask.mask(whole), at):
            self._add(source, line, at, level, mark)
        self._latest, self.last_at = None, at

    def move(self, percent: float | None, text: str, at: datetime) -> None:
        """The bar, without a line."""
        self.progress, self.progress_text, self.last_at = percent, self.mask(text)[:LAST], at

    def take(self) -> tuple[LogLine, ...]:
        """The lines that are new since the last time."""
        lines, self._lines = self._lines, []
        return tuple(lines)

    def finish(self, at: datetime) -> None:
        """Nothing more will come: what was held back becomes lines."""
        for source in tuple(self._streams.values()):
            self._read(source, source.terminal.feed(source.decoder.decode(b'', True)) + source.terminal.rest(), at)
            if source.asking:
                self._read(source, '\n', at)
            self._note(source, source.rows.feed(source.masked.rest(), at), at)
            self._note(source, source.rows.rest(), at)
            source.rows = Rows()

    def mask(self, text: str) -> str:
        """For everything else that is kept or shown of an attempt: reasons, results, reports."""
        return self._mask.mask(text)

    def add_mask(self, *values: str) -> None:
        """From now on; what is being rotated is masked in both values."""
        self._mask.add(*(value[:LONGEST_MASK] for value in values))

    @property
    def lines(self) -> int:
        return self.seq - 1

    @property
    def last_line(self) -> str:
        """What is being said now, else the last thing said in words."""
        text = visible(self._latest.rows.open_text if self._latest else '')
        return gist(text if any(map(str.isalnum, text)) else visible(self._last_text))[:LAST]

    @property
    def standing(self) -> Standing:
        return Standing(self.lines, self.size, self.warnings, self.errors, self.first_error, self.progress,
                        self.progress_text, self.last_line, self.last_at)

    def _stream(self, name: str) -> Stream:
        if name not in self._streams:
            self._streams[name] = Stream(name, self._mask)
        return self._streams[name]

    def _read(self, source: Stream, text: str, at: datetime) -> None:
        for part in self._parts(*source.hold_back(text), at):
            self._note(source, source.rows.feed(source.masked.feed(part), at), at)

    def _parts(self, text: str, is_at_begin: bool, at: datetime) -> Iterator[str]:
        """Up to each line that asks for a mask, and from there on with the mask."""
        begin = 0
        while (place := text.find(ADD_MASK, begin)) >= 0:
            end = text.find('\n', place) + 1 or len(text)
            if text[place - 1] == '\n' if place else is_at_begin:
                yield text[begin:place]
                self._mask_as_asked(text[place + len(ADD_MASK):end].rstrip('\n'), at)
                begin = place
            yield text[begin:end]
            begin = end
        yield text[begin:]

    def _mask_as_asked(self, value: str, at: datetime) -> None:
        """Each new value makes a new automaton, so their number is limited."""
        self._asked += 1
        if self._asked <= MOST_ASKED:
            self.add_mask(value)
        elif self._asked == MOST_ASKED + 1:
            self.say(f'More than {MOST_ASKED} values were to be masked: from here on they are not', at, WARNING)

    def _note(self, source: Stream, texts: list[str], at: datetime) -> None:
        if not texts:
            return
        block = '\n'.join(texts)
        self.size += len(block.encode()) + 1
        self._last_text = self._last_of(texts)
        if not source.is_in_traceback and not any(word in block for word in marks.TELLING):
            name = source.name
            self._lines += [LogLine(seq, at, name, '', '', text) for seq, text in enumerate(texts, self.seq)]
            self.seq += len(texts)
            return
        for text in texts:
            self._note_line(source, text, at)

    def _note_line(self, source: Stream, text: str, at: datetime) -> None:
        said = marks.read_mark(text) if text.startswith('::') else None
        if said is None:
            self._append(source, text, at, *self._level(source, text))
        elif said.percent is not None:
            self.progress, self.progress_text = said.percent, said.text[:LAST]
        else:
            self._append(source, said.text, at, said.level, bool(said.level), said.mark)

    def _level(self, source: Stream, text: str) -> tuple[str, bool]:
        """The level of a line, and whether it counts: a traceback is one error."""
        if source.is_in_traceback:
            source.is_in_traceback = not text or text[0] in ' \t'
            return ERROR, False
        if marks.begins_traceback(text):
            source.is_in_traceback = True
            return ERROR, True
        level = marks.level_of(text)
        return level, bool(level)

    def _add(self, source: Stream, text: str, at: datetime, level: str, mark: str) -> None:
        self.size += len(text.encode()) + 1
        self._last_text = self._last_of([text])
        self._append(source, text, at, level, bool(level), mark)

    def _last_of(self, texts: Sequence[str]) -> str:
        """The newest with words; what has none counts for as long as nothing has any."""
        if words := next((text for text in reversed(texts) if tells(visible(text))), ''):
            return words
        if tells(visible(self._last_text)):
            return self._last_text
        return next((text for text in reversed(texts) if visible(text).strip()), self._last_text)

    def _append(self, source: Stream, text: str, at: datetime, level: str, counts: bool, mark: str = '') -> None:
        if counts and level == ERROR:
            self.errors += 1
            self.first_error = self.first_error or self.seq
        elif counts and level == WARNING:
            self.warnings += 1
        self._lines.append(LogLine(self.seq, at, source.name, level, mark, text))
        self.seq += 1
