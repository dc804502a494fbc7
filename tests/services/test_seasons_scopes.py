"""Approval of a plan, scope by scope: who hands in, who decides, and what is frozen by it."""

import pytest
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.season import CURRENT, LOCATED, ORIGINAL, PLANNED, RANGED
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import ReforecastApproved, ScopeApproved, ScopeReturned, ScopeSubmitted
from app.services.seasons import cubes, needs, scopes
from app.work import read, transact
from models.people import BellNotice
from models.seasons import SeasonLimit, SeasonScope
from tests.people import ANN, BOB, CLEO, GUS, MAX, PIA, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.seasons import CODE, every, plant_season, row_of

WOMEN_HIGH = ('c:WOMEN', 'k:CLU-HIGH')
HOME_HIGH = ('c:HOME', 'k:CLU-HIGH')


@pytest.fixture
def season(database):
    found_workspace()
    invite_bob()
    invite_cleo()
    invite_crew()
    return plant_season(LOCATED, {'net_sales': every(100)})


def states():
    return {(one.branch, one.cluster): one.state for one in read(scopes.list_scopes, CLEO, CODE)}


def submit(actor=PIA, scope=WOMEN_HIGH):
    transact(scopes.submit_scope, actor, CODE, *scope)


def approve(actor=MAX, scope=WOMEN_HIGH):
    transact(scopes.approve_scope, actor, CODE, *scope)


def test_every_branch_in_every_cluster_is_a_scope_and_begins_as_a_draft(season):
    found = read(scopes.list_scopes, CLEO, CODE)
    assert [(one.name, one.state, one.missing) for one in found] == [
        ('Home, High street', 'draft', 0), ('Home, Retail park', 'draft', 0),
        ('Women, High street', 'draft', 0), ('Women, Retail park', 'draft', 0)]


def test_scopes_move_independently_and_say_so(season, database):
    submit()
    submit(scope=HOME_HIGH)
    approve()
    transact(scopes.return_scope, MAX, CODE, *HOME_HIGH, 'Too few lamps')
    assert states() == {WOMEN_HIGH: 'approved', HOME_HIGH: 'returned', ('c:WOMEN', 'k:CLU-PARK'): 'draft',
                        ('c:HOME', 'k:CLU-PARK'): 'draft'}
    kinds = [type(event) for event in database]
    assert {ScopeSubmitted, ScopeApproved, ScopeReturned} <= set(kinds)


def test_nobody_approves_what_they_handed_in(season):
    submit(MAX)
    with pytest.raises(Forbidden):
        approve(MAX)
    with pytest.raises(Forbidden):
        transact(scopes.return_scope, MAX, CODE, *WOMEN_HIGH, 'Too few')
    approve(ANN)


@pytest.mark.parametrize('person', [BOB, CLEO, GUS], ids=lambda one: one.name)
def test_who_does_not_plan_hands_nothing_in(season, person):
    with pytest.raises(Forbidden):
        submit(person)


@pytest.mark.parametrize('person', [BOB, CLEO, PIA, GUS], ids=lambda one: one.name)
def test_who_does_not_manage_decides_nothing(season, person):
    submit(ANN)
    for deed, given in ((scopes.approve_scope, ()), (scopes.return_scope, ('No',)), (scopes.reopen_scope, ('No',))):
        with pytest.raises(Forbidden):
            transact(deed, person, CODE, *WOMEN_HIGH, *given)


def test_only_what_was_handed_in_is_decided(season):
    with pytest.raises(Conflict, match='Women, High street is draft') as refusal:
        approve()
    assert refusal.value.code == 'seasons.wrong_step'
    submit()
    with pytest.raises(Conflict):
        submit()
    approve()
    with pytest.raises(Conflict):
        approve()


def test_a_scope_is_returned_with_words(season):
    submit()
    with pytest.raises(Rejected) as refusal:
        transact(scopes.return_scope, MAX, CODE, *WOMEN_HIGH, '  ')
    assert refusal.value.field == 'reason'
    transact(scopes.return_scope, MAX, CODE, *WOMEN_HIGH, 'Too few dresses')
    found = next(one for one in read(scopes.list_scopes, CLEO, CODE) if one.state == 'returned')
    assert (found.comment, found.by_name, found.asked_by_name) == ('Too few dresses', 'Max', 'Pia')
    submit()


def test_there_is_no_such_scope(season):
    with pytest.raises(NotFound):
        submit(scope=('c:LINEN', 'k:CLU-HIGH'))


def test_limits_hold_for_handing_in_and_for_deciding(season):
    transact(lambda work: work.session.add_all([
        SeasonLimit(season_id=season, identity=PIA.identity, branches=['c:WOMEN'], clusters=['k:CLU-HIGH']),
        SeasonLimit(season_id=season, identity=MAX.identity, branches=['c:HOME'], clusters=[])]))
    with pytest.raises(Forbidden):
        submit(scope=HOME_HIGH)
    submit()
    with pytest.raises(Forbidden):
        approve(MAX)


def test_the_first_approval_freezes_the_scope_as_original(season):
    submit()
    approve()
    cube = read(cubes.cube_of, season, ORIGINAL)
    assert cube.total(Cell('net_sales')) == cube.total(Cell('net_sales', *reversed(WOMEN_HIGH))) == 2 * 2 * 8 * 100


def test_a_manager_opens_an_approved_scope_until_the_step_is_complete(season):
    submit()
    approve()
    with pytest.raises(Rejected):
        transact(scopes.reopen_scope, MAX, CODE, *WOMEN_HIGH, '')
    transact(scopes.reopen_scope, MAX, CODE, *WOMEN_HIGH, 'Prices changed')
    assert states()[WOMEN_HIGH] == 'draft'
    row_of(season, PLANNED)
    with pytest.raises(Conflict):
        transact(scopes.reopen_scope, MAX, CODE, *WOMEN_HIGH, 'Prices changed')


def test_in_season_an_approval_makes_the_next_current(season, database):
    submit()
    approve()
    row_of(season, RANGED)
    transact(lambda work: setattr(work.session.exec(select(SeasonScope)).one(), 'state', 'draft'))
    submit()
    approve()
    assert read(cubes.cube_of, season, CURRENT).number
    assert any(isinstance(event, ReforecastApproved) for event in database)


def test_managers_are_told_what_waits_and_planners_what_became_of_it(season):
    submit()
    approve()
    told = read(lambda work: {(one.person_id, one.text) for one in work.session.exec(select(BellNotice))})
    assert (MAX.person_id, 'Women, High street of Spring/Summer 2030 waits for approval') in told
    assert (PIA.person_id, 'Max approved Women, High street of Spring/Summer 2030') in told


def test_home_shows_what_waits_to_those_who_may_decide(season):
    submit(MAX)
    assert [one.title for one in read(needs.list_needs, ANN)] == ['Women, High street waits for approval']
    assert read(needs.list_needs, MAX) == read(needs.list_needs, PIA) == ()
    approve(ANN)
    assert read(needs.list_needs, ANN) == ()
