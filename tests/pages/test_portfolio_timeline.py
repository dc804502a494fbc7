"""The timeline page: what one does is kept and seen by everybody; what the plan does is seen by whoever looks."""

import pytest

from app.services.portfolio import editing
from app.work import read, transact
from components.timeline import Timeline
from tests.pages.conftest import choose, fill, give, misses, named, press, press_last, sees, shown, sign_in, touch, until
from tests.people import ANN, BOB, CLEO
from tests.portfolio import checkout, plant


@pytest.fixture
def planned(workspace):
    return plant(checkout())


def bars(user):
    timeline = shown(user, Timeline)[0]
    return {bar.title: bar for row in timeline.view.rows for bar in row.bars} if timeline.view else {}


async def test_the_timeline_shows_what_is_planned(planned, ann):
    await ann.open('/portfolio')
    await until(lambda: 'Wallet buttons' in bars(ann))
    await sees(ann, 'Scenario: Live plan', 'Find an epic or feature')
