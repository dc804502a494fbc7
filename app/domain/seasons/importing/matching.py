"""Codes and names of files matched to what is known: never by guess, but with the nearest suggestions."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

NEAREST, ALIKE = 3, 0.5
ZEROS: Final = re.compile(r'0+(?=\d)')
SHORTENED: Final = re.compile(r'\d+(?:\.\d+)?E[+]?\d+', re.I)


@dataclass(frozen=True)
class Known:
    """One thing that can be meant; `key` is what the program goes on with."""
    key: str
    code: str
    name: str
    problem: str = ''  # why it cannot be used here although it exists
    own: str = ''  # its number in the database
    is_new: bool = False  # to be created with the import

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False)
class Lookup:
    """`exact` by compared code and own number, `names` by compared name; a name of several things means none."""
    noun: str
    exact: Mapping[str, Known]
    names: Mapping[str, tuple[Known, ...]]
    loose: Mapping[str, tuple[Known, ...]]  # codes without their leading zeros
    words: Mapping[str, Known]  # for suggestions


@dataclass(frozen=True)
class NoMatch:
    message: str
    suggestions: tuple[str, ...] = ()
    is_unknown: bool = False  # nothing is like it: it may be missing


def folded(text: str) -> str:
    """As texts are compared: one form of every letter, blanks of any kind as one, no case."""
    return ' '.join(unicodedata.normalize('NFKC', text).split()).casefold()


def lookup_of(noun: str, things: Iterable[Known]) -> Lookup:
    exact: dict[str, Known] = {}
    names: dict[str, tuple[Known, ...]] = {}
    loose: dict[str, tuple[Known, ...]] = {}
    words: dict[str, Known] = {}
    for one in things:
        exact[folded(one.code)] = one
        names[folded(one.name)] = (*names.get(folded(one.name), ()), one)
        loose[_loose(one.code)] = (*loose.get(_loose(one.code), ()), one)
        words[folded(one.code)] = words[folded(one.name)] = one
    return Lookup(noun, exact, names, loose, words)


def find(text: str, lookup: Lookup) -> Known | NoMatch:
    told = folded(text)
    if one := lookup.exact.get(told):
        return one if not one.problem else NoMatch(one.problem)
    named = lookup.names.get(told, ())
    if len(named) > 1:
        return NoMatch(f'Several {lookup.noun}s are called “{_cut(text)}”. Use the code.',
                       tuple(one.code for one in named[:NEAREST]))
    if named:
        return named[0] if not named[0].problem else NoMatch(named[0].problem)
    return _missed(text, told, lookup)


def _missed(text: str, told: str, lookup: Lookup) -> NoMatch:
    if SHORTENED.fullmatch(told):
        return NoMatch(f'“{_cut(text)}” was a code before a spreadsheet took it for a number.')
    lost = [one for one in lookup.loose.get(_loose(told), ()) if not one.problem]
    if lost:
        return NoMatch(f'No {lookup.noun} has the code “{_cut(text)}”: its zeros may be lost.',
                       tuple(one.code for one in lost[:NEAREST]))
    near = [lookup.words[word] for word in get_close_matches(told, lookup.words, 8, ALIKE)]
    codes = dict.fromkeys(one.code for one in near if not one.problem)
    return NoMatch(f'No {lookup.noun} is called “{_cut(text)}”.', tuple(codes)[:NEAREST],
                   True)


def _loose(text: str) -> str:
    return ZEROS.sub('', folded(text))


def _cut(text: str) -> str:
    return text.strip()[:60]
