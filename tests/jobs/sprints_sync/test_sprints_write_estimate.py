"""What a poker table agrees on goes back to Jira, where an admin has allowed it, and is read again from there."""

import pytest

from app.domain.sprints.jira.reading import SourceTrouble
from app.errors import Rejected
from app.events import EstimateSaved
from app.services.sprints import estimates, ground
from app.work import read, transact
from jobs.sprints import estimate
from models.sprints import SprintEstimate, SprintSite
from tests.people import ANN
from tests.sprints_sync import BUTTONS, run


def allow(work):
    work.get(SprintSite, 1).options = {'writes_estimates': True}


def agreed(value='8'):
    saved = EstimateSaved('stories', f'sprints:1/{BUTTONS}', value, ANN.identity, 'Ann', 'Refinement')
    transact(estimates.keep_estimate, saved)
    return read(estimates.latest, ANN, 1, BUTTONS)


def test_an_estimate_goes_to_jira_and_comes_back_with_the_next_read(known_board):
    transact(allow)
    found = agreed()
    transact(estimates.write, ANN, 1, BUTTONS)
    assert read(estimates.latest, ANN, 1, BUTTONS).state == 'pending'
    run(estimate.write, estimate=found.id)
    assert read(estimates.latest, ANN, 1, BUTTONS).state == 'written'
    assert [method for method, _ in known_board.writes()] == ['PUT']
    run()
    board = read(ground.board_of, 1)
    assert board.issues[BUTTONS].estimates[board.columns.estimate] == '8'


def test_where_it_is_not_allowed_jira_is_never_asked(known_board):
    found = agreed()
    with pytest.raises(Rejected, match='not allowed any more'):
        run(estimate.write, estimate=found.id)
    assert known_board.asked == []


def test_a_refusal_of_jira_is_kept_with_the_estimate(known_board):
    transact(allow)
    found = agreed()
    with pytest.raises(SourceTrouble):
        run(estimate.write, estimate=found.id, token='expired')
    kept = transact(lambda work: work.get(SprintEstimate, found.id).state)
    assert kept == 'refused' and read(estimates.latest, ANN, 1, BUTTONS).message
