"""`sprints.sync_board`: what it asks Jira for, how little, and that nothing is lost when Jira does not answer."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.sprints.jira.reading import SourceTrouble
from app.domain.sprints.jira.stamps import milliseconds
from app.events import BoardSynced, SyncFailed
from app.integrations.jira.client import opened
from app.services.sprints import keeping, known, sites, syncing
from app.services.sprints.keeping import Page
from app.work import read, transact
from jobs.sprints import census, visit
from models.ops import OpsRun
from models.sprints import SprintBoard, SprintIssue
from tests.people import ANN
from tests.sprints_sync import (
    BUTTONS,
    LATE,
    PRICE,
    RECEIPTS,
    SUPPORT,
    TEXTS,
    board,
    connect,
    kept,
    row,
    run,
    site,
)
from tests.voice import Said


def is_read(number):
    return board().issues[number]


def test_the_first_read_brings_issues_with_their_histories_sprints_and_statuses(added, database):
    found = run()
    assert (found['seen'], found['new'], found['partial'], found['partly']) == (6, 6, 0, '')
    receipts, late = is_read(RECEIPTS), is_read(LATE)
    assert receipts.estimates == {'customfield_10036': '5'} and receipts.title == 'Receipts'
    first = receipts.changes[0]
    assert (first.field, first.was_text, first.now_text) == ('customfield_10036', '3', '5')
    assert {'sprint', 'flagged', 'priority', 'labels', 'link'} <= {one.field for one in late.changes}
    assert {one.name: one.state for one in board().sprints.values()} == {
        'Sprint 1': 'closed', 'Sprint 2': 'active', 'Sprint 3, Berlin [A]': 'future'}
    assert board().statuses['10002'].category == 'done' and board().people['anna'] == 'Anna Example'
    assert (row().state, site().state, site().kind) == ('ok', 'ok', 'cloud')
    assert BoardSynced('sprints/board/1', 1) in database


def test_each_page_is_said(added):
    assert {'Found 6 issues.', 'Read 6 of 6 issues.'} <= set(run()['said'].splitlines())


@pytest.mark.parametrize('is_cloud', [False], ids=['server'])
def test_a_server_is_read_alike(added):
    found = run()
    assert (found['new'], found['partial']) == (6, 0) and site().kind == 'server'
    assert is_read(RECEIPTS).changes[0].now_text == '5' and len(board().sprints) == 3


def test_nothing_is_ever_written_to_jira(added):
    run()
    run(census.count)
    assert added.writes() == []


def test_a_second_read_of_an_unchanged_board_fetches_no_issue(known_board):
    before = board()
    found = run()
    assert (known_board.count('bulkfetch'), found['changed'], found['requests']) == (0, 0, 4)
    assert board() is before


def test_only_what_has_changed_is_read_again(known_board):
    known_board.change(PRICE, status='Done')
    found = run()
    assert (found['seen'], found['changed'], found['new']) == (1, 1, 0)
    assert is_read(PRICE).status == '10002' and found['requests'] <= 15
    assert [one.body['issueIdsOrKeys'] for one in known_board.asked if one.path.endswith('issue/bulkfetch')] == [
        [str(PRICE)]]


def test_what_an_index_shows_late_is_found_by_the_next_read(known_board, time):
    known_board.change(PRICE, status='Done')
    known_board.knobs.lag = 240_000
    run()
    assert is_read(PRICE).status != '10002'
    time.passes(minutes=5)
    run()
    assert is_read(PRICE).status == '10002'


def test_the_clock_of_jira_says_from_when_on_the_next_read_looks(added, time):
    added.knobs.skew = 300
    found = run()
    assert abs(row().watermark - time.now - timedelta(minutes=5)) < timedelta(seconds=2)
    assert 'ahead of ours' in found['said'] and 298 <= site().skew <= 301


def test_reading_twice_changes_nothing_also_when_histories_come_in_any_order(known_board):
    before = kept()
    known_board.knobs.shuffles = True
    run(census.count, anew=True)
    assert kept() == before


def test_an_interrupted_first_read_goes_on_after_the_last_stored_page(added, monkeypatch):
    monkeypatch.setattr(visit, 'AT_ONCE', 2)
    added.breaks('broken', at='issue/bulkfetch', after=2)
    with pytest.raises(SourceTrouble):
        run()
    stored = set(read(known.list_known, 1, 1))
    assert len(stored) == 4 and row().watermark is None and row().state == 'behind'
    added.recovers()
    added.forget()
    found = run()
    asked = {int(one) for ask in added.asked if ask.path.endswith('issue/bulkfetch')
             for one in ask.body['issueIdsOrKeys']}
    assert (found['new'], asked & stored) == (2, set()) and '4 of 6 issues are here already' in found['said']
    assert row().state == 'ok' and len(board().issues) == 6


def test_whoever_maps_other_fields_gets_everything_read_again(known_board):
    field = known_board.add_field('Customer')
    known_board.site.issues[PRICE].others[field] = 'Acme'
    transact(_count_by, field)
    found = run()
    assert found['seen'] == 6 and known_board.count('issue/bulkfetch') == 1


def _count_by(work, field):
    board_row = work.session.get(SprintBoard, 1)
    board_row.rules = {**board_row.rules, 'stakeholder_field': field}


def test_an_issue_that_left_the_filter_stays_and_is_said_to_have_left(known_board, time):
    transact(lambda work: setattr(work.session.get(SprintBoard, 1), 'filter', 'project = SHOP AND type = Bug'))
    known_board.change(PRICE, type='Story', labels=['late'])
    run()
    assert not is_read(PRICE).is_on_board and is_read(PRICE).type == 'Story' and not is_read(PRICE).gone
    time.passes(minutes=5)
    known_board.change(PRICE, type='Bug')
    run()
    assert is_read(PRICE).is_on_board


def test_the_count_at_night_finds_what_was_deleted(known_board):
    known_board.delete_issue(PRICE)
    assert run()['deleted'] == 0 and not is_read(PRICE).gone
    found = run(census.count)
    assert (found['deleted'], is_read(PRICE).gone) == (1, 'deleted')
    assert is_read(PRICE).changes, 'its history stays'
    assert run(census.count)['deleted'] == 0


def test_an_issue_that_moved_keeps_its_number_and_its_former_key(known_board):
    known_board.move_issue(PRICE, 'STORE')
    run(census.count)
    price = is_read(PRICE)
    assert (price.gone, price.key, price.project, price.is_on_board) == ('moved', 'STORE-4', 'STORE', False)
    assert price_row().keys == ['SHOP-5']


def price_row():
    return read(lambda work: work.session.exec(select(SprintIssue).where(SprintIssue.number == PRICE)).one())


def test_many_issues_that_left_long_ago_are_not_read_every_night(known_board, monkeypatch):
    monkeypatch.setattr(visit, 'FEW', 0)
    transact(lambda work: setattr(work.session.get(SprintBoard, 1), 'filter', 'project = SHOP AND type = Bug'))
    known_board.site.filters['12008'] = 'project = SHOP AND type = Bug'
    assert run(census.count)['seen'] == 1
    known_board.forget()
    assert run(census.count)['changed'] == 0 and known_board.count('bulkfetch') == 0
    assert len(board().issues) == 6 and is_read(PRICE).is_on_board and not is_read(BUTTONS).is_on_board


def test_an_issue_nobody_lets_us_see_any_more_is_kept_and_marked(known_board):
    known_board.site.hidden.add(PRICE)
    known_board.knobs.hides_with = 403
    assert run(census.count)['deleted'] == 1 and is_read(PRICE).gone == 'hidden' and price_row().gone_since
    known_board.site.hidden.clear()
    run(census.count)
    assert not is_read(PRICE).gone and is_read(PRICE).is_on_board


def test_a_throttled_site_is_left_alone_as_long_as_it_asks(known_board):
    known_board.breaks('throttled', at='search', times=1, seconds=7)
    found = run()
    assert 'asks for a rest of 7 s' in found['said'] and row().state == 'ok'


def test_a_site_that_does_not_answer_leaves_the_last_good_data(known_board, database):
    before = kept()
    known_board.breaks('broken')
    for _ in range(2):
        with pytest.raises(SourceTrouble):
            run()
    assert (row().state, site().state) == ('behind', 'unavailable') and 'fault' in row().error
    assert kept() == before and row().ok_at
    assert sum(isinstance(one, SyncFailed) for one in database) == 1, 'once, not with each try'
    known_board.recovers()
    run()
    assert (row().state, row().error, site().state) == ('ok', '', 'ok')


@pytest.mark.parametrize('fault', ['unauthorised', 'login page', 'anonymous'])
def test_a_refused_sign_in_stops_the_site_after_one_question(known_board, fault, time):
    known_board.breaks(fault)
    with pytest.raises(SourceTrouble):
        run()
    assert known_board.count() == 1 and (site().state, row().state) == ('auth', 'failed')
    time.passes(hours=3)
    assert read(syncing.next_due) is None


def test_without_a_token_nothing_is_asked(known_board):
    with pytest.raises(SourceTrouble, match='no token'):
        run(token='')
    assert known_board.count() == 0 and site().state == 'auth'


def test_a_filter_that_does_not_stand_fails_its_board_and_not_the_site(known_board):
    transact(lambda work: setattr(work.session.get(SprintBoard, 1), 'filter', 'nonsense = 1'))
    with pytest.raises(SourceTrouble):
        run()
    assert (row().state, site().state) == ('failed', 'ok')


@pytest.mark.parametrize('is_cloud', [False], ids=['server'])
def test_histories_that_are_cut_leave_an_issue_partial_until_they_are_whole(added):
    added.knobs.expanded, added.knobs.has_changelog = 3, False
    found = run()
    assert found['partial'] == 1 and 'could not be read whole' in found['partly'] and is_read(LATE).is_partial
    assert row().state == 'ok', 'it is counted all the same'
    added.knobs.has_changelog = True
    assert run()['partial'] == 0 and not is_read(LATE).is_partial
    assert len(is_read(LATE).changes) == 6


def test_statuses_that_the_site_does_not_list_any_more_are_collected_from_histories(made, added):
    old = made.status('Reviewed', 'done', is_listed=False)
    made.change(TEXTS, at='2026-01-10T09:00Z', status=old)
    made.change(TEXTS, at='2026-01-11T09:00Z', status='Done')
    run()
    status = board().statuses[old]
    assert (status.name, status.is_listed, status.category) == ('Reviewed', False, '')


def test_people_are_known_by_their_account_and_the_name_they_have_now(known_board):
    known_board.site.people['anna'] = 'Anna Other'
    known_board.change(RECEIPTS, author='anna', points=8)
    run()
    assert board().people['anna'] == 'Anna Other'


def test_a_run_that_brought_something_is_kept_beside_the_newest(known_board):
    asked = transact(syncing.sync_now, ANN, 1)
    run(voice=_voice(asked))
    assert _is_quiet(asked), 'nothing was new'
    known_board.change(PRICE, status='Done')
    run(voice=_voice(asked))
    assert not _is_quiet(asked)


def _voice(run_id):
    voice = Said()
    voice.run_id = run_id
    return voice


def _is_quiet(run_id):
    return read(lambda work: work.session.get(OpsRun, run_id).is_quiet)


def test_two_boards_of_one_site_share_their_issues(known_board):
    connect(known_board, SUPPORT)
    known_board.forget()
    found = run(board=2)
    asked = {int(one) for ask in known_board.asked if ask.path.endswith('issue/bulkfetch')
             for one in ask.body['issueIdsOrKeys']}
    assert (found['seen'], found['new'], len(asked)) == (9, 3, 3)
    assert len(board(2).issues) == 9 and board(2).issues[BUTTONS].changes == is_read(BUTTONS).changes
    assert board(2).kind == 'kanban' and not board(2).sprints


def test_older_answers_never_replace_newer_ones(known_board):
    before = is_read(BUTTONS)
    raw = _raw(known_board, BUTTONS)
    known_board.change(BUTTONS, status='Review')
    run()
    page = Page([raw], {}, {BUTTONS}, {BUTTONS})
    assert transact(keeping.keep_page, 1, 1, page).changed == 0
    assert is_read(BUTTONS).status == '10011' != before.status


def _raw(fake, number):
    with opened(fake.access()) as reader:
        return next(one for page in reader.fetch_issues([number], read(sites.to_read, 1).fields) for one in page)


def test_how_far_a_first_read_is_can_be_seen_on_the_way(added, monkeypatch):
    monkeypatch.setattr(visit, 'AT_ONCE', 2)
    added.breaks('broken', at='issue/bulkfetch', after=2)
    with pytest.raises(SourceTrouble):
        run()
    assert (row().progress['done'], row().progress['of']) == (4, 6)


def test_moments_are_kept_to_the_millisecond(added):
    run()
    assert board().sprints[1].complete == milliseconds('2026-01-16T16:00:04.402Z')
