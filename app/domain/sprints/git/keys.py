"""Which issues a branch, a commit or a request speaks of: only keys of projects that are known.

“UTF-8” and “SHA-256” look like keys; they are ones only where a project is called so.
"""

import re
from collections.abc import Iterable
from typing import Final

KEY: Final = re.compile(r'(?<![A-Z0-9])[A-Z][A-Z0-9_]+-\d+')


def keys_in(projects: Iterable[str], *texts: str) -> tuple[str, ...]:
    """Each once, in the order of the texts."""
    known = frozenset(projects)
    found = [key for text in texts for key in KEY.findall(text) if key.rpartition('-')[0] in known]
    return tuple(dict.fromkeys(found))
