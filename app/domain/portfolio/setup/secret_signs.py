"""By which signs a value is taken for a secret: its name, its shape, its company."""

import re
from typing import Any
from urllib.parse import urlsplit

NAMES = re.compile(r'(^|_|-)(pat|token|tokens|password|passwd|secret|secrets|credential|credentials|authorization|'
                   r'api_?key|private_?key|client_secret|access_?key)($|_|-)', re.IGNORECASE)
SHAPES = re.compile(r'\b(eyJ[\w-]{10,}\.[\w-]{5,}|gh[pousr]_\w{20,}|glpat-[\w-]{16,}|xox[abpr]-[\w-]{10,}|'
                    r'(Basic|Bearer)\s+[\w+/=.-]{12,})|-----BEGIN [A-Z ]*PRIVATE KEY')
LONG = re.compile(r'[A-Za-z0-9+/_=]{40,}')  # tokens of Azure DevOps have 52 or 84 letters and digits


def looks_secret(name: str, value: Any) -> bool:
    if not isinstance(value, str) or not value:
        return False
    if NAMES.search(name) or SHAPES.search(value):
        return True
    if any(re.search('[0-9]', run) and re.search('[A-Za-z]', run) for run in LONG.findall(value)):
        return True
    return '://' in value and _has_password(value)


def _has_password(address: str) -> bool:
    try:
        return bool(urlsplit(address).password)
    except ValueError:
        return False
