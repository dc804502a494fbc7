"""Which team of the FPL the workspace plays with."""

import pytest

from app.domain.audit import Filter
from app.domain.ops.commands import Definition, Parameter
from app.errors import Forbidden
from app.services import audit
from app.services.ops import teams
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, MAX, OLIVER
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures('workspace')
PREDICT = Definition('predict', 'Predict', parameters=(
    Parameter('fpl_team_id', 'whole', is_required=True), Parameter('weeks_ahead', 'whole', default=3)))


def test_nobody_has_chosen_a_team_at_first():
    assert read(teams.view_team, CLEO) is None
    assert read(teams.suggested, PREDICT) == PREDICT


def test_the_team_an_operator_chose_is_the_default_of_every_command_that_takes_one(workspace):
    transact(teams.choose, OLIVER, 1000001)
    assert read(teams.view_team, CLEO) == 1000001
    assert [parameter.default for parameter in read(teams.suggested, PREDICT).parameters] == [1000001, 3]
    assert read(teams.suggested, Definition('backup', 'Back up')) == Definition('backup', 'Back up')
    assert {event.topic for event in workspace} >= {'ops/team', 'ops/commands'}


def test_another_team_takes_the_place_of_the_former_and_the_trail_tells():
    for team_id in (1, 2, 2):
        transact(teams.choose, ANN, team_id)
    assert read(teams.view_team, ANN) == 2
    changes = [entry.changes for entry in read(audit.list_entries, ANN, Filter(deed='ops.choose_team'))]
    assert [change[0][2] for change in changes] == ['1', '2']


@pytest.mark.parametrize('person', [BOB, CLEO, MAX], ids=lambda person: person.name)
def test_others_do_not_choose_the_team(person):
    with pytest.raises(Forbidden):
        transact(teams.choose, person, 5)


@pytest.mark.parametrize('number', [0, -1, True, 10**9])
def test_what_is_no_number_of_a_team_is_refused(number):
    with refused('ops.team'):
        transact(teams.choose, ANN, number)
