"""The queue of stories at a table: bring them, put them in order, change and drop them."""

from types import SimpleNamespace

import pytest

from app.domain.poker.stories import StoryDraft
from app.services.poker import seats, stories
from app.work import read, transact
from components.poker.queue import StoryQueue
from tests.pages.conftest import (
    control,
    field,
    fill,
    named,
    press,
    sees,
    shown,
    switch,
    text_of,
    until,
    upload,
)
from tests.people import ANN, BOB
from tests.poker import change, open_table, public_id, seated, start, table_of

CSV = b'key;summary;points\nPAY-1;Split totals;3\nPAY-2;;5\nPAY-3;Gift cards;\n'


@pytest.fixture
def queued(workspace, user):
    """A table with three stories."""
    table = open_table(stories=(StoryDraft('Split totals', 'PAY-1'), StoryDraft('Gift cards', 'PAY-2'),
                                StoryDraft('Refunds')))
    seated(table, BOB)
    return table


@pytest.fixture
async def at_queue(ann, queued):
    await ann.open(f'/poker/{queued}')
    await sees(ann, '0 of 3 estimated')
    return ann


@pytest.fixture
async def adding(ann, table):
    """Ann has opened the dialog that brings stories."""
    await ann.open(f'/poker/{table}')
    await sees(ann, 'No stories yet')
    press(ann, 'Add stories')
    await sees(ann, 'Add to the queue')
    return ann


def queue(table):
    return read(stories.list_stories, table).stories


def titles(table):
    return [story.title for story in queue(table)]


def shown_titles(user):
    return [line.title.text for line in shown(user, StoryQueue)[0].lines.entries.values()]


async def open_deeds(user, name, deed):
    press(user, f'What to do with {name}')
    await sees(user, deed)
    press(user, deed)


async def test_an_empty_queue_says_what_it_is_for(ann, bob, table):
    await ann.open(f'/poker/{table}')
    await sees(ann, 'No stories yet', 'Add stories')
    await bob.open(f'/poker/{table}')
    await sees(bob, 'No stories yet')
    assert not named(bob, 'Add stories')


async def test_pasted_lines_are_read_shown_and_added(adding, table):
    fill(adding, One_story_per_line='PAY-1 Split totals\n\nGift cards')
    await sees(adding, '2 to add', 'PAY-1')
    assert titles(table) == []
    press(adding, 'Add to the queue')
    await until(lambda: titles(table) == ['Split totals', 'Gift cards'])
    await sees(adding, '2 stories added', '0 of 2 estimated')


async def test_what_is_known_already_is_updated(at_queue, queued):
    press(at_queue, 'Add stories')
    await sees(at_queue, 'Add to the queue')
    fill(at_queue, One_story_per_line='PAY-1 Split the totals\nInvoices')
    await sees(at_queue, '1 known, to be updated', 'updates')
    press(at_queue, 'Add to the queue')
    await until(lambda: titles(queued) == ['Split the totals', 'Gift cards', 'Refunds', 'Invoices'])
    await sees(at_queue, '1 added, 1 updated')


async def test_a_csv_file_is_shown_with_what_cannot_be_read(adding, table):
    fill(adding, Stories_from='csv')
    await upload(adding, 'stories.csv', CSV)
    await sees(adding, '2 to add, 1 cannot be read', 'left out')
    press(adding, 'Add to the queue')
    await until(lambda: [(story.key, story.imported) for story in queue(table)] == [('PAY-1', '3'), ('PAY-3', '')])


async def test_all_or_nothing_can_be_chosen(adding, table):
    fill(adding, Stories_from='csv')
    await upload(adding, 'stories.csv', CSV)
    await sees(adding, '1 cannot be read')
    switch(adding, 'Add the readable ones, leave the others out')
    press(adding, 'Add to the queue')
    await sees(adding, '1 lines cannot be read. Mend them, or leave them out.')
    assert titles(table) == []


@pytest.mark.parametrize('content', [b'', b'\xff\xfe\x00nonsense', b'a,b,c\n1,2,3\n'])
async def test_a_file_that_is_no_list_of_stories_is_refused(adding, table, content):
    fill(adding, Stories_from='csv')
    await upload(adding, 'stories.csv', content)
    press(adding, 'Add to the queue')
    await sees(adding, 'Add to the queue')
    assert titles(table) == []


async def test_stories_of_others_appear_by_themselves(at_queue, queued):
    transact(stories.add_stories, ANN, queued, (StoryDraft('Invoices'),))
    await sees(at_queue, 'Invoices', '0 of 4 estimated', '4 to go')


@pytest.mark.parametrize(('name', 'deed', 'order'), [
    ('PAY-1', 'Move down', ['Gift cards', 'Split totals', 'Refunds']),
    ('PAY-2', 'Move up', ['Gift cards', 'Split totals', 'Refunds']),
    ('Refunds', 'Move to the top', ['Refunds', 'Split totals', 'Gift cards'])])
async def test_a_story_is_moved_by_menu(at_queue, queued, name, deed, order):
    await open_deeds(at_queue, name, deed)
    await until(lambda: titles(queued) == order)
    await until(lambda: shown_titles(at_queue) == order)


async def test_the_first_cannot_go_up_and_the_last_cannot_go_down(at_queue):
    press(at_queue, 'What to do with PAY-1')
    await sees(at_queue, 'Move down')
    assert not named(at_queue, 'Move up')


async def test_a_story_is_dragged(at_queue, queued):
    panel = shown(at_queue, StoryQueue)[0]
    with at_queue:
        await panel._dropped(SimpleNamespace(old_index=0, new_index=2))
    assert titles(queued) == ['Gift cards', 'Refunds', 'Split totals']


async def test_a_drag_that_is_refused_goes_back(at_queue, queued):
    transact(seats.hand_over, ANN, queued, public_id(queued, BOB))
    panel = shown(at_queue, StoryQueue)[0]
    with at_queue:
        await panel._dropped(SimpleNamespace(old_index=0, new_index=2))
    await sees(at_queue, 'Only the Scrum Master can do that.')
    assert shown_titles(at_queue) == titles(queued) == ['Split totals', 'Gift cards', 'Refunds']


async def test_a_story_is_edited(at_queue, queued):
    await open_deeds(at_queue, 'PAY-1', 'Edit…')
    await sees(at_queue, 'Save the story')
    fill(at_queue, Title='Split the totals', Link='https://tracker.example/PAY-1', Acceptance_criteria='Sums match')
    press(at_queue, 'Save the story')
    await until(lambda: queue(queued)[0].criteria == 'Sums match')
    await sees(at_queue, 'Split the totals')


@pytest.mark.parametrize(('label', 'value', 'says'), [
    ('Title', ' ', 'title'), ('Link', 'javascript:alert(1)', 'A link begins with http:// or https://.')])
async def test_a_change_that_does_not_fit_is_refused_and_kept_in_the_dialog(at_queue, queued, label, value, says):
    await open_deeds(at_queue, 'PAY-1', 'Edit…')
    await sees(at_queue, 'Save the story')
    fill(at_queue, Description='New words', **{label: value})
    press(at_queue, 'Save the story')
    await sees(at_queue, says)
    assert field(at_queue, 'Description').value == 'New words' and queue(queued)[0].title == 'Split totals'


async def test_a_story_is_deleted_and_can_be_brought_back(at_queue, queued):
    before = titles(queued)
    await open_deeds(at_queue, 'PAY-1', 'Delete')
    await until(lambda: titles(queued) == ['Gift cards', 'Refunds'])
    await until(lambda: shown_titles(at_queue) == ['Gift cards', 'Refunds'])
    await sees(at_queue, 'Story deleted')
    press(at_queue, 'Undo')
    await until(lambda: titles(queued) == before)


async def test_a_story_that_is_being_estimated_cannot_be_deleted(at_queue, queued):
    start(queued, queue(queued)[0].id)
    await open_deeds(at_queue, 'PAY-1', 'Delete')
    await sees(at_queue, 'This story is being estimated. Cancel the round first.')


async def test_a_story_is_skipped_and_put_back(at_queue, queued):
    await open_deeds(at_queue, 'PAY-1', 'Skip')
    await until(lambda: queue(queued)[0].status == 'skipped')
    await sees(at_queue, 'PAY-1 Split totals, skipped', '2 to go')
    await open_deeds(at_queue, 'PAY-1', 'Put back')
    await until(lambda: queue(queued)[0].status == 'open')


async def test_any_story_can_be_laid_on_the_table(at_queue, bob, queued):
    await bob.open(f'/poker/{queued}')
    press(at_queue, 'PAY-2 Gift cards, open')
    await until(lambda: table_of(queued).story == queue(queued)[1].id)
    for browser in (at_queue, bob):
        await sees(browser, 'PAY-2 Gift cards, on the table')


async def test_the_criteria_can_be_read_while_voting(at_queue, bob, queued):
    transact(stories.edit_story, ANN, queued, queue(queued)[0].id,
             StoryDraft('Split totals', 'PAY-1', 'https://tracker.example/PAY-1', 'Per parcel', 'Sums match', '3'))
    transact(stories.pick_story, ANN, queued, queue(queued)[0].id)
    start(queued, queue(queued)[0].id)
    await bob.open(f'/poker/{queued}')
    await sees(bob, 'Per parcel', 'Sums match', 'came with 3', 'Open in the tracker')
    anchor = control(bob, 'Open in the tracker')
    assert anchor.props['href'] == 'https://tracker.example/PAY-1' and 'noopener' in anchor.props['rel']


async def test_markup_in_a_title_stays_text(at_queue, queued):
    transact(stories.add_stories, ANN, queued, (StoryDraft('<img src=x onerror=alert(1)>'),))
    await sees(at_queue, '<img src=x onerror=alert(1)>')
    assert not [element for element in shown(at_queue) if element.tag == 'img']


async def test_who_does_not_steer_reads_the_queue_and_changes_nothing(bob, queued):
    await bob.open(f'/poker/{queued}')
    await sees(bob, 'Split totals')
    assert not named(bob, 'What to do with PAY-1') and 'disabled' in control(bob, 'PAY-2 Gift cards, open').props


async def test_everyone_may_edit_where_the_table_says_so(bob, queued):
    await bob.open(f'/poker/{queued}')
    change(queued, everyone_edits_stories=True)
    await sees(bob, 'What to do with PAY-1')
    await open_deeds(bob, 'PAY-1', 'Move down')
    await until(lambda: titles(queued)[0] == 'Gift cards')


async def test_the_queue_can_be_put_away_on_narrow_screens(at_queue):
    panel = shown(at_queue, StoryQueue)[0]
    press(at_queue, 'Stories')
    assert 'rt-shown' in panel.classes
    press(at_queue, 'Close stories')
    assert 'rt-shown' not in panel.classes and 'Split totals' in text_of(at_queue)
