"""How many statements a deed or a look takes."""

from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def statements():
    """What is sent to the database meanwhile, apart from the beginning and the end of transactions."""
    sent = []

    def note(connection, cursor, statement, *details):
        if not statement.startswith('BEGIN'):
            sent.append(statement)
    event.listen(Engine, 'before_cursor_execute', note)
    yield sent
    event.remove(Engine, 'before_cursor_execute', note)


def count(door, service, *arguments):
    with statements() as sent:
        door(service, *arguments)
    return len(sent)
