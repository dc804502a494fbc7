"""Ids of plans and teams that can be read and linked: `team-checkout`; they stay when the name changes."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 60


def slug_of(kind: str, name: str, taken: Collection[str]) -> str:
    """`project-a-b`, or the first of `project-a-b-2`, `-3` … that nothing goes by."""
    plain = unicodedata.normalize('NFKD', name).casefold().replace('ß', 'ss')
    words = re.findall(r'[^\W_]+', ''.join(letter for letter in plain if not unicodedata.combining(letter)))
    stem = '-'.join([kind, *(words or ['unnamed'])])[:LONGEST].rstrip('-')
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f'{stem}-{number}'
    return slug


def is_slug(kind: str, text: str) -> bool:
    """Whether it could be the id of such a thing."""
    return len(text) <= LONGEST + 6 and re.fullmatch(rf'{kind}(-[^\W_A-Z]+)+', text) is not None
