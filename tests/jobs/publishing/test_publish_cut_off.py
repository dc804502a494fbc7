"""`portfolio.publish` where lines break, tokens end, rights go or the process is gone: nothing is sent twice."""

from contextlib import contextmanager

import pytest
from sqlmodel import select

from app.domain.portfolio.planning.operations import ChangeState, MoveItems, PlanItem
from app.domain.portfolio.sources.reading import UNAVAILABLE, SourceTrouble
from app.errors import Conflict, Forbidden, Rejected
from app.services.portfolio import sending, tokens
from app.work import transact
from jobs.voice import Stopped
from models.people import Person, PersonGrant
from models.portfolio import PortfolioScenario
from tests.jobs.publishing.conftest import (
    BUTTONS,
    PATCH,
    RECEIPTS,
    STOCK,
    asked,
    entries,
    external,
    number,
    pending,
    performed,
    scenario_with,
    state_of,
)
from tests.people import MAX
from tests.portfolio import day
from tests.voice import Said


def test_a_token_that_may_only_read_stops_the_run_and_all_stays_pending(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    with pytest.raises(SourceTrouble, match='personal access token'):
        performed(asked(scenario), 'pat-read')
    assert {state for state, _ in entries().values()} == {'pending'}


def test_a_token_that_expires_midway_leaves_the_rest_pending(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    run = asked(scenario)
    fake.breaks('unauthorised', at=f'{PATCH}{external(STOCK)}')
    result, voice = performed(run)
    assert result == {'patched': 1, 'pending': 1} and state_of(STOCK)[0] == 'pending'
    assert 'personal access token' in voice.partial
    assert pending(scenario) == {number(STOCK)}


def test_a_source_that_wants_to_be_left_alone_is_waited_for(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    fake.breaks('throttled', at=f'{PATCH}{external(BUTTONS)}', times=2, seconds=7)
    result, voice = performed(run)
    assert result == {'patched': 1} and voice.text.count('left alone') == 2


def test_an_answer_that_gets_lost_is_found_out_by_looking(plan, fake):
    """The patch arrived, but nobody heard of it: it is not sent again."""
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    fake.breaks('late', at=f'{PATCH}{external(BUTTONS)}', times=1)
    result, _ = performed(run)
    assert result == {'patched': 1} and state_of(BUTTONS) == ('patched', 'arrived before')
    assert len(fake.patches()) == 1 and plan.items[external(BUTTONS)].rev == 2


def test_a_patch_that_never_arrived_is_sent_again(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    fake.breaks('hang up', at=f'{PATCH}{external(BUTTONS)}', times=1)
    assert performed(run)[0] == {'patched': 1}
    assert plan.items[external(BUTTONS)].rev == 2


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(monkeypatch, name, after=0):
    """Before this is done for the n-th time."""
    original, count = getattr(sending, name), iter(range(100))

    def kill(*given, **more):
        if next(count) == after:
            raise Killed
        return original(*given, **more)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sending, name, kill)
        yield


@pytest.mark.parametrize('after', [0, 1, 2])
@pytest.mark.parametrize('where', ['note', 'keep_sent'])
def test_killed_anywhere_it_goes_on_and_sends_nothing_twice(plan, fake, monkeypatch, where, after):
    titles = [BUTTONS, STOCK, RECEIPTS]
    scenario = scenario_with(*(PlanItem(number(title), day('2 Nov'), day('13 Nov')) for title in titles))
    run = asked(scenario, titles)
    with killed_at(monkeypatch, where, after):
        performed(run)
    assert performed(run)[0] == {'patched': 3}
    assert sorted(item for item, _ in fake.patches()) == sorted(map(external, titles))
    assert {state for state, _ in entries().values()} == {'patched'}


def test_cancelled_between_two_items_it_keeps_what_was_sent(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    run = asked(scenario)
    voice = Said(stops_after=1, secrets={'PORTFOLIO_WRITE_1': 'pat-all'})
    with pytest.raises(Stopped):
        performed(run, voice=voice)
    states = [state for state, _ in entries().values()]
    assert 'pending' in states or 'patched' in states
    assert len(fake.patches()) == states.count('patched')


def test_while_nobody_answers_the_run_is_tried_again_later(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    fake.breaks('away')
    with pytest.raises(SourceTrouble) as caught:
        performed(run)
    assert caught.value.state == UNAVAILABLE and not caught.value.is_permanent
    fake.recovers()
    assert performed(run)[0] == {'patched': 1}


def test_a_run_that_nobody_asked_for_says_so(plan):
    with pytest.raises(Rejected, match='Publish from the page of a scenario'):
        performed(4711)


def test_without_a_token_nothing_is_sent(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    with pytest.raises(SourceTrouble, match='no token'):
        performed(asked(scenario), token='')


def demote(work):
    for row in work.session.exec(select(PersonGrant).where(PersonGrant.person_id == MAX.person_id)):
        row.role = 'planner'


def disable(work):
    work.get(Person, MAX.person_id).state = 'disabled'


def archive(work):
    work.session.exec(select(PortfolioScenario)).one().is_archived = True


@pytest.mark.parametrize('deed', [demote, disable, archive])
def test_what_was_taken_away_since_a_run_was_asked_for_holds_before_anything_is_sent(plan, fake, deed):
    run = asked(scenario_with(MoveItems((number(BUTTONS),), 7)), [BUTTONS])
    transact(deed)
    with pytest.raises((Forbidden, Conflict)):
        performed(run)
    assert fake.patches() == [] and state_of(BUTTONS)[0] == 'pending'


def test_a_token_that_is_not_lent_any_more_sends_nothing(plan, fake, monkeypatch):
    run = asked(scenario_with(MoveItems((number(BUTTONS),), 7)), [BUTTONS])
    monkeypatch.setattr(tokens, 'writes_with', lambda *_: '')
    with pytest.raises(Forbidden):
        performed(run)
    assert fake.patches() == []
