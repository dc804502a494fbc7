"""Printed text as lines that can be read: without escapes, former states of bars, and prompts nobody ended."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

ESCAPE = re.compile(r'\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|'
                    r'\[[0-?]*[ -/]*[@-~]?|[ -/]*[0-~])')
PROMPT = re.compile(r'^.*(?:\(y/n\):|\[y/n\]|\(yes/no\)) ?')  # no answer is echoed: the next text is glued to it
LONGEST = 4_000  # characters of a line that may mean something


def lines(text: str) -> Iterator[str]:
    """Every line as it stood at last, without space at its end."""
    for line in ESCAPE.sub('', text).replace('\r\n', '\n').split('\n'):
        last = line.rstrip('\r').rpartition('\r')[2][:LONGEST]
        yield (PROMPT.sub('', last) if '/n' in last else last).rstrip(' ')


def figure(text: str | None) -> Decimal | None:
    """An exact number; what is not one is unknown."""
    try:
        found = Decimal(text or '')
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def club(text: str) -> str | None:
    return None if text == 'None' else text
