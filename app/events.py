"""The vocabulary: what can have happened, and on which topic it is announced.

An event says that something has changed, never how: whoever cares looks again. What it carries beside its topic is
for reactions, which run in the same transaction.
"""

from dataclasses import dataclass

TABLES = 'poker'  # the lobby: which tables there are, and how far they are
PEOPLE = 'people'  # the directory
AUDIT = 'audit'
WORKSPACE = 'workspace'  # who is here at all
HEALTH = 'health'  # the figures of this process were brought up to date
HISTORY = 'poker/history'  # an estimate was saved, or a table closed
DEADLINES = 'poker/deadlines'  # some table may have to be settled earlier than was thought


def table_topic(table_id: str) -> str:
    return f'poker/{table_id}'


def stories_topic(table_id: str) -> str:
    return f'poker/{table_id}/stories'


def person_topic(identity: str) -> str:
    """What concerns one person or guest: name, theme, bell, end of a session."""
    return f'people/{identity}'


@dataclass(frozen=True)
class Event:
    topic: str


class PersonChanged(Event): ...
class SessionEnded(Event): ...
class DirectoryChanged(Event): ...
class BellRang(Event): ...
class AuditWritten(Event): ...
class PresenceChanged(Event): ...


@dataclass(frozen=True)
class GuestSignedIn(Event):
    """A guest turned out to be a person: what is the guest's becomes the person's."""
    guest: str
    person: str
    name: str


class TableOpened(Event): ...
class TableChanged(Event): ...
class TableClosed(Event): ...
class CardLaid(Event): ...
class StoriesChanged(Event): ...
class DeadlineMoved(Event): ...
