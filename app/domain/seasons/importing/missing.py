"""What a file names and nobody knows: never made by itself, but an admin may say that it is to be created."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.seasons.drafts import CODE, LONGEST_CODE
from app.domain.seasons.importing import fields as types
from app.domain.seasons.importing.book import Doubt, Read
from app.domain.seasons.importing.matching import Known, folded

CREATE: Final = 'create'
MISSING: Final = 'missing:'  # begins the key of the question
NOUNS: Final = {types.LOCATION: ('location', 'locations'), types.CATEGORY: ('category', 'categories'),
                types.SUPPLIER: ('supplier', 'suppliers'), types.CLUSTER: ('cluster', 'clusters')}
HOW: Final = {types.LOCATION: 'a store without a cluster', types.CATEGORY: 'at the top of the tree',
              types.SUPPLIER: '', types.CLUSTER: ''}
MARKS: Final = {types.LOCATION: 'l:', types.CATEGORY: 'c:', types.CLUSTER: 'k:', types.SUPPLIER: ''}
ODD: Final = re.compile(r'[^A-Z0-9]+')
SAID: Final = 5


@dataclass(frozen=True)
class Absent:
    """Something that is to be created with the import; `type` is that of its column."""
    type: str
    known: Known

    @property
    def words(self) -> str:
        how = f', {HOW[self.type]}' if HOW[self.type] else ''
        return f'{NOUNS[self.type][0].capitalize()} “{self.known.name}” with the code {self.known.code}{how}'


def key_of(type_: str) -> str:
    return f'{MISSING}{type_}'


def is_missing(key: str) -> bool:
    return key.startswith(MISSING)


def doubt_of(type_: str, texts: Sequence[str]) -> Doubt:
    """Asks whether they are to be created; until then their rows are errors with suggestions."""
    one, many = NOUNS[type_]
    named = ', '.join(f'“{text[:60]}”' for text in texts[:SAID]) + (' …' if len(texts) > SAID else '')
    is_one = len(texts) == 1
    noun = one if is_one else f'{len(texts):,} {many}'
    return Doubt(key_of(type_), f'Nobody knows the {noun} {named}. Correct {"it" if is_one else "them"}, or let an '
                 'admin create what is missing.', ((CREATE, f'Create the {noun}'),))


def absent_of(type_: str, text: str, taken: Collection[str]) -> Absent:
    """`taken` are codes as compared."""
    name = ' '.join(unicodedata.normalize('NFC', text).split())
    start, code, turn = _code(type_, name), '', 1
    while not code or folded(code) in taken:
        tail = f'-{turn}' if turn > 1 else ''
        code, turn = start[:LONGEST_CODE - len(tail)] + tail, turn + 1
    return Absent(type_, Known(f'{MARKS[type_]}{code}', code, name, is_new=True))


def names_new(read: Read) -> bool:
    return any(isinstance(value, Known) and value.is_new for value in read.values.values())


def with_created(reads: Iterable[Read], ids: Mapping[str, int]) -> list[Read]:
    """`ids` by the key of what was created meanwhile."""
    return [_filled(read, ids) if names_new(read) else read for read in reads]


def _filled(read: Read, ids: Mapping[str, int]) -> Read:
    def filled(value: Any) -> Any:
        if not isinstance(value, Known) or not value.is_new:
            return value
        return Known(value.key, value.code, value.name, own=str(ids[value.key]))
    return Read(read.number, {name: filled(value) for name, value in read.values.items()})


def _code(type_: str, name: str) -> str:
    """What the file says where that is a code, else one made of its letters."""
    plain = unicodedata.normalize('NFKD', name.upper()).encode('ascii', 'ignore').decode()
    told = name.upper() if CODE.fullmatch(name) else ODD.sub('-', plain).strip('-')[:LONGEST_CODE - 10] or 'NEW'
    return f'CLU-{told.removeprefix("CLU-")}'[:LONGEST_CODE] if type_ == types.CLUSTER else told
