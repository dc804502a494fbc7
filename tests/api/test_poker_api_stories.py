"""Stories for programs: the queue of a table, and files that are read into it."""

import pytest

from tests.api.conftest import fields, refusal
from tests.api.tables import opened, seated, started

CSV = 'Key;Summary;Story Points\nSHOP-1;Pay by card;5.0\nSHOP-2;"Pay\nlater";\n'
FLAWED = 'title,link\nPay by card,\n,https://example.com\nPay later,javascript:alert(1)\n'


@pytest.fixture
async def table(ann):
    return await opened(ann, stories=[{'title': title} for title in ('A', 'B', 'C')])


async def queue(person, table):
    return [(story['title'], story['status']) for story in (await person.get(f'{table}/stories')).json()['items']]


async def story_of(person, table, title):
    """The address of a story."""
    stories = (await person.get(f'{table}/stories')).json()['items']
    return f'{table}/stories/{next(story["id"] for story in stories if story["title"] == title)}'


async def imported(person, table, text, **options):
    return await person.post(f'{table}/stories/import', params=options, files={'file': ('stories.csv', text)})


async def test_a_story_is_added_at_the_end_and_says_where_it_is(ann, table):
    answer = await ann.post(f'{table}/stories', json={'title': ' Pay  later ', 'key': 'SHOP-2', 'criteria': 'Given …'})
    assert answer.status_code == 201
    story = answer.json()
    assert answer.headers['location'] == f'/api/v1{table}/stories/{story["id"]}'
    assert (story['title'], story['key'], story['criteria'], story['rank']) == ('Pay later', 'SHOP-2', 'Given …', 3)
    assert (await queue(ann, table))[-1] == ('Pay later', 'open')
    assert refusal(await ann.post(f'{table}/stories', json={'title': 'Again', 'key': 'SHOP-2'})) == (
        409, 'poker.story_exists')


async def test_a_story_that_is_sent_twice_with_one_key_is_added_once(ann, table):
    key = {'Idempotency-Key': 'one'}
    first, again = [await ann.post(f'{table}/stories', json={'title': 'D'}, headers=key) for _ in range(2)]
    assert first.json() == again.json() and first.headers['location'] == again.headers['location']
    assert len(await queue(ann, table)) == 4
    other = await opened(ann)
    answer = await ann.post(f'{other}/stories', json={'title': 'D'}, headers=key)
    assert refusal(answer) == (409, 'idempotency.mismatch')


@pytest.mark.parametrize(('wrong', 'field'), [
    ({'title': ''}, 'title'), ({'title': 256 * 'x'}, 'title'), ({'title': 7}, 'title'), ({'key': 65 * 'x'}, 'key'),
    ({'link': 'file:///etc/passwd'}, 'link'), ({'link': 'https://example.com/' + 5_000 * 'x'}, 'link'),
    ({'description': 20_001 * 'x'}, 'description'), ({'points': 5}, 'points')])
async def test_what_does_not_fit_a_story_is_named(ann, table, wrong, field):
    assert fields(await ann.post(f'{table}/stories', json={'title': 'D'} | wrong)) == [field]
    assert len(await queue(ann, table)) == 3


async def test_a_list_is_taken_in_parts(ann, table):
    part = (await ann.get(f'{table}/stories', params={'skip': 1, 'limit': 1})).json()
    assert ([story['title'] for story in part['items']], part['total']) == (['B'], 3)


async def test_a_story_is_changed_moved_skipped_and_restored(ann, table):
    story = await story_of(ann, table, 'C')
    changed = (await ann.patch(story, json={'title': 'Z', 'link': 'https://example.com/3', 'rank': 0})).json()
    assert (changed['title'], changed['link'], changed['rank']) == ('Z', 'https://example.com/3', 0)
    assert (await ann.patch(story, json={'status': 'skipped'})).json()['status'] == 'skipped'
    assert await queue(ann, table) == [('Z', 'skipped'), ('A', 'open'), ('B', 'open')]
    assert (await ann.patch(story, json={'status': 'open'})).json()['status'] == 'open'
    assert fields(await ann.patch(story, json={'status': 'estimated'})) == ['status']
    assert fields(await ann.patch(story, json={'rank': -1})) == ['rank']


async def test_a_change_that_does_not_fit_changes_nothing_at_all(ann, table):
    story = await story_of(ann, table, 'A')
    assert fields(await ann.patch(story, json={'title': 'Z', 'status': 'lost'})) == ['status']
    assert (await queue(ann, table))[0] == ('A', 'open')


async def test_a_story_is_deleted_unless_it_is_being_estimated(ann, table):
    story = await story_of(ann, table, 'A')
    await started(ann, table, story_id=story.rpartition('/')[2])
    assert refusal(await ann.delete(story)) == (409, 'poker.story_in_use')
    assert (await ann.delete(await story_of(ann, table, 'B'))).status_code == 204
    assert [title for title, _ in await queue(ann, table)] == ['A', 'C']
    assert refusal(await ann.delete(f'{table}/stories/999999')) == (404, 'not_found')
    for wrong in ('0', 'A', str(2**63)):
        assert fields(await ann.delete(f'{table}/stories/{wrong}')) == ['story_id']


async def test_any_story_is_laid_on_the_table_and_the_next_open_one_follows(ann, table):
    assert (await ann.post(f'{await story_of(ann, table, "B")}/pick')).json()['story']['title'] == 'B'
    assert (await ann.post(f'{table}/next')).json()['story']['title'] == 'C'
    assert (await ann.post(f'{table}/next')).json()['story']['title'] == 'A'


async def test_people_with_an_account_read_the_queue_and_strangers_do_not(cleo, nobody, table):
    assert len(await queue(cleo, table)) == 3
    assert refusal(await nobody.get(f'{table}/stories')) == (403, 'auth.forbidden')


async def test_a_file_is_looked_at_before_anything_is_added(ann, table):
    shown = (await imported(ann, table, CSV)).json()
    assert [(story['key'], story['title'], story['estimate']) for story in shown['stories']] == [
        ('SHOP-1', 'Pay by card', '5'), ('SHOP-2', 'Pay later', '')]
    assert (shown['errors'], shown['known'], shown['added'], shown['updated']) == ([], [], 0, 0)
    assert len(await queue(ann, table)) == 3


async def test_a_file_is_read_in_and_the_next_time_updates_what_is_known(ann, table):
    first = (await imported(ann, table, '\ufeff' + CSV, commit=True)).json()
    again = (await imported(ann, table, CSV.replace('Pay by', 'Settle by').encode('cp1252'), commit=True)).json()
    assert (first['added'], first['updated'], again['added'], again['updated']) == (2, 0, 0, 2)
    assert [title for title, _ in await queue(ann, table)] == ['A', 'B', 'C', 'Settle by card', 'Pay later']


async def test_a_flawed_file_is_refused_as_a_whole_unless_only_good_rows_are_wanted(ann, table):
    shown = (await imported(ann, table, FLAWED)).json()
    assert [(error['line'], error['field']) for error in shown['errors']] == [(3, 'title'), (4, 'link')]
    answer = await imported(ann, table, FLAWED, commit=True)
    assert refusal(answer) == (422, 'poker.csv') and answer.json()['detail'].startswith('Line 3:')
    assert len(await queue(ann, table)) == 3
    assert (await imported(ann, table, FLAWED, commit=True, only_valid=True)).json()['added'] == 1
    assert (await queue(ann, table))[-1] == ('Pay by card', 'open')


@pytest.mark.parametrize('text', [
    '', 'colour,size\nred,5\n', 'title\n' + 2_001 * 'x\n', 'title\n' + 5_000_001 * 'x', '\0'])
async def test_what_is_no_list_of_stories_is_refused(ann, table, text):
    assert refusal(await imported(ann, table, text, commit=True))[0] == 422
    assert len(await queue(ann, table)) == 3


async def test_only_the_scrum_master_reads_files_in(ann, bob, nobody, table):
    await seated(table, bob)
    for person in (bob, nobody):
        for options in ({}, {'commit': True}):
            assert refusal(await imported(person, table, CSV, **options)) == (403, 'auth.forbidden')
    assert fields(await ann.post(f'{table}/stories/import')) == ['file']
