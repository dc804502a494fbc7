"""Names people go by: what is accepted, and when two are the same."""

import re
import unicodedata

from app.errors import Rejected

SHORTEST, LONGEST, HARD_CAP = 2, 50, 200
PUNCTUATION = frozenset("-'._ ’")
JOINER = '\u200d'  # holds the parts of an emoji together
ANIMALS = ('Bear', 'Cat', 'Crab', 'Dog', 'Duck', 'Elephant', 'Fox', 'Frog',
           'Hedgehog', 'Koala', 'Lion', 'Octopus', 'Owl', 'Panda', 'Penguin', 'Whale')


def display_name(text: str, field: str = 'name') -> str:
    """The name as it is kept: NFC, single spaces, nothing invisible that could disguise it."""
    name = ' '.join(_visible(unicodedata.normalize('NFC', text)).split())
    if any(not _is_welcome(character) for character in name):
        raise Rejected('Use letters, digits, spaces, emoji and - \' . _ in a name.', 'people.name', field)
    if not SHORTEST <= length(name) <= LONGEST or len(name) > HARD_CAP:
        raise Rejected(f'A name has {SHORTEST} to {LONGEST} characters.', 'people.name', field)
    if not any(character.isalnum() for character in name):
        raise Rejected('A name needs at least one letter or digit.', 'people.name', field)
    return name


def length(name: str) -> int:
    """Characters as a person counts them: marks, selectors and joined parts of an emoji belong to what they follow."""
    count, is_joined = 0, False
    for character in name:
        if not is_joined and not _is_attached(character):
            count += 1
        is_joined = character == JOINER
    return count


def same_name_key(name: str) -> str:
    """Equal for names that people would take for the same."""
    return unicodedata.normalize('NFKC', name).casefold()


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
    letters = [word[0] for word in words[:2]] if len(words) > 1 else list(name[:2])
    return ''.join(letters).upper()


def _visible(text: str) -> str:
    """Without control, direction and stray zero-width characters; a joiner stays only between two symbols."""
    kept = []
    for index, character in enumerate(text):
        if character == JOINER:
            if 0 < index < len(text) - 1 and all(_is_symbol(text[near]) for near in (index - 1, index + 1)):
                kept.append(character)
        elif character.isspace():
            kept.append(' ')
        elif unicodedata.category(character) not in ('Cc', 'Cf', 'Cs', 'Co', 'Cn'):
            kept.append(character)
    return ''.join(kept)


def _is_welcome(character: str) -> bool:
    return (character in PUNCTUATION or character == JOINER or _is_symbol(character)
            or unicodedata.category(character)[0] in 'LMN')


def _is_symbol(character: str) -> bool:
    """An emoji, or what modifies one: tone of skin, selector, keycap."""
    return unicodedata.category(character) in ('So', 'Sk') or character in '\ufe0f\u20e3'


def _is_attached(character: str) -> bool:
    return (unicodedata.combining(character) != 0 or unicodedata.category(character) in ('Mn', 'Me', 'Mc')
            or character == JOINER or '\U0001f3fb' <= character <= '\U0001f3ff')
