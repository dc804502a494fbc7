"""What may be taken away of sprints and by whom, and calendars that show what people work by."""

import json

import pytest

from app import exporting
from app.domain.sprints.exporting.written import as_json
from app.errors import Forbidden, NotFound, Rejected, SignInNeeded
from app.security.tokens import digest
from app.services.sprints import calendars, exports, ground, overrides, queues, snapshots
from app.services.sprints.exports import Wanted
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GUS, PIA
from tests.services.test_sprints_flow import busy
from tests.services.test_sprints_queues import fields, small_board
from tests.sprints import SPRINT, jan, ms, plant, renamed, worked_example

TOKEN = 'nobody-can-guess-this'
WINDOW = {'start': ms('2026-01-20 09:00'), 'end': ms('2026-01-20 11:00')}


@pytest.fixture
def reported(workspace, time):
    time.now = time.now.replace(year=2026, month=1, day=20)
    return plant(worked_example())


@pytest.fixture
def queue(workspace):
    """D-1 has a fixed window, D-2 a deadline."""
    plant(small_board())
    transact(overrides.decide, PIA, 1, 43, 1, 'window', WINDOW)
    transact(overrides.decide, PIA, 1, 43, 2, 'deadline', {'due': '2026-01-28'})
    return transact(queues.build, PIA, 1, 43)


def source(actor=CLEO, **wanted):
    return read(exports.view_source, actor, Wanted(**{'kind': 'sprint', 'form': 'csv', 'board': 1, **wanted}))


def calendar(number, actor=CLEO):
    return read(calendars.view_calendar, actor, number)


def told(found):
    return [(one.uid, one.summary, bool(one.window), one.due and str(one.due), one.is_cancelled)
            for one in found.items]


def test_who_may_look_may_take_it_away(reported):
    assert source().document().title == 'Checkout: Sprint 42'
    with pytest.raises(Forbidden):
        source(GUS)


def test_without_a_sprint_it_is_the_one_that_was_closed_last(reported):
    assert as_json(source().document()) == as_json(source(sprint=SPRINT).document())
    assert source().report.sprint == SPRINT


def test_a_file_is_the_same_until_the_data_are_others(reported):
    first = source(form='pdf')
    assert source(form='pdf').key == first.key != source(form='xlsx').key
    assert source(form='pdf', unit='issues').key != first.key
    transact(ground.move_boards, [1])
    assert source(form='pdf').key != first.key


def test_a_frozen_version_is_taken_away_as_it_was(reported):
    transact(snapshots.freeze, ANN, 1, SPRINT)
    found = source(sprint=SPRINT, version='manual:1', form='json')
    transact(ground.move_boards, [1])
    assert found.report.about.kind != 'live'
    assert as_json(found.document()) == as_json(source(sprint=SPRINT, version='manual:1', form='json').document())


def test_the_baseline_is_what_the_sprint_began_with(reported):
    made = source(kind='baseline', sprint=SPRINT).report
    assert made.about.as_of == jan('5 08:00') and not made.scope


@pytest.mark.parametrize(('wanted', 'error'), [
    ({'kind': 'bananas'}, NotFound), ({'form': 'docx'}, Rejected), ({'kind': 'jira', 'form': 'pdf'}, Rejected),
    ({'board': 9}, NotFound), ({'sprint': 77}, NotFound), ({'kind': 'queue', 'queue': 5}, NotFound)],
    ids=('kind', 'form', 'importer', 'board', 'sprint', 'queue'))
def test_what_is_not_there_cannot_be_taken_away(reported, wanted, error):
    with pytest.raises(error):
        source(**wanted)


def test_a_queue_has_its_lines_with_reasons(queue):
    made = source(kind='queue', queue=queue).document()
    assert made.grids[0].heads[-2:] == ('Points: Dev', 'Points: QA') and len(made.grids[0].rows) == 4
    assert [section.title for section in made.sections[1:4]] == ['Dev', 'QA', 'Below the line (1)']
    assert made.told['result']['points'] == '10'


def test_a_draft_shows_its_dates_as_tentative(queue):
    found = calendar(queue)
    assert found.is_tentative and told(found) == [
        (f'{queue}-1', 'D-1 Story 1', True, None, False), (f'{queue}-2', 'D-2 Story 2', False, '2026-01-28', False)]


def test_items_keep_their_names_and_what_is_gone_is_cancelled(queue):
    transact(queues.publish, ANN, queue, 1)
    first = calendar(queue)
    fields(2, labels=['later'])
    own = next(one.id for one in read(ground.board_of, 1).overrides if one.kind == 'deadline')
    transact(overrides.take_back, PIA, 1, [own])
    second = transact(queues.build, PIA, 1, 43)
    transact(queues.publish, ANN, second, 1)
    now = calendar(queue)
    assert told(now) == told(calendar(second)), 'the address of the first one goes on with the second'
    assert [(one.uid, one.is_cancelled) for one in now.items] == [(f'{queue}-1', False), (f'{queue}-2', True)]
    assert now.sequence == first.sequence + 1 and not now.is_tentative


def test_a_calendar_program_reads_with_the_eyes_of_its_owner(queue):
    owner = ANN
    with pytest.raises(SignInNeeded):
        read(calendars.read_calendar, TOKEN, queue)
    transact(calendars.open_address, owner, digest(TOKEN))
    assert read(calendars.has_address, owner) and not read(calendars.has_address, BOB)
    assert told(read(calendars.read_calendar, TOKEN, queue)) == told(calendar(queue))
    transact(calendars.open_address, owner, digest('another'))
    with pytest.raises(SignInNeeded):
        read(calendars.read_calendar, TOKEN, queue)
    transact(calendars.close_address, owner)
    with pytest.raises(SignInNeeded):
        read(calendars.read_calendar, 'another', queue)


def test_guests_have_no_calendar(queue):
    with pytest.raises(Forbidden):
        transact(calendars.open_address, GUS, digest(TOKEN))
    with pytest.raises(Forbidden):
        calendar(queue, GUS)


def test_all_projects_are_one_report(workspace, time):
    time.now = time.now.replace(year=2026, month=1, day=31)
    plant(busy())
    found = source(kind='projects', board=0).document()
    assert found.title == 'Projects' and [one.title for one in found.sections[:2]] == ['Projects', 'Open']
    (row,) = found.grids[0].rows
    assert row[:6] == ('Epic', 'D-30 Checkout anew', 'Checkout', 1, 0, 1)
    told = json.loads(as_json(found))
    assert (told['projects'][0]['label'], told['projects'][0]['p85'] is not None) == ('D-30 Checkout anew', True)
    for form in ('csv', 'html', 'pdf', 'xlsx'):
        assert exporting.made_now(found, form).content
    with pytest.raises(Forbidden):
        source(GUS, kind='projects', board=0)


def test_what_hangs_on_an_unknown_start_is_not_zero_in_files(workspace, time):
    time.now = time.now.replace(year=2026, month=1, day=20)
    plant(renamed(worked_example(), start=None, activated=None))
    found = source().document()
    figures = {row[0]: row[1] for row in found.grids[0].rows}
    assert {figures[name] for name in ('Committed', 'Added', 'Removed', 'Re-estimated')} == {'n/a'}
    assert figures['Completed'] != 'n/a'
    words = {row[0].text: row[1].text for row in found.sections[1].rows}
    assert (words['Committed'], words['Added'], words['Say/do']) == ('n/a', 'n/a', 'n/a')
    assert exporting.made_now(found, 'xlsx').content
