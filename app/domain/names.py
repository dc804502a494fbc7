"""Names people go by: what is accepted, and when two are the same."""

import re
import unicodedata

from app.errors import Rejected

SHORTEST, LONGEST, HARD_CAP = 2, 50, 200
PUNCTUATION = frozenset("-'._ ’")
JOINER = '\u200d'  # holds the parts of an emoji together
TONES = frozenset(map(chr, range(0x1f3fb, 0x1f400)))  # of skin
FLAG_LETTERS = frozenset(map(chr, range(0x1f1e6, 0x1f200)))
SELECTORS = frozenset(map(chr, (*range(0x180b, 0x180e), 0x180f, *range(0xfe00, 0xfe10), *range(0xe0100, 0xe01f0))))
BLANK = frozenset('\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0')  # letters, marks and a symbol nobody can see
UNKEPT = re.compile('[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]')  # control characters and halves of pairs
ANIMALS = ('Bear', 'Cat', 'Crab', 'Dog', 'Duck', 'Elephant', 'Fox', 'Frog',
           'Hedgehog', 'Koala', 'Lion', 'Octopus', 'Owl', 'Panda', 'Penguin', 'Whale')


def display_name(text: str, field: str = 'name') -> str:
    """The name as it is kept: NFC, single spaces, nothing invisible that could disguise it."""
    visible = _visible(unicodedata.normalize('NFC', text))
    name = unicodedata.normalize('NFC', ' '.join(visible.split()))
    if any(not _is_welcome(character) for character in name):
        raise Rejected('Use letters, digits, spaces, emoji and - \' . _ in a name.', 'people.name', field)
    if not SHORTEST <= length(name) <= LONGEST or len(name) > HARD_CAP:
        raise Rejected(f'A name has {SHORTEST} to {LONGEST} characters.', 'people.name', field)
    if not any(character.isalnum() for character in name):
        raise Rejected('A name needs at least one letter or digit.', 'people.name', field)
    return name


def length(name: str) -> int:
    """Characters as a person counts them: marks, selectors and joined parts of an emoji belong to what they follow."""
    return sum(not _is_attached(character[0]) for character in _characters(name))


def same_name_key(name: str) -> str:
    """Equal for names that people would take for the same."""
    seen = ''.join(character for character in name if character not in SELECTORS)
    return unicodedata.normalize('NFKC', seen).casefold()


def distinct(name: str, taken: frozenset[str]) -> str:
    """`name`, or the first of “name 2”, “name 3” … that nobody in `taken` goes by."""
    keys = {same_name_key(other) for other in taken}
    candidate, number = name, 1
    while same_name_key(candidate) in keys:
        number += 1
        candidate = f'{name} {number}'
    return candidate


def initials(name: str) -> str:
    """Two letters for an avatar: of the first two words, or of the only one."""
    words = [word for word in re.split(r'[\s\-._]+', name) if word]
    letters = [_characters(word)[0] for word in words[:2]] if len(words) > 1 else _characters(name)[:2]
    return ''.join(letters).upper()


def one_line(text: str) -> str:
    """Any text as a title: single spaces, no control characters; empty if there is nothing to be seen."""
    line = ' '.join(keepable(text).split())
    return line if any(character != ' ' and character.isprintable() for character in line) else ''


def keepable(text: str) -> str:
    """Without control characters, which not every database takes; white space stays."""
    return UNKEPT.sub('', text)


def _visible(text: str) -> str:
    """Without control, direction and stray zero-width characters; a joiner stays only between two symbols."""
    kept = []
    for index, character in enumerate(text):
        if character == JOINER:
            if 0 < index < len(text) - 1 and all(_is_symbol(text[near]) for near in (index - 1, index + 1)):
                kept.append(character)
        elif character.isspace():
            kept.append(' ')
        elif character not in BLANK and unicodedata.category(character) not in ('Cc', 'Cf', 'Cs', 'Co', 'Cn'):
            kept.append(character)
    return ''.join(kept)


def _characters(text: str) -> list[str]:
    """As a person sees them: what belongs together stays together."""
    found: list[str] = []
    for character in text:
        if found and (_is_attached(character) or found[-1].endswith(JOINER) or _is_half_flag(found[-1], character)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _is_half_flag(before: str, character: str) -> bool:
    """A flag is a pair of letters of their own alphabet."""
    return before in FLAG_LETTERS and character in FLAG_LETTERS


def _is_welcome(character: str) -> bool:
    return (character in PUNCTUATION or character == JOINER or _is_symbol(character)
            or unicodedata.category(character)[0] in 'LMN')


def _is_symbol(character: str) -> bool:
    """An emoji, or what modifies one: tone of skin, selector, keycap."""
    return unicodedata.category(character) == 'So' or character in TONES or character in '\ufe0f\u20e3'


def _is_attached(character: str) -> bool:
    return (unicodedata.combining(character) != 0 or unicodedata.category(character) in ('Mn', 'Me', 'Mc')
            or character == JOINER or character in TONES)
