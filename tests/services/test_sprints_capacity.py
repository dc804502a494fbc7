"""Capacity is said by those who may, over the version they saw, carried with a mark, and never lost to anybody else."""

from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.audit import Filter
from app.domain.sprints.capacity.drafts import PlanDraft, RoomDraft
from app.domain.sprints.facts.board import HOURS, POINTS, BoardRules, Capacity, Member, Sprint
from app.errors import Conflict, Forbidden, Invalid, NotFound, Rejected
from app.events import BoardChanged, CapacityChanged, board_topic
from app.services import audit
from app.services.sprints import announcements, capacity, configured, ground, long_term, over
from app.work import read, transact
from models.sprints import SprintBoard, SprintIssue, SprintMember
from tests.people import ANN, BOB, CLEO, PIA, guest
from tests.sprints import DEV, QA, SPRINT, board, issue, jan, plant

CLOSED = Sprint(SPRINT, 'Sprint 42', 'closed', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'), jan('16 16:00'))
NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('19 08:00'), None, jan('30 16:00'))
LATER = Sprint(44, 'Sprint 44', 'future', '', jan('31 08:00'), None, jan('31 09:00'))
MEMBERS = {1: Member(1, 'Ann Berg', 'ann', 'person:2', True, shares={DEV: Decimal(100)}, hours=Decimal(8)),
           2: Member(2, 'Cleo', 'cleo', 'person:3', shares={QA: Decimal(100)})}
TEN = RoomDraft(POINTS, Decimal(10), Decimal(0))


def small_board(**more):
    """Bob leads it; 12 points of Dev are planned into the next sprint."""
    issues = [issue(1, points=5, sprints=(43,), components=('api',)), issue(2, points=7, sprints=(43,), components=(
        'api',))]
    said = (Capacity(SPRINT, DEV, HOURS, Decimal(60), Decimal('0.1'), Decimal('0.2'), Decimal(3), False,
                     {1: Decimal(20)}), Capacity(SPRINT, QA))
    return board(issues, [CLOSED, NEXT, LATER], **{'capacities': said, 'members': MEMBERS, **more})


@pytest.fixture
def planted(workspace):
    plant(small_board())
    workspace.clear()
    return workspace


def view(sprint=43):
    return read(capacity.view_capacity, CLEO, 1, sprint)


def room(own=DEV, sprint=43):
    return next(one.room for one in view(sprint).rooms if one.room.discipline == own)


def trail():
    return read(audit.list_entries, ANN, Filter(area='sprints'))


def say(who, draft, version=None, own=DEV):
    transact(capacity.say_room, who, 1, 43, own, draft, version)


def test_what_nobody_said_is_unknown_until_somebody_says_it_and_again_after_it_is_taken_back(planted):
    assert (room().is_known, room().points, view().is_known) == (False, None, False)
    say(PIA, TEN, 0)
    assert (room().points, room().available, view().rooms[0].use) == (10, 10, Decimal('1.2'))
    say(PIA, None, room().version)
    assert room().points is None and not view().is_known


def test_a_lead_says_it_on_their_own_board_and_nobody_else_without_the_role(planted):
    say(BOB, TEN)
    assert read(capacity.may_change, BOB, 1) and not read(capacity.may_change, CLEO, 1)
    for deed in (lambda: say(CLEO, TEN), lambda: transact(capacity.carry_forward, CLEO, 1, 43),
                 lambda: transact(capacity.say_hours, CLEO, 1, 43, DEV, 1, Decimal(3)),
                 lambda: transact(capacity.arrange, CLEO, 1, 43, {}, 0),
                 lambda: transact(long_term.save_plan, CLEO, 1, PlanDraft(Decimal(1))),
                 lambda: read(capacity.view_capacity, guest(3), 1)):
        with pytest.raises(Forbidden):
            deed()


def test_whoever_saw_an_older_version_is_told_and_overwrites_nothing(planted):
    say(PIA, TEN, 0)
    seen = room().version
    say(BOB, RoomDraft(POINTS, Decimal(8)), seen)
    with pytest.raises(Conflict) as refusal:
        say(PIA, RoomDraft(POINTS, Decimal(99)), seen)
    assert (refusal.value.version, room().points) == (room().version, 8)
    with pytest.raises(Conflict):
        say(PIA, TEN, 0)


def test_no_version_ever_comes_twice_so_that_nobody_takes_a_new_word_for_the_old(planted):
    versions = []
    for _ in range(3):
        say(PIA, TEN)
        versions.append(room().version)
        say(PIA, None)
    assert len(set(versions)) == 3


def test_what_was_said_is_audited_with_its_old_value_and_announced(planted):
    say(PIA, TEN)
    say(PIA, RoomDraft(POINTS, Decimal(12), Decimal(0)))
    entry = trail()[-1]
    assert (entry.deed, entry.thing, entry.changes) == (
        'sprints.set_capacity', 'Checkout, Sprint 43: Dev', (('amount', '10', '12'),))
    kinds = [type(event) for event in planted if event.topic == board_topic(1)]
    assert kinds == [BoardChanged, CapacityChanged] * 2
    planted.clear()
    say(PIA, RoomDraft(POINTS, Decimal(12), Decimal(0)))
    assert not planted and len(trail()) == 2


@pytest.mark.parametrize(('draft', 'field'), [
    (RoomDraft(HOURS, Decimal(-1)), 'amount'), (RoomDraft(POINTS), 'amount'), (RoomDraft('days'), 'unit'),
    (RoomDraft(reserve=Decimal('1.01')), 'reserve'), (RoomDraft(points_per_hour=Decimal(-1)), 'points_per_hour'),
    (RoomDraft(in_progress=Decimal('NaN')), 'in_progress'), (RoomDraft(amount=Decimal('1e9')), 'amount'),
    (RoomDraft(exceptions={1: Decimal(-4)}), 'exceptions'), (RoomDraft(exceptions={1: Decimal(289)}), 'exceptions')],
    ids=['negative', 'no points', 'unit', 'reserve', 'rate', 'not a number', 'enormous', 'below 0', '30 h a day'])
def test_hours_that_cannot_be_are_refused(planted, draft, field):
    with pytest.raises(Invalid) as refusal:
        say(PIA, draft)
    assert [name for name, _ in refusal.value.errors] == [field]


def test_nothing_else_bounds_what_is_kept_and_more_than_everything_is_shown(planted):
    say(PIA, RoomDraft(POINTS, Decimal('4.8'), Decimal(0), in_progress=Decimal('4.8')))
    one = view().rooms[0]
    assert (one.use, one.remaining, one.level) == (Decimal('2.5'), -12, 'critical')


def test_hours_of_a_person_in_this_sprint_take_the_place_of_their_days(planted):
    transact(capacity.say_hours, BOB, 1, 43, DEV, 1, Decimal('12.5'))
    assert [(part.hours, part.is_exception) for part in room().parts] == [(Decimal('12.5'), True)]
    transact(capacity.say_hours, BOB, 1, 43, DEV, 1, None)
    assert [(part.hours, part.is_exception) for part in room().parts] == [(60, False)]
    with pytest.raises(Rejected):
        transact(capacity.say_hours, BOB, 1, 43, DEV, 9, Decimal(1))
    with pytest.raises(Rejected):
        transact(capacity.say_hours, BOB, 1, 43, 9, 1, Decimal(1))


def test_carrying_forward_copies_every_value_and_marks_it_until_somebody_says_it(planted):
    say(PIA, TEN, own=QA)
    assert transact(capacity.carry_forward, PIA, 1, 43) == 1
    carried = room()
    assert (carried.is_carried, carried.hours, carried.reserve, carried.rate.value, carried.in_progress) == (
        True, 60, Decimal('0.1'), Decimal('0.2'), 3)
    assert carried.parts[0].is_exception and not room(QA).is_carried and trail()[-1].deed == 'sprints.carry_capacity'
    assert transact(capacity.carry_forward, PIA, 1, 43) == 0
    say(PIA, RoomDraft(HOURS, Decimal(60), Decimal('0.1'), Decimal('0.2'), Decimal(3), {1: Decimal(20)}))
    assert not room().is_carried


def test_with_nothing_before_it_there_is_nothing_to_carry(planted):
    with pytest.raises(Rejected, match='nothing to carry forward'):
        transact(capacity.carry_forward, PIA, 1, SPRINT)


def test_all_of_a_sprint_is_said_at_once_over_the_version_of_the_whole(planted):
    transact(capacity.arrange, PIA, 1, 43, {DEV: TEN, QA: TEN}, 0)
    version = view().version
    transact(capacity.arrange, PIA, 1, 43, {QA: RoomDraft(POINTS, Decimal(3))}, version)
    assert (room().points, room(QA).points) == (None, 3)
    with pytest.raises(Conflict) as refusal:
        transact(capacity.arrange, PIA, 1, 43, {}, version)
    assert refusal.value.version == view().version
    with pytest.raises(Rejected):
        transact(capacity.arrange, PIA, 1, 43, {9: TEN}, view().version)


def test_who_goes_over_is_told_once_and_not_again_while_it_stays_so(planted, monkeypatch):
    told = []
    monkeypatch.setattr(announcements, 'over_capacity', lambda work, *said: told.append(said))
    say(PIA, TEN)
    assert told == [(1, 43, 'Sprint 43: Dev is asked for 12 of 10 points.')]
    say(PIA, RoomDraft(POINTS, Decimal(9)))
    say(PIA, RoomDraft(POINTS, Decimal(40)))
    assert len(told) == 1
    say(PIA, RoomDraft(POINTS, Decimal(6)))
    assert len(told) == 2


def test_who_goes_over_by_what_is_planned_in_jira_is_told_once_too(planted, monkeypatch):
    told = []
    monkeypatch.setattr(announcements, 'over_capacity', lambda work, *said: told.append(said))
    say(PIA, RoomDraft(POINTS, Decimal(40)))
    before = read(over.list_over, 1)

    def grows(work):
        row = work.session.exec(select(SprintIssue).order_by(SprintIssue.number)).first()
        row.fields = {**row.fields, 'estimates': {'customfield_10016': '90'}, 'sprints': [43]}
        row.mark = ground.move_site(work, 1)
    transact(grows)
    transact(over.tell_new, 1, before)
    assert len(told) == 1 and told[0][:2] == (1, 43) and told[0][2].startswith('Sprint 43: Dev is asked for ')
    transact(over.tell_new, 1, read(over.list_over, 1))
    assert len(told) == 1


def test_a_person_counts_over_all_boards_by_their_account_or_by_who_they_are(planted):
    def elsewhere(work):
        work.session.add(SprintBoard(id=2, site_id=1, number=9, name='Stores', kind='scrum'))
        work.session.flush()
        for name, account, identity in (('A. Berg', 'ann', ''), ('C.', '', 'person:3'), ('Somebody', '', '')):
            work.session.add(SprintMember(board_id=2, name=name, account=account, identity=identity,
                                          shares={'7': '30'}))
    transact(elsewhere)
    assert [(one.name, one.everywhere) for one in view().members] == [('Ann Berg', 130), ('Cleo', 130)]
    assert [one.kind for one in view().warnings].count('person') == 2


def test_the_usual_points_and_shares_of_projects_are_kept_with_the_other_rules_of_the_board(workspace):
    plant(small_board(rules=BoardRules(epic_size=5)))
    draft = PlanDraft(Decimal('27.5'), {'D': Decimal(70)})
    version = view().plan_version
    transact(long_term.save_plan, BOB, 1, draft, version)
    stored = transact(lambda work: configured.rules_of(work.session.exec(select(SprintBoard)).one().rules))
    assert (stored.default_capacity, stored.allocation, stored.epic_size) == (Decimal('27.5'), {'D': 70}, 5)
    first = view().ahead[0]
    assert (first.points, first.by_project) == (Decimal('27.5'), (('D', Decimal('19.25')),))
    assert trail()[-1].changes == (('usual points', '30', '27.5'), ('projects', '', 'D 70 %'))
    with pytest.raises(Conflict):
        transact(long_term.save_plan, BOB, 1, draft, version)
    for wrong in (PlanDraft(Decimal(-1)), PlanDraft(Decimal(1), {'D': Decimal(-5)}), PlanDraft(Decimal(1), {
            'ZZ': Decimal(5)})):
        with pytest.raises(Rejected):
            transact(long_term.save_plan, BOB, 1, wrong)


def test_the_next_sprint_is_looked_at_first_and_a_board_without_any_has_no_capacity(planted):
    assert read(capacity.find_sprint, CLEO, 1) == 43 and view(None).sprint.number == 43
    with pytest.raises(NotFound):
        view(99)


def test_a_sprint_of_an_hour_has_no_days_and_no_hours(planted):
    with pytest.raises(Invalid):
        transact(capacity.say_hours, PIA, 1, 44, DEV, 1, Decimal(1))
    assert [one.kind for one in view(44).warnings] == ['no_days']


def test_looking_shares_one_view_until_something_changes(planted):
    board_now = transact(ground.board_of, 1)
    assert view() is view() and transact(ground.board_of, 1) is board_now
    say(PIA, TEN)
    assert transact(ground.board_of, 1) is not board_now
