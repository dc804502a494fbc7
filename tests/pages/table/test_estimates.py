"""What is agreed on and saved, and who may."""

import pytest

from app.domain.poker.decks import BUILT_IN
from app.domain.poker.stories import StoryDraft
from app.services.poker import rounds, stories
from app.work import transact
from tests.pages.conftest import fill, named, press, sees, shown, type_key, until
from tests.pages.table.conftest import agree, lay, story
from tests.people import ANN, BOB
from tests.poker import cards, change, open_table, played, seated, start, state, table_of


async def test_the_agreed_estimate_is_saved_and_the_next_story_lies_on_the_table(ann, stories_table):
    await ann.open(f'/poker/{stories_table}')
    agree(stories_table)
    await sees(ann, 'Save 5 points, next story')
    press(ann, 'Save 5 points, next story')
    await until(lambda: story(stories_table).estimate == '5')
    await sees(ann, 'Gift cards', '1 of 2 estimated')
    assert table_of(stories_table).story == story(stories_table, 1).id


async def test_another_value_can_be_agreed_on(ann, stories_table):
    await ann.open(f'/poker/{stories_table}')
    agree(stories_table)
    await sees(ann, 'Agree on an estimate')
    press(ann, 'Other value')
    fill(ann, Other_value='40')
    await sees(ann, 'Save 40 points, next story')
    press(ann, 'Save 40 points, next story')
    await until(lambda: story(stories_table).estimate == '40')


async def test_a_neighbour_of_the_suggestion_can_be_picked(ann, stories_table):
    await ann.open(f'/poker/{stories_table}')
    agree(stories_table)
    await sees(ann, 'Agree on an estimate')
    press(ann, '8 points')
    await sees(ann, 'Save 8 points, next story')


async def test_a_round_without_a_story_has_nothing_to_save(at_table, table):
    agree(table)
    await sees(at_table, 'This round was not about a story, so there is nothing to save.')
    assert not named(at_table, 'Agree on an estimate')


async def test_whoever_does_not_steer_sees_the_result_and_cannot_save(bob, stories_table):
    await bob.open(f'/poker/{stories_table}')
    agree(stories_table)
    await sees(bob, 'The Scrum Master saves the estimate.')
    assert not named(bob, 'Agree on an estimate') and not named(bob, 'Vote again')


async def test_voting_again_shows_what_was_played_before(at_table, stories_table, ann):
    await ann.open(f'/poker/{stories_table}')
    played(stories_table, {ANN: '3', BOB: '8'}, table_of(stories_table).story)
    await sees(ann, 'Vote again')
    press(ann, 'Vote again')
    await until(lambda: state(stories_table) == 'voting')
    lay(stories_table, Ann='5', Bob='5')
    transact(rounds.reveal_cards, ANN, stories_table)
    transact(rounds.turn_now, ANN, stories_table)
    await sees(ann, 'Before: Ann 3, Bob 8', 'round 2 · 2 cards')
    assert [one.text for one in shown(ann) if 'rt-pcard-former' in one.classes] == ['3', '8']


async def test_the_key_v_votes_again_and_n_goes_on(ann, stories_table):
    await ann.open(f'/poker/{stories_table}')
    agree(stories_table)
    await sees(ann, 'Vote again')
    type_key(ann, 'v')
    await until(lambda: state(stories_table) == 'voting')
    lay(stories_table, Ann='5', Bob='5')
    transact(rounds.reveal_cards, ANN, stories_table)
    transact(rounds.turn_now, ANN, stories_table)
    await sees(ann, 'Next story')
    type_key(ann, 'n')
    await until(lambda: table_of(stories_table).story == story(stories_table, 1).id)


async def test_a_round_that_was_restarted_can_be_brought_back(at_table, table):
    start(table)
    lay(table, Ann='5')
    await sees(at_table, 'You played 5')
    press(at_table, 'Restart round')
    await until(lambda: table_of(table).last_round == 2 and cards(table)['Ann'] is None)
    await sees(at_table, 'Undo')
    press(at_table, 'Undo')
    await until(lambda: cards(table)['Ann'] == '5')


async def test_a_round_can_be_cancelled(at_table, table):
    start(table)
    await sees(at_table, 'Cancel round')
    press(at_table, 'Cancel round')
    await until(lambda: state(table) == 'waiting')
    await sees(at_table, 'Start round')


async def test_a_story_can_be_skipped(ann, stories_table):
    await ann.open(f'/poker/{stories_table}')
    await sees(ann, 'Skip story')
    press(ann, 'Skip story')
    await until(lambda: story(stories_table).status == 'skipped')
    assert table_of(stories_table).story == story(stories_table, 1).id


async def test_whoever_does_not_steer_has_no_controls(bob, table):
    await bob.open(f'/poker/{table}')
    start(table)
    await sees(bob, 'Pick a card')
    assert not [name for name in ('Start round', 'Reveal cards', 'Restart round', 'Nudge all', 'Table settings',
                                  'Hand over') if named(bob, name)]


@pytest.mark.parametrize(('switch', 'name'), [('everyone_reveals', 'Reveal cards'),
                                              ('everyone_moves_on', 'Restart round')])
async def test_what_everyone_may_appears_for_everyone(bob, table, switch, name):
    await bob.open(f'/poker/{table}')
    start(table)
    await sees(bob, 'Pick a card')
    change(table, **{switch: True})
    await sees(bob, name)


async def test_everyone_may_save_where_the_table_says_so(bob, stories_table):
    change(stories_table, everyone_saves=True)
    await bob.open(f'/poker/{stories_table}')
    agree(stories_table)
    await sees(bob, 'Save 5 points, next story')
    press(bob, 'Save 5 points, next story')
    await until(lambda: story(stories_table).saved_by == 'Bob')


async def test_the_key_n_goes_on_wherever_the_button_is_shown(ann, stories_table):
    await ann.open(f'/poker/{stories_table}')
    await sees(ann, 'Start round', 'Next story')
    type_key(ann, 'n')
    await until(lambda: table_of(stories_table).story == story(stories_table, 1).id)


@pytest.mark.parametrize(('name', 'face', 'saves'), [
    ('T-shirt', 'M', 'Save size M, next story'), ('Fibonacci with coffee', '5', 'Save 5 points, next story'),
    ('Modified Fibonacci', '½', 'Save half a point, next story')])
async def test_the_button_names_what_it_saves(ann, workspace, user, name, face, saves):
    deck = next(deck for deck in BUILT_IN if deck.name == name)
    table = open_table(deck=deck, stories=(StoryDraft('Split totals'),))
    seated(table, BOB)
    transact(stories.pick_story, ANN, table, story(table).id)
    await ann.open(f'/poker/{table}')
    agree(table, face)
    await sees(ann, saves)
