"""From nothing to a timeline: sources, their tokens, and plans."""

import json

import pytest

from app.domain.access import Grant
from app.domain.portfolio.setup.drafts import PlanDraft, SourceDraft
from app.events import RUNS, RunChanged
from app.services import secrets
from app.services.people import accounts
from app.services.portfolio import ground, plans, source_setup, tokens
from app.work import read, transact
from models.ops import OpsRun
from models.portfolio import PortfolioPlan, PortfolioSource
from tests.pages.conftest import (
    choose,
    complaint,
    field,
    fill,
    give,
    misses,
    named,
    press,
    press_last,
    problem,
    sees,
    sign_in,
    submit,
    text_of,
    type_key,
    until,
)
from tests.pages.portfolio_setup.conftest import BASE, PARTS, of, open_row, setting, view
from tests.people import ANN, BOB, PASSWORD
from tests.portfolio import PAY_TEAM, SHOP


async def test_an_empty_portfolio_leads_to_its_first_timeline(ann):
    await ann.open(BASE)
    await sees(ann, 'First steps', '0 of 4', 'Connect a source', 'Choose plans', 'Name the teams', 'Use demo data')
    press(ann, 'Connect a source')
    await sees(ann, 'No source yet')


async def test_demo_data_is_a_choice_that_says_what_it_is(ann):
    await ann.open(BASE)
    press(ann, 'Use demo data')
    await sees(ann, 'Demo data is being made')
    run = read(lambda work: work.get(OpsRun, 1))
    assert (run.command, run.actor) == ('portfolio.demo', ANN.identity)


async def test_what_is_done_is_ticked_off(ann, planted):
    await ann.open(BASE)
    await sees(ann, 'Everything a timeline needs is there', '4 of 4', 'Mobile has no people')


@pytest.mark.parametrize('part', ['', *PARTS])
async def test_only_admins_get_there(bob, planted, part):
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('manager', 'portfolio')])
    sign_in(bob, BOB)  # whoever gets other roles has to do so again
    answer = await bob.http_client.get(f'{BASE}/{part}'.rstrip('/'))
    assert answer.status_code == 403 and 'Only admins can set the portfolio up.' in answer.text


async def test_a_part_that_does_not_exist_is_no_page(ann):
    answer = await ann.http_client.get(f'{BASE}/weather')
    assert answer.status_code == 404 and 'There is no such page.' in answer.text


async def test_a_source_is_connected_with_an_address_that_is_checked(ann):
    await ann.open(f'{BASE}/sources')
    press(ann, 'Connect a source')
    fill(ann, Name='ADO', Address='dev.azure.com/acme')
    submit(ann, 'Connect')
    await until(lambda: 'https://dev.azure.com/acme' in complaint(ann, 'Address'))
    fill(ann, Address='https://dev.azure.com/acme/Shop')
    submit(ann, 'Connect')
    await sees(ann, 'ADO is connected', 'Not read yet', 'Token', 'Not set')
    found = of(view().sources, 'ADO')
    assert (found.draft.base_url, found.draft.kind) == ('https://dev.azure.com/acme', 'azure_devops')


async def test_a_token_goes_in_and_never_comes_out(ann, planted, monkeypatch):
    await ann.open(f'{BASE}/sources?open=1')
    await sees(ann, 'Access tokens')
    fill(ann, Token_for_reading='swordfish-77-alpha')
    submit(ann, 'Save token')
    await until(lambda: 'is set' in text_of(ann) or 'Password' in text_of(ann))
    if 'The token of' not in text_of(ann):
        fill(ann, Password=PASSWORD)
        submit(ann, 'Go on') if named(ann, 'Go on') else submit(ann, 'Continue')
    await until(lambda: read(secrets.list_set, [tokens.name_of(1, 'read')], 'shared'))
    await ann.open(f'{BASE}/sources?open=1')
    await sees(ann, 'Set, not used yet')
    assert field(ann, 'Token for reading').props['hint'].startswith('Kept since today')
    assert field(ann, 'Token for publishing').props['hint'].startswith('None yet. For publishers')
    assert 'swordfish' not in text_of(ann)


async def test_a_token_that_all_have_in_common_is_removed_after_a_question(ann, planted):
    transact(tokens.keep_token, ANN, 1, tokens.READ, 'swordfish-77-alpha')
    await ann.open(f'{BASE}/sources?open=1')
    await sees(ann, 'Access tokens')
    assert not named(ann, 'Remove… the token for publishing')
    press(ann, 'Remove… the token for reading')
    await sees(ann, 'Remove this token?', 'Everything that was read stays.')
    press(ann, 'Remove the token')
    await until(lambda: 'is removed' in text_of(ann) or 'Password' in text_of(ann))
    if 'is removed' not in text_of(ann):
        fill(ann, Password=PASSWORD)
        submit(ann, 'Go on') if named(ann, 'Go on') else submit(ann, 'Continue')
    await until(lambda: not read(secrets.list_set, [tokens.name_of(1, 'read')], 'shared'))
    await sees(ann, 'Token', 'Not set')


async def test_a_source_that_cannot_be_read_says_since_when_and_what_to_do(ann, planted):
    def trouble(work):
        row = work.get(PortfolioSource, 1)
        row.state, row.error, row.since = 'auth', 'Azure DevOps refused the token.', work.now
    transact(trouble)
    await ann.open(f'{BASE}/sources')
    await sees(ann, 'Access refused', 'Replace token')
    assert 'refused the token' in text_of(ann) and 'Since' in text_of(ann)
    press(ann, 'Replace token')
    await sees(ann, 'Access tokens')


async def test_an_answer_nobody_believes_is_confirmed_by_an_admin(ann, planted):
    def doubt(work):
        work.get(PortfolioPlan, PAY_TEAM).doubt = 'half'
    transact(doubt)
    await ann.open(f'{BASE}/sources')
    await sees(ann, 'Yes, these items are gone')
    press(ann, 'Yes, these items are gone')
    await sees(ann, 'Are these items gone?')
    press_last(ann, 'Yes, these items are gone')
    await until(lambda: read(lambda work: work.get(PortfolioPlan, PAY_TEAM)).doubt == '')


async def test_how_often_a_source_is_read_is_kept_with_the_last_and_the_next_time(ann, workspace):
    made = transact(source_setup.add_source, ANN, SourceDraft('Trial', 'demo'))
    await ann.open(f'{BASE}/sources')
    await sees(ann, 'Trial')
    press(ann, 'Edit Trial')
    await sees(ann, 'How often it is read')
    assert 'Never read' in field(ann, 'History, minutes').props['hint']
    give(ann, 'Items, minutes', '2')
    submit(ann, 'Save intervals')
    await until(lambda: complaint(ann, 'Items, minutes'))
    give(ann, 'Items, minutes', '10')
    submit(ann, 'Save intervals')
    await until(lambda: of(view().sources, 'Trial').readings[0].minutes == 10)
    assert of(view().sources, 'Trial').id == made


async def test_a_sync_is_started_and_seen(ann, planted):
    await ann.open(f'{BASE}/sources')
    press(ann, 'Sync now')
    await sees(ann, 'Reading now')


async def test_a_plan_is_added_changed_and_removed(ann, planted):
    await ann.open(f'{BASE}/plans')
    press(ann, 'New plan')
    fill(ann, Name='Wallet', Area_path='Shop\\Wallet', Types_that_are_read='Epic, Feature')
    choose(ann, 'Owner', '1')
    submit(ann, 'Add plan')
    await sees(ann, 'Wallet is added', 'project-wallet', 'Shop\\Wallet')
    found = of(view().plans, 'Wallet')
    assert (found.draft.types, found.draft.team_id, found.draft.is_open) == (('Epic', 'Feature'), 1, True)
    open_row(ann, 'Edit Wallet')
    fill(ann, Name='Purse')
    press(ann, 'Only people I name')
    submit(ann, 'Save plan')
    await sees(ann, 'Purse is saved', '0 people')
    assert of(view().plans, 'Purse').slug == 'project-wallet'
    open_row(ann, 'Edit Purse')
    press(ann, 'Remove…')
    await sees(ann, 'Remove Purse?')
    press_last(ann, 'Remove Purse')
    await misses(ann, 'project-wallet')
    assert of(view().plans, 'Purse') is None


async def test_plans_and_teams_stand_in_the_order_that_is_written_beside_them(ann, planted):
    await ann.open(f'{BASE}/plans?open={PAY_TEAM}')
    fill(ann, Order_on_the_timeline=40)
    submit(ann, 'Save plan')
    await until(lambda: list(setting().plans)[-1] == PAY_TEAM)
    await ann.open(f'{BASE}/plans')
    press(ann, 'New plan')
    assert field(ann, 'Order on the timeline').value == 41
    await ann.open(f'{BASE}/teams?open=1')
    fill(ann, Order_on_the_timeline=40)
    submit(ann, 'Save team')
    await until(lambda: list(setting().teams)[-1] == 1)


async def test_everything_wrong_about_a_plan_is_said_beside_its_fields(ann, planted):
    await ann.open(f'{BASE}/plans')
    type_key(ann, 'n')
    await sees(ann, 'New plan', 'Add plan')
    submit(ann, 'Add plan')
    await until(lambda: complaint(ann, 'Name') == 'Give it a name.')
    assert complaint(ann, 'Area path').startswith('Say which area path')


async def test_somebody_else_who_was_faster_is_told(ann, planted):
    await ann.open(f'{BASE}/plans?open={SHOP}')
    transact(plans.change_plan, ANN, SHOP, PlanDraft('Store', 1, 'Shop'))
    await sees(ann, 'Store')
    fill(ann, Name='Market')
    submit(ann, 'Save plan')
    await until(lambda: problem(ann) == ['Somebody else has changed this meanwhile. Look again.'])


async def test_a_list_is_filtered_and_says_so_when_nothing_fits(ann, planted):
    await ann.open(f'{BASE}/plans?text=pay')
    await sees(ann, 'Payments')
    assert 'Edit Stores' not in text_of(ann)
    give(ann, 'Filter plans', 'zebra')
    await sees(ann, 'Nothing matches “zebra”')
    press(ann, 'Clear filter')
    await sees(ann, 'Edit Stores')


async def test_what_the_source_holds_is_looked_up_by_a_run_and_offered(ann, planted):
    await ann.open(f'{BASE}/plans?open={SHOP}')
    await sees(ann, 'Nobody has looked at the source yet.')
    fill(ann, Name='Typed')
    press(ann, 'Look at the source')
    await sees(ann, 'Looking at the source…')

    def end(work):
        run = work.get(OpsRun, 1)
        run.state, run.ended_at = 'succeeded', work.now
        run.result = json.dumps({'project': 'Shop', 'projects': ['Shop'], 'areas': ['Shop', 'Shop\\Web'],
                                 'missing': [['Old', 'Shop\\Pay', 'Shop\\Web']]})
        ground.move_setup(work)
        work.record(RunChanged(RUNS))
    transact(end)
    await sees(ann, 'Areas found', 'Old: there is no area “Shop\\Pay” at the source. Is it “Shop\\Web” now?')
    choose(ann, 'Areas found', 'Shop\\Web')
    submit(ann, 'Save plan')
    await until(lambda: (setting().plans[SHOP].name, setting().plans[SHOP].area) == ('Typed', 'Shop\\Web'))
