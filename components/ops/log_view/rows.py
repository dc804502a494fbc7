"""Lines of a log as light rows: what is written, in its colours, and never anything but text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nicegui import ui

from app.domain.ops.views import LogLine
from components.controls import Text, classed, put, sign, symbol
from components.ops.log_view.colours import SGR, bare, last_state, pieces

MOST = 600  # rows at a time; whoever wants others pages
WORDS = {'info': ('INFO  ', 'blue'), 'warning': ('WARN  ', 'yellow'), 'error': ('ERROR ', 'red')}
SPOKEN = re.compile(r'\W*(info|warn|warning|error|err|fatal|debug)\b', re.IGNORECASE)


@dataclass(frozen=True)
class Times:
    """How moments are written in front of the lines."""
    zone: ZoneInfo
    began_at: datetime | None = None
    kind: str = 'clock'  # clock, since

    def text(self, moment: datetime) -> str:
        """10:45:29.808, or +1:17.808."""
        if self.kind == 'since' and self.began_at:
            passed = max(timedelta(), moment - self.began_at)
            whole = int(passed.total_seconds())
            return f'+{whole // 60}:{whole % 60:02}.{passed.microseconds // 1000:03}'
        local = moment.astimezone(self.zone)
        return f'{local:%H:%M:%S}.{local.microsecond // 1000:03}'


def level_word(line: LogLine) -> tuple[str, str]:
    """The level in front, where the line does not say it itself."""
    word = WORDS.get(line.level)
    return word if word and line.stream == 'say' and not SPOKEN.match(bare(line.text)) else ('', '')


def spoken_level(line: LogLine) -> str:
    """The level a plain line begins with, which then has its colour."""
    found = SPOKEN.match(line.text) if line.level in WORDS and not line.mark else None
    return found[0] if found else ''


class Row(Text):
    """The number leads to the line; the time stands beside it without being part of what is copied."""

    def __init__(self, line: LogLine, time: str, needle: re.Pattern[str] | None,
                 choose: Callable[[int], object], fold: Callable[[int], object]) -> None:
        super().__init__(tag='div')
        self.line, self.needle = line, needle
        self.classes(f'rt-ll rt-ll-{line.mark or line.level or line.stream}')
        if line.mark == 'endgroup' and not line.text:
            self.classes('rt-ll-void')
        self.props['data-at'] = time
        with self:
            number = Text('', 'rt-ll-n', 'a')
            number.props(f'data-n={line.seq} href="?line={line.seq}" tabindex=-1 aria-label="Line {line.seq}"')
            number.on('click.exact.prevent', lambda: choose(line.seq), args=[])
            if line.mark == 'group':
                self._fold_button(fold)
        self._write()

    def look_for(self, needle: re.Pattern[str] | None) -> None:
        """Mark what is searched for."""
        has_hit = any(pattern and pattern.search(bare(self.line.text)) for pattern in (self.needle, needle))
        self.needle = needle
        if has_hit:
            self._write()

    def show_folded(self, is_folded: bool) -> None:
        put(self.folder, aria_expanded='false' if is_folded else 'true')
        put(self.arrow, name=symbol('chevron_right' if is_folded else 'expand_more'))

    def _fold_button(self, fold: Callable[[int], object]) -> None:
        self.folder = ui.element('button').classes('rt-ll-fold').props('type=button aria-expanded=true')
        self.folder.props['aria-label'] = f'Section {bare(self.line.text)}'
        self.folder.on('click', lambda: fold(self.line.seq), args=[])
        with self.folder:
            self.arrow = sign('expand_more', 14)

    def _write(self) -> None:
        """Plain lines are one element, others have a part for each look."""
        for part in [part for part in self if 'rt-ll-part' in part.classes]:
            part.delete()
        if self._is_plain():
            self.say(last_state(self.line.text))
            return
        self.say('')
        with self:
            word, colour = level_word(self.line)
            if word:
                Text(word, f'rt-ll-part rt-ink-{colour}')
            text = self.line.text
            if spoken := spoken_level(self.line):
                Text(spoken, f'rt-ll-part rt-ink-{WORDS[self.line.level][1]}')
                text = text[len(spoken):]
            for piece in pieces(text, self.needle):
                self._part(piece.text, f'rt-ll-part {piece.classes}'.strip(), piece.address, piece.hit)

    def _is_plain(self) -> bool:
        text = self.line.text
        return (self.line.mark not in ('group', 'gap') and not SGR.search(text) and '://' not in text
                and not level_word(self.line)[0] and not spoken_level(self.line)
                and not (self.needle and self.needle.search(bare(text))))

    def _part(self, text: str, classes: str, address: str, hit: int) -> None:
        part = Text(text, classes, 'mark' if hit >= 0 else 'a' if address else 'span')
        if address and hit < 0:
            part.props('target=_blank rel="noopener noreferrer nofollow"').props['href'] = address


class Rows(ui.element):
    """A window on the log: from the first to the last row, without holes that are not told."""

    def __init__(self, times: Times, choose: Callable[[int], object]) -> None:
        super().__init__('div')
        self.classes('rt-ll-rows')
        self.times, self.choose = times, choose
        self.needle: re.Pattern[str] | None = None
        self.rows: dict[int, Row] = {}
        self.folded: set[int] = set()
        self.chosen = 0

    @property
    def first(self) -> int:
        return next(iter(self.rows), 0)

    @property
    def last(self) -> int:
        return next(reversed(self.rows), 0)

    def fill(self, lines: Sequence[LogLine]) -> None:
        """These and no others; rows that are there already stay as they are."""
        wanted = {line.seq for line in lines}
        self._drop([seq for seq in self.rows if seq not in wanted])
        if any(seq not in self.rows for seq in wanted if self.first < seq < self.last):
            self._drop(list(self.rows))
        self.prepend([line for line in lines if line.seq < self.first])
        self.append([line for line in lines if line.seq > self.last])

    def empty(self) -> None:
        self._drop(list(self.rows))
        self.folded.clear()

    def append(self, lines: Sequence[LogLine]) -> None:
        with self:
            self.rows |= {line.seq: self._row(line) for line in lines}
        self._drop(list(self.rows)[:-MOST])
        self._fold_again()

    def prepend(self, lines: Sequence[LogLine]) -> None:
        if not lines:
            return
        with self:
            fresh = {line.seq: self._row(line) for line in lines}
        self.rows = fresh | self.rows
        children = self.default_slot.children
        children[:] = children[-len(fresh):] + children[:-len(fresh)]
        self.update()
        self._drop(list(self.rows)[MOST:])
        self._fold_again()

    def look_for(self, needle: re.Pattern[str] | None) -> None:
        self.needle = needle
        for row in self.rows.values():
            row.look_for(needle)

    def point_at(self, seq: int) -> None:
        """The line that was linked to, or of the current hit."""
        for number in (self.chosen, seq):
            if row := self.rows.get(number):
                classed(row, chosen=number == seq)
        self.chosen = seq

    def reveal(self, seq: int, block: str = 'center') -> None:
        """Unfold what hides it, and scroll there."""
        for group in [group for group in self.folded if group < seq]:
            self.fold(group)
        if row := self.rows.get(seq):
            row.run_method('scrollIntoView', {'block': block})

    def fold(self, seq: int) -> None:
        self.folded ^= {seq}
        if row := self.rows.get(seq):
            row.show_folded(seq in self.folded)
        self._fold_again(is_forced=True)

    def show_times(self, times: Times) -> None:
        self.times = times
        for row in self.rows.values():
            put(row, data_at=times.text(row.line.at))

    def _row(self, line: LogLine) -> Row:
        row = Row(line, self.times.text(line.at), self.needle, self.choose, self.fold)
        if line.seq == self.chosen:
            classed(row, chosen=True)
        return row

    def _drop(self, seqs: Sequence[int]) -> None:
        for seq in seqs:
            self.rows.pop(seq).delete()

    def _fold_again(self, *, is_forced: bool = False) -> None:
        """Hide what lies between a folded beginning and its end."""
        if not self.folded and not is_forced:
            return
        open_groups: list[int] = []
        for seq, row in self.rows.items():
            if row.line.mark == 'endgroup' and open_groups:
                open_groups.pop()
            classed(row, hidden=any(group in self.folded for group in open_groups))
            if row.line.mark == 'group':
                open_groups.append(seq)
