"""Copies of what the FPL answered: kept, found again with their age, never replaced by a failure."""

from datetime import timedelta

from app.events import TEAM, TeamRead
from app.services.ops import fpl_copies
from app.services.ops.fpl_copies import Fetched
from app.work import read, transact
from models.ops import FplCopy

PATH, OTHER = 'bootstrap-static/', 'fixtures/'


def keep(*fetched):
    transact(fpl_copies.keep_all, fetched)


def due(*paths):
    return [path for path, _ in read(fpl_copies.due, paths or (PATH, OTHER))]


def test_an_answer_is_kept_with_its_moment_and_announced(database, time):
    keep(Fetched(PATH, b'{"a": 1}', '"tag"'))
    copy = read(fpl_copies.look, PATH)
    assert (copy.body, copy.etag, copy.fetched_at, copy.failure) == (b'{"a": 1}', '"tag"', time.now, '')
    assert database == [TeamRead(TEAM)]
    assert read(fpl_copies.look, OTHER) is None


def test_nothing_is_asked_for_twice_within_a_quarter_of_an_hour(database, time):
    assert due() == [PATH, OTHER]
    keep(Fetched(PATH, b'{}', '"tag"'))
    time.passes(minutes=14, seconds=59)
    assert due() == [OTHER]
    time.passes(seconds=1)
    assert read(fpl_copies.due, [PATH]) == ((PATH, '"tag"'),)


def test_an_answer_that_has_not_changed_makes_the_copy_young_again(database, time):
    keep(Fetched(PATH, b'{"a": 1}', '"tag"'))
    time.passes(hours=1)
    keep(Fetched(PATH, etag='"tag"', is_unchanged=True))
    copy = read(fpl_copies.look, PATH)
    assert (copy.body, copy.etag, copy.fetched_at) == (b'{"a": 1}', '"tag"', time.now)


def test_a_failure_leaves_the_copy_as_it_is(database, time):
    keep(Fetched(PATH, b'{"a": 1}'))
    kept_at = time.now
    time.passes(hours=1)
    keep(Fetched(PATH, failure='cut off', seconds=600))
    copy = read(fpl_copies.look, PATH)
    assert (copy.body, copy.fetched_at, copy.failed_at, copy.failure) == (b'{"a": 1}', kept_at, time.now, 'cut off')
    assert due() == [OTHER]
    time.passes(seconds=600)
    assert due() == [PATH, OTHER]


def test_a_failure_before_the_first_answer_is_no_copy(database, time):
    keep(Fetched(PATH, failure='cut off', seconds=600))
    assert read(fpl_copies.look, PATH) is None
    assert read(fpl_copies.fetched_at, [PATH]) == {}
    assert read(fpl_copies.trouble, [PATH]).text == 'cut off'


def test_a_refusal_keeps_everything_from_being_asked_for(database, time):
    keep(Fetched(PATH, failure='asked too often', seconds=120, is_everywhere=True))
    assert due() == [] and read(fpl_copies.resting_until) == time.now + timedelta(seconds=120)
    assert read(fpl_copies.trouble, [OTHER]).text == 'asked too often'
    time.passes(seconds=120)
    assert due() == [PATH, OTHER]


def test_trouble_begins_with_the_first_failure_and_ends_with_the_next_answer(database, time):
    began = time.now
    keep(Fetched(PATH, failure='asked too often', seconds=120, is_everywhere=True))
    time.passes(minutes=5)
    keep(Fetched(PATH, failure='updating', seconds=300, is_everywhere=True))
    trouble = read(fpl_copies.trouble, [PATH])
    assert (trouble.since, trouble.text, trouble.retry_at) == (began, 'updating', time.now + timedelta(minutes=5))
    keep(Fetched(OTHER, b'[]'))
    assert read(fpl_copies.trouble, [PATH]) is None


def test_a_copy_from_before_the_season_is_none_of_it(database, time):
    keep(Fetched(PATH, b'{}'))
    assert read(fpl_copies.look, PATH, time.now) is not None
    assert read(fpl_copies.look, PATH, time.now + timedelta(seconds=1)) is None


def test_large_answers_take_little_room(database, time):
    keep(Fetched(PATH, b'{"a": "' + 100_000 * b'a' + b'"}'))
    assert len(read(lambda work: work.session.get(FplCopy, PATH).body)) < 1000


def test_copies_of_seasons_that_are_long_over_are_forgotten(database, time):
    keep(Fetched(PATH, b'{}'))
    time.passes(days=300)
    keep(Fetched(OTHER, b'[]'), Fetched('event/1/live/', failure='cut off'))
    assert transact(fpl_copies.forget_old) == 0
    time.passes(days=101)
    assert transact(fpl_copies.forget_old) == 1
    assert read(fpl_copies.look, PATH) is None and read(fpl_copies.look, OTHER) is not None
