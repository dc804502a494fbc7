"""The audit trail: every deed sealed behind the one before it; whoever tampers is found out."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app import context
from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.policy import Policy
from app.events import AUDIT, AuditWritten
from app.security.tokens import digest
from app.services import audit
from app.services.people import accounts, guests, tokens
from app.services.poker import rounds, seats
from app.services.poker.tables import TableDraft, open_table
from app.work import read, transact
from models.people import AuditEntry
from tests.people import ANN, BOB, CLEO, GUS, found_workspace

FIRST_KEY, SECOND_KEY = 32 * b'a', 32 * b'b'


def write(work, *details, actor=ANN, **options):
    audit.write(work, actor, *details, **options)


@pytest.fixture
def trail(database, time):
    """Five entries by Ann, one an hour."""
    for number in range(1, 6):
        transact(write, f'test.deed{number}', f'thing {number}')
        time.passes(hours=1)
    return database


def run(work, statement):
    work.session.execute(text(statement))


def tamper(work, statement):
    """As somebody who owns the database and not the key."""
    if work.is_postgres:
        work.session.execute(text('SET LOCAL session_replication_role = replica'))
    else:
        for deed in ('update', 'delete'):
            work.session.execute(text(f'DROP TRIGGER auditentry_no_{deed}'))
    work.session.execute(text(statement))


def verdict():
    return read(audit.verify, ANN)


def entries(**wanted):
    return read(audit.list_entries, ANN, Filter(**wanted))


INSERT = ('INSERT INTO auditentry SELECT {seq}, at, actor, actor_name, deed, area, thing, detail, before, after, '
          'is_refused, address, request_id, key_id, prev, hash, device FROM auditentry WHERE seq = {of}')


def test_an_untouched_trail_is_whole(trail, time):
    assert (verdict().entries, verdict().first_broken) == (5, None)
    assert verdict().since == time.now - timedelta(hours=5)


def test_an_empty_trail_is_whole(database):
    assert (verdict().entries, verdict().since, verdict().first_broken) == (0, None, None)


@pytest.mark.parametrize('statement', ["UPDATE auditentry SET thing = 'other' WHERE seq = 3",
                                       'DELETE FROM auditentry WHERE seq = 3'])
def test_the_database_itself_refuses_to_change_or_remove_an_entry(trail, statement):
    with pytest.raises(DBAPIError, match='the audit trail only grows'):
        transact(run, statement)
    assert verdict().first_broken is None and len(entries()) == 5


@pytest.mark.parametrize(('statement', 'first_broken'), [
    ("UPDATE auditentry SET thing = 'other' WHERE seq = 3", 3),
    ("UPDATE auditentry SET actor = 'person:2' WHERE seq = 1", 1),
    ("UPDATE auditentry SET before = '{\"role\": \"admin\"}' WHERE seq = 5", 5),
    ("UPDATE auditentry SET at = '2030-01-09 13:00:01' WHERE seq = 2", 2),
    ('UPDATE auditentry SET is_refused = true WHERE seq = 4', 4),
    ("UPDATE auditentry SET address = '203.0.113.0/24' WHERE seq = 4", 4),
    ("UPDATE auditentry SET device = 'Firefox on Mac' WHERE seq = 4", 4),
    ("UPDATE auditentry SET key_id = 'unknown' WHERE seq = 2", 2),
    ('DELETE FROM auditentry WHERE seq = 3', 3),
    ('DELETE FROM auditentry WHERE seq = 1', 1),
    ('DELETE FROM auditentry WHERE seq IN (2, 3)', 2),
    (INSERT.format(seq=6, of=5), 6),
    (INSERT.format(seq=0, of=1), 0),
    (INSERT.format(seq=-7, of=1), -7)])
def test_whoever_gets_round_that_is_found_out(trail, statement, first_broken):
    transact(tamper, statement)
    assert verdict().first_broken == first_broken


def test_an_entry_cannot_be_sealed_without_the_key(trail, time):
    def forge(work):
        rows = work.session.exec(select(AuditEntry).order_by(AuditEntry.seq)).all()
        values = rows[2].model_dump(exclude={'hash'}) | {'thing': 'other'}
        forged = audit._seal(b'a guess', values)
        tamper(work, f"UPDATE auditentry SET thing = 'other', hash = '{forged}' WHERE seq = 3")
    transact(forge)
    assert verdict().first_broken == 3


def test_an_entry_of_another_copy_of_the_trail_does_not_fit(trail):
    def exchange(work):
        row = work.session.exec(select(AuditEntry).where(AuditEntry.seq == 3)).one()
        values = row.model_dump(exclude={'hash'}) | {'prev': 64 * 'f'}
        sealed = audit._seal(work.policy.seal_keys[0], values)
        tamper(work, f"UPDATE auditentry SET prev = '{64 * 'f'}', hash = '{sealed}' WHERE seq = 3")
    transact(exchange)
    assert verdict().first_broken == 3


def with_keys(work, keys, service, *arguments):
    """The service of an installation that has these keys, the present one first."""
    work.policy = Policy(seal_keys=keys)
    return service(work, *arguments)


@pytest.mark.parametrize(('keys', 'first_broken'), [
    ((FIRST_KEY,), None), ((SECOND_KEY, FIRST_KEY), None), ((SECOND_KEY,), 1)])
def test_former_keys_still_verify_what_they_sealed(database, keys, first_broken):
    transact(with_keys, (FIRST_KEY,), write, 'test.deed')
    assert read(with_keys, keys, audit.verify, ANN).first_broken == first_broken


def test_after_a_change_of_keys_the_trail_goes_on_with_the_new_one(database):
    for keys in ((FIRST_KEY,), (SECOND_KEY, FIRST_KEY)):
        transact(with_keys, keys, write, 'test.deed')
    assert read(with_keys, (SECOND_KEY, FIRST_KEY), audit.verify, ANN).first_broken is None
    assert read(with_keys, (FIRST_KEY,), audit.verify, ANN).first_broken == 2


def test_a_refused_deed_leaves_no_entry_and_no_gap(trail):
    def refused(work):
        write(work, 'test.refused')
        raise ValueError
    with pytest.raises(ValueError):
        transact(refused)
    transact(write, 'test.next')
    assert entries()[-1].seq == 6 and verdict().first_broken is None


def test_only_what_differs_is_kept_of_before_and_after(database):
    before = {'name': 'A', 'zone': 'UTC', 'loud': False, 'gone': 1}
    transact(write, 'test.change', before=before, after={'name': 'B', 'zone': 'UTC', 'loud': True, 'new': None})
    assert entries()[0].changes == (('name', 'A', 'B'), ('loud', 'off', 'on'), ('gone', '1', ''))


def test_an_entry_says_who_did_what_when_and_from_where(database, time):
    with context.tracing(context.Trace('request-1', '203.0.113.0/24', 'person:2', device='Firefox on Mac')):
        transact(write, 'people.test', 'a thing', 'a detail', actor=BOB, is_refused=True)
    [entry] = entries()
    assert (entry.actor, entry.actor_name, entry.deed, entry.area) == ('person:2', 'Bob', 'people.test', 'people')
    assert (entry.at, entry.address, entry.request_id) == (time.now, '203.0.113.0/24', 'request-1')
    assert (entry.thing, entry.detail, entry.is_refused) == ('a thing', 'a detail', True)
    assert entry.device == 'Firefox on Mac' and verdict().first_broken is None


def test_an_entry_is_announced(database):
    transact(write, 'test.deed')
    assert database == [AuditWritten(AUDIT)]


def test_votes_and_looks_are_not_audited(database, time):
    table_id = transact(open_table, ANN, TableDraft('Sprint 12'))
    transact(seats.take_seat, BOB, table_id)
    number = transact(rounds.start_round, ANN, table_id).last_round
    before = len(entries())
    transact(rounds.lay_card, BOB, table_id, number, '5')
    transact(rounds.take_back_card, BOB, table_id, number)
    assert len(entries()) == before


def test_no_secret_stands_in_the_trail(database, time):
    found_workspace('$argon2id$secret')
    transact(accounts.invite, ANN, 'bob@example.com', 'member', digest('invitation'))
    transact(accounts.accept, digest('invitation'), 'Bob', 'UTC', '$argon2id$other')
    transact(accounts.make_link, ANN, 2, digest('reset'))
    transact(accounts.reset_password, digest('reset'), '$argon2id$third')
    transact(tokens.make_token, BOB, 'identifier', digest('token'), 'deploy', ['read'], 7)
    transact(guests.introduce, digest('visitor'), 'Gus', '')
    trail = str([(entry.thing, entry.detail, entry.changes) for entry in entries()])
    for secret in ('argon2', *map(digest, ('invitation', 'reset', 'token', 'visitor'))):
        assert secret not in trail


@pytest.mark.parametrize(('wanted', 'found'), [
    ({}, [1, 2, 3, 4, 5]), ({'deed': 'test.deed2'}, [2]), ({'actor': 'person:1'}, [1, 2, 3, 4, 5]),
    ({'actor': 'person:2'}, []), ({'area': 'test'}, [1, 2, 3, 4, 5]), ({'area': 'people'}, []),
    ({'text': 'THING 4'}, [4]), ({'text': 'ann'}, [1, 2, 3, 4, 5]), ({'text': 'deed5'}, [5]), ({'text': '%'}, []),
    ({'text': '_'}, []), ({'text': "'; DROP TABLE auditentry; --"}, []), ({'only_refused': True}, []),
    ({'deed': 'test.deed1', 'text': 'thing 2'}, [])])
def test_the_trail_can_be_searched(trail, wanted, found):
    assert [entry.seq for entry in entries(**wanted)] == found
    page = read(audit.view_page, ANN, Filter(**wanted))
    assert ([entry.seq for entry in page.entries], page.total) == (found[::-1], len(found))


def test_the_trail_can_be_cut_at_two_moments(trail, time):
    begin = time.now - timedelta(hours=4)
    assert [entry.seq for entry in entries(since=begin, until=begin + timedelta(hours=2))] == [2, 3]


def test_a_page_shows_the_newest_and_what_can_be_chosen(trail):
    transact(write, 'test.deed1', actor=BOB, is_refused=True)
    page = read(audit.view_page, ANN, Filter(), skip=1, limit=2)
    assert [entry.seq for entry in page.entries] == [5, 4] and page.total == 6
    assert page.actors == (('person:1', 'Ann'), ('person:2', 'Bob'))
    assert page.deeds == tuple(f'test.deed{number}' for number in range(1, 6))


def test_the_histogram_counts_done_and_refused_deeds_by_the_hour(trail, time):
    transact(write, 'test.deed', is_refused=True)
    hours = read(audit.view_histogram, ANN, hours=3)
    assert [(hour.at.hour, hour.done, hour.refused) for hour in hours] == [(15, 1, 0), (16, 1, 0), (17, 0, 1)]


def test_taking_the_trail_away_is_itself_noted(trail):
    transact(audit.note_export, ANN, Filter(deed='test.deed2', only_refused=True))
    assert (entries()[-1].deed, entries()[-1].detail) == ('audit.export', 'deed test.deed2, only_refused True')


@pytest.mark.parametrize('actor', [BOB, CLEO, GUS, Actor('person:4', 'Max', (Grant('manager'),))])
def test_only_admins_read_the_trail(trail, actor):
    with pytest.raises(Exception, match='Only admins'):
        read(audit.list_entries, actor, Filter())
