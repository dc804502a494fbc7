"""Queries built around those that people wrote: narrowed and ordered, never cut inside a quoted text."""

import re
from collections.abc import Sequence
from typing import Final

PIECE: Final = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\border\s+by\b', re.IGNORECASE | re.DOTALL)
LONG: Final = 1500  # characters that fit into any address
ORDER: Final = 'ORDER BY created ASC, key ASC'  # what comes later is added at the end: pages cannot shift


def ordered(jql: str) -> str:
    """The same issues, the oldest first."""
    kept = unordered(jql)
    return f'{kept} {ORDER}' if kept else ORDER


def changed_since(jql: str, since: int) -> str:
    """`since` in ms: digits are no local time, so the zone of the account does not matter."""
    kept = unordered(jql)
    newer = f'updated >= {since}'
    return f'({kept}) AND {newer} {ORDER}' if kept else f'{newer} {ORDER}'


def of_numbers(numbers: Sequence[int]) -> str:
    return f'id in ({",".join(map(str, numbers))})'


def is_long(jql: str) -> bool:
    """Whether it has to be sent as a body: what stands before a site may cut addresses."""
    return len(jql.encode()) > LONG


def unordered(jql: str) -> str:
    """Without its order; the words may stand in a quoted text as well."""
    for found in PIECE.finditer(jql):
        if found[0][0] not in '"\'':
            return jql[:found.start()].strip()
    return jql.strip()


def quoted(text: str) -> str:
    """A name of any kind, also one that is a word of the language."""
    escaped = text.replace('\\', '\\\\').replace('"', '\\"')
    return f'"{escaped}"'
