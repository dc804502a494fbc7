"""What is counted while pages are open, and where admins see it."""

from app import ending, health, metrics
from app.services.poker import tables
from app.work import transact
from tests.pages.conftest import sees, until
from tests.people import ANN
from tests.poker import open_table


async def test_a_page_of_a_table_is_counted_when_it_connects_and_each_change_it_is_sent(ann, workspace):
    connects = metrics.value(metrics.poker_connects, '_total', result='ok')
    await ann.open(f'/poker/{open_table()}')
    await until(lambda: metrics.value(metrics.poker_connects, '_total', result='ok') == connects + 1)


async def test_a_change_is_timed_until_it_was_sent(ann, workspace):
    table = open_table()
    await ann.open(f'/poker/{table}')
    await sees(ann, 'Sprint 12')
    sent = metrics.value(metrics.poker_push, '_count')
    transact(tables.change_table, ANN, table, {}, name='Sprint 13')
    await sees(ann, 'Sprint 13')
    await until(lambda: metrics.value(metrics.poker_push, '_count') > sent)
    assert metrics.value(metrics.feeds) > 0 and metrics.value(metrics.watchers) > 0


async def test_admins_see_how_well_poker_runs(ann, workspace):
    await ann.open('/admin/health')
    await sees(ann, 'Estimate', 'People connected', 'Tables that came to a round', 'Connections made',
               'Changes reach pages in')


async def test_open_pages_are_told_that_the_program_restarts_and_no_new_ones_are_built(ann, workspace):
    await ann.open('/')
    ending.tell_pages()
    await sees(ann, 'Roundtable is restarting.')
    health.stop()
    answer = await ann.http_client.get('/poker')
    assert answer.status_code == 503 and 'restarting' in answer.text
