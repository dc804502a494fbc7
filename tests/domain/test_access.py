"""Who may do what: every rule with the people it lets in, and those it does not."""

from dataclasses import replace

import pytest

from app.domain.access import (
    AREAS,
    RULES,
    SCOPES,
    SYSTEM,
    Actor,
    Desk,
    Errand,
    Grant,
    Reach,
    Standing,
    demand,
    eyes,
    may,
)
from app.errors import Forbidden, SignInNeeded
from tests.people import ANN, BOB, CLEO, GUS

PIA = Actor('person:4', 'Pia', (Grant('planner', 'poker'),))
OLE = Actor('person:5', 'Ole', (Grant('operator'),))
MIA = Actor('person:6', 'Mia', (Grant('manager'),))
SVEN = Actor('person:7', 'Sven', (Grant('admin', 'poker'),))  # of one area only
NORA = Actor('person:8', 'Nora')  # without any grant
PAULA = Actor('person:9', 'Paula', (Grant('publisher', 'portfolio'),))
FINN = Actor('person:10', 'Finn', (Grant('finance', 'portfolio'),))
EVERYBODY = (ANN, BOB, CLEO, PIA, OLE, MIA, SVEN, PAULA, FINN, NORA, GUS)

WITH_ACCOUNT = (ANN, BOB, CLEO, PIA, OLE, MIA, SVEN, PAULA, FINN, NORA)
COLLEAGUES = (ANN, BOB, PIA, OLE, MIA, SVEN, PAULA, FINN)

STRANGER, MEMBER, HOST = Standing(), Standing(is_member=True), Standing(is_member=True, is_host=True, is_voter=True)
VOTER, EVERYONES = replace(MEMBER, is_voter=True), replace(MEMBER, is_voter=True, is_everyones=True)
WATCHING_EVERYONES, NO_GUESTS = replace(EVERYONES, is_voter=False), Standing(guests_welcome=False)
SEATED_BEFORE = replace(MEMBER, guests_welcome=False)

OPERATORS, IN_OPS = (ANN, OLE), (ANN, BOB, CLEO, OLE, MIA)
IN_PORTFOLIO = (ANN, BOB, CLEO, OLE, MIA, PAULA, FINN)
IN_SPRINTS = (ANN, BOB, CLEO, OLE, MIA)
PROGRAM, FUNCTION, OWN = Errand(is_process=True), Errand(), Errand(is_own=True)
OF_POKER, POKER_EXPORT = Errand('poker'), Errand('poker', is_export=True)

ALLOWED = [
    ('people.own_look', None, WITH_ACCOUNT), ('people.own', None, WITH_ACCOUNT),
    ('people.own_secrets', None, WITH_ACCOUNT),
    ('people.directory', None, COLLEAGUES), ('people.admin', None, (ANN,)), ('audit.read', None, (ANN,)),
    ('system.health', None, (ANN,)), ('system.backups', None, (ANN,)),

    ('poker.look', None, EVERYBODY), ('poker.look', STRANGER, WITH_ACCOUNT), ('poker.look', MEMBER, EVERYBODY),
    ('poker.open', STRANGER, EVERYBODY), ('poker.open', NO_GUESTS, WITH_ACCOUNT),
    ('poker.join', STRANGER, EVERYBODY), ('poker.join', NO_GUESTS, WITH_ACCOUNT),
    ('poker.join', SEATED_BEFORE, EVERYBODY),
    ('poker.play', STRANGER, ()), ('poker.play', MEMBER, EVERYBODY),
    ('poker.raise_hand', MEMBER, ()), ('poker.raise_hand', HOST, EVERYBODY),
    ('poker.host', VOTER, ()), ('poker.host', EVERYONES, ()), ('poker.host', HOST, EVERYBODY),
    *((deed, at, people) for deed in ('poker.reveal', 'poker.move_on', 'poker.stories', 'poker.save')
      for at, people in ((STRANGER, ()), (VOTER, ()), (WATCHING_EVERYONES, ()), (EVERYONES, EVERYBODY),
                         (HOST, EVERYBODY))),
    ('poker.close', STRANGER, (ANN,)), ('poker.close', EVERYONES, (ANN,)), ('poker.close', HOST, EVERYBODY),
    ('poker.export', STRANGER, COLLEAGUES), ('poker.export', MEMBER, EVERYBODY),
    ('poker.history', STRANGER, COLLEAGUES), ('poker.history', MEMBER, EVERYBODY),
    ('poker.own_decks', None, WITH_ACCOUNT), ('poker.shared_decks', None, (ANN, PIA, MIA, SVEN)),

    ('ops.look', None, IN_OPS), ('ops.see', PROGRAM, IN_OPS), ('ops.see', OWN, EVERYBODY),
    ('ops.see', OF_POKER, (ANN, BOB, CLEO, PIA, OLE, MIA, SVEN)),
    ('ops.output', PROGRAM, OPERATORS), ('ops.output', OWN, COLLEAGUES),
    ('ops.start', PROGRAM, OPERATORS), ('ops.start', FUNCTION, (ANN, OLE, MIA)),
    ('ops.start', OF_POKER, (ANN, PIA, OLE, MIA, SVEN)), ('ops.start', POKER_EXPORT, (ANN, BOB, PIA, OLE, MIA, SVEN)),
    ('ops.upload', None, COLLEAGUES),
    *((deed, run, people) for deed in ('ops.stop', 'ops.note')
      for run, people in ((PROGRAM, OPERATORS), (OWN, COLLEAGUES))),
    ('ops.approve', None, (ANN, MIA)), ('ops.decide', None, (ANN, OLE, MIA)),
    ('ops.schedule', PROGRAM, OPERATORS), ('ops.schedule', OF_POKER, (ANN, PIA, OLE, MIA, SVEN)),
    ('ops.operate', None, OPERATORS), ('ops.admin', None, (ANN,)), ('ops.secrets', None, (ANN,)),
    ('ops.secret_names', None, COLLEAGUES),

    ('portfolio.look', None, IN_PORTFOLIO), ('portfolio.own', None, IN_PORTFOLIO),
    ('portfolio.plan', None, (ANN, MIA)), ('portfolio.publish', None, (ANN, MIA, PAULA)),
    ('portfolio.cost', None, (ANN, MIA, FINN)), ('portfolio.admin', None, (ANN,)),

    ('seasons.look', None, IN_SPRINTS), ('seasons.own', None, IN_SPRINTS),
    ('seasons.plan', None, (ANN, MIA)), ('seasons.plan', Reach(is_within=False), ()),
    ('seasons.buy', None, (ANN, BOB, MIA)), ('seasons.buy', Reach(), (ANN, BOB, MIA)),
    ('seasons.ask', None, (ANN, BOB, MIA)), ('seasons.manage', None, (ANN, MIA)),
    ('seasons.approve', Reach(), (ANN, MIA)), ('seasons.approve', Reach(is_own=True), ()),
    ('seasons.admin', None, (ANN,)),

    ('sprints.look', None, IN_SPRINTS), ('sprints.own', None, IN_SPRINTS),
    ('sprints.capacity', Desk(), (ANN, MIA)), ('sprints.capacity', Desk(is_lead=True), IN_SPRINTS),
    ('sprints.plan', None, (ANN, MIA)), ('sprints.publish', None, (ANN, MIA)),
    ('sprints.people', Desk(), ()), ('sprints.people', Desk(sees_people=True), IN_SPRINTS),
    ('sprints.admin', None, (ANN,)),
]


def with_token(actor: Actor, *scopes: str) -> Actor:
    return replace(actor, scopes=frozenset(scopes))


@pytest.mark.parametrize(('deed', 'at', 'people'), ALLOWED)
def test_exactly_these_people_may(deed, at, people):
    assert [person.name for person in EVERYBODY if may(person, deed, at)] == [person.name for person in people]


def test_every_rule_has_its_people():
    assert {deed for deed, _, _ in ALLOWED} == set(RULES)


def test_every_rule_that_refuses_anybody_says_why_in_words_of_its_own():
    assert 'You may not do that.' not in {RULES[deed].refusal for deed, _, people in ALLOWED if people != EVERYBODY}


@pytest.mark.parametrize('deed', RULES)
def test_every_rule_asks_tokens_for_a_scope_that_exists(deed):
    assert RULES[deed].scope in SCOPES


@pytest.mark.parametrize(('deed', 'scopes', 'is_allowed'), [
    ('poker.play', ['poker:write'], True), ('poker.play', ['poker:read'], False), ('poker.play', ['read'], False),
    ('poker.play', [], False), ('poker.play', ['people:write', 'admin'], False), ('poker.look', ['poker:read'], True),
    ('poker.look', ['read'], True), ('poker.look', ['poker:write'], False), ('people.directory', ['read'], True),
    ('people.admin', ['admin'], True), ('people.admin', ['read', 'people:write'], False),
    ('people.own_secrets', ['people:write'], False)])
def test_a_token_may_do_what_its_scopes_say(deed, scopes, is_allowed):
    assert may(with_token(ANN, *scopes), deed, MEMBER) is is_allowed


def test_a_token_never_may_more_than_its_owner():
    assert not may(with_token(BOB, *SCOPES), 'people.admin')
    assert not may(with_token(CLEO, *SCOPES), 'people.directory')


def test_a_refusal_tells_the_person_why():
    with pytest.raises(Forbidden, match='Only the Scrum Master') as refused:
        demand(BOB, 'poker.host', VOTER)
    assert refused.value.code == 'auth.forbidden'
    demand(BOB, 'poker.host', HOST)


def test_a_refused_token_is_told_the_scope_it_lacks():
    with pytest.raises(Forbidden, match='“poker:write”') as refused:
        demand(with_token(ANN, 'read'), 'poker.host', HOST)
    assert refused.value.code == 'auth.scope'


def test_a_deed_without_a_rule_is_a_mistake_and_never_allowed():
    with pytest.raises(KeyError):
        may(ANN, 'poker.fly')


@pytest.mark.parametrize(('role', 'area', 'has_it'), [
    ('planner', 'poker', True), ('planner', 'sprints', False), ('planner', '*', False), ('admin', 'poker', False)])
def test_a_role_in_one_area_counts_only_there(role, area, has_it):
    assert PIA.has_role(role, area=area) is has_it


def test_a_role_everywhere_counts_in_every_area():
    assert all(OLE.has_role('operator', area=area) for area in AREAS)


def test_an_admin_of_one_area_is_no_admin_of_the_workspace():
    assert ANN.is_admin and SYSTEM.is_admin and not SVEN.is_admin and not NORA.is_admin


def test_only_accounts_have_a_person_behind_them():
    assert (BOB.person_id, BOB.is_guest, GUS.is_guest) == (2, False, True)
    for nobody in (GUS, SYSTEM):
        with pytest.raises(SignInNeeded):
            _ = nobody.person_id


@pytest.mark.parametrize('person', EVERYBODY, ids=lambda person: person.name)
@pytest.mark.parametrize('deed', ['ops.look', 'ops.see', 'ops.output'])
@pytest.mark.parametrize('run', [PROGRAM, OF_POKER], ids=['a program', 'of poker'])
def test_whoever_looks_with_the_eyes_of_operators_sees_what_they_would_see_themselves(person, deed, run):
    assert may(eyes(person), deed, run) == may(person, deed, run)


def test_operators_share_their_eyes_and_nobody_else_does():
    other = replace(OLE, identity='person:9', name='Other')
    assert eyes(OLE) == eyes(other) and eyes(BOB) == BOB != eyes(CLEO)
