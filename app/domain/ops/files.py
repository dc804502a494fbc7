"""Files people give to commands: what they are called, and which ones fit."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.domain.names import JOINER, keepable
from app.domain.ops.commands import Parameter

LARGEST = 50_000_000  # bytes of one file
LONGEST = 120  # bytes of a name, as disks count them
NAMELESS = 'file'
UNSEEN = ('Cc', 'Cf', 'Cs', 'Co', 'Cn', 'Zl', 'Zp')  # categories of what nobody can see, or what turns text round


@dataclass(frozen=True)
class Stored:
    """Content that lies on the disk under a name nobody has chosen."""
    place: str  # below the folder of files
    size: int
    sha256: str


@dataclass(frozen=True)
class FileView:
    id: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Given:
    """A file as an attempt gets it."""
    parameter: str
    name: str
    place: str  # with the folder of files
    sha256: str


def shown_name(given: str) -> str:
    """What a file is called: the last part of whatever was sent, without anything that could be more than a name."""
    last = re.split(r'[/\\]', keepable(given))[-1]
    seen = ''.join(sign for sign in unicodedata.normalize('NFC', last)
                   if sign == JOINER or unicodedata.category(sign) not in UNSEEN)
    return _short(' '.join(seen.split()).lstrip('. -').rstrip()) or NAMELESS


def fits(parameter: Parameter, name: str) -> bool:
    """A parameter may take certain endings only."""
    return not parameter.choices or name.lower().endswith(endings(parameter))


def endings(parameter: Parameter) -> tuple[str, ...]:
    return tuple(ending.lower() for ending, _ in parameter.choices)


def misfit(parameter: Parameter) -> str:
    return f'Choose a file that ends with {" or ".join(endings(parameter))}.'


def _short(name: str) -> str:
    """Cut before its ending, never within a character."""
    ending = PurePosixPath(name).suffix
    kept = len(ending.encode()) if len(ending.encode()) <= LONGEST // 4 else 0
    stem = name[:len(name) - len(ending)] if kept else name
    cut = stem.encode()[:LONGEST - kept].decode(errors='ignore')
    return cut + (ending if kept else '')
