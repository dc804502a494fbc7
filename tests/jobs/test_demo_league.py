"""The stand-in of the demo talks about the team that the demo shows."""


from app.airsenal import IN_DEMO, programs
from app.demo_fpl import FakeFpl
from jobs.airsenal.programs import environment_for, located
from jobs.airsenal.stand_in.footballers import clubs, footballers, own_squad
from tests.people import NOON


def test_its_squad_is_the_one_on_the_team_page(monkeypatch):
    monkeypatch.setenv('STAND_IN_LEAGUE', 'demo')
    league = FakeFpl(NOON)
    picks = league.picks(20)['picks']
    assert {one.name for one in own_squad()} == {league.men[pick['element'] - 1].web_name for pick in picks}
    assert {one.club for one in footballers()} <= set(clubs())
    assert all(sum(one.position == position for one in footballers()) >= 12 for position in ('GK', 'DEF', 'MID', 'FWD'))


def test_elsewhere_it_knows_no_team(monkeypatch):
    monkeypatch.delenv('STAND_IN_LEAGUE', raising=False)
    assert own_squad() == [] and 'LIV' in clubs()


def test_in_a_demo_nothing_else_is_ever_run():
    assert located('airsenal_run_prediction', IN_DEMO)[1:] == ('-m', 'jobs.airsenal.stand_in', 'run_prediction')
    assert environment_for(IN_DEMO)['STAND_IN_LEAGUE'] == 'demo'
    assert programs(IN_DEMO).is_stand_in and programs(IN_DEMO).are_there
