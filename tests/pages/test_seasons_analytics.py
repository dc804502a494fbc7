"""The page of a season's analytics: what it shows, filters that work, what others do appears."""

from app.domain.seasons.season import ORIGINAL
from tests.pages.conftest import arrives, choose, give, press, sees, shown, text_of
from tests.seasons import CODE, leaves, plant_season, plant_version
from tests.seasons_buying import BUDGET, EACH_WEEK, WEEK_5, confirmed, line, plant_buying

HOME = f'/seasons/{CODE}/analytics'
BOTH = {'net_sales': leaves(HARB_LINEN=[EACH_WEEK] * 8, SOUTH_LAMPS=[100_000] * 8)}


async def test_the_page_says_how_the_season_goes_and_follows_what_others_order(ann, workspace):
    plant_buying()
    await ann.open(HOME)
    written = text_of(ann)
    for words in ('Budget', '20\u202f000', 'required receipts, as approved', 'nothing was ordered yet',
                  'No sales are known yet', 'Nothing needs a look.', 'Feb 2030', 'Women'):
        assert words in written, words
    confirmed(line(BUDGET, WEEK_5))
    await sees(ann, '50\u202f% of the budget', 'Confirmed')


async def test_every_chart_says_in_words_what_it_shows(ann, workspace):
    plant_buying()
    confirmed(line(BUDGET // 2, WEEK_5))
    await ann.open(HOME)
    told = [one.props.get('aria-label') for one in shown(ann) if one.props.get('role') == 'img']
    assert 'Mar 2030 has the least left: 5\u202f000 of 10\u202f000.' in told
    assert 'Women has most on order or received: 5\u202f000.' in told


async def test_a_cluster_and_a_level_are_chosen_and_stand_in_the_address(ann, workspace):
    season = plant_season('otb_uploaded', BOTH)
    plant_version(season, ORIGINAL, BOTH)
    await ann.open(HOME)
    assert '28\u202f000' in text_of(ann)
    choose(ann, 'Cluster', 'k:CLU-PARK')
    await arrives(ann, f'{HOME}?cluster=k%3ACLU-PARK&level=1&mark=5')
    await sees(ann, '8\u202f000', 'South Gate')
    choose(ann, 'Categories', '2')
    await arrives(ann, f'{HOME}?cluster=k%3ACLU-PARK&level=2&mark=5')
    await sees(ann, 'Lamps')


async def test_a_difference_is_marked_from_a_share_on_that_one_chooses(ann, workspace):
    plant_buying()
    await ann.open(HOME)

    def marked():
        return [one for one in shown(ann) if 'rt-wrn' in one.classes and '▼' in (getattr(one, 'text', '') or '')]
    assert marked()
    give(ann, 'Mark differences from, %', 0)
    assert not marked()


async def test_the_export_has_the_filters_of_the_page(ann, workspace):
    plant_buying()
    await ann.open(f'{HOME}?level=2')
    press(ann, 'Export')
    links = {one.text: one.props['href'] for one in shown(ann) if str(one.props.get('href', '')).startswith('/api/')}
    assert links['Export to Excel'] == f'/api/v1/analytics/export?season={CODE}&cluster=&level=2&format=xlsx'
    assert 'Export CSV' in links


async def test_a_season_without_a_plan_shows_calm_nothing(ann, workspace):
    plant_season('created')
    await ann.open(HOME)
    assert 'not approved yet' in text_of(ann)
    assert 'nothing was ordered yet' in text_of(ann) and 'Nothing to look at yet' in text_of(ann)
