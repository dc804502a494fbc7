"""When boards are read again, who may ask for it, and how a board comes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from app.domain.sprints.jira.reading import RawBoard, RawColumn
from app.domain.sprints.jira.stamps import milliseconds
from app.errors import Conflict, Forbidden, Rejected
from app.events import MappingChanged, SyncFailed
from app.services.ops import schedules
from app.services.sprints import adding, ground, pruning, sites, syncing
from app.work import read, transact
from models.ops import OpsRun
from models.sprints import Sprint, SprintBoard, SprintMapping, SprintOnBoard, SprintSite
from tests.people import ANN, BOB
from tests.sprints_sync import with_commands

COLUMNS = (RawColumn('To do', ('10000',)), RawColumn('Doing', ('3', '10011')), RawColumn('Done', ('10002',)))
TOLD = RawBoard(8, 'Team', 'scrum', ('SHOP',), 'project = SHOP', COLUMNS, 'cf_1')
OFTEN, SELDOM = timedelta(minutes=5), timedelta(minutes=30)


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def site(workspace):
    transact(lambda work: work.session.add(SprintSite(id=1, name='Jira', kind='cloud', zone='Europe/Berlin')))


@pytest.fixture
def added(site, workspace):
    """A board that is not read yet; returns its id and its first run."""
    found = transact(adding.setup_board, ANN, 1, TOLD)
    workspace.clear()
    return found


@pytest.fixture
def followed(added, time):
    """It was read just now, and its first run is over."""
    transact(_read_now)
    return added[0]


def _read_now(work):
    for run in work.session.exec(select(OpsRun)):
        run.state, run.ended_at = 'succeeded', work.now
    work.session.add(Sprint(id=1, site_id=1, number=7, name='Sprint 7', state='future'))
    work.session.flush()
    work.session.add(SprintOnBoard(board_id=1, sprint_id=1))
    syncing.begin(work, 1)
    syncing.note_read(work, 1, milliseconds(work.now), 'fields', is_census=True, has_closed=True)


def waiting():
    return read(lambda work: [(run.command, run.parameters['board']) for run in work.session.exec(
        select(OpsRun).where(OpsRun.state == 'queued').order_by(OpsRun.id))])


def mappings():
    return read(lambda work: work.session.exec(select(SprintMapping).order_by(SprintMapping.number)).all())


def row():
    return read(lambda work: work.session.get(SprintBoard, 1))


def test_a_board_comes_with_the_columns_most_teams_mean_and_is_read_at_once(added):
    board_id, run = added
    columns = read(ground.board_of, board_id).columns
    assert [(one.name, one.kind) for one in columns.columns] == [
        ('To do', 'not_started'), ('Doing', 'started'), ('Done', 'done')]
    assert (columns.is_guessed, columns.estimate) == (True, 'cf_1')
    assert (row().zone, row().filter, row().projects) == ('Europe/Berlin', 'project = SHOP', ['SHOP'])
    assert waiting() == [('sprints.sync_board', board_id)] and run


def test_a_board_comes_once_and_only_with_columns(added):
    with pytest.raises(Conflict):
        transact(adding.setup_board, ANN, 1, TOLD)
    with pytest.raises(Rejected):
        transact(adding.setup_board, ANN, 1, replace(TOLD, number=9, columns=()))


def test_only_admins_add_boards_and_only_planners_read_them_again(added):
    with pytest.raises(Forbidden):
        transact(adding.setup_board, BOB, 1, replace(TOLD, number=9))
    with pytest.raises(Forbidden):
        transact(syncing.sync_now, BOB, 1)


def test_asking_twice_is_one_run(added):
    assert transact(syncing.sync_now, ANN, added[0]) == added[1]


def test_guessed_columns_follow_the_site_and_confirmed_ones_do_not(followed, workspace):
    other = replace(TOLD, columns=(*COLUMNS[:2], RawColumn('Review', ('5',)), COLUMNS[2]), name='Team A')
    transact(adding.follow_board, 1, other)
    assert len(mappings()[1].columns) == 4 and row().name == 'Team A'
    assert MappingChanged('sprints/board/1') in workspace
    transact(lambda work: work.session.execute(update(SprintMapping).values(is_guessed=False)))
    before = row().data_version
    transact(adding.follow_board, 1, replace(TOLD, name='Team A'))
    assert len(mappings()) == 2 and row().data_version == before


def test_a_board_with_an_active_sprint_is_read_every_five_minutes_and_others_every_thirty(followed, time):
    assert read(syncing.next_due) == time.now + SELDOM
    transact(lambda work: setattr(work.session.get(Sprint, 1), 'state', 'active'))
    assert read(syncing.next_due) == time.now + OFTEN


def test_what_is_due_becomes_one_run_whoever_looks_first(followed, time):
    time.passes(minutes=29)
    transact(syncing.queue_due)
    assert waiting() == []
    time.passes(minutes=1)
    for _ in range(2):
        transact(syncing.queue_due)
    assert waiting() == [('sprints.sync_board', 1)] and read(syncing.next_due) == time.now + SELDOM


def test_a_board_that_was_never_read_waits_for_its_first_run(added):
    assert read(syncing.next_due) is None


def test_boards_from_files_are_not_read_by_themselves_or_by_anybody(followed):
    transact(lambda work: setattr(work.session.get(SprintSite, 1), 'kind', 'csv'))
    assert read(syncing.next_due) is None
    with pytest.raises(Conflict):
        transact(syncing.sync_now, ANN, 1)


def test_while_schedules_are_paused_no_board_is_read_by_itself(followed, time):
    time.passes(hours=1)
    transact(schedules.pause_all, ANN, 'quiet')
    transact(syncing.queue_due)
    assert waiting() == [] and read(syncing.next_due) > time.now


def test_a_failure_is_told_once_and_its_reason_and_age_stay(followed, time, workspace):
    workspace.clear()
    transact(syncing.note_trouble, 1, 'unavailable', 'Jira rests.')
    since = row().since
    time.passes(minutes=30)
    transact(syncing.note_trouble, 1, 'unavailable', 'Jira still rests.')
    assert (row().state, row().error, row().since) == ('behind', 'Jira still rests.', since)
    assert [one.text for one in workspace if isinstance(one, SyncFailed)] == ['Jira rests.']


def test_a_new_token_lets_a_stopped_site_be_read_again(followed, time):
    transact(syncing.note_trouble, 1, 'auth', 'The token was refused.')
    assert read(syncing.next_due) is None
    with pytest.raises(Forbidden):
        transact(sites.try_again, BOB, 1)
    transact(sites.try_again, ANN, 1)
    assert read(syncing.next_due) == time.now + SELDOM


def test_a_count_of_everything_is_asked_for_each_board(followed):
    assert len(transact(syncing.ask_for_all, syncing.CENSUS)) == 1
    assert waiting() == [('sprints.census', 1)]


def test_runs_of_this_area_are_kept_for_a_season(followed, time):
    assert transact(pruning.forget_runs) == 0
    time.passes(days=91)
    assert transact(pruning.forget_runs) == 1 and read(lambda work: work.session.exec(select(OpsRun)).all()) == []
