"""The page of changed days: lines per step, narrowed by plan and text, alive while somebody edits."""

from datetime import UTC, datetime

import pytest

from app.domain.portfolio.planning.operations import MoveItems, ResizeItem
from app.services.portfolio import editing
from app.work import transact
from models.portfolio import PortfolioRevision
from tests.pages.conftest import field, fill, misses, named, sees, shown, text_of, touch
from tests.people import ANN, BOB
from tests.portfolio import checkout, day, plant

BUTTONS, SLOTS = 3, 5


@pytest.fixture
async def at_history(ann):
    plant(checkout())
    await ann.open('/portfolio/history')
    return ann


def keep(item_id, rev, by='Ines', **changed):
    transact(lambda work: work.session.add(PortfolioRevision(
        item_id=item_id, rev=rev, at=datetime(2026, 9, rev, 9, tzinfo=UTC), by=by,
        changed={name: list(pair) for name, pair in changed.items()})))


async def test_before_anything_has_changed_it_is_said_what_appears_here(at_history):
    await sees(at_history, 'No changes of days yet')


async def test_a_step_of_ones_scenario_appears_by_itself(at_history):
    transact(editing.edit, ANN, None, [MoveItems((BUTTONS,), 7)])
    await sees(at_history, 'Wallet buttons', 'Ann', 'Start 19 Oct → 26 Oct 2026, end 6 Nov → 13 Nov 2026', '1 item')


async def test_scenarios_of_others_do_not_appear(at_history):
    transact(editing.edit, ANN, None, [MoveItems((SLOTS,), 7)])
    await sees(at_history, 'Slot booking')
    keep(BUTTONS, 1, start=[None, '2026-10-19'])
    await at_history.open('/portfolio/history')
    await sees(at_history, 'Wallet buttons', 'at the source', 'Start none → 19 Oct 2026')
    assert BOB.name not in text_of(at_history)


async def test_a_start_after_the_end_is_said_and_red(at_history):
    keep(BUTTONS, 1, start=[None, '2026-10-19'], end=[None, '2026-10-16'])
    await at_history.open('/portfolio/history')
    await sees(at_history, 'start after end')
    assert [step for step in shown(at_history) if 'rt-days-wrong' in step.classes]


async def test_lines_lie_where_their_days_are(at_history):
    transact(editing.edit, ANN, None, [ResizeItem(BUTTONS, end=day('13 Nov'))])
    await sees(at_history, 'Wallet buttons')
    [line] = [element for element in shown(at_history) if 'rt-days-line' in element.classes]
    assert (line.style['left'], line.style['width']) == ('0.00%', '100.00%')
    [former] = [element for element in shown(at_history) if 'rt-days-before' in element.classes]
    assert former.style['left'] == '0.00%' and float(former.style['width'].rstrip('%')) < 80


async def test_a_search_finds_items_whose_history_can_be_read(at_history):
    fill(at_history, Item='slot')
    touch(at_history, field(at_history, 'Item'), 'keydown.enter')
    await sees(at_history, 'Slot booking', 'as far as its history was read')
    assert named(at_history, 'Read the history of Slot booking')
    await at_history.open('/portfolio/history?q=nothing+like+this')
    await sees(at_history, 'No changed days')
    await misses(at_history, 'Slot booking')


async def test_members_may_look(bob):
    plant(checkout())
    await bob.open('/portfolio/history')
    await sees(bob, 'History')
