"""From the portfolio to a poker table: the items of a saved view lie there as stories."""

from app.domain.portfolio.views.looks import Filter, Looks
from app.services.poker import lobby, stories
from app.services.portfolio import views
from app.work import read, transact
from tests.pages.conftest import choose, field, fill, press, sees, until
from tests.people import ANN
from tests.portfolio import PAY_TEAM, checkout, plant


async def test_a_table_opens_with_the_items_of_a_view(ann):
    plant(checkout())
    view = transact(views.save, ANN, 'Payments', Looks(Filter(plans=(PAY_TEAM,), types=('Feature',))))
    await ann.open('/poker?new=1')
    fill(ann, Table_name='Refinement')
    choose(ann, 'Stories from', 'view')
    choose(ann, 'View', str(view))
    await sees(ann, '3 to add', 'Wallet buttons')
    press(ann, 'Open the table')
    await until(lambda: read(lobby.list_tables).tables)
    table_id = read(lobby.list_tables).tables[0].id
    assert [story.key for story in read(stories.list_stories, table_id).stories] == ['4002', '4003', '4004']


async def test_where_no_view_was_saved_none_is_offered(ann):
    await ann.open('/poker?new=1')
    await sees(ann, 'Table name')
    assert list(field(ann, 'Stories from').options) == ['none', 'paste', 'csv']
