"""What is printed of a season: the figures of its pages, and nothing that could run."""

import pytest

from app.domain.seasons import paper as sheets
from app.domain.seasons.buying import OrderFilter
from app.domain.seasons.otb import OtbLooks
from app.domain.seasons.plan.looks import PLAIN, PlanLooks
from app.domain.seasons.season import LY
from app.errors import NotFound
from app.services.seasons import papers
from app.work import read
from components.sprints.export_menu import Paper
from tests.pages.conftest import press, until
from tests.people import ANN
from tests.seasons import CODE, leaves, plant_season, plant_version


@pytest.fixture
def season(workspace):
    return plant_season('range_uploaded', cells={'net_sales': leaves(HARB_LINEN=[1000_00, 2000_50])})


def printed(service, *given):
    return sheets.as_html(read(service, ANN, CODE, *given))


def test_the_plan_is_printed_as_it_is_looked_at(season):
    plant_version(season, LY, {'net_sales': leaves(HARB_LINEN=[1500_00])})
    text = printed(papers.print_plan, PLAIN)
    for part in ('Spring/Summer 2030: plan', f'{CODE} · revision', 'Working · Net sales · at retail', 'Feb',
                 'Harbour Street', '3\u202f000.50', 'Last year', '+100.0\u202f%', 'class="total"'):
        assert part in text, part
    (table,) = read(papers.print_plan, ANN, CODE, PlanLooks(periods='weeks', category='c:LINEN')).tables
    assert table.numbers[:2] == ('W01', 'W02') and table.rows[-1].look == 'total'


def test_more_rows_than_a_window_holds_are_printed_up_to_an_end_that_says_so(season, monkeypatch):
    many = PlanLooks(measures=('net_sales', 'units', 'markdown', 'discount', 'cogs', 'eop', 'bop', 'otb'), depth=9,
                     measures_in='columns')
    (table,) = read(papers.print_plan, ANN, CODE, many).tables
    assert len(table.rows) == 30 * 8 + 8 and not table.foot
    monkeypatch.setattr(papers, 'MOST_ROWS', 100)
    (table,) = read(papers.print_plan, ANN, CODE, many).tables
    assert table.foot.startswith('40 more rows are not printed')


def test_open_to_buy_the_range_and_orders_are_printed(season):
    assert 'Spring/Summer 2030: open-to-buy' in printed(papers.print_otb, OtbLooks())
    assert 'Nothing yet.' in printed(papers.print_range)
    assert 'Nothing yet.' in printed(papers.print_orders, OrderFilter())


def test_texts_of_others_stay_texts():
    table = sheets.PaperTable('', ('Name',), ('Sum',), (sheets.PaperRow(('<script>',), ('1',)),))
    text = sheets.as_html(sheets.Paper('<b>', ('&',), (table,)))
    assert '<script' not in text and '&lt;script&gt;' in text and '&lt;b&gt;' in text


def test_a_version_that_is_not_there_is_not_printed(season):
    with pytest.raises(NotFound):
        read(papers.print_plan, ANN, CODE, PlanLooks(version='scenario:7'))


@pytest.mark.parametrize('query', ['', 'periods=weeks&measure=eop', 'of=otb&place=k:CLU-HIGH', 'of=range',
                                   'of=orders&state=draft', 'of=analytics&level=2', f'of=ranges&other={CODE}'])
async def test_a_page_for_paper_asks_nobody_for_anything(season, ann, query):
    answer = await ann.http_client.get(f'/seasons/{CODE}/print?{query}')
    assert answer.status_code == 200 and '<h1>Spring/Summer 2030' in answer.text and '<script' not in answer.text
    assert "default-src 'none'" in answer.headers['content-security-policy']


async def test_there_is_no_paper_of_something_else(season, ann):
    assert (await ann.http_client.get(f'/seasons/{CODE}/print?of=luck')).status_code == 404


@pytest.mark.parametrize(('address', 'paper'), [
    ('otb?place=k:CLU-HIGH', 'of=otb&place=k%3ACLU-HIGH&branch=&span=months'), ('range', 'of=range'),
    ('orders?state=draft&late=true', 'of=orders&state=draft&late=1'),
    ('analytics?cluster=k:CLU-HIGH', 'of=analytics&cluster=k%3ACLU-HIGH&level=1&mark=5')])
async def test_pages_print_what_is_looked_at(season, ann, monkeypatch, address, paper):
    said = []
    monkeypatch.setattr(Paper, 'run_method', lambda _, *told: said.append(told))
    await ann.open(f'/seasons/{CODE}/{address}')
    press(ann, 'Print')
    await until(lambda: said == [('print', f'/seasons/{CODE}/print?{paper}')])
