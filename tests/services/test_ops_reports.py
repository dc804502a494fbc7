"""Reports: the newest good one of each kind, what is new in it, as files, and read once more."""

import csv
import io
import json
from dataclasses import replace

import pytest

from app.domain.audit import Filter
from app.domain.ops.airsenal import sections
from app.domain.ops.states import Ending, LeaseLost, State
from app.errors import Forbidden
from app.services import audit
from app.services.ops import copies, queue, reports
from app.work import read, transact
from tests.airsenal import TEAM, claimed, finished_run, kept_report, policy_for, section
from tests.people import ANN, BOB, CLEO, GUS, OLIVER
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('workspace')
INCOMPLETE = {'is_complete': False, 'issues': ['GK has 4 players instead of 5.']}
UNREADABLE = {'is_complete': False, 'body': '', 'error': 'What it wrote could not be read by reader 1: KeyError.'}


@pytest.fixture
def policy(policy, tmp_path):
    rules, commands = policy_for(tmp_path / 'home')
    return replace(policy, ops=rules, commands=commands)


def newest(kind='prediction', person=CLEO):
    view = read(reports.latest, person, kind)
    return view and view.line.id


def test_an_attempt_keeps_its_report_and_everybody_who_looks_is_told(workspace):
    claim = claimed('predict')
    workspace.clear()
    number = transact(reports.keep_report, claim, 'prediction', {'gameweeks': [20]}, 'db', 1)
    assert {event.topic for event in workspace} == {'ops/reports', f'ops/run/{claim.run_id}'}
    [line] = read(reports.list_reports, CLEO, 'prediction')
    assert (line.id, line.run_id, line.attempt, line.source, line.is_complete) == (number, claim.run_id, 1, 'db', True)


def test_an_attempt_that_lost_its_lease_keeps_no_report():
    stale = replace(claimed('predict'), owner='somebody else')
    with pytest.raises(LeaseLost):
        transact(reports.keep_report, stale, 'prediction', {'gameweeks': [20]}, 'db', 1)
    assert read(reports.list_reports, CLEO) == ()


def test_the_newest_good_report_of_each_kind_is_shown_first():
    assert newest() is None
    good, other = kept_report(), kept_report('optimisation')
    kept_report(**INCOMPLETE)
    kept_report(**UNREADABLE)
    assert (newest(), newest('optimisation'), newest('optimization')) == (good, other, other)
    assert [line.kind for line in read(reports.list_reports, CLEO, 'optimization')] == ['optimisation']
    assert read(reports.count_reports, CLEO) == 4 and read(reports.count_reports, CLEO, 'prediction') == 3


def test_without_a_good_one_the_newest_that_says_anything_is_shown():
    incomplete = kept_report(**INCOMPLETE)
    kept_report(**UNREADABLE)
    assert newest() == incomplete
    assert read(reports.latest, CLEO, 'prediction').line.issues == ('GK has 4 players instead of 5.',)


def test_a_report_shows_what_is_new_since_the_good_one_before_of_the_same_team():
    first = kept_report(seed='1')
    kept_report(seed='9', run=finished_run(team=7))
    kept_report(**INCOMPLETE)
    last = read(reports.view_report, CLEO, kept_report(seed='2'))
    assert last.former.id == first and last.differences and last.team_id == TEAM
    assert {one.where for one in last.differences} <= {'GK', 'DEF', 'MID', 'FWD'}
    same = read(reports.view_report, CLEO, kept_report(seed='2'))
    assert same.former.id == last.line.id and same.differences == ()


def test_reports_are_for_everybody_with_a_role_and_for_nobody_else():
    number = kept_report()
    for person in (BOB, CLEO, OLIVER):
        assert read(reports.view_report, person, number).line.id == number
    for service, arguments in ((reports.view_report, (number,)), (reports.latest, ('prediction',)),
                               (reports.list_reports, ()), (reports.reports_of, (1,)), (copies.list_copies, (TEAM,))):
        with pytest.raises(Forbidden):
            read(service, GUS, *arguments)


def test_other_kinds_and_reports_that_are_gone_are_refused():
    with refused('ops.report_kind'):
        read(reports.list_reports, CLEO, 'weather')
    with refused('ops.no_report'):
        read(reports.view_report, CLEO, 4711)


def test_a_report_can_be_taken_away_as_a_table_and_as_json_and_the_trail_says_so():
    number = kept_report('optimisation')
    table = list(csv.DictReader(io.StringIO(transact(reports.download, BOB, number, 'csv').removeprefix('\ufeff'))))
    assert {row['what'] for row in table} >= {'transfer', 'line-up', 'substitute 1'}
    body = json.loads(transact(reports.download, BOB, number, 'json'))
    assert body == read(reports.view_report, BOB, number).as_json and body['team_id'] == TEAM
    entries = read(audit.list_entries, ANN, Filter(deed='ops.export_report'))
    assert [entry.detail for entry in entries] == ['csv', 'json']
    with refused('ops.format'):
        transact(reports.download, BOB, number, 'pdf')
    with refused('ops.no_body'):
        transact(reports.download, BOB, kept_report(**UNREADABLE), 'csv')


def logged(monkeypatch, text):
    """The kept log of every run says this."""
    monkeypatch.setattr(reports.logs, 'stream_text', lambda work, actor, run_id, n: iter([text[:50], text[50:]]))


def test_what_could_not_be_read_can_be_read_again_from_the_kept_log(monkeypatch):
    run = finished_run()
    failed = kept_report(run=run, **UNREADABLE)
    assert read(reports.view_report, OLIVER, failed).may_read_again
    assert not read(reports.view_report, CLEO, failed).may_read_again
    logged(monkeypatch, section('prediction'))
    [made] = transact(reports.reparse, OLIVER, run)
    view = read(reports.view_report, CLEO, made)
    assert (view.line.source, view.line.is_complete, view.line.error) == ('text', True, '') and newest() == made
    assert not read(reports.view_report, OLIVER, made).may_read_again
    [shown] = read(reports.reports_of, CLEO, run)
    assert shown.line.id == made
    with refused('ops.no_reparse'):
        transact(reports.reparse, OLIVER, run)


def test_a_report_of_another_reader_can_be_read_again(monkeypatch):
    run = finished_run('pipeline')
    for kind in ('prediction', 'optimisation'):
        kept_report(kind, run=run, parser_version=0)
    logged(monkeypatch, section('prediction') + section('optimisation'))
    assert len(transact(reports.reparse, OLIVER, run)) == 2


def test_a_reader_that_fails_again_says_so(monkeypatch):
    run = finished_run()
    kept_report(run=run, **UNREADABLE)
    logged(monkeypatch, 'nothing of the kind')
    [made] = transact(reports.reparse, OLIVER, run)
    assert 'no such section' in read(reports.view_report, CLEO, made).line.error

    def fail(text):
        raise KeyError(text)
    monkeypatch.setitem(sections.PARSERS, 'prediction', fail)
    [made] = transact(reports.reparse, OLIVER, run)
    assert 'KeyError' in read(reports.view_report, CLEO, made).line.error


@pytest.mark.parametrize('run', [{'state': 'failed'}, {'command': 'update_db'}], ids=['failed', 'without reports'])
def test_other_runs_have_nothing_to_be_read(run):
    with refused('ops.no_reparse'):
        transact(reports.reparse, OLIVER, finished_run(**run))


def test_only_operators_have_logs_read_again():
    run = finished_run()
    with pytest.raises(Forbidden):
        transact(reports.reparse, CLEO, run)


def test_to_restore_a_copy_is_a_run_that_waits_for_those_of_the_same_team():
    claim = claimed('setup_db')
    transact(copies.keep_copy, claim, TEAM, 5, 'a' * 64)
    [copy] = read(copies.list_copies, CLEO, TEAM)
    with pytest.raises(Forbidden):
        transact(copies.restore, CLEO, copy.id)
    run = transact(copies.restore, OLIVER, copy.id)
    assert transact(queue.claim_next, 'worker') is None
    transact(queue.see_exit, claim)
    transact(queue.finish, claim, Ending(State.SUCCEEDED))
    restoring = transact(queue.claim_next, 'worker')
    assert (restoring.run_id, restoring.parameters) == (run, {'fpl_team_id': TEAM, 'copy': copy.id})


def test_a_copy_that_is_gone_cannot_be_restored():
    with refused('ops.no_copy'):
        transact(copies.restore, OLIVER, 4711)


def test_the_same_database_again_is_no_new_copy():
    claim = claimed('setup_db')
    for sha256 in ('a', 'a', 'b', 'a'):
        assert transact(copies.keep_copy, claim, TEAM, 5, sha256) == ()
    assert [copy.sha256 for copy in read(copies.list_copies, CLEO, TEAM)] == ['a', 'b', 'a']


def test_of_more_than_five_copies_the_oldest_go_unless_a_newer_one_is_the_same():
    claim = claimed('setup_db')
    dropped = [transact(copies.keep_copy, claim, TEAM, 5, sha256) for sha256 in 'abcdefa']
    assert dropped == [(), (), (), (), (), ('a',), ('b',)]
    assert ''.join(copy.sha256 for copy in read(copies.list_copies, CLEO, TEAM)) == 'afedc'

