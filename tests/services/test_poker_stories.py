"""Stories: the queue of a table, and the estimates that come out."""

from functools import partial

import pytest

from app.domain.audit import Filter
from app.domain.poker.stories import StoryDraft, read_lines
from app.errors import Forbidden
from app.events import HISTORY, EstimateSaved, StoriesChanged, stories_topic
from app.services import audit
from app.services.poker import history, rounds, stories, tables
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GINA, GUS
from tests.poker import change, news, open_table, played, seated, start, state, table_of
from tests.refusals import refused

DRAFTS = (StoryDraft('Pay by card', 'PAY-1', estimate='3'), StoryDraft('Refund', 'PAY-2'), StoryDraft('Gift cards'))


@pytest.fixture
def table(database, time):
    """Ann's table with three stories; Bob and Gus sit at it, Cleo watches."""
    table_id = open_table(stories=DRAFTS)
    seated(table_id, BOB, GUS)
    seated(table_id, CLEO, is_voter=False)
    database.clear()
    return table_id


def queue(table_id):
    return read(stories.list_stories, table_id)


def titles(table_id):
    return [story.title for story in queue(table_id).stories]


def story(table_id, title):
    return next(story for story in queue(table_id).stories if story.title == title)


def current(table_id):
    view = read(tables.view_table, table_id).story
    return view and view.title


def estimate(table_id, title, value, cards):
    played(table_id, cards, story(table_id, title).id)
    transact(stories.save_estimate, ANN, table_id, value)


def test_stories_stand_in_the_order_in_which_they_were_given(table):
    assert titles(table) == ['Pay by card', 'Refund', 'Gift cards']
    transact(stories.add_stories, ANN, table, read_lines('PAY-4 Invoice\nBarcode').stories)
    assert titles(table)[3:] == ['Invoice', 'Barcode'] and story(table, 'Invoice').key == 'PAY-4'


def test_a_story_whose_key_is_known_is_updated_if_wanted(table):
    drafts = [StoryDraft('Refund in a day', 'PAY-2'), StoryDraft('Invoice', 'PAY-4')]
    assert transact(stories.add_stories, ANN, table, drafts, updates_known=True) == 1
    assert titles(table) == ['Pay by card', 'Refund in a day', 'Gift cards', 'Invoice']


def test_a_story_whose_key_is_known_is_left_alone_if_that_is_wanted(table):
    drafts = [StoryDraft('Refund in a day', 'PAY-2'), StoryDraft('Invoice', 'PAY-4')]
    assert transact(stories.add_stories, ANN, table, drafts, updates_known=False) == 1
    assert titles(table) == ['Pay by card', 'Refund', 'Gift cards', 'Invoice']


def test_an_import_happens_altogether_or_not_at_all(table):
    with refused('poker.story'):
        transact(stories.add_stories, ANN, table, [StoryDraft('Good'), StoryDraft('Bad', link='javascript:alert(1)')])
    assert len(titles(table)) == 3


def test_a_table_holds_five_hundred_stories(table):
    transact(stories.add_stories, ANN, table, 497 * [StoryDraft('x')])
    with refused('poker.too_many_stories'):
        transact(stories.add_stories, ANN, table, [StoryDraft('x')])


def test_what_a_source_leaves_out_stays_as_it_is_known(table):
    full = StoryDraft('Refund', 'PAY-2', 'https://jira.example/browse/PAY-2', 'Within a day', 'Money is back', '8')
    transact(stories.edit_story, ANN, table, story(table, 'Refund').id, full)
    transact(stories.add_stories, ANN, table, [StoryDraft('Refund at once', 'PAY-2')])
    view = story(table, 'Refund at once')
    assert (view.link, view.description, view.criteria, view.imported) == (
        full.link, full.description, full.criteria, '8')


def test_the_first_story_lies_on_the_table_without_being_picked(table):
    assert current(table) == 'Pay by card'
    empty = open_table(BOB, 'Sprint 13')
    transact(stories.add_stories, BOB, empty, read_lines('Invoice\nBarcode').stories)
    assert current(empty) == 'Invoice'
    transact(stories.add_stories, BOB, empty, read_lines('Coupon').stories)
    assert current(empty) == 'Invoice'


def test_whoever_may_edit_stories_may_delete_the_one_on_the_table(table):
    change(table, everyone_edits_stories=True)
    transact(stories.delete_story, BOB, table, story(table, 'Pay by card').id)
    assert current(table) is None and titles(table) == ['Refund', 'Gift cards']


def test_a_preview_says_what_is_new_and_what_would_change(table):
    preview = read(stories.preview, ANN, table, read_lines('PAY-2 Refund in a day\nInvoice'))
    assert [draft.title for draft in preview.updates] == ['Refund in a day']
    assert [draft.title for draft in preview.additions] == ['Invoice']


def test_a_story_can_be_edited_and_what_changed_is_noted(table):
    draft = StoryDraft('Refund', 'PAY-2', 'https://jira.example/browse/PAY-2', 'Within a day', 'Money is back')
    transact(stories.edit_story, ANN, table, story(table, 'Refund').id, draft)
    view = story(table, 'Refund')
    assert (view.link, view.description, view.criteria) == (draft.link, draft.description, draft.criteria)
    [entry] = read(audit.list_entries, ANN, Filter(deed='poker.edit_story'))
    assert {field for field, _, _ in entry.changes} == {'link', 'description', 'criteria'}


@pytest.mark.parametrize(('title', 'place', 'order'), [
    ('Gift cards', 0, ['Gift cards', 'Pay by card', 'Refund']),
    ('Pay by card', 1, ['Refund', 'Pay by card', 'Gift cards']),
    ('Pay by card', 99, ['Refund', 'Gift cards', 'Pay by card']),
    ('Refund', -5, ['Refund', 'Pay by card', 'Gift cards'])])
def test_stories_can_be_put_into_another_order(table, title, place, order):
    transact(stories.move_story, ANN, table, story(table, title).id, place)
    assert titles(table) == order


def test_the_next_open_story_comes_after_the_present_one_and_round_to_the_first(table):
    seen = []
    for _ in range(4):
        seen.append(current(table))
        transact(stories.next_story, ANN, table)
    assert seen == ['Pay by card', 'Refund', 'Gift cards', 'Pay by card']


def test_any_story_can_be_picked_and_what_it_interrupts_be_undone(table):
    start(table, story(table, 'Refund').id)
    transact(rounds.lay_card, BOB, table, 1, '5')
    transact(stories.pick_story, ANN, table, story(table, 'Gift cards').id)
    assert current(table) == 'Gift cards' and state(table) == 'waiting'
    transact(rounds.undo, ANN, table)
    assert current(table) == 'Refund' and table_of(table).seat_of(BOB.identity).card == '5'


def test_whatever_puts_another_story_on_the_table_is_told_to_those_who_look_at_the_queue(table, database):
    deeds = (partial(stories.pick_story, story_id=story(table, 'Refund').id), stories.next_story,
             partial(rounds.start_round, story_id=story(table, 'Refund').id), rounds.cancel_round, rounds.undo)
    for deed in deeds:
        before = queue(table).current
        database.clear()
        transact(deed, ANN, table)
        assert StoriesChanged(stories_topic(table)) in database or queue(table).current == before


def test_a_skipped_story_is_passed_over_until_it_is_restored(table):
    transact(stories.pick_story, ANN, table, story(table, 'Pay by card').id)
    transact(stories.skip_story, ANN, table, story(table, 'Pay by card').id)
    assert current(table) == 'Refund' and story(table, 'Pay by card').status == 'skipped'
    transact(stories.skip_story, ANN, table, story(table, 'Gift cards').id)
    assert current(table) == 'Refund'
    transact(stories.restore_story, ANN, table, story(table, 'Gift cards').id)
    transact(stories.next_story, ANN, table)
    assert current(table) == 'Gift cards'


def test_a_hasty_skip_can_be_undone_and_the_story_is_open_again(table):
    refund = story(table, 'Refund').id
    start(table, refund)
    transact(rounds.lay_card, BOB, table, 1, '5')
    transact(stories.skip_story, ANN, table, refund)
    transact(rounds.undo, ANN, table)
    assert current(table) == 'Refund' and story(table, 'Refund').status == 'open'


def test_a_story_can_be_deleted_unless_it_is_being_estimated(table):
    refund = story(table, 'Refund').id
    start(table, refund)
    with refused('poker.story_in_use'):
        transact(stories.delete_story, ANN, table, refund)
    transact(rounds.cancel_round, ANN, table)
    transact(stories.delete_story, ANN, table, refund)
    assert titles(table) == ['Pay by card', 'Gift cards'] and current(table) is None


def test_a_deleted_story_takes_its_estimates_along_and_brings_them_back(table):
    estimate(table, 'Refund', '5', {BOB: '5'})
    refund = story(table, 'Refund').id
    transact(stories.delete_story, ANN, table, refund)
    assert titles(table) == ['Pay by card', 'Gift cards'] and not read(history.view_results, ANN, table).estimates
    for gone in (partial(stories.pick_story, story_id=refund), partial(stories.delete_story, story_id=refund)):
        with refused('not_found'):
            transact(gone, ANN, table)
    transact(stories.restore_story, ANN, table, refund)
    assert titles(table) == ['Pay by card', 'Refund', 'Gift cards'] and story(table, 'Refund').estimate == '5'


def test_a_deleted_story_does_not_come_back_beside_a_new_one_with_its_key(table):
    refund = story(table, 'Refund').id
    transact(stories.delete_story, ANN, table, refund)
    transact(stories.add_stories, ANN, table, read_lines('PAY-2 Refund at once').stories)
    with refused('poker.story_exists'):
        transact(stories.restore_story, ANN, table, refund)


# -- estimates -------------------------------------------------------------------------------------------------------

def test_a_saved_estimate_says_by_whom_and_the_next_story_is_picked(table, database):
    played(table, {BOB: '5', GUS: '8'}, story(table, 'Pay by card').id)
    database.clear()
    transact(stories.save_estimate, ANN, table, ' 5 ')
    saved = story(table, 'Pay by card')
    assert (saved.estimate, saved.status, saved.saved_by) == ('5', 'estimated', 'Ann')
    assert current(table) == 'Refund' and state(table) == 'waiting'
    assert EstimateSaved(HISTORY, '', '5', 'person:1', 'Ann', 'Sprint 12') in database
    assert StoriesChanged(stories_topic(table)) in database
    assert queue(table).estimated == 1


def test_an_estimate_can_be_changed_later_and_both_are_noted(table):
    for value in ('5', '8'):
        estimate(table, 'Refund', value, {BOB: value})
    assert story(table, 'Refund').estimate == '8'
    entries = read(audit.list_entries, ANN, Filter(deed='poker.save_estimate'))
    assert [entry.changes for entry in entries] == [(('estimate', '', '5'),), (('estimate', '5', '8'),)]


@pytest.mark.parametrize('value', ['', '   ', '123456789', '5\n8'])
def test_an_estimate_has_one_to_eight_characters(table, value):
    played(table, {BOB: '5'}, story(table, 'Refund').id)
    with refused('poker.estimate'):
        transact(stories.save_estimate, ANN, table, value)
    assert story(table, 'Refund').estimate == ''


def test_there_is_nothing_to_save_before_the_cards_are_turned(table):
    start(table, story(table, 'Refund').id)
    with refused('poker.not_revealed'):
        transact(stories.save_estimate, ANN, table, '5')


def test_a_round_without_a_story_has_no_estimate(table):
    played(table, {BOB: '5'})
    with refused('poker.no_story'):
        transact(stories.save_estimate, ANN, table, '5')


def test_after_the_last_story_the_table_is_empty(table):
    for title in ('Pay by card', 'Refund', 'Gift cards'):
        estimate(table, title, '5', {BOB: '5'})
    assert current(table) is None and queue(table).estimated == 3
    assert [result.estimate for result in read(history.view_results, ANN, table).rounds] == ['5', '5', '5']


# -- who may ---------------------------------------------------------------------------------------------------------

DEEDS = {
    'add': lambda actor, table: transact(stories.add_stories, actor, table, [StoryDraft('Invoice')]),
    'edit': lambda actor, table: transact(stories.edit_story, actor, table, story(table, 'Refund').id, DRAFTS[0]),
    'move': lambda actor, table: transact(stories.move_story, actor, table, story(table, 'Refund').id, 0),
    'delete': lambda actor, table: transact(stories.delete_story, actor, table, story(table, 'Refund').id),
    'skip': lambda actor, table: transact(stories.skip_story, actor, table, story(table, 'Refund').id),
    'restore': lambda actor, table: transact(stories.restore_story, actor, table, story(table, 'Refund').id),
    'pick': lambda actor, table: transact(stories.pick_story, actor, table, story(table, 'Refund').id),
    'next': lambda actor, table: transact(stories.next_story, actor, table),
    'save': lambda actor, table: transact(stories.save_estimate, actor, table, '5'),
}
EVERYONE = {'everyone_edits_stories': ('add', 'edit', 'move', 'skip', 'restore', 'delete'),
            'everyone_moves_on': ('pick', 'next'), 'everyone_saves': ('save',)}


@pytest.mark.parametrize('deed', DEEDS)
def test_the_queue_is_the_scrum_masters_alone(table, deed):
    played(table, {BOB: '5'}, story(table, 'Pay by card').id)
    before = queue(table)
    for person in (BOB, GUS, CLEO, GINA):
        with pytest.raises(Forbidden):
            DEEDS[deed](person, table)
    assert queue(table) == before


@pytest.mark.parametrize(('switch', 'deed'), [(switch, deed) for switch, deeds in EVERYONE.items() for deed in deeds])
def test_a_table_may_leave_it_to_every_voter_but_not_to_watchers(table, switch, deed):
    change(table, **{switch: True})
    played(table, {BOB: '5'}, story(table, 'Pay by card').id)
    for person in (CLEO, GINA):
        with pytest.raises(Forbidden):
            DEEDS[deed](person, table)
    DEEDS[deed](GUS, table)


@pytest.mark.parametrize('deed', ['edit', 'move', 'delete', 'skip', 'restore', 'pick'])
def test_a_story_of_another_table_is_out_of_reach(table, deed):
    other = open_table(BOB, 'Sprint 13', stories=DRAFTS)
    with refused('not_found'):
        FOREIGN[deed](other, story(table, 'Refund').id)
    assert titles(table) == ['Pay by card', 'Refund', 'Gift cards']


FOREIGN = {
    'edit': lambda table, story_id: transact(stories.edit_story, BOB, table, story_id, DRAFTS[0]),
    'move': lambda table, story_id: transact(stories.move_story, BOB, table, story_id, 0),
    'delete': lambda table, story_id: transact(stories.delete_story, BOB, table, story_id),
    'skip': lambda table, story_id: transact(stories.skip_story, BOB, table, story_id),
    'restore': lambda table, story_id: transact(stories.restore_story, BOB, table, story_id),
    'pick': lambda table, story_id: transact(stories.pick_story, BOB, table, story_id),
}


def test_a_round_cannot_be_about_a_story_of_another_table(table):
    other = open_table(BOB, 'Sprint 13')
    with refused('not_found'):
        transact(rounds.start_round, BOB, other, story(table, 'Refund').id)
    assert ('started', '') not in news(other)
