"""Flow, forecasts, projects and quality as services tell them, and what they keep."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.audit import Filter
from app.domain.sprints.flow.flow import FlowAsk
from app.domain.sprints.forecasts.forecasting import MANY, ForecastAsk
from app.domain.sprints.forecasts.scopes import EPIC, KEYS
from app.errors import Forbidden, NotFound, Rejected
from app.events import ForecastMade
from app.services import audit
from app.services.sprints import flow, forecasts, ground, progress, quality, telling
from app.work import read, transact
from jobs.sprints import score_forecasts
from models.sprints import SprintChange, SprintForecast, SprintIssue
from tests.people import ANN, CLEO, GUS
from tests.sprints import DOING, FINISHED, TODO, History, board, issue, jan, plant, worked_example

P85 = Decimal('0.85')


@pytest.fixture(autouse=True)
def _end_of_january(time):
    time.now = time.now.replace(year=2026, month=1, day=31)


def done(number, day, **more):
    history = History(number * 100).status(f'{day} 09:00', TODO, DOING).status(f'{day + 1} 09:00', DOING, FINISHED)
    return issue(number, status=FINISHED, history=history, **more)


def busy():
    """Twelve issues done one after the other, and an epic with one that is open."""
    return board([*(done(number, 10 + number) for number in range(1, 13)),
                  issue(20, epic='D-30', points=3), issue(30, is_epic=True, type='Epic', title='Checkout anew')])


@pytest.fixture
def planted(workspace):
    own = plant(busy())
    workspace.clear()
    return own


def make(ask=None, actor=ANN):
    made = read(forecasts.draft, actor, 1, ask or ForecastAsk(items=6))
    return transact(forecasts.keep, actor, 1, made)


class Silent:
    def speak(self, text):
        """Nobody listens."""


# Flow


def test_flow_is_told_up_to_today(planted):
    found = read(flow.view_flow, ANN, 1, FlowAsk())
    assert (found.last, found.ranks.p85, len(found.cycles)) == (date(2026, 1, 31), 2, 12)
    page = read(flow.watch_flow, 1, FlowAsk())
    hash(page)


def test_whoever_looks_at_the_same_shares_one_answer(planted):
    assert read(flow.view_flow, ANN, 1, FlowAsk()) is read(flow.view_flow, ANN, 1, FlowAsk())


def test_a_kanban_board_flows_without_sprints(workspace):
    plant(replace(busy(), kind='kanban'))
    page = read(flow.watch_flow, 1, FlowAsk())
    assert (page.board.kind, len(page.flow.cycles)) == ('kanban', 12)


def test_who_has_no_role_sees_none_of_it(planted):
    for service, given in ((flow.view_flow, (1, FlowAsk())), (quality.view_quality, (1,)),
                           (forecasts.list_forecasts, (1,)), (forecasts.view_forecast, (1,)),
                           (progress.list_projects, ()), (progress.view_project, (EPIC, 'D-30'))):
        with pytest.raises(Forbidden):
            read(service, GUS, *given)


# Forecasts


def test_a_forecast_is_kept_with_all_it_came_from(planted, workspace):
    number = make()
    found = read(forecasts.view_forecast, ANN, number)
    assert (found.label, found.size, found.days, found.busy, found.by_name) == ('6 items', 6, 60, 12, ANN.name)
    assert found.sure_of(P85).day > found.made_on
    assert len(found.data_hash) == 64
    assert ForecastMade('sprints/board/1') in workspace
    entry = read(audit.list_entries, ANN, Filter(deed='sprints.forecast'))[0]
    assert entry.changes == (('p85', '', found.sure_of(P85).day.isoformat()),)
    hash(read(forecasts.watch_forecasts, 1))


def test_the_same_question_asked_again_has_the_same_answer(planted):
    first, again = (read(forecasts.view_forecast, ANN, make()) for _ in range(2))
    assert (first.seed, first.sure, first.histogram) == (again.seed, again.sure, again.histogram)


def test_only_planners_make_forecasts(planted):
    with pytest.raises(Forbidden):
        read(forecasts.draft, CLEO, 1, ForecastAsk(items=6))
    made = read(forecasts.draft, ANN, 1, ForecastAsk(items=6))
    with pytest.raises(Forbidden):
        transact(forecasts.keep, CLEO, 1, made)


def test_too_little_history_is_refused_and_nothing_is_kept(workspace):
    plant(worked_example())
    with pytest.raises(Rejected, match='10 are needed'):
        make()
    assert read(forecasts.list_forecasts, ANN, 1).rows == ()


def test_the_portfolio_is_told_the_sure_day_of_the_last_forecast(planted):
    found = read(forecasts.view_forecast, ANN, make())
    told = read(telling.tell_sprints, date(2026, 1, 1), date(2027, 1, 1))
    assert (found.sure_of(P85).day, 'Checkout: 6 items done, 85 % sure') in {(one.start, one.title) for one in told}


def test_a_forecast_is_scored_when_all_it_was_about_is_done(planted, time):
    number = make(ForecastAsk(scope=EPIC, value='D-30'))
    assert score_forecasts.score(Silent(), {}) == {'scored': 0}
    time.passes(days=2)
    transact(finish_open)
    assert score_forecasts.score(Silent(), {}) == {'scored': 1}
    found = read(forecasts.view_forecast, ANN, number)
    assert (found.done_on, found.is_p85_met) == (date(2026, 1, 31), True)
    assert score_forecasts.score(Silent(), {}) == {'scored': 0}


def finish_open(work):
    row = work.session.exec(select(SprintIssue).where(SprintIssue.number == 20)).one()
    row.status, row.mark = FINISHED, ground.move_site(work, 1)
    work.session.add(SprintChange(issue_id=row.id, history=9_000, item=0, at=jan('31 11:00'), author='ann',
                                  author_name='Ann Berg', field='status', was=TODO, now=FINISHED))


def test_how_many_is_scored_after_its_day(planted, time):
    number = make(ForecastAsk(MANY, until=date(2026, 2, 3)))
    time.passes(days=9)
    assert score_forecasts.score(Silent(), {}) == {'scored': 1}
    assert read(forecasts.view_forecast, ANN, number).is_p85_met is not None


def test_shares_of_met_forecasts_are_told_from_ten_on(planted):
    made = read(forecasts.draft, ANN, 1, ForecastAsk(items=6))
    numbers = [transact(forecasts.keep, ANN, 1, made) for _ in range(10)]
    transact(score_by_hand, numbers[:9])
    assert read(forecasts.list_forecasts, ANN, 1).accuracy == forecasts.Accuracy(9, None, None)
    transact(score_by_hand, numbers)
    accuracy = read(forecasts.list_forecasts, ANN, 1).accuracy
    assert (accuracy.scored, accuracy.p50, accuracy.p85) == (10, Decimal('0.5'), Decimal(1))


def score_by_hand(work, numbers):
    for place, number in enumerate(numbers):
        row = work.get(SprintForecast, number)
        row.done_on, row.is_p50_met, row.is_p85_met = date(2026, 2, 1), place % 2 == 0, True


def test_an_unknown_forecast_is_not_found(planted):
    with pytest.raises(NotFound):
        read(forecasts.view_forecast, ANN, 77)


# Projects and quality


def test_projects_are_epics_and_versions_of_all_boards(planted):
    found = read(progress.list_projects, ANN)
    assert [(one.name.key, one.open, one.outlook.is_own) for one in found.projects] == [('epic:D-30', 1, False)]
    hash(found)
    keys = read(progress.view_project, ANN, KEYS, 'd-1 d-20')
    assert (keys.name.value, keys.issues, keys.open) == ('D-1,D-20', 2, 1)
    with pytest.raises(NotFound):
        read(progress.view_project, ANN, EPIC, 'D-999')


def test_a_target_is_kept_and_gives_the_project_a_risk(planted):
    assert read(progress.view_project, ANN, EPIC, 'D-30').outlook.risk is None
    target = date(2026, 2, 2)
    transact(progress.set_target, ANN, EPIC, 'D-30', target)
    found = read(progress.view_project, ANN, EPIC, 'D-30')
    assert found.target == target
    assert 0 < found.outlook.risk < 1
    later = read(progress.view_project, ANN, EPIC, 'D-30', target + timedelta(200))
    assert later.outlook.risk == 0
    transact(progress.set_target, ANN, EPIC, 'D-30', None)
    assert read(progress.view_project, ANN, EPIC, 'D-30').target is None
    trail = read(audit.list_entries, ANN, Filter(deed='sprints.target'))
    assert {one.changes[0][1:] for one in trail} == {('', '2026-02-02'), ('2026-02-02', '')}
    with pytest.raises(Forbidden):
        transact(progress.set_target, CLEO, EPIC, 'D-30', target)


def test_quality_counts_what_is_doubtful(workspace):
    plant(worked_example())
    found = read(quality.view_quality, ANN, 1)
    assert {one.key: len(one.doubts) for one in found.checks if one.doubts} == {'undisciplined': 5, 'unmapped': 1}
    hash(found)
