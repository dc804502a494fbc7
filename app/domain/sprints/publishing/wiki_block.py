"""Our part of a wiki page: what stands between two anchors, and nothing else.

Comments of HTML do not survive in a wiki, anchors do. Whatever people wrote around them is kept to the byte; what they
remarked inside is put back on the same words, where the new text still has them.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from typing import Final
from uuid import UUID

from app.domain.sprints.publishing import storage
from app.domain.sprints.publishing.sending import REFUSED, SendTrouble
from app.domain.sprints.publishing.storage import Element, NotStorage, elements, plain

MACRO: Final = 'ac:structured-macro'
MARKER: Final = 'ac:inline-comment-marker'
START, END = 'start', 'end'
OPEN: Final = (MACRO, 'ac:rich-text-body', 'ac:layout', 'ac:layout-section', 'ac:layout-cell')  # hold text of ours
SIGN: Final = re.compile(r'&[^;\s]+;|.', re.DOTALL)
UNREAD: Final = '\0'  # a name that stands for several characters
SAME, REPLACED, APPENDED = 'same', 'replaced', 'appended'

UNREADABLE: Final = 'The page is not written as a wiki page has to be. It was left as it is.'
HALF: Final = 'Only one of the two marks of our part is left on the page. Remove it, or put the other one back.'
TWICE: Final = 'The marks of our part stand on the page more than once. Remove the copy.'
CROSSED: Final = 'The marks of our part were moved: they no longer enclose a whole piece of the page.'
BROKEN: Final = 'What was to be published is not written as a wiki page has to be.'


@dataclass(frozen=True)
class Placed:
    """The whole page as it has to be written; `same` needs no writing."""
    page: str
    how: str  # same, replaced, appended
    hash: str  # of our part
    remarks_lost: int = 0  # remarks whose words are not there any more


@dataclass(frozen=True)
class _Remark:
    """`nth` counts the same words before it."""
    ref: str
    words: str
    nth: int


def hash_of(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def place(page: str, publication: str, body: str, known_hash: str = '') -> Placed:
    """Put `body` between the marks of `publication`. Raises SendTrouble where that cannot be done without touching
    what is not ours.
    """
    parts, own = _read(page, UNREADABLE), hash_of(body)
    _read(body, BROKEN, is_ours=True)
    marks = [_marks(page, parts, publication, which) for which in (START, END)]
    if not any(marks):
        return Placed(_append(page, parts, publication, body), APPENDED, own)
    if not all(marks):
        raise SendTrouble(HALF, REFUSED)
    if any(len(found) > 1 for found in marks):
        raise SendTrouble(TWICE, REFUSED)
    begin, end = _between(parts, marks[0][0], marks[1][0])
    if own == known_hash:
        return Placed(page, SAME, own)
    remarked, lost = _remarked(page[begin:end], body)
    return Placed(page[:begin] + remarked + page[end:], REPLACED, own, lost)


def enclosed(publication: str, body: str) -> str:
    """Our part with its two marks, for a page that has none."""
    return f'{_anchor(publication, START)}{body}{_anchor(publication, END)}'


def has_marks(page: str, publication: str) -> bool:
    parts = _read(page, UNREADABLE)
    return any(_marks(page, parts, publication, which) for which in (START, END))


def _read(page: str, trouble: str, *, is_ours: bool = False) -> tuple[Element, ...]:
    try:
        return elements(page, is_ours=is_ours)
    except NotStorage:
        raise SendTrouble(trouble, REFUSED) from None


def _anchor(publication: str, which: str) -> str:
    return (f'<p><ac:structured-macro ac:name="anchor" ac:schema-version="1"><ac:parameter ac:name="">'
            f'roundtable-{publication}-{which}</ac:parameter></ac:structured-macro></p>')


def _marks(page: str, parts: tuple[Element, ...], publication: str, which: str) -> list[int]:
    """Places of the anchors with this name; the name is the macro's one parameter without a name."""
    wanted = f'roundtable-{publication}-{which}'
    return [one.parent for one in parts
            if one.name == 'ac:parameter' and not one.value('ac:name') and one.parent >= 0
            and parts[one.parent].name == MACRO and parts[one.parent].value('ac:name') == 'anchor'
            and plain(page[one.inside:one.inside_end]).strip() == wanted]


def _between(parts: tuple[Element, ...], first: int, last: int) -> tuple[int, int]:
    """From the end of the one paragraph to the beginning of the other: they have to stand side by side, so that what
    lies between is whole.
    """
    start, end = (_standing(parts, mark) for mark in (first, last))
    if start == end or parts[start].parent != parts[end].parent or parts[start].end > parts[end].start:
        raise SendTrouble(CROSSED, REFUSED)
    return parts[start].end, parts[end].start


def _standing(parts: tuple[Element, ...], mark: int) -> int:
    """Editors wrap an anchor in a paragraph: then it is that paragraph that bounds our part."""
    parent = parts[mark].parent
    return parent if parent >= 0 and parts[parent].name == 'p' else mark


def _append(page: str, parts: tuple[Element, ...], publication: str, body: str) -> str:
    """At the end; where the page is laid out in sections, in a section of its own."""
    ours, last = enclosed(publication, body), next((one for one in reversed(parts) if one.parent < 0), None)
    if last is None or last.name != 'ac:layout' or page[last.end:].strip():
        return page + ours
    section = (f'<ac:layout-section ac:type="single"><ac:layout-cell>{ours}</ac:layout-cell></ac:layout-section>')
    return page[:last.inside_end] + section + page[last.inside_end:]


def _remarked(before: str, body: str) -> tuple[str, int]:
    """The new text with the remarks of the former one, and how many found no place."""
    lost = 0
    for remark in _remarks(before):
        spot = _spot(body, remark)
        if spot is None:
            lost += 1
            continue
        begin, end = spot
        body = f'{body[:begin]}<{MARKER} ac:ref="{remark.ref}">{body[begin:end]}</{MARKER}>{body[end:]}'
    return body, lost


def _remarks(before: str) -> list[_Remark]:
    found = []
    for one in _read(before, UNREADABLE):
        words = plain(before[one.inside:one.inside_end])
        if one.name == MARKER and words.strip() and _is_ref(one.value('ac:ref')):
            found.append(_Remark(one.value('ac:ref'), words, plain(before[:one.start]).count(words)))
    return found


def _is_ref(ref: str) -> bool:
    try:
        return bool(UUID(ref))
    except ValueError:
        return False


def _spot(body: str, remark: _Remark) -> tuple[int, int] | None:
    """The same occurrence of the same words, or else the last one; never across tags, never in what is remarked on
    already, never in the parameters of a macro.
    """
    closed = [(one.start, one.end) for one in elements(body) if one.name.startswith(('ac:', 'ri:'))
              and one.name not in OPEN]
    spots = [spot for begin, end in storage.texts(body) for spot in _said(body, begin, end, remark.words)]
    free = [not any(first <= begin and end <= last for first, last in closed) for begin, end in spots]
    if remark.nth < len(spots) and free[remark.nth]:
        return spots[remark.nth]
    return next((spot for spot, is_free in zip(reversed(spots), reversed(free), strict=True) if is_free), None)


def _said(body: str, begin: int, end: int, words: str) -> list[tuple[int, int]]:
    """Where a text says these words, however its characters are written."""
    signs = list(SIGN.finditer(body, begin, end))
    read = [unescape(sign[0]) for sign in signs]
    text = ''.join(one if len(one) == 1 else UNREAD for one in read)
    at, found = text.find(words), []
    while at >= 0:
        found.append((signs[at].start(), signs[at + len(words) - 1].end()))
        at = text.find(words, at + len(words))
    return found
