"""What a poker table agreed on is written to the work item it was about."""

import pytest

from app.domain.portfolio.items.estimating import POINTS
from app.domain.portfolio.sources.reading import SourceTrouble
from app.errors import Forbidden, Rejected
from app.events import HISTORY, EstimateSaved
from app.services.ops import queue, runs
from app.services.ops.runs import Sought
from app.services.portfolio import estimates, tokens
from app.work import read, transact
from jobs.portfolio import estimate
from models.portfolio import PortfolioSource
from tests.fakes.azure_devops import azure, shop
from tests.people import ANN, BOB, found_workspace, invite_bob
from tests.portfolio_sync import add_source, live, sync_now, with_commands
from tests.voice import Said


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def fake(database, time):
    found_workspace()
    invite_bob()
    with azure(shop()) as fake:
        add_source(fake.url)
        sync_now()
        yield fake


def wallet_buttons():
    return next(item for item in live().values() if item.title == 'Wallet buttons')


def save(value, person=ANN):
    saved = EstimateSaved(HISTORY, f'portfolio:{wallet_buttons().id}', value, person.identity, person.name, 'Sprint')
    transact(estimates.keep_estimate, saved)


def written(token='pat-all', person=ANN):
    """By a run that this person has asked for, wherever."""
    transact(tokens.keep_token, ANN, 1, tokens.WRITE, 'pat-all', is_own=True)
    voice = Said()
    voice.run_id = transact(queue.enqueue, 'portfolio.estimate', {'estimate': 1, 'source': 1}, trigger='ui',
                            actor=person)
    voice.secrets = {tokens.name_of(1, tokens.WRITE): token}
    return estimate.write(voice, {'estimate': 1, 'source': 1})


def state():
    return read(estimates.latest, ANN, wallet_buttons().id).state


def test_an_estimate_is_written_with_the_revision_it_was_judged_by(fake):
    save('8')
    assert written()['value'] == '8'
    assert state() == 'written'
    number, sent = fake.patches()[-1]
    assert (number, sent[0]['path'], sent[1]['value']) == (int(wallet_buttons().number), '/rev', 8)
    assert wallet_buttons().fields[POINTS[0]] == 8


def test_what_is_there_already_is_not_sent_again(fake):
    save('8')
    written()
    count = len(fake.patches())
    written()
    assert len(fake.patches()) == count


def test_a_refusal_is_told_and_the_estimate_stays(fake):
    save('8')
    with pytest.raises(SourceTrouble):
        written('pat-read')
    assert state() == 'refused'
    assert read(estimates.latest, ANN, wallet_buttons().id).value == '8'


def test_a_source_that_takes_estimates_at_once_gets_them_from_publishers_only(fake):
    transact(lambda work: setattr(work.get(PortfolioSource, 1), 'writes_estimates', True))
    transact(tokens.keep_token, ANN, 1, tokens.WRITE, 'pat-all', is_own=True)
    save('5', BOB)
    assert state() == 'kept'
    save('5')
    assert state() == 'pending'
    assert [run.command for run in read(runs.list_runs, ANN, Sought(command='portfolio.estimate'))[0]] == [
        'portfolio.estimate']


def test_a_size_in_words_stays_here(fake):
    save('M')
    with pytest.raises(Rejected, match='no number'):
        transact(estimates.write, ANN, wallet_buttons().id)
    assert state() == 'kept'


def test_a_run_that_somebody_asked_for_who_may_not_publish_writes_nothing(fake):
    save('8')
    with pytest.raises(Forbidden):
        written(person=BOB)
    assert fake.patches() == [] and state() == 'kept'


def test_without_a_token_that_is_lent_or_ones_own_nothing_is_written(fake, monkeypatch):
    save('8')
    monkeypatch.setattr(tokens, 'writes_with', lambda *_: '')
    with pytest.raises(Forbidden):
        written()
    assert fake.patches() == []
