"""The range of a season: what it is meant to be, its rows, and who approves them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.seasons.range_rules import Intent, RangeDraft
from app.errors import Conflict, Forbidden, Invalid, NotFound, Rejected
from app.events import RangeApproved
from app.services.seasons import intents, needs, ranges
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, GUS, MAX, PIA
from tests.seasons import CODE, plant_season

D = Decimal
HALF = Intent(D('0.5'), D('0.5'), (('Low', D('0.4')), ('High', D('0.6'))))
ROW = RangeDraft('LINEN', '', 'Mid', 'Linen', 'Sand', 'Shirt', 10, 30, 120, 4_990, D('0.6'))
REST = replace(ROW, band='High', share=D('0.4'))


@pytest.fixture
def season(workspace):
    return plant_season('otb_uploaded')


def add(draft=ROW, actor=BOB):
    return transact(ranges.add_row, actor, CODE, draft)


def states(actor=CLEO):
    return [one.state for one in read(ranges.list_rows, actor, CODE)]


def test_a_buyer_says_what_a_category_is_meant_to_be(season):
    assert transact(intents.mean_intent, BOB, CODE, 'LINEN', HALF) == 1
    found = read(intents.list_intents, CLEO, CODE)
    assert (found['LINEN'].intent, found['LINEN'].by_name) == (HALF, 'Bob')


def test_what_does_not_add_up_is_refused_when_it_is_made_and_when_it_is_changed(season):
    for _ in range(2):
        with pytest.raises(Invalid):
            transact(intents.mean_intent, BOB, CODE, 'LINEN', replace(HALF, core=D('0.6')))
        transact(intents.mean_intent, BOB, CODE, 'LINEN', HALF)
    assert read(intents.list_intents, CLEO, CODE)['LINEN'].version == 2


def test_two_people_cannot_overwrite_each_others_intent_unseen(season):
    transact(intents.mean_intent, BOB, CODE, 'LINEN', HALF)
    transact(intents.mean_intent, MAX, CODE, 'LINEN', HALF, 1)
    with pytest.raises(Conflict, match='Max has changed this'):
        transact(intents.mean_intent, BOB, CODE, 'LINEN', HALF, 1)


def test_intents_are_for_buyers_and_managers(season):
    for actor in (CLEO, PIA, GUS):
        with pytest.raises(Forbidden):
            transact(intents.mean_intent, actor, CODE, 'LINEN', HALF)
    with pytest.raises(NotFound):
        transact(intents.mean_intent, BOB, CODE, 'NOPE', HALF)


def test_an_intent_can_be_deleted(season):
    transact(intents.mean_intent, BOB, CODE, 'LINEN', HALF)
    transact(intents.drop_intent, BOB, CODE, 'LINEN')
    assert read(intents.list_intents, CLEO, CODE) == {}


@pytest.mark.parametrize('state', ['created', 'plan_uploaded', 'locked'])
def test_a_range_is_planned_at_its_own_step_only(workspace, state):
    plant_season(state)
    for deed in (lambda: transact(intents.mean_intent, BOB, CODE, 'LINEN', HALF), add):
        with pytest.raises(Conflict):
            deed()


def test_rows_are_drafted_handed_in_and_approved_by_somebody_else(season, database):
    first, second = add(), add(REST)
    assert transact(ranges.submit, BOB, CODE, 'LINEN') == 2
    assert [one.title for one in read(needs.list_needs, ANN)] == ['2 range rows wait for approval']
    assert read(needs.list_needs, BOB) == ()
    with pytest.raises(Forbidden):
        transact(ranges.decide, BOB, CODE, [first], 'approved')
    transact(ranges.decide, MAX, CODE, [first, second], 'approved')
    assert states() == ['approved', 'approved']
    assert any(isinstance(event, RangeApproved) for event in database)


def test_nobody_approves_what_they_handed_in_themselves(season):
    row = add(replace(ROW, share=D(1)), MAX)
    transact(ranges.submit, MAX, CODE, 'LINEN')
    with pytest.raises(Forbidden, match='nobody decides what they asked for'):
        transact(ranges.decide, MAX, CODE, [row], 'approved')
    transact(ranges.decide, ANN, CODE, [row], 'approved')


def test_shares_never_pass_a_hundred_percent_and_are_handed_in_whole(season):
    add()
    with pytest.raises(Rejected, match='120 % together'):
        add()
    with pytest.raises(Conflict, match='60 % together'):
        transact(ranges.submit, BOB, CODE, 'LINEN')
    add(replace(ROW, cluster='k:CLU-HIGH'))  # another cluster has shares of its own
    assert states() == ['draft', 'draft']


def test_an_edit_after_it_was_handed_in_makes_it_a_draft_again(season):
    row = add(replace(ROW, share=D(1)))
    transact(ranges.submit, BOB, CODE, 'LINEN')
    transact(ranges.change_row, BOB, CODE, row, replace(ROW, share=D(1), depth=100))
    found = read(ranges.list_rows, CLEO, CODE)[0]
    assert (found.state, found.draft.units, found.revision) == ('draft', 3_000, 1)


def test_a_change_after_approval_is_a_new_revision(season):
    row = add(replace(ROW, share=D(1)))
    transact(ranges.submit, BOB, CODE, 'LINEN')
    transact(ranges.decide, MAX, CODE, [row], 'approved')
    transact(ranges.change_row, BOB, CODE, row, replace(ROW, share=D(1), depth=100))
    assert [(one.state, one.revision) for one in read(ranges.list_rows, CLEO, CODE)] == [('draft', 2)]


def test_a_rejection_says_what_to_change(season):
    row = add(replace(ROW, share=D(1)))
    transact(ranges.submit, BOB, CODE, 'LINEN')
    with pytest.raises(Rejected, match='Say what to change'):
        transact(ranges.decide, MAX, CODE, [row], 'rejected')
    transact(ranges.decide, MAX, CODE, [row], 'rejected', 'Too deep')
    assert [(one.state, one.comment) for one in read(ranges.list_rows, CLEO, CODE)] == [('rejected', 'Too deep')]


def test_only_drafts_can_be_deleted(season):
    row = add(replace(ROW, share=D(1)))
    transact(ranges.submit, BOB, CODE, 'LINEN')
    with pytest.raises(Conflict, match='Only drafts'):
        transact(ranges.delete_row, BOB, CODE, row)
    other = add(replace(ROW, cluster='k:CLU-PARK'))
    transact(ranges.delete_row, BOB, CODE, other)
    assert len(read(ranges.list_rows, CLEO, CODE)) == 1


def test_viewers_and_guests_change_nothing(season):
    for actor in (CLEO, GUS):
        with pytest.raises(Forbidden):
            add(actor=actor)
