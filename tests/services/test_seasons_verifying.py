"""Night by night: what must hold of a season is asked of its tables, and what does not is named."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from app.domain.seasons.axes import Cell
from app.domain.seasons.budgets import TransferDraft
from app.domain.seasons.operations import Set
from app.domain.seasons.season import ACTUAL
from app.services.seasons import ground, order_states, receipts, transfers, verifying
from app.services.seasons.editing import edit
from app.work import read, transact
from models.buying import SeasonMove, SeasonOrder, SeasonOrderLine, SeasonTransfer
from tests.people import ANN, BOB, invite_crew
from tests.seasons import CODE, tell_planted
from tests.seasons_buying import WEEK_5, came, confirmed, drafted, line, plant_buying, submitted

WEEK = 'w:2030-02-04'


@pytest.fixture
def lived(workspace, time):
    """Orders in all states, receipts that stand and that were reversed, budget that moved, sales, days that passed."""
    invite_crew()
    season = plant_buying()
    tell_planted(season)
    drafted(line(1)), submitted(line(2_000)), confirmed(line(30_000, WEEK_5))
    whole, part, short = (confirmed(line(60_000), line(3_001, WEEK_5, quantity=3000)) for _ in range(3))
    came(whole, (1, 1, 0), (2, 3, 0)), came(part, (1, 1, 0), (2, 1, 1)), came(short, (2, 2, 0))
    transact(receipts.reverse_receipt, BOB, came(part, (2, 1, 0)), 'counted twice')
    transact(order_states.close_short, BOB, short, 'no more')
    transact(order_states.cancel, BOB, confirmed(line(9_000)), 'not needed')
    transact(transfers.approve_transfer, ANN, transact(transfers.ask_transfer, BOB, CODE, TransferDraft(
        'c:LINEN', WEEK, 'c:DRESS', 'w:2030-03-04', 50_000, 'x')))
    time.now = datetime(2030, 2, 13, 9, tzinfo=UTC)
    transact(edit, ANN, CODE, None, Set(Cell('cogs', 'l:HARB', 'c:LINEN', WEEK), 200_000), ACTUAL)
    time.now = datetime(2030, 3, 13, 9, tzinfo=UTC)  # lines are late and periods are over: nobody has noted it yet
    return season


TAMPERED = (
    (delete(SeasonMove).where(SeasonMove.kind == 'order'), 'the waterfall closes'),
    (update(SeasonTransfer).values(source=99), 'budget transfers add up to nothing'),
    (update(SeasonOrder).where(SeasonOrder.state == 'partial').values(state='complete'),
     'on order + accepted + cancelled = ordered'),
    (update(SeasonOrderLine).where(SeasonOrderLine.accepted > 0).values(accepted=0),
     'accepted of a line = the sum of its receipts'))


def test_what_the_services_did_holds_together_and_tables_that_were_tampered_with_are_named(lived):
    assert read(verifying.broken_identities, lived) == []
    for change, rule in TAMPERED:
        transact(lambda work, change=change: work.session.execute(change))
        transact(ground.move_facts, lived)  # nothing of it is kept in memory
        assert rule in {one for one, _, _ in read(verifying.broken_identities, lived)}
