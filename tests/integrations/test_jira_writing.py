"""The one thing that is ever written to Jira."""

from decimal import Decimal

import pytest

from app.domain.sprints.jira.reading import SourceTrouble
from app.integrations.jira.writing import write_estimate

BUTTONS = 10101  # an issue of the shop


@pytest.fixture
def client(ask_jira, jira_fake):
    return ask_jira(jira_fake)


@pytest.mark.parametrize(('points', 'kept'), [(Decimal(8), 8), (Decimal('0.5'), 0.5)], ids=str)
def test_an_estimate_is_written_to_the_field_the_board_counts(client, jira_fake, points, kept):
    field = jira_fake.site.fields['points'][0]
    write_estimate(client, BUTTONS, field, points)
    assert jira_fake.site.issues[BUTTONS].values['points'] == kept
    assert [method for method, _ in jira_fake.writes()] == ['PUT']


def test_what_jira_does_not_take_is_told_in_words(client, jira_fake):
    with pytest.raises(SourceTrouble):
        write_estimate(client, 99_999_999, jira_fake.site.fields['points'][0], Decimal(3))
