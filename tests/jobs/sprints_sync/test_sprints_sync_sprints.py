"""What becomes of sprints while a board is followed: begun, closed, renamed, opened again, deleted, and frozen."""

from sqlmodel import select

from app.domain.sprints.jira.stamps import milliseconds
from app.domain.sprints.metrics.report import FROZEN, RECONSTRUCTED
from app.domain.sprints.reports.frozen import CLOSE, START
from app.events import SnapshotFrozen, SprintClosed, SprintStarted
from app.services.sprints import snapshots
from app.work import read, transact
from jobs.sprints import census, freeze, recheck_closed
from models.sprints import Sprint, SprintSnapshot
from tests.people import ANN
from tests.sprints_sync import LATE, PRICE, RECEIPTS, board, run
from tests.voice import Said

FIRST, SECOND, THIRD = 1, 2, 3


def frozen(sprint, kind=CLOSE, version=None):
    return read(snapshots.frozen, 1, sprint, kind, version)


def bodies():
    return read(lambda work: [(row.id, row.hash, row.body) for row in work.session.exec(
        select(SprintSnapshot).order_by(SprintSnapshot.id))])


def figures(sprint, version=None):
    found = frozen(sprint, version=version).report.figures
    return found.committed.amount, found.completed.amount


def test_a_first_read_keeps_past_sprints_as_made_up_from_histories(added, database):
    assert run()['frozen'] == 3
    closed = frozen(FIRST)
    assert (closed.is_reconstructed, closed.number, closed.as_of) == (True, 1, board().sprints[FIRST].complete)
    assert closed.report.about.kind == RECONSTRUCTED and closed.reports['issues'].unit == 'issues'
    assert {row.number for row in closed.report.rows} >= {RECEIPTS, LATE, PRICE}
    assert frozen(SECOND) is None and frozen(SECOND, START).kind == START
    news = SprintStarted | SprintClosed | SnapshotFrozen
    assert not [one for one in database if isinstance(one, news)], 'that is no news'


def test_a_sprint_that_begins_is_announced_and_frozen_by_the_same_run(known_board, database, time):
    known_board.start_sprint(THIRD, time.now)
    time.passes(minutes=4)
    run()
    assert SprintStarted('sprints/board/1', 1, THIRD) in database
    start = frozen(THIRD, START)
    assert not start.is_reconstructed and start.report.about.kind == FROZEN
    assert start.report.about.read_at == milliseconds(time.now), 'it says how old what it was made of is'


def test_a_sprint_that_is_closed_is_read_once_more_and_frozen(known_board, database, time):
    known_board.close_sprint(SECOND, time.now, into=THIRD)
    known_board.knobs.lag = 600_000
    time.passes(seconds=50)
    run()
    assert SprintClosed('sprints/board/1', 1, SECOND) in database
    assert SnapshotFrozen('sprints/board/1', 1, SECOND, CLOSE) in database
    assert not frozen(SECOND).is_reconstructed
    rows = {row.number: row for row in frozen(SECOND).report.rows}
    assert rows[RECEIPTS].went_to == 'Sprint 3, Berlin [A]', 'its issues are asked for by number, whatever is indexed'


def test_what_was_closed_while_nobody_read_is_labelled(known_board, time):
    known_board.close_sprint(SECOND, time.now)
    time.passes(hours=5)
    run()
    assert frozen(SECOND).is_reconstructed


def test_a_frozen_close_stays_the_same_to_the_byte_whatever_happens_later(known_board, time):
    before = bodies()
    known_board.change(RECEIPTS, at='2026-01-15T09:00Z', points=13)
    known_board.site.sprints[FIRST]['name'] = 'Sprint one'
    known_board.change(PRICE, summary='Another title')
    run(census.count, anew=True)
    assert bodies() == before
    found = read(snapshots.differs, 1, FIRST)
    assert RECEIPTS in {one.number for one in found.issues} and found.figures
    assert 'Sprint one' in run(recheck_closed.recheck)['said'] and bodies() == before


def test_a_replay_that_says_the_same_makes_no_note(known_board):
    assert read(snapshots.differs, 1, FIRST) is None
    assert run(recheck_closed.recheck)['otherwise'] == 0


def test_a_sprint_that_is_opened_again_closes_a_second_time(known_board, database, time):
    known_board.reopen_sprint(FIRST)
    run()
    assert board().sprints[FIRST].state == 'active' and board().sprints[FIRST].complete is None
    assert frozen(FIRST).number == 1, 'the first close stays'
    known_board.change(RECEIPTS, status='Done')
    known_board.close_sprint(FIRST, time.passes(minutes=10))
    run()
    assert (frozen(FIRST).number, frozen(FIRST, version=1).number) == (2, 1)
    assert figures(FIRST)[1] > figures(FIRST, version=1)[1]
    lines = read(snapshots.list_snapshots, ANN, 1, FIRST)
    assert [(one.kind, one.number) for one in lines] == [('close', 2), ('close', 1), ('start', 1)]


def test_a_renamed_sprint_keeps_every_name_it_had(known_board, time):
    known_board.site.sprints[SECOND]['name'] = 'Sprint two'
    run()
    time.passes(minutes=5)
    known_board.change(PRICE, sprint=[SECOND])
    known_board.site.sprints[SECOND]['name'] = 'Second'
    run()
    sprint = board().sprints[SECOND]
    assert sprint.name == 'Second' and set(sprint.names) == {'Sprint 2', 'Sprint two', 'Second'}


def test_names_that_only_histories_know_are_collected(added):
    added.site.sprints[FIRST]['name'] = 'Once more'
    run()
    assert set(board().sprints[FIRST].names) == {'Once more', 'Sprint 1'}


def test_a_deleted_sprint_stays_readable_and_is_marked(known_board):
    known_board.delete_sprint(THIRD)
    run(census.count)
    assert board().sprints[THIRD].is_gone and board().sprints[THIRD].name == 'Sprint 3, Berlin [A]'
    assert not board().sprints[FIRST].is_gone


def test_many_closed_sprints_are_listed_when_something_points_to_them(known_board, monkeypatch, time):
    monkeypatch.setattr('app.domain.sprints.jira.following.MANY_SPRINTS', 0)
    run()
    assert known_board.asked[-3].query['state'] == 'active,future'
    known_board.forget()
    known_board.close_sprint(SECOND, time.now)
    run()
    assert [one.query.get('state') for one in known_board.asked if one.path.endswith('/sprint')] == [
        'active,future', None]
    assert board().sprints[SECOND].state == 'closed'


def test_freezing_again_keeps_nothing_twice(known_board):
    before = bodies()
    assert freeze.freeze(Said(), {'board': 1}) == {'frozen': 0} and bodies() == before


def test_a_start_without_a_moment_of_its_own_is_that_of_its_freezing(added, time):
    added.site.sprints[SECOND]['activatedDate'] = None
    run()
    was = board().sprints[SECOND].activated
    added.site.sprints[SECOND]['startDate'] += 86_400_000
    time.passes(minutes=5)
    run()
    assert board().sprints[SECOND].activated == was and board().sprints[SECOND].start == was + 86_400_000


def test_whoever_plans_can_freeze_a_sprint_as_it_is_now(known_board):
    made = transact(snapshots.freeze, ANN, 1, SECOND)
    assert (made.kind, made.by_name, made.is_reconstructed) == ('manual', 'Ann', False)
    assert transact(snapshots.freeze, ANN, 1, SECOND).number == 2


def test_what_a_sprint_was_called_when_it_closed_stands_in_its_report(known_board):
    row = read(lambda work: work.session.exec(select(Sprint).where(Sprint.number == FIRST)).one())
    assert frozen(FIRST).report.sprint_name == row.name == 'Sprint 1'
