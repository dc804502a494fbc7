"""Reports as pages show them, and how far AIrsenal is set up."""

from decimal import Decimal

import pytest

from app.demo_fpl import TEAM_ID
from app.domain.ops.airsenal.bodies import Optimisation
from app.domain.policy import Policy
from app.errors import Forbidden
from app.services import secrets
from app.services.ops import commands, report_pages, set_up, teams
from app.work import read, transact
from jobs.airsenal.definitions import PROGRAMS
from tests import reports
from tests.people import ANN, CLEO, GUS
from tests.refusals import refused


@pytest.fixture
def policy():
    return Policy(commands={one.slug: one for one in PROGRAMS}, master_keys=(('k1', 32 * b'm'),))


def page(kind='prediction', report_id=None, actor=CLEO):
    return read(report_pages.view_page, actor, kind, report_id)


def test_without_reports_there_is_an_empty_page(workspace):
    assert page().shown is None and page().lines == ()
    assert read(report_pages.advised, CLEO) is None


def test_the_newest_good_report_is_shown_with_all_others_beside_it(workspace):
    first, second = reports.keep(reports.predicted()), reports.keep(reports.predicted())
    broken = reports.keep(reports.predicted(), error='Not to be read.')
    assert page().shown.line.id == second
    assert [line.id for line in page().lines] == [broken, second, first]
    assert page(report_id=first).shown.line.id == first


def test_where_none_could_be_read_the_newest_failure_is_shown(workspace):
    reports.keep(reports.predicted(), error='First.')
    reports.keep(reports.predicted(), error='Second.')
    shown = page().shown
    assert (shown.line.error, shown.prediction) == ('Second.', None)


def test_positions_stand_in_the_order_of_the_pitch_and_the_best_come_first(workspace):
    body = reports.predicted()
    reports.keep(reports.Prediction(body.gameweeks, 5, dict(reversed(body.positions.items()))))
    shown = page().shown.prediction
    assert [position for position, _ in shown.groups] == ['GK', 'DEF', 'MID', 'FWD']
    points = [row.points for _, row in shown.best]
    assert points == sorted(points, reverse=True) and len(points) == 20


def test_one_list_of_all_positions_is_a_group_without_a_name(workspace):
    rows = (reports.Predicted(1, 'Salić', Decimal('9.10'), position='MID'),)
    reports.keep(reports.Prediction((20,), 1, overall=rows))
    shown = page().shown.prediction
    assert shown.groups == (('', rows),) and shown.best == (('MID', rows[0]),)


def test_a_strategy_tells_its_moves_and_what_they_cost(workspace):
    reports.keep(reports.strategy())
    found = page('optimisation').shown.strategy
    assert (found.moves, found.hit, found.gain) == (3, 4, Decimal('4.8'))
    assert (found.weeks[0].captain, found.weeks[1].chip, found.weeks[1].lineup) == ('Haaköll', 'Triple captain', ())


def test_a_report_of_the_other_kind_is_not_found(workspace):
    number = reports.keep(reports.strategy())
    with refused('ops.no_report'):
        page('prediction', number)
    with refused('ops.no_report'):
        page('prediction', 404)


def test_views_can_be_shared_by_many_screens(workspace):
    reports.keep(reports.predicted())
    reports.keep(reports.strategy())
    reports.keep(reports.new_squad())
    assert hash(page()) and hash(page('optimisation')) and hash(read(report_pages.advised, CLEO))
    assert hash(read(set_up.view_set_up, CLEO))


def test_advice_names_the_team_it_is_for(workspace):
    reports.keep(Optimisation(None, weeks=reports.strategy().weeks), issues=['The scores are missing.'])
    assert read(report_pages.advised, CLEO).team_id == reports.TEAM


def test_strangers_see_nothing_of_it(workspace):
    for service in (report_pages.advised, set_up.view_set_up):
        with pytest.raises(Forbidden):
            read(service, GUS)
    with pytest.raises(Forbidden):
        page(actor=GUS)


def test_the_set_up_tells_what_is_there(workspace):
    seen = read(set_up.view_set_up, ANN)
    assert (seen.team_id, seen.copies, seen.latest, seen.fpl.fetched_at) == (None, (), None, None)
    assert {one.name: one.is_set for one in seen.secrets} == {
        'FPL_LOGIN': False, 'FPL_PASSWORD': False, 'DISCORD_WEBHOOK': False}
    transact(teams.choose, ANN, TEAM_ID)
    transact(secrets.keep, ANN, 'FPL_PASSWORD', 'correct horse battery')
    reports.keep(reports.predicted())
    seen = read(set_up.view_set_up, ANN)
    assert (seen.team_id, seen.latest.name) == (TEAM_ID, 'Predict')
    assert {one.name for one in seen.secrets if one.is_set} == {'FPL_PASSWORD'}
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    assert not any(one.is_set for one in read(set_up.view_set_up, ANN).secrets)


def test_only_what_may_be_started_is_offered(workspace):
    def offered(actor):
        return [slug for slug, _, may_start in read(set_up.view_set_up, actor).offered if may_start]
    assert offered(ANN) == ['setup_db', 'update_db', 'pipeline', 'predict', 'optimize'] and offered(CLEO) == []
    transact(commands.switch, ANN, 'predict', False)
    assert offered(ANN) == ['setup_db', 'update_db', 'pipeline', 'optimize']
