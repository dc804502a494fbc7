"""What is counted while people work, and that counting costs next to nothing."""

from time import perf_counter
from types import SimpleNamespace

from prometheus_client import generate_latest

from app import arrivals, metrics
from app.services.people import bell
from app.services.poker import rounds
from app.work import read, transact
from tests.people import ANN, BOB
from tests.poker import change, open_table, played, seated, start

EVERY = ('ui_events_total', 'db_seconds', 'notify_lag_seconds', 'clock_tick_age_seconds', 'audit_records_total',
         'poker_rounds_total', 'poker_tables_completed_total', 'poker_connects_total', 'poker_reconnects_total',
         'poker_push_seconds', 'poker_stay_ratio', 'backup_age_seconds', 'master_key_age_days', 'source_age_seconds',
         'ops_runs', 'ops_oldest_seconds', 'limiter_hits_total')


class Page:
    """As much of a page as is watched."""

    def __init__(self, name):
        self.id, self.handlers = name, {}
        self.on_connect, self.on_delete = self._keep('come'), self._keep('end')
        arrivals.watch(self)

    def _keep(self, name):
        return lambda handler: self.handlers.update({name: handler})


def counts(metric):
    return SimpleNamespace(**{result: metrics.value(metric, '_total', result=result) for result in ('ok', 'failed')})


def turned():
    return metrics.value(metrics.poker_rounds, '_total'), metrics.value(metrics.poker_tables_completed, '_total')


def test_everything_has_the_name_that_monitors_know():
    told = generate_latest(metrics.registry).decode()
    assert not [name for name in EVERY if f'# HELP roundtable_{name.removesuffix("_total")}' not in told]
    assert 'roundtable_audit_records_total ' in told and 'roundtable_poker_rounds_total ' in told


def test_each_turned_round_is_counted_once_and_a_table_with_its_first(workspace, time):
    before = turned()
    table = open_table()
    seated(table, BOB)
    for _ in range(2):
        played(table, {BOB: '5', ANN: '5'})
        time.passes(seconds=1)
    change(table, countdown=3)
    transact(rounds.lay_card, BOB, table, start(table), '5')
    transact(rounds.reveal_cards, ANN, table)
    assert turned()[0] == before[0] + 2
    transact(rounds.turn_now, ANN, table)
    assert turned() == (before[0] + 3, before[1] + 1)


def test_a_page_that_comes_and_comes_back_is_counted_as_both():
    before, again = counts(metrics.poker_connects), counts(metrics.poker_reconnects)
    page = Page('one')
    page.handlers['come']()
    page.handlers['come']()
    assert counts(metrics.poker_connects).ok == before.ok + 1
    assert counts(metrics.poker_reconnects).ok == again.ok + 1


def test_a_page_that_never_came_and_one_that_came_back_too_late_have_failed():
    before, again = counts(metrics.poker_connects), counts(metrics.poker_reconnects)
    Page('two').handlers['end']()
    page = Page('three')
    page.handlers['come']()
    page.handlers['end']()
    for _ in range(2):
        arrivals.note_stranger('three')
    arrivals.note_stranger('of another process')
    assert counts(metrics.poker_connects).failed == before.failed + 1
    assert counts(metrics.poker_reconnects).failed == again.failed + 1


def test_every_transaction_is_timed(workspace):
    before = metrics.value(metrics.db_seconds, '_count')
    read(bell.count_unread, 1)
    transact(bell.ring, 2, 'Tea is ready.')
    assert metrics.value(metrics.db_seconds, '_count') == before + 2


def test_to_count_takes_microseconds():
    began = perf_counter()
    for _ in range(10_000):
        metrics.poker_push.observe(0.01)
        metrics.ui_events.inc()
    assert (perf_counter() - began) / 10_000 < 0.00005
