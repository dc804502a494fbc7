"""The FPL through the real client: what is asked, what is understood, and what is made of each of its faults."""

import json
from decimal import Decimal

import pytest

from app import demo_fpl
from app.domain.ops.team import chosen_week
from app.errors import Upstream
from app.integrations.fpl import translate
from app.integrations.fpl.client import Broken, Fpl, Refused, Silent, Unknown
from app.integrations.fpl.translate import Unreadable
from tests.fakes.fpl import fake_fpl, without
from tests.people import NOON
from tests.recorded import folder

TEAM = demo_fpl.TEAM_ID
PICKS = f'entry/{TEAM}/event/20/picks/'


@pytest.fixture
def fpl(time):
    with fake_fpl(NOON) as server:
        yield server


@pytest.fixture
def waited():
    """The pauses the client would have made."""
    return []


@pytest.fixture
def client(fpl, waited):
    with Fpl(fpl.url, wait=waited.append) as client:
        yield client


@pytest.fixture
def hasty(fpl, waited):
    """Does not wait long for an answer."""
    with Fpl(fpl.url, wait=waited.append, read=0.4, whole=2.0) as client:
        yield client


def test_what_is_asked_for_comes_with_a_tag(client, fpl):
    answer = client.fetch('bootstrap-static/')
    assert answer.etag and not answer.is_unchanged
    season = translate.season(answer.body)
    assert (len(season.weeks), len(season.players)) == (38, 640)
    assert fpl.paths() == ['bootstrap-static/']


def test_what_has_not_changed_is_not_sent_again(client, fpl):
    tag = client.fetch(PICKS).etag
    again = client.fetch(PICKS, tag)
    assert again.is_unchanged and again.etag == tag and again.body == b''
    fpl.league.week = 21
    assert client.fetch('bootstrap-static/', tag).body


def test_it_says_who_asks(client, fpl):
    client.fetch(PICKS)
    assert 'Roundtable' in fpl.asked[0][1]['User-Agent']


@pytest.mark.parametrize(('fault', 'code', 'seconds'), [
    ('updating', 'fpl.updating', 300), ('updating page', 'fpl.updating', 300), ('bot', 'fpl.refused', 300),
    ('too often', 'fpl.refused', 120), ('away', 'fpl.refused', 600)])
def test_a_refusal_says_how_long_to_leave_it_in_peace_and_is_not_tried_again(client, fpl, fault, code, seconds):
    fpl.breaks(fault)
    with pytest.raises(Refused) as caught:
        client.fetch('bootstrap-static/')
    assert (caught.value.code, caught.value.seconds, caught.value.is_permanent) == (code, seconds, False)
    assert len(fpl.asked) == 1


def test_what_is_unknown_will_stay_so(client, fpl):
    with pytest.raises(Unknown) as caught:
        client.fetch('entry/7/event/20/picks/')
    assert caught.value.is_permanent and len(fpl.asked) == 1
    with pytest.raises(Unknown):
        client.fetch(f'entry/{TEAM}/event/21/picks/')


@pytest.mark.parametrize(('fault', 'kind'), [('broken', Broken), ('hang up', Silent), ('slow', Silent)])
def test_a_fault_that_may_pass_is_tried_again_with_longer_and_longer_pauses(hasty, fpl, waited, fault, kind):
    fpl.breaks(fault)
    with pytest.raises(kind) as caught:
        hasty.fetch('bootstrap-static/')
    assert not caught.value.is_permanent
    assert (len(fpl.asked), waited) == (3, [0.5, 2.0])


def test_a_fault_that_passes_is_not_noticed(fpl):
    fpl.breaks('broken')
    with Fpl(fpl.url, wait=lambda _seconds: fpl.recovers()) as client:
        assert client.fetch(PICKS).body


def test_nobody_there_is_silence_not_a_crash(waited):
    with Fpl('http://127.0.0.1:9/api', wait=waited.append) as client, pytest.raises(Silent):
        client.fetch('bootstrap-static/')


@pytest.mark.parametrize('fault', ['html', 'truncated', 'moved'])
def test_an_answer_that_is_no_data_is_refused(client, fpl, fault):
    fpl.breaks(fault)
    with pytest.raises(Unreadable):
        client.fetch('bootstrap-static/')


def test_a_wait_that_is_told_to_end_ends_the_conversation(fpl):
    def stop(_seconds):
        raise InterruptedError
    fpl.breaks('broken')
    with Fpl(fpl.url, wait=stop) as client, pytest.raises(InterruptedError):
        client.fetch('bootstrap-static/')
    assert len(fpl.asked) == 1


@pytest.mark.parametrize(('fault', 'read'), [
    ('empty', translate.season), ('list', translate.season), ('empty', translate.squad), ('list', translate.squad),
    ('empty', translate.team_name), ('list', translate.points), ('empty', translate.moves)])
def test_an_answer_in_which_nothing_is_to_be_found_is_none(client, fpl, fault, read):
    fpl.breaks(fault)
    with pytest.raises(Unreadable):
        read(client.fetch('bootstrap-static/').body)


def body(value):
    return json.dumps(value).encode()


def test_numbers_that_come_as_texts_are_numbers(client, fpl):
    plain = translate.season(client.fetch('bootstrap-static/').body), translate.squad(client.fetch(PICKS).body)
    fpl.breaks('texts')
    assert (translate.season(client.fetch('bootstrap-static/').body),
            translate.squad(client.fetch(PICKS).body)) == plain


def test_fields_that_are_missing_are_unknown(client, fpl):
    fpl.breaks('bare')
    season, squad = translate.season(client.fetch('bootstrap-static/').body), translate.squad(client.fetch(PICKS).body)
    someone = season.players[1]
    assert (someone.price, someone.position, someone.status, someone.points) == (None, '', '', None)
    assert someone.name and season.weeks[0].name == 'Gameweek 1' and season.weeks[0].deadline is None
    assert (squad.chip, squad.bank, squad.rank, squad.picks[0].multiplier) == ('', None, None, 1)
    assert squad.points is not None


def test_prices_are_tenths_and_positions_are_numbered(client):
    season, squad = translate.season(client.fetch('bootstrap-static/').body), translate.squad(client.fetch(PICKS).body)
    assert all(one.price == one.price.quantize(Decimal('0.1')) for one in season.players.values())
    assert all(3 < one.price < 20 for one in season.players.values())
    assert [season.players[pick.player].position for pick in squad.picks[:1]] == ['GK']
    assert squad.value is not None and squad.value > 90


def test_matches_without_a_date_belong_to_no_gameweek(client, fpl):
    clubs = translate.clubs_of(client.fetch('bootstrap-static/').body)
    found = translate.matches(client.fetch('fixtures/').body, clubs)
    assert len(found) == 380
    assert [match.kickoff for match in found if match.week is None] == [None]
    assert sum(match.week == demo_fpl.MOVED_TO for match in found) == 11
    fpl.breaks('no dates')
    assert {match.week for match in translate.matches(client.fetch('fixtures/').body, clubs)} == {None}


def test_without_a_current_and_a_next_gameweek_the_last_one_is_shown(client, fpl):
    fpl.breaks('no flags')
    assert chosen_week(translate.season(client.fetch('bootstrap-static/').body)).number == 38


@pytest.mark.parametrize(('phase', 'number'), [('current', 20), ('next', 20), ('over', 38)])
def test_the_current_gameweek_is_shown_else_the_next_else_the_last(time, phase, number):
    with fake_fpl(NOON, phase=phase) as server, Fpl(server.url) as client:
        assert chosen_week(translate.season(client.fetch('bootstrap-static/').body)).number == number


def test_transfers_are_told_in_the_order_they_were_made(client):
    moves = translate.moves(client.fetch(f'entry/{TEAM}/transfers/').body)
    assert moves and [move.week for move in moves] == sorted(move.week for move in moves)


def test_chips_are_told_with_their_gameweek(client):
    assert translate.chips(client.fetch(f'entry/{TEAM}/history/').body) == (
        ('wildcard', 9), ('3xc', 17), ('bboost', 18), ('freehit', 19))


@pytest.mark.parametrize(('given', 'value'), [
    (5, 5), ('5', 5), (5.0, 5), ('5.0', 5), (True, None), (None, None), ('', None), ('five', None), ('nan', None),
    ('inf', None), ([5], None), (1e300, None)], ids=repr)
def test_what_is_no_whole_number_is_unknown(given, value):
    picks = [{'element': 1, 'position': 1}]
    assert translate.squad(body({'picks': picks, 'entry_history': {'rank': given}})).rank == value


@pytest.mark.parametrize('broken', [[None], ['x'], [{}], [{'element': 1}], [{'position': 3}], {}, 'x', None], ids=repr)
def test_picks_that_cannot_be_read_are_no_team(broken):
    with pytest.raises(Upstream):
        translate.squad(body({'picks': broken}))


@pytest.mark.realdata
def test_the_recorded_season_is_understood():
    data = folder('fpl')
    recorded = (data / 'bootstrap-static.json').read_bytes()
    season = translate.season(recorded)
    assert (len(season.weeks), len(season.players), chosen_week(season).number) == (38, 841, 38)
    assert len(translate.matches((data / 'fixtures.json').read_bytes(), translate.clubs_of(recorded))) == 380
    found = {path.stem: translate.squad(path.read_bytes()) for path in (data / 'picks').glob('*.json')}
    assert {name: squad.chip for name, squad in found.items() if squad.chip} == {
        'gw-09': 'wildcard', 'gw-17': '3xc', 'gw-18': 'bboost', 'gw-19': 'freehit'}
    assert (found['gw-31'].transfer_cost, found['gw-20'].points_on_bench, found['gw-20'].value) == (
        4, 19, Decimal('99.6'))
    assert all(len(squad.picks) == 15 for squad in found.values())


@pytest.mark.realdata
def test_the_answers_of_the_fake_have_the_fields_of_the_recorded_ones(fpl):
    data = folder('fpl')
    recorded = json.loads((data / 'bootstrap-static.json').read_bytes())
    fake = fpl.league.bootstrap()
    assert fake.keys() - {'is_fake'} == recorded.keys()
    for part in ('events', 'teams', 'elements', 'chips', 'element_types'):
        assert fake[part][0].keys() <= recorded[part][0].keys()
        assert {name: type(value) for name, value in without(fake[part][0], 'news_added').items() if value is not None
                and recorded[part][0][name] is not None} == {
            name: type(recorded[part][0][name]) for name in fake[part][0]
            if recorded[part][0][name] is not None and fake[part][0][name] is not None}
    assert fpl.league.picks(20).keys() == json.loads((data / 'picks/gw-20.json').read_bytes()).keys()
