"""Looking around at a source: what is offered to whoever sets up, and which paths are not there any more."""

import json
from dataclasses import replace

import pytest

from app.domain.portfolio.setup.drafts import PlanDraft, SourceDraft
from app.domain.portfolio.sources.browsing import (
    Browsed,
    Missing,
    as_result,
    missing_areas,
    nearest,
    of_result,
)
from app.domain.portfolio.sources.reading import SourceTrouble
from app.errors import Conflict, Forbidden, NotFound
from app.services.portfolio import browsing, ground, plans, source_setup
from app.work import read, transact
from jobs import commands
from jobs.portfolio import browse, demo_data
from models.ops import OpsRun
from tests.people import ANN, BOB, found_workspace
from tests.voice import Said

AREAS = ('Shop', 'Shop\\Payments', 'Shop\\Payments\\Wallet', 'Shop\\Web')


@pytest.fixture
def policy(policy):
    return replace(policy, commands=dict(commands.DEFINITIONS))


@pytest.fixture
def source(database, time):
    found_workspace()
    return transact(source_setup.add_source, ANN, SourceDraft('Demo', 'demo'))


@pytest.mark.parametrize(('path', 'found'), [
    ('Shop\\Paymens', 'Shop\\Payments'), ('Shop\\Checkout\\Wallet', 'Shop\\Payments\\Wallet'),
    ('Shop\\Quite something else', 'Shop'), ('Elsewhere', '')])
def test_a_path_that_is_gone_comes_with_its_nearest_neighbour(path, found):
    assert nearest(path, AREAS) == found


def test_paths_are_compared_whole_and_without_regard_to_case():
    assert missing_areas([('Pay', 'shop\\payments'), ('Old', 'Shop\\Pay')], AREAS) == (
        Missing('Old', 'Shop\\Pay', 'Shop\\Payments'),)


def test_what_was_found_comes_back_from_the_result_of_a_run():
    found = Browsed('Shop', ('Shop',), AREAS, ('Pay',), ('Epic',), (('New', 'Proposed'),), ('Shop\\S1',),
                    (('id', 'Plan'),), (Missing('Old', 'x', 'y'),))
    assert of_result(json.dumps(as_result(found))) == found
    assert of_result('') == Browsed()


def test_a_look_at_a_demo_source_offers_everything_one_chooses_from(source):
    voice = Said()
    found = browse.browse(voice, {'source': source})
    assert found['project'] == 'Shop' and 'Shop\\Payments' in found['areas']
    assert all(found[name] for name in ('projects', 'teams', 'types', 'states', 'iterations'))
    assert found['missing'] == [] and voice.steps[-1][2] == 'delivery plans'


def test_a_plan_whose_area_was_renamed_is_named_with_what_it_may_be_now(source):
    transact(plans.add_plan, ANN, PlanDraft('Payments', source, 'Shop\\Paymentz'))
    transact(plans.add_plan, ANN, PlanDraft('Lost', source, 'Shopp\\Payments'))
    voice = Said()
    found = browse.browse(voice, {'source': source})
    assert found['missing'] == [['Lost', 'Shopp\\Payments', 'Shop\\Payments'],
                                ['Payments', 'Shop\\Paymentz', 'Shop\\Payments']]
    assert ('warning', 'Payments: there is no area “Shop\\Paymentz” at the source. Is it “Shop\\Payments” now?') in (
        voice.lines)


def test_a_project_that_is_not_there_ends_the_look_in_words(source):
    with pytest.raises(SourceTrouble, match='no project “Moon”'):
        browse.browse(Said(), {'source': source, 'project': 'Moon'})


def test_only_admins_look_around_and_two_of_them_share_one_run(source):
    with pytest.raises(Forbidden):
        transact(browsing.browse, BOB, source)
    with pytest.raises(NotFound):
        transact(browsing.browse, ANN, 77)
    first, second = (transact(browsing.browse, ANN, source) for _ in range(2))
    assert first == second
    (own, view), = read(browsing.view_browsed, ANN)
    assert (own, view.run_id, view.is_over, view.found) == (source, first, False, Browsed())


def test_the_newest_look_is_shown_and_a_failed_one_says_why(source):
    run_id = transact(browsing.browse, ANN, source)

    def end(work):
        run = work.get(OpsRun, run_id)
        run.state, run.ended_at, run.reason = 'failed', work.now, 'The token was refused.'
    transact(end)
    (_, view), = read(browsing.view_browsed, ANN)
    assert (view.is_over, view.error) == (True, 'The token was refused.')


def test_demo_data_fills_an_empty_portfolio_and_only_an_empty_one(database, time):
    found_workspace()
    assert transact(browsing.use_demo, ANN)
    demo_data.fill(Said(), {'size': 'small'})
    live = read(ground.live)
    assert len(live.items) == 120 and [one.kind for one in live.setting.sources.values()] == ['demo']
    with pytest.raises(Conflict):
        transact(browsing.use_demo, ANN)
    with pytest.raises(Conflict):
        demo_data.fill(Said(), {})
