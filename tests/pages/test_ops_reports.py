"""Predictions and strategies as a manager reads them: where they come from, what is missing, what is new."""

from decimal import Decimal

import pytest

from app.domain.ops.airsenal.bodies import Optimisation, Predicted, Prediction
from components.charts import Chart
from tests import reports
from tests.pages.conftest import control, misses, named, press, sees, shown, text_of


@pytest.fixture
async def at_predictions(ann):
    await ann.open('/ops/reports/predictions')
    return ann


def chart(user, place=0):
    return shown(user, Chart)[place]


async def test_before_the_first_report_it_is_said_where_they_come_from(at_predictions):
    await sees(at_predictions, 'No predictions yet', 'To AIrsenal')


async def test_a_prediction_appears_by_itself_with_its_origin(at_predictions):
    reports.keep(reports.predicted())
    await sees(at_predictions, 'Complete', 'Run 1: Predict', 'gameweeks 20–22', 'from the database, reader 1',
               f'team {reports.TEAM}', 'Goalkeepers', 'Defenders', 'Midfielders', 'Forwards', 'Raymere', '£6.5m',
               '17.50')


async def test_what_is_unknown_is_a_dash(at_predictions):
    rows = (Predicted(1, 'O’Mere', None), Predicted(2, 'Salić', Decimal('-0.50')))
    reports.keep(Prediction((20,), 2, {'MID': rows}))
    await sees(at_predictions, 'O’Mere', '−0.50', 'gameweek 20', '–')
    assert 'None' not in text_of(at_predictions)


async def test_the_chart_says_what_one_sees_and_turns_into_a_table(at_predictions):
    reports.keep(reports.predicted())
    await sees(at_predictions, 'Predicted points of the best 10 players, gameweeks 20–22')
    assert chart(at_predictions).drawing.props['aria-label'] == (
        'Raymere leads with 17.50 points, 10th is Isbek with 12.50.')
    press(at_predictions, 'Show as table')
    await sees(at_predictions, 'Show as chart')
    assert chart(at_predictions).table.visible and not chart(at_predictions).drawing.visible
    press(at_predictions, 'Show as chart')
    await sees(at_predictions, 'Show as table')


async def test_each_theme_has_a_drawing_in_its_own_colours(at_predictions):
    reports.keep(reports.predicted())
    await sees(at_predictions, 'Show as table')
    drawn = {theme: one.options['series'][0]['data'][0]['itemStyle']['color']
             for theme, one in chart(at_predictions).charts.items()}
    assert drawn == {'light': '#e09a2b', 'dark': '#e0b040'}


async def test_what_is_missing_is_named(at_predictions):
    reports.keep(reports.predicted(), issues=['GK has 4 players instead of 5.'], source='text')
    await sees(at_predictions, 'Incomplete', 'Something is missing', 'GK has 4 players instead of 5.', 'from the log')


async def test_a_good_report_is_shown_before_a_newer_incomplete_one(at_predictions):
    reports.keep(reports.predicted())
    reports.keep(reports.predicted(9), issues=['Something.'])
    await sees(at_predictions, 'Run 1: Predict', 'All reports', 'incomplete: Something.')
    await misses(at_predictions, 'Something is missing in this report')


async def test_a_report_that_could_not_be_read_says_so(at_predictions):
    reports.keep(reports.predicted(), error='The log could not be read by reader 1: ValueError.')
    await sees(at_predictions, 'Unreadable', 'The log could not be read by reader 1: ValueError.')
    assert not named(at_predictions, 'Download the report as CSV')


async def test_what_is_new_since_the_former_report_is_told(at_predictions):
    reports.keep(reports.predicted(17.5))
    reports.keep(reports.predicted(18.5))
    await sees(at_predictions, 'What is new', 'Raymere (ASH)', '1. with 16.50 points', '1. with 17.50 points')


async def test_an_older_report_is_a_link_away(ann):
    former = reports.keep(reports.predicted(17.5))
    reports.keep(reports.predicted(18.5))
    await ann.open(f'/ops/reports/predictions?report={former}')
    await sees(ann, 'Run 1: Predict', '16.50')
    answer = await ann.http_client.get(f'/ops/reports/optimisation?report={former}')
    assert answer.status_code == 404 and 'There is no such report' in answer.text


async def test_reports_are_taken_away_as_files(at_predictions):
    number = reports.keep(reports.predicted())
    await sees(at_predictions, 'Complete')
    for form in ('CSV', 'JSON'):
        link = control(at_predictions, f'Download the report as {form}')
        assert link.props['href'] == f'/api/v1/ops/reports/{number}/export?format={form.lower()}'


async def test_a_strategy_is_told_week_by_week(ann):
    reports.keep(reports.strategy())
    await ann.open('/ops/reports/optimisation')
    await sees(ann, '+4.8', '163.0', '158.2', 'Gameweek 20', 'Denyama', 'Haaköll', '−4 points', '£1.5m in the bank',
               'Triple captain', 'No transfer', 'Gameweek 22', '47.0 points predicted', 'ASH (captain)',
               'LOX', 'Bench')
    assert chart(ann).drawing.props['aria-label'] == (
        'The strategy brings 163.0 points, +4.8 against doing nothing.')
    assert chart(ann, 1).drawing.props['aria-label'] == 'The best gameweek is 21 with 61.7 points.'


async def test_a_new_squad_is_told_player_by_player(ann):
    reports.keep(reports.new_squad())
    await ann.open('/ops/reports/optimisation')
    await sees(ann, 'A new squad', 'Expected points', '189.20', '66.10', '£0.5m in the bank', 'Raymere')
    assert 'None' not in text_of(ann) and text_of(ann) != '–'


async def test_a_strategy_without_scores_is_still_told(ann):
    reports.keep(Optimisation(None, weeks=reports.strategy().weeks), issues=['The scores are missing.'])
    await ann.open('/ops/reports/optimisation')
    await sees(ann, 'The scores are missing.', 'Gameweek 21', 'Triple captain')
    assert 'None' not in text_of(ann)


async def test_one_goes_from_one_kind_to_the_other(at_predictions):
    assert control(at_predictions, 'Optimisation').props['href'] == '/ops/reports/optimisation'
    assert control(at_predictions, 'Predictions').props.get('aria-current') == 'page'
