"""What a forecast is asked and what became of it, how projects come on, and what makes data doubtful."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import Link, Sprint, Status
from app.domain.sprints.forecasts.forecast import WORKING, Window, days_ahead, seed_of, when_done
from app.domain.sprints.forecasts.forecasting import MANY, OWN, WHEN, ForecastAsk, forecast, risk_of
from app.domain.sprints.forecasts.progress import names_on, parts_of, progress_of
from app.domain.sprints.forecasts.scopes import BACKLOG, EPIC, KEYS, NUMBER, SPRINT, VERSION, keys_in, scope_of
from app.domain.sprints.forecasts.scoring import score_of
from app.domain.sprints.reports.quality import checks_of
from app.errors import Rejected
from tests.sprints import (
    DOING,
    FINISHED,
    RETIRED,
    STATUSES,
    TODO,
    History,
    board,
    issue,
    jan,
    worked_example,
)
from tests.sprints import SPRINT as NUMBER_42

TODAY = date(2026, 1, 31)


def finished(number, day, **more):
    return issue(number, status=FINISHED, history=History().status(str(day), TODO, FINISHED), **more)


def busy(*others, **more):
    """Fifteen days on each of which one issue was done, and what is given."""
    return board([*(finished(100 + day, day, sprints=()) for day in range(10, 25)), *others], **more)


EPIC_1 = issue(50, is_epic=True, type='Epic', title='Checkout anew', sprints=(), due=date(2026, 2, 10))
EPIC_2 = issue(51, is_epic=True, type='Epic', title='Later', sprints=())


# What is to be done


def test_a_scope_is_a_sprint_an_epic_a_version_keys_a_number_or_all_that_is_open():
    own = busy(issue(1), issue(2, sprints=(), epic='D-50', versions=('2.0',)), issue(3, sprints=(), parent=2,
               is_subtask=True, type='Subtask'), EPIC_1, EPIC_2, finished(4, 5, epic='D-50', sprints=()))
    scopes = [scope_of(own, *asked) for asked in (
        (SPRINT, str(NUMBER_42)), (EPIC, 'D-50'), (EPIC, 'D-51'), (VERSION, '2.0'), (KEYS, 'd-1, D-2'), (BACKLOG,),
        (NUMBER, '', 7, 2))]
    assert [(one.items, one.epics) for one in scopes] == [
        (1, 0), (2, 0), (0, 1), (2, 0), (3, 0), (3, 0), (7, 2)]
    assert scopes[1].label == 'D-50 Checkout anew'
    assert scopes[6].label == '7 items and 2 epics'


@pytest.mark.parametrize('asked', [
    (SPRINT, '77'), (SPRINT, 'x'), (EPIC, 'D-999'), (EPIC, ''), (VERSION, '9.9'), (KEYS, 'nothing'), (NUMBER, ''),
    ('bananas', '')])
def test_what_is_not_on_the_board_cannot_be_asked_for(asked):
    with pytest.raises(Rejected):
        scope_of(busy(), *asked)


def test_keys_are_found_in_any_text():
    assert keys_in('abc-1; ABC-2\nabc-1 (x_y-30)') == ('ABC-1', 'ABC-2', 'X_Y-30')


# Forecasts


def test_the_same_question_on_the_same_data_has_the_same_answer():
    own = busy(issue(1))
    first, again = (forecast(own, ForecastAsk(items=4), TODAY) for _ in range(2))
    assert first == again
    assert first.question['label'] == '4 items'
    assert date.fromisoformat(first.answer['p85_date']) > TODAY
    other = forecast(own, ForecastAsk(items=4, seed=7), TODAY)
    assert (other.seed, other.data_hash) == (7, first.data_hash)


def test_epics_and_splitting_make_more_of_it():
    own = busy(EPIC_2)
    asked = forecast(own, ForecastAsk(scope=EPIC, value='D-51', split=Decimal('1.5')), TODAY)
    assert asked.question['size'] == 12  # eight for an epic that nobody broken down, by one and a half


def test_a_history_that_says_too_little_is_refused_with_a_reason():
    with pytest.raises(Rejected, match='finished on 2 days of the last 60'):
        forecast(board([finished(1, 5), finished(2, 6)]), ForecastAsk(items=4), TODAY)
    with pytest.raises(Rejected, match='finished on 0 days'):
        forecast(busy(issue(1, epic='D-50'), EPIC_1), ForecastAsk(scope=EPIC, value='D-50', history=OWN), TODAY)
    with pytest.raises(Rejected, match='Nothing is open'):
        forecast(busy(finished(4, 5, epic='D-50'), EPIC_1), ForecastAsk(scope=EPIC, value='D-50'), TODAY)


@pytest.mark.parametrize('ask', [
    ForecastAsk(kind='x', items=1), ForecastAsk(split=Decimal('0.5'), items=1), ForecastAsk(seed=-1, items=1),
    ForecastAsk(kind=MANY), ForecastAsk(kind=MANY, until=date(2026, 1, 1)), ForecastAsk(items=9000)])
def test_questions_without_sense_are_refused(ask):
    with pytest.raises(Rejected):
        forecast(busy(), ask, TODAY)


def test_how_many_by_a_day_reads_the_low_end():
    made = forecast(busy(), ForecastAsk(MANY, until=date(2026, 2, 28), calendar=WORKING), TODAY)
    assert made.answer['p95_items'] <= made.answer['p85_items'] <= made.answer['p50_items']
    assert made.answer['days'] == 20


def test_the_risk_is_the_share_of_trials_after_the_target():
    window = Window(tuple(days_ahead(date(2026, 1, 1), 'all', frozenset(), count=60)), (0, 1) * 30)
    ahead = days_ahead(TODAY, 'all', frozenset())
    found = when_done(window, 1, ahead, seed_of(window))
    assert risk_of(found, ahead, TODAY) == pytest.approx(Decimal('0.5'), abs=Decimal('0.02'))
    assert risk_of(found, ahead, date(2026, 1, 30)) == 1
    assert risk_of(found, ahead, date(2027, 1, 30)) == 0


# Scores


def asked(scope, value='', numbers=(), size=0, kind=WHEN, until=None):
    return {'kind': kind, 'scope': scope, 'value': value, 'numbers': list(numbers), 'size': size, 'until': until}


ANSWER = {'p50_date': '2026-01-12', 'p85_date': '2026-01-20'}


def test_a_forecast_is_met_when_its_scope_is_done_in_time():
    own = busy(finished(1, 15), issue(2))
    assert score_of(own, asked(KEYS, numbers=[1, 2]), ANSWER, jan('5'), TODAY) is None
    found = score_of(own, asked(KEYS, numbers=[1]), ANSWER, jan('5'), TODAY)
    assert (found.done_on, found.is_p50_met, found.is_p85_met) == (date(2026, 1, 15), False, True)
    assert score_of(own, asked(KEYS, numbers=[1]), {'p50_date': None, 'p85_date': None}, jan('5'), TODAY).is_p50_met


def test_what_joined_an_epic_later_counts_for_its_score():
    own = busy(EPIC_1, finished(1, 15, epic='D-50'), finished(2, 28, epic='D-50'))
    found = score_of(own, asked(EPIC, 'D-50', numbers=[1]), ANSWER, jan('5'), TODAY)
    assert (found.done_on, found.is_p85_met) == (date(2026, 1, 28), False)
    gone = score_of(busy(finished(1, 15)), asked(EPIC, 'D-999', numbers=[1]), ANSWER, jan('5'), TODAY)
    assert gone.done_on == date(2026, 1, 15)


def test_a_typed_number_is_done_when_so_many_were_done_since():
    assert score_of(busy(), asked(NUMBER, size=3), ANSWER, jan('11 13:00'), TODAY).done_on == date(2026, 1, 14)
    assert score_of(busy(), asked(NUMBER, size=30), ANSWER, jan('11 13:00'), TODAY) is None


def test_how_many_is_scored_when_its_day_is_over():
    answer = {'p50_items': 6, 'p85_items': 4}
    question = asked(NUMBER, kind=MANY, until='2026-01-15')
    assert score_of(busy(), question, answer, jan('11 13:00'), date(2026, 1, 15)) is None
    found = score_of(busy(), question, answer, jan('11 13:00'), TODAY)  # the 12th to the 15th
    assert (found.is_p50_met, found.is_p85_met) == (False, True)


# Projects


def project(own, kind, value, target=None):
    name = next(one for one in names_on([own]) if (one.kind, one.value) == (kind, value))
    return progress_of(name, parts_of([own], kind, value), TODAY, target)


def test_a_project_has_its_history_its_outlook_and_its_risk():
    own = busy(EPIC_1, finished(1, 15, epic='D-50', points=3), issue(2, epic='D-50', points=5, due=date(2026, 2, 5)),
               issue(3, epic='D-50'))
    found = project(own, EPIC, 'D-50')
    assert (found.issues, found.done, found.open, found.points, found.points_done, found.unestimated) == (
        3, 1, 2, 8, 3, 1)
    assert found.target == date(2026, 2, 10)  # the epic's own
    assert found.outlook.p50 <= found.outlook.p85 <= found.outlook.p95
    assert not found.outlook.is_own
    assert 0 < found.outlook.risk < 1
    assert (found.weeks[0].first, sum(one.done for one in found.weeks), found.weeks[-1].total) == (
        date(2025, 12, 29), 1, 3)
    assert [(one.day, one.open, one.keys) for one in found.milestones] == [(date(2026, 2, 5), 1, ('D-2',))]
    hash(found)


def test_an_issue_on_two_boards_counts_once_in_a_project():
    own = busy(EPIC_1, issue(2, epic='D-50'))
    other = replace(own, id=2, name='Other')
    name = names_on([own, other])[0]
    assert name.boards == ((1, 'Checkout'), (2, 'Other'))
    assert progress_of(name, parts_of([own, other], EPIC, 'D-50'), TODAY).issues == 1


def test_a_project_says_what_it_waits_for_whichever_side_told():
    own = busy(EPIC_1, issue(2, epic='D-50', links=(Link('10000', 'in', 3, 'D-3'),)), issue(3),
               issue(4, epic='D-50', links=(Link('10000', 'out', 3, 'D-3'), Link('10000', 'in', 5, 'D-5'))),
               finished(5, 5))
    assert [(one.key, one.on, one.is_outside) for one in project(own, EPIC, 'D-50').waiting] == [('D-2', 'D-3', True)]


def test_a_project_without_history_or_work_says_why_there_is_no_outlook():
    assert project(board([EPIC_1, finished(1, 5, epic='D-50')]), EPIC, 'D-50').outlook.reason == 'Everything is done.'
    few = project(board([EPIC_1, issue(1, epic='D-50')]), EPIC, 'D-50').outlook
    assert few.p85 is None
    assert '10 are needed' in few.reason


# Quality


def found_on(own):
    return {one.key: [doubt.name for doubt in one.doubts] for one in checks_of(own)}


def test_every_doubt_is_listed_with_what_it_is_about():
    sprints = [Sprint(number, f'Sprint {number}', 'closed', '', jan(str(number)), None, jan(str(number + 1)),
                      jan(str(number + 1))) for number in range(1, 6)]
    sprints += [Sprint(7, 'Undated', 'closed'), Sprint(8, 'Turned round', 'closed', '', jan('9'), None, jan('8'), None),
                Sprint(9, 'Next', 'future'), Sprint(10, 'Deleted', 'closed', is_gone=True)]
    own = board([
        issue(1, sprints=(1, 2, 3, 4, 5), points=1), issue(2, points='text', sprints=()),
        issue(3, sprints=(), status=RETIRED, points=5000, is_partial=True),
        issue(4, sprints=(), priority='99', labels=('qa',), gone='deleted'),
        issue(5, sprints=(), priority='99', labels=('qa',)), finished(6, 5),
        issue(7, sprints=(), status=DOING, points=1, labels=('qa',), history=History().status('5', TODO, FINISHED))],
        sprints, statuses={**STATUSES, RETIRED: Status(RETIRED, 'Old done', 'done', False)})
    assert found_on(own) == {
        'unestimated': ['D-5'], 'undisciplined': ['D-1', 'D-2', 'D-3'], 'stale': ['D-1'], 'unmapped': ['Old done'],
        'partial': ['D-3'], 'gaps': ['D-7'], 'points': ['D-2', 'D-3'], 'sprints': ['Undated', 'Turned round'],
        'priorities': ['D-5'], 'mapping': []}


def test_a_status_in_no_column_tells_how_many_it_concerns():
    history = History().status('5', TODO, RETIRED).status('7', RETIRED, FINISHED)
    own = board([issue(1, status=FINISHED, history=history), issue(2, status=RETIRED)])
    note = next(one for one in checks_of(own) if one.key == 'unmapped').doubts[0].note
    assert note == '1 issue now, 2 issues ever; last entered 5 Jan 2026, 12:00'


def test_columns_that_nobody_confirmed_are_a_doubt():
    own = worked_example()
    guessed = replace(own, mappings=(replace(own.columns, is_guessed=True),))
    assert found_on(guessed)['mapping'] == ['Checkout']
