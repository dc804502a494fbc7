"""Settings of the sprints as people meet them: from nothing to a board that is read as a team means it."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app.domain.sprints.setup.site_setup import SiteDraft
from app.domain.sprints.setup.team_drafts import MemberDraft
from app.events import RUNS, SITES, RunChanged, SitesChanged
from app.services.sprints import field_rules, ground, members, setup, site_setup
from app.work import read, transact
from models import sprints as tables
from models.ops import OpsRun
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
    sees,
    sign_in,
    submit,
    switch,
    text_of,
    touch,
    until,
)
from tests.people import ANN, BOB, CLEO, PASSWORD
from tests.sprints import FINISHED, QA, RETIRED, plant, worked_example

BASE = '/sprints/settings'
BOARD = f'{BASE}/boards/1'
LOOK = ('{"account": "Ann Berg", "zone": "Europe/Berlin", "kind": "cloud", "version": "1001", "skew": 0, "boards": '
        '[[8, "Checkout", "scrum", ["D"]], [9, "Support", "kanban", []]], "fields": '
        '[["customfield_10500", "Sponsor", "user"]], "candidates": []}')


@pytest.fixture
def planted(workspace):
    return plant(worked_example())


def view():
    return read(setup.view_board, ANN, 1)


def site():
    return read(setup.view_settings, ANN).sites[0]


def runs():
    return read(lambda work: [(run.command, dict(run.parameters)) for run in work.session.exec(
        select(OpsRun).order_by(OpsRun.id))])


def end_run(run_id=1, state='succeeded', result=LOOK, reason=''):
    """As a worker would."""
    def end(work):
        run = work.lock(OpsRun, run_id)
        run.state, run.result, run.reason, run.ended_at = state, result, reason, work.now
        work.record(RunChanged(RUNS))
        work.record(SitesChanged(SITES))
    transact(end)


def open_row(user, name):
    """The click on a button goes on to its row."""
    touch(user, next(one for one in named(user, name)[0].ancestors() if one.tag == 'tr'), 'click')


async def test_a_jira_is_connected_with_what_is_wrong_told_beside_the_field(ann):
    await ann.open(BASE)
    await sees(ann, 'No Jira is connected', 'Try demo data')
    press(ann, 'Connect Jira')
    fill(ann, Address='acme', Token='swordfish-77')
    submit(ann, 'Connect')
    await until(lambda: 'This is not an address' in complaint(ann, 'Address'))
    fill(ann, Address='https://acme.atlassian.net')
    submit(ann, 'Connect')
    await until(lambda: 'enter its e-mail' in complaint(ann, 'E-mail'))
    give(ann, 'E-mail', 'ann@example.com')
    submit(ann, 'Connect')
    await until(lambda: 'is connected' in text_of(ann) or 'Password' in text_of(ann))
    if 'is connected' not in text_of(ann):
        fill(ann, Password=PASSWORD)
        press_last(ann, 'Go on')
    await sees(ann, 'Jira is connected', 'Kept since', 'Asking now')
    assert 'swordfish' not in text_of(ann) and runs() == [('sprints.look', {'site': 1})]


async def test_a_test_of_the_connection_says_who_we_are_and_what_can_be_seen(ann, planted):
    await ann.open(BASE)
    press(ann, 'Test connection')
    await sees(ann, 'Asking now')
    end_run()
    await sees(ann, 'Connected as Ann Berg, Europe/Berlin; Jira Cloud 1001; 2 boards visible.')
    press(ann, 'Test connection')
    await until(lambda: len(runs()) == 2)
    end_run(2, 'failed', '', 'Jira refuses the token.')
    await sees(ann, 'Jira refuses the token.')


async def test_demo_data_is_a_choice_that_says_how_it_goes(ann):
    await ann.open(f'{BASE}?new=demo')
    await sees(ann, 'Demo data is being made', 'Show run')
    assert runs() == [('sprints.demo_data', {'size': 'small'})]


async def test_a_doubtful_field_is_confirmed(ann, planted):
    def doubt(work):
        row = work.lock(tables.SprintSite, 1)
        row.fields = {**row.fields, 'owner': {'id': 'customfield_9', 'name': 'owner', 'confidence': '0.5'}}
    transact(doubt)
    await ann.open(BASE)
    await sees(ann, '50 % sure')
    press(ann, 'Confirm Owner (stakeholder)')
    await sees(ann, 'Confirmed')
    assert site().fields[-1].is_confirmed


async def test_visible_boards_are_added_one_by_one(ann, planted):
    await ann.open(f'{BASE}/boards')
    await sees(ann, 'Checkout', 'In step', 'Nobody has asked yet')
    press(ann, 'Test connection')
    await sees(ann, 'Asking which boards can be seen')
    end_run()
    await sees(ann, 'Support', 'Kanban · number 9')
    assert not named(ann, 'Add Checkout')
    press(ann, 'Add Support')
    await sees(ann, 'Being added')
    assert runs()[-1] == ('sprints.add_board', {'site': 1, 'number': 9})
    end_run(2, 'failed', '', 'The board cannot be seen.')
    await sees(ann, 'The board cannot be seen.')


async def test_a_retired_status_is_mapped_and_leaves_the_list(ann, planted):
    await ann.open(BOARD)
    await sees(ann, 'Statuses without a column', RETIRED)
    choose(ann, f'Map status {RETIRED}', 'done')
    await sees(ann, 'The status is mapped')
    await misses(ann, 'Statuses without a column')
    assert read(ground.board_of, 1).columns.kind_of(RETIRED) == 'done'


async def test_columns_are_saved_and_refused_where_they_make_no_sense(ann, planted):
    await ann.open(BOARD)
    await sees(ann, 'Versions')
    give(ann, 'Statuses of In review', [FINISHED])
    submit(ann, 'Save columns')
    await sees(ann, 'A status stands in one column only')
    give(ann, 'Statuses of In review', ['10011'])
    choose(ann, 'Kind of In review', 'started')
    choose(ann, 'Valid', 'always')
    submit(ann, 'Save columns')
    await sees(ann, 'Columns are saved', '2 versions', 'Superseded')
    assert view().columns[2].kind == 'started'


async def test_guessed_columns_are_confirmed(ann, planted):
    def guess(work):
        work.session.exec(select(tables.SprintMapping)).one().is_guessed = True
        ground.move_boards(work, [1])
    transact(guess)
    await ann.open(BOARD)
    await sees(ann, 'Nobody has said how these columns are to be read')
    press(ann, 'That is right')
    await misses(ann, 'Nobody has said how')


async def test_disciplines_and_members_come_change_and_go(ann, planted):
    await ann.open(f'{BOARD}/disciplines')
    await sees(ann, 'component api, web', 'label qa')
    press(ann, 'New discipline')
    fill(ann, Name='Design', Labels='ux, ui')
    submit(ann, 'Add discipline')
    await sees(ann, 'Design is added', 'label ux, ui')
    await ann.open(f'{BOARD}/members')
    open_row(ann, 'Edit Bob Okoro')
    fill(ann, Hours_a_day='30', QA='130')
    submit(ann, 'Save member')
    await until(lambda: '24 hours' in complaint(ann, 'Hours a day'))
    give(ann, 'Hours a day', '6')
    submit(ann, 'Save member')
    await sees(ann, 'Bob Okoro is saved', 'More than 100 %')
    bob = next(one.draft for one in view().members if one.draft.name == 'Bob Okoro')
    assert (bob.hours, bob.shares) == (6, {QA: 130})


async def test_rules_are_saved_with_priorities_in_another_order(ann, planted):
    await ann.open(f'{BOARD}/rules')
    await sees(ann, 'Priority bands')
    press(ann, 'Move High up')
    switch(ann, 'Count subtasks in points')
    give(ann, 'Dev of Story in percent', '70')
    submit(ann, 'Save rules')
    await sees(ann, 'The shares of Story have to be 100 % together.')
    give(ann, 'QA of Story in percent', '30')
    submit(ann, 'Save rules')
    await sees(ann, 'Rules are saved')
    rules = view().rules
    assert (rules.bands, rules.counts_subtasks, len(rules.type_splits['Story'])) == (('2', '1', '3', '4'), True, 2)


async def test_figures_of_persons_are_off_until_an_admin_names_people(ann, planted):
    await ann.open(f'{BOARD}/rules')
    switch(ann, 'Named people may see them')
    await sees(ann, 'Rules are saved', 'Give the right to')
    choose(ann, 'Give the right to', 'person:2')
    await sees(ann, 'Take away')
    assert view().sights == ('person:2',)


async def test_a_field_rule_is_tried_on_real_issues_before_it_is_kept(ann, planted):
    await ann.open(f'{BOARD}/values')
    await sees(ann, 'No field rule yet')
    press_last(ann, 'New field rule')
    choose(ann, 'For', 'stakeholder')
    choose(ann, 'What is made', 'template')
    give(ann, 'Fields', ['project', 'type'])
    fill(ann, Template='{project}/{type}')
    press(ann, 'Try on 20 issues')
    await sees(ann, '9 of 9 issues get a value.', 'D/Story')
    submit(ann, 'Add rule')
    await sees(ann, 'The rule is added', 'Stakeholder')
    assert read(field_rules.list_rules, ANN, 1)[0].rule.template == '{project}/{type}'


async def test_a_webhook_is_shown_once_and_its_deliveries_are_counted(ann, planted):
    await ann.open(f'{BASE}/webhooks')
    await sees(ann, 'Deliveries are hints')
    press(ann, 'Make a webhook of Jira')
    await until(lambda: 'They are shown this once' in text_of(ann) or 'Password' in text_of(ann))
    if 'They are shown this once' not in text_of(ann):
        fill(ann, Password=PASSWORD)
        press_last(ann, 'Go on')
    await sees(ann, 'They are shown this once', '/hooks/jira/')
    press(ann, 'Done')
    await sees(ann, 'Nothing has been delivered yet.')
    switch(ann, 'Accept unsigned deliveries')
    await until(lambda: site().site.allows_unsigned)


async def test_channels_and_repositories_are_settings_too(ann, planted):
    await ann.open(f'{BASE}/channels')
    await sees(ann, 'Add a channel')
    await ann.open(f'{BASE}/repositories')
    await sees(ann, 'Add a repository')


async def test_a_board_is_removed_once_somebody_says_so(ann, planted):
    await ann.open(f'{BOARD}/rules')
    press(ann, 'Remove Checkout…')
    await sees(ann, 'Remove Checkout?')
    press_last(ann, 'Remove Checkout')
    await until(lambda: read(setup.view_settings, ANN).boards == ())


async def test_viewers_read_how_it_is_set_up_and_change_nothing(planted, cleo, user):
    sign_in(user, CLEO)
    for place, text in (('', 'Answering'), ('/boards', 'Checkout'), ('/boards/1', 'Versions'),
                        ('/boards/1/disciplines', 'Dev'), ('/boards/1/members', 'Ann Berg'),
                        ('/boards/1/rules', 'Priority bands'), ('/boards/1/values', 'No field rule yet')):
        await user.open(BASE + place)
        await sees(user, text)
        for deed in ('Connect Jira', 'Test connection', 'Sync Checkout now', 'Save columns', 'New discipline',
                     'New member', 'Save rules', 'New field rule', 'Edit Ann Berg', f'Map status {RETIRED}',
                     'Remove Checkout…'):
            assert not named(user, deed), (place, deed)
    answer = await user.http_client.get(f'{BASE}/webhooks')
    assert answer.status_code == 403


async def test_a_lead_changes_hours_of_the_team(planted, bob):
    own = next(one for one in view().members if one.draft.name == 'Bob Okoro')
    transact(members.change_member, ANN, 1, own.id, MemberDraft(
        'Bob Okoro', 'bob', BOB.identity, True, shares=own.draft.shares))
    await bob.open(f'{BOARD}/members')
    open_row(bob, 'Edit Bob Okoro')
    fill(bob, Hours_a_day='5')
    assert not field(bob, 'Name').enabled
    submit(bob, 'Save member')
    await sees(bob, 'Bob Okoro is saved')
    assert not named(bob, 'New member')


@pytest.mark.parametrize('path', ['weather', 'boards/1/weather', 'boards/77'])
async def test_what_does_not_exist_is_no_page(ann, planted, path):
    assert (await ann.http_client.get(f'{BASE}/{path}')).status_code == 404


async def test_a_site_is_removed_with_its_boards(ann, planted):
    transact(site_setup.add_site, ANN, SiteDraft('Other', 'https://jira.example.org'))
    await ann.open(BASE)
    await sees(ann, 'Other', 'Default')
    press(ann, 'Edit Jira')
    press(ann, 'Remove…')
    await sees(ann, 'Remove Jira?')
    press_last(ann, 'Remove Jira')
    await sees(ann, 'Jira is removed')
    assert [one.site.name for one in read(setup.view_settings, ANN).sites] == ['Other']


async def test_a_site_that_came_from_a_file_offers_a_newer_one_instead_of_an_address(workspace, ann):
    plant(replace(worked_example(), site_kind='csv'))
    await ann.open(BASE)
    await sees(ann, 'Import a newer file', 'Remove…')
    assert not named(ann, 'Edit Jira') and not named(ann, 'Test connection')
    press(ann, 'Remove Jira')
    await misses(ann, 'API token')
