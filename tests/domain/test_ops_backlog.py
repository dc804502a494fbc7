"""While nothing can be stored, lines wait; where there are too many, the middle of them goes."""

from datetime import UTC, datetime

from app.domain.ops.backlog import MOST, Backlog
from app.domain.ops.views import LogLine

NOON = datetime(2030, 1, 9, 12, tzinfo=UTC)


def lines(start, end, text='x' * 36):
    return [LogLine(seq, NOON, 'out', '', '', text) for seq in range(start, end)]


def test_what_waits_is_stored_in_order():
    backlog = Backlog()
    backlog.add(lines(1, 5))
    backlog.shrink()
    backlog.add(lines(5, 9))
    backlog.shrink()
    assert [line.seq for line in backlog.lines()] == list(range(1, 9))
    assert backlog
    backlog.stored(5)
    assert [line.seq for line in backlog.lines()] == [6, 7, 8]
    backlog.stored(3)
    assert not backlog


def test_nothing_goes_as_long_as_it_can_be_stored():
    backlog = Backlog(1_000)
    backlog.add(lines(1, 1001))
    assert len(backlog.lines()) == 1000


def test_of_too_much_the_middle_goes_and_a_record_says_so():
    backlog = Backlog(10_000)  # a hundred lines
    for start in range(1, 1001, 10):
        backlog.add(lines(start, start + 10))
        backlog.shrink()
    held = backlog.lines()
    gap = held[25]
    assert [line.seq for line in held[:25]] == list(range(1, 26))
    assert (gap.seq, gap.mark, gap.level) == (26, 'gap', 'warning')
    assert gap.text == f'Storage refused: {held[26].seq - 26} lines dropped'
    assert [line.seq for line in held[26:]] == list(range(held[26].seq, 1001))
    assert sum(len(line.text) + 64 for line in held) <= 10_200


def test_never_more_than_four_megabytes_are_held():
    backlog = Backlog()
    for start in range(1, 10_000, 100):
        backlog.add(lines(start, start + 100, 'y' * 10_000))
        backlog.shrink()
        assert sum(len(line.text) for line in backlog.lines()) <= MOST


def test_a_single_line_that_is_too_long_stays():
    backlog = Backlog(100)
    backlog.add(lines(1, 2, 'z' * 1000))
    backlog.shrink()
    assert [line.seq for line in backlog.lines()] == [1]


def test_after_it_was_stored_everything_begins_anew():
    backlog = Backlog(1_000)
    backlog.add(lines(1, 101))
    backlog.shrink()
    backlog.stored(len(backlog.lines()))
    backlog.add(lines(101, 103))
    backlog.shrink()
    assert [line.mark for line in backlog.lines()] == ['', '']


def test_a_record_that_is_dropped_itself_counts_for_all_it_stood_for():
    backlog = Backlog(1_000)
    backlog.add(lines(1, 101))
    backlog.shrink()
    backlog.stored(1)
    backlog.add(lines(101, 301))
    backlog.shrink()
    held = backlog.lines()
    gap = next(place for place, line in enumerate(held) if line.mark == 'gap')
    assert held[gap].text == f'Storage refused: {held[gap + 1].seq - held[gap].seq} lines dropped'
