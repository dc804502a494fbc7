"""Shares that stand in a description, in the block of PlannerTool: read from whatever people made of it, written so
that nothing else of the text changes.

A description may be HTML or plain. What lies between the markers is taken apart into lines, each with the very
characters it came as, because comments, teams nobody knows and unreadable lines go back as they were.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from app.domain.portfolio.items.items import Shares
from app.domain.portfolio.items.setting import Team

OPENING, CLOSING = '[PlannerTool Team Capacity]', '[/PlannerTool Team Capacity]'
ENTITIES = {'&nbsp;': '\xa0', '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'"}
FULL = Decimal(100)
LONGEST = 500  # characters of a line that is read

_TAG = r'</?[A-Za-z!][^<>]{0,2000}>'
_BETWEEN = re.compile(r'<br\s*/?\s*>|</(?:div|p|li)\s*>|\r\n|\n|\r', re.IGNORECASE)
_MARKUP = re.compile(rf'{_TAG}|&(?:nbsp|amp|lt|gt|quot|#39);', re.IGNORECASE)
_NUMBER = r'(-?[0-9]{1,15}(?:[.,][0-9]{1,15})?)[ ]*%?'
_ENTRY = re.compile(rf'[ ]*([^:]*[^:\s])[ ]*:[ ]*{_NUMBER}[ ]*')
_LONG_ENTRY = re.compile(rf'[ ]*(.*[^\s])[ ]*:[ ]*{_NUMBER}[ ]*')  # of a team with a colon in its name
_NEXT = re.compile(rf'[ ,;]*([^:,;]*[^:,;\s])[ ]*:[ ]*{_NUMBER}(?=[ ,;]|$)')


@dataclass(frozen=True)
class Block:
    """What a description says about shares; `notes` are what is unclear about it, in words."""
    shares: Shares = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # names that are no team's
    is_there: bool = False


@dataclass(frozen=True)
class _Entry:
    """`PAY: 50`; without a number what is kept as it is."""
    text: str
    team: int | None = None
    label: str = ''
    percent: Decimal | None = None


@dataclass(frozen=True)
class _Line:
    raw: str
    end: str  # what parts it from the next
    entries: tuple[_Entry, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not _plain(self.raw).strip()


@dataclass(frozen=True)
class _Place:
    """A block in a text: where its opening marker begins and ends, and its closing one."""
    start: int
    inner: int
    outer: int
    end: int


@dataclass(frozen=True)
class _Names:
    """Teams by every name they have; a name is taken before the same short one."""
    teams: Mapping[int, Team]
    known: Mapping[str, int]

    @classmethod
    def for_teams(cls, teams: Mapping[int, Team]) -> '_Names':
        ordered = sorted(teams.values(), key=lambda team: team.id, reverse=True)
        shorts = {_folded(team.short): team.id for team in ordered if team.short.strip()}
        return cls(teams, shorts | {_folded(team.name): team.id for team in ordered})

    def of(self, name: str) -> int | None:
        return self.known.get(_folded(name))

    def label(self, team: Team) -> str:
        """The shortest name under which it is found again."""
        names = [name for name in (team.short, team.name) if name.strip()]
        return next((name for name in names if [entry.team for entry in _entries(f'{name}: 1', self)] == [team.id]),
                    names[0])


def read(description: str, teams: Mapping[int, Team]) -> Block:
    """All blocks as one list; the last entry of a team counts."""
    places = _places(description)
    if not places:
        return Block()
    names = _Names.for_teams(teams)
    entries = [entry for line in _lines_of(description, places, names) for entry in line.entries]
    shares: dict[int, Decimal] = {}
    notes = ['There are several capacity blocks: they count as one.'] if len(places) > 1 else []
    for entry in entries:
        if entry.team is not None and entry.percent is not None:
            name = teams[entry.team].name
            if entry.team in shares:
                notes.append(f'{name} is listed more than once: the last number counts.')
            shares[entry.team] = min(max(entry.percent, Decimal(0)), FULL)
            if shares[entry.team] != entry.percent:
                notes.append(f'{name} has {entry.percent:f} %: {shares[entry.team]:f} % counts.')
    notes += [f'“{entry.text.strip()[:80]}” has no number that can be read.' for entry in entries
              if entry.team is not None and entry.percent is None]
    unknown = [entry.label for entry in entries if entry.team is None and entry.percent is not None]
    return Block(tuple(sorted(shares.items())), tuple(dict.fromkeys(notes)), tuple(dict.fromkeys(unknown)), True)


def write(description: str, teams: Mapping[int, Team], shares: Shares | Mapping[int, Decimal],
          whole_percents: bool = True) -> str:
    """The description with these shares and no others; outside of its block not a character changes."""
    wanted = {team: _shown(percent, whole_percents) for team, percent in dict(shares).items() if team in teams}
    places, names = _places(description), _Names.for_teams(teams)
    newline = '<br>' if _is_html(description) else '\n'
    if not places:
        return description + _new_block(description, wanted, names, newline) if wanted else description
    former = _lines_of(description, places, names)
    lines = _added(list(_changed(former, wanted, newline)), _missing(former, wanted, names), newline)
    first, *others = places
    inner = ''.join(line.raw + line.end for line in lines)
    has_content = any(not line.is_blank for line in lines)
    kept = (description[first.start:first.inner] + inner + description[first.outer:first.end] if has_content
            else _unpaired(description[first.start:first.end]))
    return description[:first.start] + kept + _without(description, first.end, others)


def _places(text: str) -> list[_Place]:
    """From each opening marker to the closing one that follows it."""
    if '[' not in text or 'plannertool' not in _TAGS.sub('', text).casefold():
        return []
    found, at = [], 0
    while (opening := _OPENS.search(text, at)) and (closing := _CLOSES.search(text, opening.end())):
        found.append(_Place(opening.start(), opening.end(), closing.start(), closing.end()))
        at = closing.end()
    return found


def _marker(text: str) -> re.Pattern[str]:
    """In any case, with tags and any kind of blank between its letters."""
    pieces = [r'(?:\s|&nbsp;)' if letter == ' ' else re.escape(letter) for letter in text]
    return re.compile(rf'(?:{_TAG})*'.join(pieces), re.IGNORECASE)


_OPENS, _CLOSES, _TAGS = _marker(OPENING), _marker(CLOSING), re.compile(_TAG)


def _lines_of(text: str, places: Iterable[_Place], names: _Names) -> list[_Line]:
    """Of all blocks; where one follows another they are parted at least by a new line."""
    found: list[_Line] = []
    for place in places:
        if found and not found[-1].end:
            found[-1] = replace(found[-1], end='<br>' if _is_html(text) else '\n')
        inner, at = text[place.inner:place.outer], 0
        for between in _BETWEEN.finditer(inner):
            found.append(_line(inner[at:between.start()], between[0], names))
            at = between.end()
        found.append(_line(inner[at:], '', names))
    return found


def _line(raw: str, end: str, names: _Names) -> _Line:
    return _Line(raw, end, tuple(_entries(_plain(raw), names)))


def _entries(text: str, names: _Names) -> list[_Entry]:
    """One line, which may hold several."""
    line = unicodedata.normalize('NFKC', text).replace('\t', ' ')
    if not line.strip() or line.lstrip().startswith('#'):
        return []
    if len(line) > LONGEST:
        return [_Entry(text)]
    if (long := _LONG_ENTRY.fullmatch(line)) and names.of(long[1]) is not None:
        return [_entry(long, names)]
    if one := _ENTRY.fullmatch(line):
        return [_entry(one, names)]
    parts = [_ENTRY.fullmatch(part) for part in re.split('[,;]', line) if part.strip()]
    if all(parts):
        return [_entry(part, names) for part in parts if part]
    return _in_a_row(line, names) or [_Entry(text, names.of(line.partition(':')[0]))]


def _in_a_row(line: str, names: _Names) -> list[_Entry]:
    """`PAY: 12,5; MOB: 30` and `PAY: 50 MOB: 30`; nothing unless the whole line is made of it."""
    found, at = [], 0
    while one := _NEXT.match(line, at):
        found.append(_entry(one, names))
        at = one.end()
    return [] if line[at:].strip(' ,;') else found


def _entry(found: re.Match[str], names: _Names) -> _Entry:
    label = found[1].strip()
    return _Entry(found[0].strip(' ,;'), names.of(label), label, Decimal(found[2].replace(',', '.')))


def _changed(lines: Iterable[_Line], wanted: Mapping[int, str], newline: str) -> Iterator[_Line]:
    """Known teams in their places, each once; teams nobody wants are taken out."""
    written: set[int] = set()
    for line in lines:
        if all(entry.team is None or entry.percent is None for entry in line.entries):
            yield line
            continue
        texts = []
        for entry in line.entries:
            if entry.team is None:
                texts.append(_escaped(entry.text, newline))
            elif entry.team in wanted and entry.team not in written:
                texts.append(f'{_escaped(entry.label, newline)}: {wanted[entry.team]}')
                written.add(entry.team)
        if texts:
            before, after = _kept_tags(line.raw)
            yield replace(line, raw=before + newline.join(texts) + after)
        elif left := _unpaired(line.raw + line.end):
            yield _Line(left, '')


def _missing(lines: Iterable[_Line], wanted: Mapping[int, str], names: _Names) -> dict[str, str]:
    """Label and number of teams that stand nowhere yet, by label."""
    listed = {entry.team for line in lines for entry in line.entries if entry.percent is not None}
    labels = {names.label(names.teams[team]): shown for team, shown in wanted.items() if team not in listed}
    return dict(sorted(labels.items(), key=lambda pair: _folded(pair[0])))


def _added(lines: list[_Line], missing: Mapping[str, str], newline: str) -> list[_Line]:
    """After the last line that says something."""
    if not missing:
        return lines
    last = max((place for place, line in enumerate(lines) if not line.is_blank), default=min(0, len(lines) - 1))
    more = [_Line(f'{_escaped(label, newline)}: {shown}', newline) for label, shown in missing.items()]
    if last >= 0 and not lines[last].end:
        lines[last] = replace(lines[last], end=newline)
        if not any(line.raw or line.end for line in lines[last + 1:]):
            more[-1] = replace(more[-1], end='')
    return [*lines[:last + 1], *more, *lines[last + 1:]]


def _new_block(description: str, wanted: Mapping[int, str], names: _Names, newline: str) -> str:
    lines = [f'{_escaped(label, newline)}: {shown}' for label, shown in _missing((), wanted, names).items()]
    return (newline if description.strip() else '') + newline.join((OPENING, *lines, CLOSING))


def _without(text: str, at: int, places: list[_Place]) -> str:
    """From there on, without further blocks."""
    ends = [at, *(place.end for place in places)]
    starts = [*(place.start for place in places), len(text)]
    blocks = ['', *(_unpaired(text[place.start:place.end]) for place in places)]
    return ''.join(block + text[end:start] for block, end, start in zip(blocks, ends, starts, strict=True))


def _plain(raw: str) -> str:
    """Without tags, entities as what they mean."""
    return _MARKUP.sub(lambda found: ENTITIES.get(found[0].lower(), ''), raw)


def _unpaired(raw: str) -> str:
    """Tags of a piece whose other half stands outside of it: they stay when it goes."""
    return ''.join(text for _, text in _unpaired_tags(raw))


def _kept_tags(raw: str) -> tuple[str, str]:
    """Those before the text of a line, and those behind."""
    begins, found = _text_start(raw), _unpaired_tags(raw)
    return (''.join(text for place, text in found if place < begins),
            ''.join(text for place, text in found if place >= begins))


def _text_start(raw: str) -> int:
    at = 0
    for tag in _TAGS.finditer(raw):
        if _plain(raw[at:tag.start()]).strip():
            break
        at = tag.end()
    return at


def _unpaired_tags(raw: str) -> list[tuple[int, str]]:
    open_tags: list[tuple[int, str, str]] = []
    left: list[tuple[int, str]] = []
    for tag in _TAGS.finditer(raw):
        name = re.sub(r'[^A-Za-z0-9].*', '', tag[0].strip('</!'), flags=re.DOTALL).lower()
        if tag[0].endswith('/>') or name in ('br', 'img', 'hr', '') or tag[0].startswith('<!'):
            continue
        if not tag[0].startswith('</'):
            open_tags.append((tag.start(), name, tag[0]))
        elif match := next((one for one in reversed(open_tags) if one[1] == name), None):
            open_tags.remove(match)
        else:
            left.append((tag.start(), tag[0]))
    return sorted([*left, *((start, text) for start, _, text in open_tags)])


def _is_html(text: str) -> bool:
    return bool(_MARKUP.search(text))


def _escaped(text: str, newline: str) -> str:
    if newline == '\n':
        return text
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def _shown(percent: Decimal, is_whole: bool) -> str:
    """Half a percent counts up."""
    within = min(max(percent, Decimal(0)), FULL)
    if is_whole:
        return f'{within.quantize(Decimal(1), ROUND_HALF_UP):f}'
    return f'{within.normalize():f}'


def _folded(name: str) -> str:
    return ' '.join(unicodedata.normalize('NFKC', name).casefold().split())
