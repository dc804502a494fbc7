"""A table, with Ann and Bob at it."""

import pytest

from app.domain.poker.stories import StoryDraft
from app.services.poker import rounds, stories
from app.work import read, transact
from tests.pages.conftest import named
from tests.people import ANN, BOB
from tests.poker import open_table, played, seated, table_of


@pytest.fixture
async def at_table(ann, table):
    await ann.open(f'/poker/{table}')
    return ann


@pytest.fixture
def stories_table(workspace, user):
    """A table with two stories, of which the first lies on the table."""
    table = open_table(stories=(StoryDraft('Split totals', 'PAY-1'), StoryDraft('Gift cards')))
    seated(table, BOB)
    transact(stories.pick_story, ANN, table, story(table).id)
    return table


def story(table, number=0):
    return read(stories.list_stories, table).stories[number]


def lay(table, **faces):
    for person in (ANN, BOB):
        if person.name in faces:
            transact(rounds.lay_card, person, table, table_of(table).last_round, faces[person.name])


def is_chosen(user, name):
    return any(card.props.get('aria-checked') == 'true' for card in named(user, name))


def agree(table, face='5'):
    played(table, {ANN: face, BOB: face}, table_of(table).story)


@pytest.fixture
async def beside(at_table, bob, table):
    """Bob, on his page of the same table."""
    await bob.open(f'/poker/{table}')
    return bob
