"""What a line says apart from what is drawn in it: bars, rules and borders mean nothing beside the name of a run."""

import re

_BAR = re.compile(r'\|[\s#\u2580-\u259f]*\|')  # |███▌      | of a progress bar
_DRAWN = re.compile(r'[\u2500-\u259f]{2,}|([-=_*#~+.])\1{3,}')  # rules and boxes


def tells(text: str) -> bool:
    """Whether there are words in it."""
    return any(map(str.isalpha, text))


def gist(text: str) -> str:
    """Without what is drawn; all of it where nothing would be left."""
    return ' '.join(_DRAWN.sub(' ', _BAR.sub(' ', text)).split()) or text.strip()
