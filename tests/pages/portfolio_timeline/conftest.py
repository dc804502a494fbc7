"""A plan on the timeline page, and hands that do what a browser would tell."""

import pytest

from app.services.portfolio import ground, scenarios
from app.services.portfolio.planned import planned as plan_of
from app.work import read
from components.timeline import Timeline
from tests.pages.conftest import shown, until
from tests.people import ANN
from tests.portfolio import checkout, day, plant

WALLET = 3


@pytest.fixture
def planned(workspace):
    return plant(checkout())


def timeline(user):
    return shown(user, Timeline)[0]


def bars(user):
    """What the timeline of this browser shows, by title."""
    found = shown(user, Timeline)
    view = found[0].view if found else None
    return {bar.title: bar for row in view.rows for bar in row.bars} if view else {}


def board(user):
    return timeline(user).wishes.drop.__self__.board


async def opened(user, address='/portfolio'):
    await user.open(address)
    await until(lambda: shown(user, Timeline) and timeline(user).view)
    return timeline(user)


async def wish(user, name, *given):
    """What the browser would tell after a gesture."""
    with user:
        return await getattr(timeline(user).wishes, name)(*given)


def scenario_of(actor=ANN):
    found = read(scenarios.list_scenarios, actor)
    return found.mine[0].id if found.mine else None


def item_in(scenario, item_id=WALLET):
    return read(plan_of, scenario).items[item_id]


def _moved_at_the_source(work, item_id):
    from models.portfolio import PortfolioItem
    row = work.get(PortfolioItem, item_id)
    row.start, row.end, row.mark = day('2 Nov'), day('13 Nov'), ground.move_baseline(work)
    work.session.add(row)
