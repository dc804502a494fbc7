"""A board from a file: whole or not at all, replaced by the next one, and honest about what no file knows."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.access import Actor, Grant
from app.domain.sprints.imports.csv_import import ImportDraft
from app.domain.sprints.jira.reading import SourceTrouble
from app.domain.sprints.metrics.analysis import FROM_FILE, report_of
from app.domain.sprints.metrics.velocity import velocity
from app.domain.sprints.metrics.why import why
from app.errors import AppError, Conflict, Forbidden, NotFound, Rejected
from app.services.sprints import board_setup, ground, importing, reports, sites, syncing
from app.work import read, transact
from jobs import commands
from jobs.sprints.import_csv import DEFINITION, import_csv
from jobs.sprints.readers import reader_for
from models import sprints as tables
from models.ops import OpsFile, OpsRun
from tests.people import ANN, CLEO, MAX, found_workspace, invite_crew
from tests.sprints_csv import HEADER, ROWS, export, file_of
from tests.uploads import upload
from tests.voice import Said

NOW = 1_900_000_000_000


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, commands=dict(commands.DEFINITIONS), ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture(autouse=True)
def _workspace(database, time):
    found_workspace()


def asked(content, name='Payments', zone='UTC', site=None):
    """The run somebody asked for, and what it is given."""
    file = upload(ANN, 'jira.csv', content, command=DEFINITION.slug, parameter='file')
    run = transact(importing.ask_import, ANN, ImportDraft(file.id, name, zone, site))
    row = read(lambda work: work.session.get(OpsRun, run))
    stored = read(lambda work: work.session.get(OpsFile, row.parameters['file']))
    return run, {**row.parameters, 'file': str(read(lambda work: work.policy.ops.files_dir) / stored.path)}


def imported(content, **more):
    run, parameters = asked(content, **more)
    voice = Said()
    voice.run_id = run
    return import_csv(voice, parameters), voice


def board(board_id=1):
    return read(ground.board_of, board_id)


def rows(table):
    return read(lambda work: list(work.session.exec(select(table))))


def test_a_file_becomes_a_board_whose_issues_are_all_partial():
    result, voice = imported(export())
    assert result == {'site': 1, 'board': 1, 'issues': 5, 'sprints': 3, 'new': 5, 'changed': 0, 'dropped': 0}
    found = board()
    assert (found.name, found.site_name, found.is_file, found.kind) == ('Payments', 'Payments', True, 'scrum')
    assert all(one.is_partial and not one.changes for one in found.issues.values()) and len(found.issues) == 5
    assert [(one.name, one.kind) for one in found.columns.columns] == [
        ('To do', 'not_started'), ('In progress', 'started'), ('Done', 'done')]
    assert (found.columns.estimate, found.people) == ('Story Points', {'acc-1': 'Chidi', 'Dana': 'Dana'})
    assert [(one.name, one.state, one.start) for one in found.sprints.values()] == [
        ('Sprint 9', 'closed', None), ('Sprint 10', 'active', None), ('Sprint 11, the late one', 'future', None)]
    assert not voice.partial and 'without their histories' in voice.text


def test_its_report_says_what_a_file_cannot_tell_and_measures_nothing_against_an_unknown_start():
    imported(export())
    for report in (report_of(board(), 1, NOW), read(reports.view_report, ANN, 1, 1)):
        assert report.about.warnings[0] == FROM_FILE and FROM_FILE.startswith('From a file without history')
        assert [row.key for row in report.rows] == ['PAY-1', 'PAY-3', 'PAY-2']  # subtasks go where their parents go
        assert (report.about.partial, report.has_commitment, report.start) == (3, False, None)
        figures = report.figures
        assert (figures.completed.amount, figures.remaining.amount) == (Decimal(3), Decimal(5))
        assert figures.committed.issues == figures.outside.issues == figures.added.issues == 0
        assert (figures.say_do, figures.churn, figures.net, figures.done_ratio) == (None,) * 4
    assert velocity(board(), NOW).rows == () and velocity(board(), NOW).mean is None
    told = why(board(), 1, 10001, NOW)
    assert told.class_ == 'completed' and any('Nothing is known of its past' in rule for rule in told.rules)


def test_what_is_planned_shows_what_is_in_it_now():
    imported(export())
    report = report_of(board(), 3, NOW)
    assert report.has_commitment and report.figures.committed.amount == Decimal(8)


def test_one_bad_row_refuses_the_file_and_leaves_nothing():
    run, parameters = asked(file_of(HEADER, [*ROWS, {**ROWS[0], 'Issue key': 'x', 'Created': 'y'}]))
    voice = Said()
    voice.run_id = run
    with pytest.raises(Rejected, match='3 things in the file cannot be read, so nothing was imported'):
        import_csv(voice, parameters)
    assert rows(tables.SprintSite) == rows(tables.SprintBoard) == rows(tables.SprintIssue) == []
    said = [text for level, text in voice.lines if level == 'error']
    assert said[0].startswith('Line 7, Issue key: “x” is not a key. — x,')


def test_the_next_file_takes_the_place_of_the_former_one():
    imported(export())
    moved = {**ROWS[1], 'Issue key': 'SHOP-2', 'Sprint': 'Sprint 10', 'Sprint 2': ''}
    result, _ = imported(file_of(HEADER, [ROWS[0], moved, {**ROWS[4], 'Sprint': 'Sprint 12'}]), site=1)
    assert (result['site'], result['new'], result['dropped']) == (1, 0, 2)
    assert result['changed'] == 3  # PAY-1 does not block PAY-2 any more
    found = board()
    assert sorted(one.key for one in found.issues.values()) == ['PAY-1', 'PAY-5', 'SHOP-2']
    assert {one.name: (number, one.state) for number, one in found.sprints.items()} == {
        'Sprint 9': (1, 'closed'), 'Sprint 10': (2, 'active'), 'Sprint 12': (4, 'future')}
    assert len(rows(tables.SprintBoard)) == 1
    kept = [one for one in rows(OpsFile) if one.kind == 'sprints']
    assert len(kept) == 1 and kept[0].key == 'site:1' and kept[0].run_id is None


def test_the_same_file_again_changes_nothing():
    imported(export())
    version = board().version
    result, _ = imported(export(delimiter=';', encoding='utf-16'), site=1)
    assert (result['new'], result['changed'], result['dropped']) == (0, 0, 0) and board().version == version


def test_a_run_that_was_cut_off_goes_on_with_the_board_it_made():
    run, parameters = asked(export())
    for _ in range(2):
        voice = Said()
        voice.run_id = run
        result = import_csv(voice, parameters)
    assert (result['site'], len(rows(tables.SprintSite)), len(rows(tables.SprintIssue))) == (1, 1, 5)


def test_a_file_without_numbers_cannot_replace_one_with_them():
    imported(export())
    with pytest.raises(Conflict, match='Issue id'):
        imported(file_of([one for one in HEADER if one != 'Issue id'], ROWS), site=1)
    assert len(board().issues) == 5


def test_a_board_without_sprints_becomes_one_with_sprints_when_its_file_does():
    imported(file_of(HEADER, [ROWS[3]]))
    assert board().kind == 'kanban' and not board().sprints
    imported(export(), site=1)
    assert board().kind == 'scrum' and len(board().sprints) == 3


def test_it_is_not_read_again_by_itself_and_its_kept_file_can_be_read():
    imported(export())
    with pytest.raises(Conflict, match='came from a file'):
        transact(syncing.sync_now, ANN, 1)
    with reader_for(Said(), read(sites.to_read, 1)) as reader:
        assert len([one for page in reader.census('') for one in page]) == 5
        assert [one.name for one in reader.list_sprints(1, ('closed',))] == ['Sprint 9']


def test_with_the_site_goes_its_file():
    imported(export())
    transact(board_setup.remove_site, ANN, 1)
    assert not [one for one in rows(OpsFile) if one.kind == 'sprints'] and rows(tables.SprintIssue) == []


def test_a_file_that_is_gone_is_said_so():
    imported(export())
    stored = read(lambda work: work.policy.ops.files_dir) / rows(OpsFile)[-1].path
    stored.unlink()
    with pytest.raises(SourceTrouble, match='Import it again'), reader_for(Said(), read(sites.to_read, 1)):
        pass


@pytest.mark.parametrize(('draft', 'wanted'), [
    (ImportDraft(1, ' ', 'UTC'), Rejected), (ImportDraft(1, 'payments', 'UTC'), Rejected),
    (ImportDraft(1, 'New', 'Mars/Olympus'), Rejected), (ImportDraft(1, 'New', 'UTC', 9), NotFound),
    (ImportDraft(99, 'New', 'UTC'), AppError)], ids=['no name', 'taken', 'zone', 'no site', 'no file'])
def test_what_cannot_be_asked_for_is_refused_before_a_run(draft, wanted):
    imported(export())
    with pytest.raises(wanted):
        transact(importing.ask_import, ANN, draft)
    assert len(rows(OpsRun)) == 1


@pytest.mark.parametrize('actor', [CLEO, MAX, Actor('person:9', 'Lea', (Grant('planner', 'sprints'),))],
                         ids=['viewer', 'manager', 'planner'])
def test_only_admins_import(actor):
    invite_crew()
    with pytest.raises(Forbidden):
        transact(importing.ask_import, actor, ImportDraft(1, 'New', 'UTC'))
