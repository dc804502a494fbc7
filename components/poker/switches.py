"""What can be switched at a table, in words: the same when it is opened, while it is played at, and in its settings."""

from components.controls import Handler, Switch

WORDS = {
    'auto_reveal': ('Reveal when everyone has voted', 'The countdown starts by itself.'),
    'timer_reveals': ('Turn the cards when time is up', 'Otherwise everybody is only told.'),
    'facilitate_only': ('The Scrum Master does not vote', ''),
    'guests': ('Guests may join by link', 'They see stories, not the rest of Roundtable.'),
    'locked': ('Lock the table', 'Nobody new can take a seat.'),
    'listed': ('Show in the list of tables', ''),
    'pause': ('Pause when the Scrum Master is away', ''),
    'keep': ('Keep the results after the table is closed', ''),
    'averages': ('Show averages', ''),
    'everyone_reveals': ('Everyone may reveal', ''),
    'everyone_moves_on': ('Everyone may start and go on', ''),
    'everyone_edits_stories': ('Everyone may edit stories', ''),
    'everyone_saves': ('Everyone may save estimates', ''),
}


def table_switch(name: str, value: bool = False, *, has_hint: bool = True, on_change: Handler | None = None) -> Switch:
    text, hint = WORDS[name]
    return Switch(text, hint if has_hint else '', value, on_change)
