"""A page of a wiki as it was read, and where a new one is wanted."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

CLOUD, SERVER = 'cloud', 'server'
IN_PATH: Final = re.compile(r'/pages/(?:edit-v2/)?(\d+)(?:/|$)')


@dataclass(frozen=True)
class Page:
    id: str
    title: str
    version: int
    storage: str
    space: str  # number on Cloud, key on a server
    status: str = 'current'
    url: str = ''


@dataclass(frozen=True)
class Target:
    """A page that is to be made."""
    space: str  # key
    title: str
    parent: str = ''  # id of a page; empty: at the top of the space


def page_id_in(text: str) -> str:
    """Of a page that somebody named by its number or by its address; empty where there is none in it."""
    text = text.strip()
    if re.fullmatch(r'\d{1,20}', text):
        return text
    parts = urlsplit(text)
    found = IN_PATH.search(parts.path)
    asked = parse_qs(parts.query).get('pageId', [''])[0]
    return found[1] if found else asked if asked.isdigit() else ''
