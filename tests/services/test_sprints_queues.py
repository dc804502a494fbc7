"""Queues are built from the present, never changed, published once, and told what changed since."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.sprints.facts.board import Capacity, Link, Sprint
from app.domain.sprints.queue.changing import DROP, PULL, RAISE, Change
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import QueueBuilt, QueueChanged, QueuePublished, SprintStarted, board_topic
from app.services import audit
from app.services.sprints import ground, overrides, pruning, queue_views, queues
from app.work import read, transact
from models.sprints import Sprint as SprintRow
from models.sprints import SprintIssue
from tests.people import ANN, BOB, CLEO, MAX, PIA, guest
from tests.sprints import DEV, DOING, FINISHED, QA, SPRINT, board, issue, jan, plant

NEXT = Sprint(43, 'Sprint 43', 'future', 'Two parcels', jan('19 08:00'), None, jan('30 16:00'))
CLOSED = Sprint(SPRINT, 'Sprint 42', 'closed', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'), jan('16 16:00'))


def small_board(**more):
    """Dev has room for 10 points, QA for an unknown number; D-3 does not fit."""
    issues = [issue(1, points=5, sprints=(43,), components=('api',)), issue(2, points=4, sprints=(43,), components=(
        'api',), priority='1'), issue(3, points=8, sprints=(), components=('api',)),
        issue(4, points=1, sprints=(), labels=('qa',), reporter='bob')]
    given = {'capacities': (Capacity(43, DEV, 'points', Decimal(10)),), **more}
    return board(given.pop('issues', issues), [CLOSED, NEXT], **given)


@pytest.fixture
def planted(workspace):
    plant(small_board())
    workspace.clear()
    return workspace


@pytest.fixture
def draft(planted):
    return transact(queues.build, PIA, 1, 43)


def screen(queue=None, sprint=43):
    return read(queue_views.view_screen, CLEO, 1, sprint, queue)


def lines(queue):
    return [(line.key, line.status) for line in read(queue_views.view_queue, CLEO, queue).result.lines]


def change(number, **columns):
    def alter(work):
        row = work.session.exec(select(SprintIssue).where(SprintIssue.number == number)).one()
        row.mark = ground.move_site(work, 1)
        for name, value in columns.items():
            setattr(row, name, value)
    transact(alter)


def fields(number, **values):
    def alter(work):
        row = work.session.exec(select(SprintIssue).where(SprintIssue.number == number)).one()
        row.fields = {**row.fields, **values}
        row.mark = ground.move_site(work, 1)
    transact(alter)


class TestBuilding:
    def test_a_queue_says_who_is_in_and_what_is_missing(self, draft):
        assert lines(draft) == [('D-2', 'in'), ('D-4', 'in'), ('D-1', 'in'), ('D-3', 'out')]
        view = screen().queue
        assert view.entry.number == 1 and view.entry.state == 'draft' and view.entry.by_name == 'Pia'
        assert [(room.short, room.available, room.used, room.share) for room in view.rooms] == [
            ('DE', Decimal(10), Decimal(9), Decimal('0.9')), ('QA', None, Decimal(1), None)]
        assert next(line for line in view.result.lines if line.key == 'D-3').reason == 'needs Dev 8, 1 left after D-1'

    def test_it_is_announced_and_written_down(self, draft, planted):
        assert [type(event) for event in planted if isinstance(event, QueueBuilt)] == [QueueBuilt]
        assert 'sprints.build_queue' in [one.deed for one in read(audit.list_entries, ANN, Filter())]

    def test_of_equal_inputs_only_one_draft_is_made(self, draft):
        assert transact(queues.build, PIA, 1, 43) == draft
        transact(ground.move_boards, [1])
        assert transact(queues.build, PIA, 1, 43) == draft
        other = transact(queues.build, PIA, 1, 43, {'is_fair': False})
        assert other != draft and [one.number for one in screen().history] == [2, 1]
        assert transact(queues.build, PIA, 1, 43) == other, 'rules are kept from draft to draft'

    def test_a_draft_never_changes_whatever_changes_in_jira(self, draft):
        before = lines(draft)
        fields(1, estimates={'customfield_10016': '13'})
        assert lines(draft) == before
        newer = transact(queues.build, PIA, 1, 43)
        assert dict(lines(newer))['D-1'] == 'out'

    @pytest.mark.parametrize(('board_id', 'sprint', 'refusal'), [(1, SPRINT, Rejected), (1, 99, NotFound),
                                                                 (9, 43, NotFound)])
    def test_only_sprints_that_are_to_come_can_be_planned(self, planted, board_id, sprint, refusal):
        with pytest.raises(refusal):
            transact(queues.build, PIA, board_id, sprint)

    def test_a_kanban_board_has_no_sprints_to_plan(self, workspace):
        plant(small_board(kind='kanban'))
        with pytest.raises(Rejected, match='kanban'):
            transact(queues.build, PIA, 1, 43)
        assert screen().is_kanban

    @pytest.mark.parametrize('rules', [{'order': ['band', 'band']}, {'order': ['luck']}, {'scope': 'all'}],
                             ids=['twice', 'unknown', 'scope'])
    def test_rules_that_make_no_sense_are_refused(self, planted, rules):
        with pytest.raises(Rejected):
            transact(queues.build, PIA, 1, 43, rules)

    @pytest.mark.parametrize('actor', [BOB, CLEO, guest(1)], ids=['member', 'viewer', 'guest'])
    def test_only_planners_build_and_only_publishers_publish(self, draft, actor):
        for deed, given in ((queues.build, (1, 43)), (queues.publish, (draft, 1)), (queues.archive, (draft, 1)),
                            (overrides.decide, (1, 43, 1, 'ban'))):
            with pytest.raises(Forbidden):
                transact(deed, actor, *given)

    def test_whoever_has_no_role_here_sees_nothing(self, draft):
        stranger = Actor('person:9', 'Zed', (Grant('admin', 'poker'),))
        for look, given in ((queue_views.view_screen, (1, 43)), (queue_views.view_queue, (draft,)),
                            (queue_views.list_queues, (1,)), (queue_views.try_conflict, (draft, 'x'))):
            with pytest.raises(Forbidden):
                read(look, stranger, *given)


class TestLife:
    def test_publishing_freezes_and_archives_what_was_published_before(self, draft, planted):
        transact(queues.publish, MAX, draft, 1)
        assert screen().queue.entry.state == 'published' and screen().queue.entry.published_by == 'Max'
        second = transact(queues.build, PIA, 1, 43)
        assert second != draft, 'what is published is not a draft any more'
        transact(queues.publish, MAX, second, read(queue_views.view_queue, ANN, second).entry.version)
        assert [one.state for one in screen().history] == ['published', 'archived']
        assert [event.queue_id for event in planted if isinstance(event, QueuePublished)] == [draft, second]

    def test_the_second_of_two_who_publish_gets_a_conflict_with_the_version_of_the_first(self, draft):
        other = transact(queues.build, PIA, 1, 43, {'is_fair': False})
        transact(queues.publish, MAX, draft, 1)
        with pytest.raises(Conflict, match='Max published draft 1 meanwhile') as refused:
            transact(queues.publish, ANN, other, 1)
        assert refused.value.version == 2
        with pytest.raises(Conflict, match='Max has published this queue already'):
            transact(queues.publish, ANN, draft, 1)
        transact(queues.publish, ANN, other, refused.value.version)

    def test_it_is_live_once_its_sprint_runs_and_shows_what_is_done(self, draft, planted):
        transact(queues.publish, MAX, draft, 1)
        transact(queues.sprint_started, SprintStarted(board_topic(1), 1, 43))
        assert screen().queue.entry.state == 'live'
        change(2, status=FINISHED)
        view = screen().queue
        assert view.done == {2} and view.drift == (), 'progress is no drift'
        assert any(isinstance(event, QueueChanged) for event in planted)

    def test_what_is_archived_can_be_brought_back(self, draft):
        version = transact(queues.archive, MAX, draft, 1)
        assert screen().queue.entry.state == 'archived'
        with pytest.raises(Conflict):
            transact(queues.archive, MAX, draft, version)
        transact(queues.bring_back, MAX, draft, version)
        assert screen().queue.entry.state == 'draft'

    def test_after_the_sprint_it_stands_against_what_was_done(self, workspace):
        told = small_board()
        plant(told)
        queue = transact(queues.build, PIA, 1, 43)
        transact(queues.publish, MAX, queue, 1)
        change(1, status=FINISHED)
        change(3, status=FINISHED)

        def close(work):
            row = work.session.exec(select(SprintRow).where(SprintRow.number == 43)).one()
            row.state, row.complete = 'closed', jan('30 16:00')
            row.mark = ground.move_site(work, 1)
        transact(close)
        reality = screen(queue).queue.reality
        assert [[line.key for line in part] for part in (reality.in_done, reality.in_open, reality.out_done)] == [
            ['D-1'], ['D-2', 'D-4'], ['D-3']]


class TestDrift:
    def test_what_changed_in_jira_since_is_told_and_never_applied(self, draft):
        fields(1, priority='1')
        fields(3, estimates={'customfield_10016': '1'})
        view = screen().queue
        assert view.drift == ('D-1: Medium → Highest', 'D-3: Dev 8 → Dev 1')
        assert view.conflicts[0].kind == 'drift' or 'drift' in [one.kind for one in view.conflicts]
        found = read(queue_views.compare_with_now, CLEO, draft)
        assert [(one.key, one.before, one.after, one.cause) for one in found.differences if not one.is_move] == [
            ('D-3', 'out', 'in', 'D-3: Dev 8 → Dev 1')]

    def test_a_title_is_no_drift(self, draft):
        change(1, title='Other words')
        assert screen().queue.drift == ()

    def test_two_drafts_are_compared_with_the_cause_of_each_difference(self, draft):
        transact(overrides.decide, PIA, 1, 43, 3, 'pin_top')
        second = transact(queues.build, PIA, 1, 43)
        found = read(queue_views.compare_queues, CLEO, draft, second)
        assert {(one.key, one.before, one.after, one.cause) for one in found.differences} == {
            ('D-3', 'out', 'in', 'D-3 pinned to the top by Pia'), ('D-2', 'in', 'out', 'D-3 pinned to the top by Pia'),
            ('D-1', 'in', 'out', 'D-3 pinned to the top by Pia')}
        assert screen().queue.fresh == {1, 2, 3}


class TestPruning:
    def test_old_drafts_go_and_what_was_published_or_is_the_newest_stays(self, draft, time):
        transact(queues.publish, MAX, draft, 1)
        second = transact(queues.build, PIA, 1, 43, {'is_fair': False})
        third = transact(queues.build, PIA, 1, 43, {'is_fair': True, 'scope': 'sprint'})
        assert transact(pruning.forget_drafts) == 0
        time.passes(days=31)
        assert transact(pruning.forget_drafts) == 1 and transact(pruning.forget_drafts) == 0
        assert [one.id for one in screen().history] == [third, draft] and second not in (third, draft)
        assert transact(queues.build, PIA, 1, 43, {'is_fair': False}) and screen().history[0].number == 4


class TestOverrides:
    def test_a_decision_holds_through_syncs_and_rebuilds_until_it_is_taken_back(self, draft, planted):
        ban = transact(overrides.decide, PIA, 1, 43, 2, 'ban')
        second = transact(queues.build, PIA, 1, 43)
        change(2, title='Changed in Jira')
        third = transact(queues.build, PIA, 1, 43)
        assert dict(lines(second))['D-2'] == dict(lines(third))['D-2'] == 'out'
        assert [(one.text, one.by_name) for one in screen().overrides] == [('D-2 not in this sprint', 'Pia')]
        transact(overrides.take_back, PIA, 1, [ban])
        assert dict(lines(transact(queues.build, PIA, 1, 43)))['D-2'] == 'in'
        transact(overrides.hold_again, PIA, 1, [ban])
        assert [one.id for one in screen().overrides] == [ban]
        deeds = [one.deed for one in read(audit.list_entries, ANN, Filter())]
        assert deeds.count('sprints.decide') == 2 and deeds.count('sprints.take_back') == 1

    def test_a_pin_lifts_the_ban_and_both_can_be_freed(self, draft):
        transact(overrides.decide, PIA, 1, 43, 1, 'ban')
        transact(overrides.decide, PIA, 1, 43, 1, 'pin_before', {'before': 2})
        assert [one.text for one in screen().overrides] == ['D-1 before D-2']
        assert len(transact(overrides.free, PIA, 1, 43, 1)) == 1 and screen().overrides == ()

    def test_decisions_about_one_sprint_do_not_reach_another(self, workspace):
        later = Sprint(44, 'Sprint 44', 'future', '', jan('31 08:00'), None, jan('31 16:00'))
        plant(replace(small_board(), sprints={42: CLOSED, 43: NEXT, 44: later}))
        transact(overrides.decide, PIA, 1, 43, 3, 'ban')
        assert screen(sprint=44).overrides == () and len(screen().overrides) == 1
        transact(overrides.decide, PIA, 1, 43, 3, 'deadline', {'due': '2026-01-22'})
        assert [one.text for one in screen(sprint=44).overrides] == ['D-3 due 22 Jan']

    @pytest.mark.parametrize(('change', 'expected'), [
        (Change(DROP, (2,)), ['D-2 not in this sprint']), (Change(PULL, (3,)), ['D-3 at the top']),
        (Change(RAISE, discipline=DEV, amount=Decimal('2.5')), ['Dev +2.5 points']),
        (Change('shift', discipline=DEV, source=QA, amount=Decimal(1)), ['Dev +1 points and QA −1 points']),
        (Change('split', (3,), amount=Decimal('0.5')), ['D-3 in two parts']),
        (Change('allow', (3, 1)), ['D-1 goes ahead all the same', 'D-3 goes ahead all the same']),
        (Change('free', (3,)), ['D-3 at any time'])], ids=lambda one: getattr(one, 'kind', ''))
    def test_what_was_tried_becomes_a_decision_that_can_be_taken_back(self, draft, change, expected):
        made = transact(overrides.apply_change, PIA, 1, 43, change)
        assert [one.text for one in screen().overrides] == expected
        transact(overrides.take_back, PIA, 1, made)
        assert screen().overrides == () and transact(queues.build, PIA, 1, 43) == draft

    @pytest.mark.parametrize(('number', 'kind', 'value'), [
        (1, 'wish', {}), (99, 'ban', {}), (1, 'pin_before', {'before': 1}), (1, 'pin_before', {}),
        (1, 'window', {'start': 9, 'end': 3}), (1, 'window', {}), (1, 'deadline', {'due': 'soon'}),
        (1, 'stakeholder', {'stakeholder': '  '}), (0, 'capacity', {'rooms': {'77': '1'}}),
        (0, 'capacity', {'rooms': {'1': 'NaN'}}), (0, 'capacity', {}), (1, 'split', {'share': '1'}),
        (1, 'split', {'share': 'half'})], ids=lambda one: str(one))
    def test_what_makes_no_sense_is_refused(self, draft, number, kind, value):
        with pytest.raises(Rejected):
            transact(overrides.decide, PIA, 1, 43, number, kind, value)

    def test_all_decisions_of_a_sprint_can_be_given_at_once(self, draft):
        transact(overrides.decide, PIA, 1, 43, 1, 'ban')
        transact(overrides.arrange, PIA, 1, 43, [(3, 'pin_top', {}), (2, 'window', {'start': 5, 'end': 9})])
        assert [one.text for one in screen().overrides] == ['D-2 fixed for 1 Jan 00:00 UTC', 'D-3 at the top']

    def test_a_decision_of_another_board_or_of_nobody_cannot_be_taken_back(self, draft):
        with pytest.raises(NotFound):
            transact(overrides.take_back, PIA, 1, [4711])


class TestWhatIfs:
    def test_each_way_out_is_worked_out_by_the_algorithm_itself(self, workspace):
        told = small_board(capacities=(Capacity(43, DEV, 'points', Decimal(6)),))
        plant(told)
        queue = transact(queues.build, PIA, 1, 43)
        conflict = next(one for one in screen().queue.conflicts if one.kind == 'over_allocation')
        effects = read(queue_views.try_conflict, CLEO, queue, conflict.id)
        assert [one.title for one in effects] == ['Move D-1 to the next sprint', 'Give Dev 3 points more']
        assert effects[1].comes_in == ('D-1',)
        assert read(queue_views.try_conflict, CLEO, queue, conflict.id, 'throughput')[0] == effects[1]
        with pytest.raises(NotFound):
            read(queue_views.try_conflict, CLEO, queue, 'nothing:0')

    def test_anybody_may_try_a_change_and_nothing_is_kept_of_it(self, draft):
        effect, = read(queue_views.try_some, CLEO, draft, [Change(RAISE, discipline=DEV, amount=Decimal(8))])
        assert effect.comes_in == ('D-3',) and screen().overrides == ()

    @pytest.mark.parametrize('change', [Change('luck', (1,)), Change(DROP), Change(DROP, (99,)), Change(RAISE),
                                        Change('shift', discipline=DEV), Change('split', (1,), amount=Decimal(2))],
                             ids=lambda one: f'{one.kind} {one.numbers}')
    def test_changes_that_make_no_sense_are_refused(self, draft, change):
        with pytest.raises(Rejected):
            read(queue_views.try_some, CLEO, draft, [change])


class TestScreen:
    def test_the_next_sprint_is_planned_unless_people_work_by_a_queue(self, workspace):
        running = Sprint(43, 'Sprint 43', 'active', '', jan('19 08:00'), jan('19 08:00'), jan('30 16:00'))
        later = Sprint(44, 'Sprint 44', 'future', '', jan('31 08:00'), None, None)
        plant(replace(small_board(), sprints={42: CLOSED, 43: running, 44: later}))
        assert screen(sprint=None).sprint.number == 44
        queue = transact(queues.build, PIA, 1, 43)
        transact(queues.publish, MAX, queue, 1)
        assert screen(sprint=None).sprint.number == 43 and screen(sprint=None).queue.entry.state == 'live'
        assert [one.number for one in screen().sprints] == [43, 44]

    def test_without_a_queue_it_says_how_many_candidates_there_are(self, planted):
        view = screen()
        assert view.queue is None and view.candidates == 4 and view.days == 10 and view.mean == 0

    def test_views_can_be_shared_by_everybody(self, draft):
        hash(screen())

    def test_a_blocker_on_another_board_is_named_with_it(self, workspace):
        first = small_board(issues=[issue(1, points=1, components=('api',), sprints=(), links=(
            Link('10000', 'in', 90, 'X-9'),)), issue(2, points=1, sprints=(), status=DOING, components=('api',))])
        plant(first)
        queue = transact(queues.build, PIA, 1, 43)
        assert dict(lines(queue))['D-1'] == 'out'
        reason = next(one for one in screen(queue).queue.result.lines if one.key == 'D-1')
        assert reason.sentence == 'It waits for X-9, which is on no board that is read here.'

    def test_a_draft_made_later_than_another_says_when(self, draft, time):
        time.passes(hours=1)
        second = transact(queues.build, PIA, 1, 43, {'scope': 'sprint'})
        first_entry, second_entry = (read(queue_views.view_queue, ANN, one).entry for one in (draft, second))
        assert second_entry.at - first_entry.at == timedelta(hours=1) and second_entry.candidates == 2
