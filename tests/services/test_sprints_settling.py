"""What was said here and what Jira says may differ: both are shown, and a person settles it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.audit import Filter
from app.domain.sprints.facts.board import Capacity, Discipline, Link, Sprint
from app.domain.sprints.metrics.disciplines import demand_of
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services import audit
from app.services.sprints import ground, overrides, queue_views, queues, settling
from app.work import read, transact
from models.sprints import SprintIssue, SprintMember
from tests.people import ANN, BOB, CLEO, PIA
from tests.sprints import DEV, QA, SPRINT, board, issue, jan, plant, plant_beside

NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('19 08:00'), None, jan('30 16:00'))
CLOSED = Sprint(SPRINT, 'Sprint 42', 'closed', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'), jan('16 16:00'))
LEAD = replace(BOB, identity='person:1', grants=BOB.grants)


def small_board(**more):
    issues = [issue(1, points=5, sprints=(43,), components=('api',), assignee='ann', reporter='bob',
                    due=date(2026, 1, 20)), issue(2, points=3, sprints=(43,), components=('api',))]
    return board(more.pop('issues', issues), [CLOSED, NEXT], **more)


@pytest.fixture
def planted(workspace):
    return plant(small_board())


def disputes():
    return read(settling.list_disputes, CLEO, 1)


def said(kind, **value):
    return transact(overrides.decide, PIA, 1, 43, 1, kind, value)


def jira_says(**values):
    def alter(work):
        row = work.session.exec(select(SprintIssue).where(SprintIssue.number == 1)).one()
        row.fields = {**row.fields, **values}
        row.mark = ground.move_site(work, 1)
    transact(alter)


def first(queue=None):
    """The first issue as a queue would take it now."""
    inputs = read(queue_views.inputs_of_queue, CLEO, queue or transact(queues.build, PIA, 1, 43))
    return next(one for one in inputs.candidates if one.number == 1)


@pytest.mark.parametrize(('kind', 'value', 'later', 'ours', 'theirs'), [
    ('deadline', {'due': '2026-01-28'}, {'due': '2026-01-22'}, '28 Jan', '22 Jan'),
    ('stakeholder', {'stakeholder': 'Dr. Wu'}, {'reporter': 'cleo'}, 'Dr. Wu', 'Cléo Petit'),
    ('discipline', {'discipline': QA}, {'components': ['web']}, 'QA', 'Dev'),
    ('assignee', {'assignee': 'Eve'}, {'assignee': 'bob'}, 'Eve', 'Bob Okoro')], ids=lambda one: str(one)[:12])
def test_a_decision_is_disputed_once_jira_says_something_else(planted, kind, value, later, ours, theirs):
    jira_says(components=[], **({'assignee': ''} if kind == 'discipline' else {}))
    said(kind, **value)
    assert all(one.is_settled for one in disputes()), 'whoever decided knew what Jira said'
    jira_says(**later)
    after, = disputes()
    assert (after.key, after.ours, after.theirs, after.by_name, after.is_settled) == (
        'D-1', ours, theirs, 'Pia', False)


def test_where_jira_says_the_same_or_nothing_there_is_no_dispute(planted):
    said('deadline', due='2026-01-28')
    jira_says(due='2026-01-28')
    assert disputes() == ()
    jira_says(due=None)
    assert disputes() == ()
    jira_says(due='2026-01-29', status='')
    assert len(disputes()) == 1


class TestSettling:
    @pytest.fixture
    def disputed(self, planted):
        said('deadline', due='2026-01-28')
        jira_says(due='2026-01-22')
        return disputes()[0]

    def test_ours_can_be_kept_until_jira_says_yet_something_else(self, disputed):
        assert transact(settling.settle, PIA, 1, disputed.id, 'keep', disputed.mark) == ()
        assert disputes()[0].is_settled and first().due == date(2026, 1, 28)
        jira_says(due='2026-01-23')
        assert not disputes()[0].is_settled

    def test_what_jira_says_can_be_taken_and_the_decision_brought_back(self, disputed):
        ended = transact(settling.settle, PIA, 1, disputed.id, 'take', disputed.mark)
        assert disputes() == () and first().due == date(2026, 1, 22)
        transact(overrides.hold_again, PIA, 1, ended)
        assert first().due == date(2026, 1, 28)

    def test_cleared_neither_of_them_counts(self, disputed):
        transact(settling.settle, PIA, 1, disputed.id, 'clear', disputed.mark)
        assert first().due is None
        cleared, = disputes()
        assert (cleared.ours, cleared.theirs, cleared.is_settled) == ('none', '22 Jan', True)

    def test_it_is_written_down_with_both_sides(self, disputed):
        transact(settling.settle, PIA, 1, disputed.id, 'take', disputed.mark)
        entry, = read(audit.list_entries, ANN, Filter(deed='sprints.settle'))
        assert (entry.detail, entry.changes) == ('deadline: Jira says 22 Jan', (('counts', '28 Jan', '22 Jan'),))

    def test_nobody_settles_what_they_have_not_seen(self, disputed):
        jira_says(due='2026-01-25')
        with pytest.raises(Conflict, match='25 Jan'):
            transact(settling.settle, PIA, 1, disputed.id, 'keep', disputed.mark)

    @pytest.mark.parametrize('actor', [BOB, CLEO], ids=['member', 'viewer'])
    def test_only_planners_settle(self, disputed, actor):
        with pytest.raises(Forbidden):
            transact(settling.settle, actor, 1, disputed.id, 'keep', disputed.mark)

    def test_what_is_no_choice_or_no_dispute_is_refused(self, disputed):
        with pytest.raises(Rejected):
            transact(settling.settle, PIA, 1, disputed.id, 'both', disputed.mark)
        with pytest.raises(NotFound):
            transact(settling.settle, PIA, 1, 4711, 'keep', '')


class TestClearing:
    """Nobody is a decision, too."""

    @pytest.mark.parametrize(('kind', 'value', 'later', 'name'), [
        ('stakeholder', {'stakeholder': 'Dr. Wu'}, {'reporter': 'cleo'}, 'stakeholder'),
        ('assignee', {'assignee': 'Eve'}, {'assignee': 'bob'}, 'assignee')], ids=['stakeholder', 'assignee'])
    def test_of_people(self, planted, kind, value, later, name):
        said(kind, **value)
        jira_says(**later)
        transact(settling.settle, PIA, 1, disputes()[0].id, 'clear', disputes()[0].mark)
        assert getattr(first(), name) == '' and disputes()[0].ours == 'nobody'

    def test_of_a_discipline_the_issue_needs_one_again(self, planted):
        said('discipline', discipline=QA)
        jira_says(components=['web'], labels=[])
        found = read(ground.board_of, 1)
        assert dict(demand_of(found, found.issues[1]).parts) == {QA: Decimal(5)}
        transact(settling.settle, PIA, 1, disputes()[0].id, 'clear', disputes()[0].mark)
        assert first().demand == {} and first().discipline_text == 'said here'
        assert disputes()[0].ours == 'nobody yet'

    def test_a_discipline_that_is_taken_back_leaves_what_the_issue_says(self, planted):
        decided = said('discipline', discipline=QA)
        transact(overrides.take_back, PIA, 1, [decided])
        assert first().demand == {DEV: Decimal(5)}


class TestDisciplines:
    def test_leads_of_the_team_say_what_kind_of_work_it_is(self, planted):
        def leads(work):
            work.session.get(SprintMember, 1).identity = LEAD.identity
        transact(leads)
        transact(overrides.decide, LEAD, 1, 43, 1, 'discipline', {'discipline': QA})
        assert first().demand == {QA: Decimal(5)}
        with pytest.raises(Forbidden):
            transact(overrides.decide, LEAD, 1, 43, 1, 'ban')
        with pytest.raises(Forbidden):
            transact(overrides.decide, replace(LEAD, identity='person:9'), 1, 43, 1, 'discipline', {'discipline': QA})

    @pytest.mark.parametrize('own', [77, 'QA', None], ids=['unknown', 'a name', 'nothing'])
    def test_only_disciplines_of_the_board_can_be_said(self, planted, own):
        with pytest.raises(Rejected):
            said('discipline', discipline=own)


class TestOtherTeams:
    """Board 2 plans at the same time, and does QA as well."""
    BESIDE = replace(board([issue(90, key='X-9', points=2, sprints=(60,), labels=('qa',))], [
        Sprint(60, 'Web 7', 'future', '', jan('20 08:00'), None, jan('30 16:00'))],
        disciplines={11: Discipline(11, 'qa', 'QA', 1, labels=frozenset({'qa'}))}, members={},
        capacities=(Capacity(60, 11, 'points', Decimal(9), Decimal(0)),)), id=2, number=9, name='Web')

    @pytest.fixture
    def both(self, workspace):
        issues = [issue(1, points=5, sprints=(43,), labels=('qa',)), issue(2, points=4, sprints=(43,), labels=(
            'qa',), links=(Link('10000', 'in', 90, 'X-9'),))]
        plant(small_board(issues=issues, capacities=(Capacity(43, QA, 'points', Decimal(6), Decimal(0)),)))
        plant_beside(self.BESIDE)

    def test_what_is_too_much_can_be_handed_to_a_team_with_room(self, both):
        queue = transact(queues.build, PIA, 1, 43)
        conflict = next(one for one in read(queue_views.view_queue, CLEO, queue).conflicts
                        if one.kind == 'over_allocation')
        effects = read(queue_views.try_conflict, CLEO, queue, conflict.id)
        handing = next(one for one in effects if one.change.kind == 'hand')
        assert handing.title == 'Hand D-1 over to Web' or handing.title == 'Hand D-2 over to Web'
        transact(overrides.apply_change, PIA, 1, 43, handing.change)
        told = read(queue_views.view_screen, CLEO, 1, 43).overrides
        assert [one.text for one in told] == [f'{handing.title.split()[1]} handed over to Web']

    def test_a_blocker_in_a_later_sprint_of_another_team_is_one(self, both):
        queue = transact(queues.build, PIA, 1, 43)
        found = next(one for one in read(queue_views.view_queue, CLEO, queue).conflicts if one.kind == 'later_blocker')
        assert found.title == 'D-2 needs X-9 first'
        assert found.text == 'X-9 is in Web 7 on Web, which begins later.'

    def test_changes_name_teams_and_people_that_are_there(self, both):
        queue = transact(queues.build, PIA, 1, 43)
        for kind in ('hand', 'give'):
            with pytest.raises(Rejected):
                read(queue_views.try_some, CLEO, queue, [queue_views.Change(kind, (1,), to='Nobody')])
