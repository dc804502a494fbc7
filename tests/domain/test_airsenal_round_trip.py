"""Whatever AIrsenal could print is read completely: the stand-in writes it, and no sign of it is lost or misread."""

from decimal import Decimal
from operator import itemgetter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.ops.airsenal.optimisation import parse_optimisation
from app.domain.ops.airsenal.prediction import parse_prediction
from app.domain.ops.airsenal.stored import body_from
from jobs.airsenal.stand_in import printing
from tests.airsenal import LISTED, SCORES, WEEKS, positions, squads, strategies

many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow,
                                                                         HealthCheck.filter_too_much])
NOISE = 'Fitting team model...\n\x1b[1mUsing\x1b[0m Model with args {}\nthe API. (y/n): Getting starting squad for 7\n'


def text_of(lines, before='', after=''):
    return before + '\n'.join(lines) + '\n' + after


def exact(number, places):
    return Decimal(f'{number:.{places}f}')


def price(tenths):
    return None if tenths is None else Decimal(tenths).scaleb(-1)


def rows_of(listed):
    return [(row.name, row.points, row.price, row.club) for row in listed]


def expected_rows(listed):
    return [(name, exact(points, 2), price(tenths), club) for name, points, tenths, club in listed]


@many
@given(WEEKS, positions(LISTED))
def test_predictions_of_each_position(weeks, rows):
    body = parse_prediction(text_of(printing.prediction(weeks, 5, rows), NOISE, 'Prediction complete..\n'))
    assert list(body.gameweeks) == weeks and body.top == 5 and body.overall == ()
    assert {position: rows_of(found) for position, found in body.positions.items()} == {
        position: expected_rows(listed) for position, listed in rows.items()}
    assert all([row.rank for row in found] == list(range(1, len(found) + 1)) for found in body.positions.values())
    assert body_from('prediction', body.as_json()) == body


@many
@given(WEEKS, st.lists(st.tuples(st.sampled_from(['GK', 'DEF', 'MID', 'FWD']), LISTED.filter(bool).map(itemgetter(0)))))
def test_predictions_in_one_list(weeks, rows):
    body = parse_prediction(text_of(printing.one_list(weeks, 5, rows)))
    assert [row.position for row in body.overall] == [position for position, _ in rows]
    assert rows_of(body.overall) == expected_rows([row for _, row in rows])
    assert body_from('prediction', body.as_json()) == body


@many
@given(strategies())
def test_a_strategy_in_the_present_format(plan):
    body = parse_optimisation(text_of(printing.strategy(plan), NOISE, 'Optimization complete..\nDone (ARS)\n'))
    assert (body.team_id, body.baseline, body.score) == (plan.team_id, exact(plan.baseline, 1), exact(plan.score, 1))
    assert body.gain == body.score - body.baseline
    assert [(week.gameweek, [(one.out, one.in_) for one in week.transfers], week.chip, week.hit, week.bank,
             week.predicted) for week in body.weeks] == [
        (week.gameweek, list(week.transfers), week.chip, week.hit, Decimal(str(week.tenths / 10)),
         exact(week.predicted, 1)) for week in plan.weeks]
    assert_lineup(body, plan)
    assert body_from('optimisation', body.as_json()) == body


@many
@given(strategies())
def test_a_strategy_in_the_old_format(plan):
    body = parse_optimisation(text_of(printing.old_strategy(plan)))
    assert (body.team_id, body.baseline, body.score) == (plan.team_id, Decimal(str(plan.baseline)),
                                                         Decimal(str(plan.score)))
    assert [(week.gameweek, [(one.out, one.in_) for one in week.transfers], week.chip, week.hit)
            for week in body.weeks] == [(week.gameweek, list(week.transfers), week.chip, week.hit)
                                        for week in plan.weeks]
    assert all((week.bank, week.predicted) == (None, None) for week in body.weeks)
    assert_lineup(body, plan)


@many
@given(squads(), st.sampled_from('sz'))
def test_a_new_squad_with_either_spelling(plan, spelling):
    body = parse_optimisation(text_of(printing.squad(plan, spelling),
                                      'No existing squad or transfers found for team_id 7\n'))
    squad = body.squad
    assert (body.team_id, body.baseline, body.score, body.gain) == (7, None, None, None)
    assert (squad.best_score, squad.in_the_bank) == (Decimal(str(plan.best_score)), Decimal(str(plan.bank)))
    assert (squad.total, squad.weeks, squad.first_week) == (exact(plan.total, 2), (plan.first, plan.last),
                                                            exact(plan.first_week, 2))
    assert [(one.position, one.name, one.club, one.price) for one in squad.players] == [
        (position, name, club, Decimal(str(cost))) for position, name, club, cost in plan.players]
    assert [week.gameweek for week in body.weeks] == [plan.first]
    assert_lineup(body, plan)
    assert body_from('optimisation', body.as_json()) == body


@many
@given(strategies(), strategies(), SCORES)
def test_printed_twice_the_last_section_counts(first, last, score):
    twice = text_of(printing.strategy(first._replace(score=score))) + text_of(printing.strategy(last))
    assert parse_optimisation(twice) == parse_optimisation(text_of(printing.strategy(last)))


@many
@given(strategies(), st.data())
def test_a_section_that_was_cut_anywhere_gives_what_stands_there(plan, data):
    whole = text_of(printing.strategy(plan))
    body = parse_optimisation(whole[:data.draw(st.integers(0, len(whole)))])
    if body:
        assert [week.gameweek for week in body.weeks] == [week.gameweek for week in plan.weeks[:len(body.weeks)]]
        assert body_from('optimisation', body.as_json()) == body


@many
@given(st.text(max_size=300))
def test_no_text_at_all_breaks_a_reader(text):
    for start in ('', 'OPTIMUM STRATEGY\nGAMEWEEK 3:\n', 'Best score: 1 pts\n',
                  'PREDICTED TOP 5 PLAYERS FOR GAMEWEEK(S) 1:\n'):
        parse_prediction(start + text)
        parse_optimisation(start + text)


def assert_lineup(body, plan):
    """The line-up of the first week, with the captains apart from the names, and the bench in its order."""
    first = body.weeks[0]
    assert {position: [(one.name, one.club, one.is_captain, one.is_vice) for one in found]
            for position, found in first.lineup.items()} == {
        position: [(name, club, mark == 'C', mark == 'VC') for name, club, mark in players]
        for position, players in plan.lineup.items()}
    assert [(one.name, one.club) for one in first.subs] == list(plan.subs)
    assert all(week.lineup is None and week.subs is None for week in body.weeks[1:])
