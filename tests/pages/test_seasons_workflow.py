"""Seasons on pages: the first company, the checklist, approvals, the lock, masters, rules, changes."""

import pytest
from sqlmodel import select

from app.domain.seasons.drafts import CalendarDraft, CompanyDraft
from app.domain.seasons.season import LOCATED, LOCKED, RANGED
from app.services.seasons import ground, locking, scopes, setup, structure, workflow
from app.services.seasons.masters import company, views
from app.work import read, transact
from models.seasons import Season, SeasonLimit
from tests.pages.conftest import (
    arrives,
    choose,
    complaint,
    fill,
    give,
    misses,
    named,
    press,
    problem,
    sees,
    shown,
    sign_in,
    submit,
    text_of,
    touch,
    until,
)
from tests.people import ANN, BOB, CLEO, MAX, PIA, invite_cleo, invite_crew
from tests.seasons import CODE, every, leaves, plant_season, row_of, with_rules

HOME = f'/seasons/{CODE}'


def state():
    return read(ground.view_season, ANN, CODE).state


def open_row(user, name):
    touch(user, next(one for one in named(user, name)[0].ancestors() if one.tag == 'tr'), 'click')


async def test_the_first_visit_sets_the_company_up_in_one_dialog(ann):
    await ann.open('/seasons')
    await sees(ann, 'No company yet')
    press(ann, 'Set the company up')
    await sees(ann, 'Company name')
    press_last_form(ann, 'Set the company up')
    await until(lambda: complaint(ann, 'Company name'))
    give(ann, 'Company name', 'Acme Fashion')
    press_last_form(ann, 'Set the company up')
    await sees(ann, 'No season yet')
    assert read(company.view_company, ANN).draft.name == 'Acme Fashion'
    assert read(views.view_masters, ANN).calendars[0].name == 'ISO weeks'


def press_last_form(user, name):
    button = [one for one in named(user, name) if one.tag == 'button'][-1]
    touch(user, next(one for one in button.ancestors() if one.tag == 'form'), 'submit.prevent')


async def test_who_is_no_admin_is_told_what_comes_first(bob):
    await bob.open('/seasons')
    await sees(bob, 'An admin sets the company up first')
    assert not named(bob, 'Set the company up')


async def test_a_season_is_planned_from_the_list(ann):
    transact(company.found_company, ANN, CompanyDraft('Acme'), CalendarDraft('Weeks', 'iso', 0, 2020, 2039))
    await ann.open('/seasons')
    press(ann, 'Plan a season')
    give(ann, 'Name', 'Spring/Summer 2031')
    give(ann, 'Starts', '2031-02-03')
    give(ann, 'Ends', '2031-01-01')
    press_last_form(ann, 'Plan this season')
    await until(lambda: complaint(ann, 'Ends'))
    give(ann, 'Ends', '2031-07-27')
    press_last_form(ann, 'Plan this season')
    code = await until(lambda: read(lambda work: work.session.exec(select(Season.code)).first()))
    await arrives(ann, f'/seasons/{code}')
    await sees(ann, 'Spring/Summer 2031', code, 'Basis: retail, EUR', 'Locations: no active location; no category')


async def test_the_checklist_says_what_is_missing_and_follows(ann):
    plant_season(LOCATED, {'net_sales': leaves(HARB_LINEN=8 * [100])})
    await ann.open(HOME)
    await sees(ann, 'Steps', 'Plan: 120 cells missing; 4 scopes not approved', 'Complete step: Plan',
               'Women', 'High street')
    assert 'disabled' in next(one for one in named(ann, 'Complete step: Plan') if one.tag == 'button').props
    transact(setup.keep_rules, ANN, CODE, with_rules(blanks_are_zero=True))
    await sees(ann, 'Plan: 4 scopes not approved')


async def test_locations_and_categories_are_chosen_and_the_step_completed(ann):
    plant_season('created')
    await ann.open(HOME)
    press(ann, 'Choose locations…')
    await sees(ann, 'Harbour Street (HARB)', '4 of 4 locations')
    press(ann, 'Save locations')
    await misses(ann, 'Save locations')
    press(ann, 'Complete step: Locations')
    await until(lambda: state() == LOCATED)
    await sees(ann, '“Locations” is complete', 'Plan: 128 cells missing')


async def test_who_may_only_look_sees_the_steps_without_buttons(cleo, user):
    plant_season(LOCATED)
    sign_in(user, CLEO)
    await user.open(HOME)
    await sees(user, 'Steps', 'Plan: 128 cells missing')
    for name in ('Complete step: Plan', 'Take back step', 'Lock season', 'Submit for approval', 'Edit season…'):
        assert not named(user, name), name


async def test_a_scope_is_handed_in_by_one_and_approved_by_another(bob, user):
    invite_cleo()
    invite_crew()
    plant_season(LOCATED, {'net_sales': every(100)})
    sign_in(user, PIA)
    await user.open(HOME)
    await sees(user, 'Submit for approval')
    touch(user, named(user, 'Submit for approval')[0], 'click')
    await sees(user, 'In review')
    assert not named(user, 'Approve')
    sign_in(bob, MAX)
    await bob.open(HOME)
    await sees(bob, 'In review', 'Return with comment')
    press(bob, 'Approve')
    await sees(user, '1 of 4 scopes approved')
    assert [one.state for one in read(scopes.list_scopes, ANN, CODE)].count('approved') == 1


async def test_a_scope_is_returned_with_a_comment(ann):
    invite_cleo()
    invite_crew()
    plant_season(LOCATED, {'net_sales': every(100)})
    transact(scopes.submit_scope, PIA, CODE, 'c:WOMEN', 'k:CLU-HIGH')
    await ann.open(HOME)
    await sees(ann, 'In review')
    press(ann, 'Return with comment')
    give(ann, 'Comment', 'Too few dresses')
    press_last_form(ann, 'Return with comment')
    await sees(ann, '“Too few dresses”', 'Returned')


async def test_a_step_is_taken_back_with_a_reason(ann):
    plant_season(LOCATED)
    await ann.open(HOME)
    press(ann, 'Take back step')
    press_last_form(ann, 'Take back step')
    await until(lambda: complaint(ann, 'Reason'))
    give(ann, 'Reason', 'A store is missing')
    press_last_form(ann, 'Take back step')
    await until(lambda: state() == 'created')


async def test_a_season_is_locked_verified_and_re_opened(ann):
    plant_season(RANGED, {'net_sales': every(100)})
    await ann.open(HOME)
    press(ann, 'Lock season')
    await sees(ann, 'Lock Spring/Summer 2030?')
    press(ann, 'Lock this season')
    await until(lambda: state() == LOCKED)
    await sees(ann, 'Revision 1', 'Verify lock', 'Re-open season')
    press(ann, 'Verify lock')
    await sees(ann, 'Revision 1 is what was locked')
    press(ann, 'Re-open season')
    give(ann, 'Reason', 'The returns were missing')
    press_last_form(ann, 'Re-open season')
    await until(lambda: state() == RANGED)
    await sees(ann, 'Re-opened', 'revision 2')


async def test_a_lock_that_was_tampered_with_names_table_and_key(ann):
    season = plant_season(RANGED)
    transact(locking.lock_season, ANN, CODE)
    transact(lambda work: work.session.add(SeasonLimit(season_id=season, identity='person:9')))
    await ann.open(HOME)
    press(ann, 'Verify lock')
    await sees(ann, 'Revision 1 is not what was locked', f'seasonlimit [{season},"person:9"]: added')


async def test_a_page_left_open_learns_of_steps_and_locks(ann):
    season = plant_season(RANGED)
    await ann.open(HOME)
    await sees(ann, 'Lock season')
    transact(locking.lock_season, ANN, CODE)
    await sees(ann, 'Re-open season', 'Locked', 'by Ann. It can be read only; an admin can re-open it.')
    await until(lambda: not named(ann, 'Lock season') and season)


@pytest.mark.parametrize('part', ['company', 'calendars', 'clusters', 'locations', 'categories', 'suppliers', 'rates'])
async def test_every_kind_of_masters_has_a_page(ann, part):
    plant_season()
    await ann.open(f'/seasons/masters?part={part}')
    await sees(ann, {'rates': 'No rate yet', 'company': 'Code ACME-0001', 'calendars': 'In use',
                     'clusters': 'CLU-HIGH', 'locations': 'Harbour Street', 'categories': 'Women',
                     'suppliers': 'Nordic Mills'}[part])


async def test_a_location_is_added_and_what_is_wrong_stands_beside_its_field(ann):
    plant_season()
    await ann.open('/seasons/masters?part=locations')
    press(ann, 'New location')
    fill(ann, Name='East Gate', Code='HARB')
    press_last_form(ann, 'Add location')
    await until(lambda: complaint(ann, 'Code'))
    give(ann, 'Code', 'EAST')
    press_last_form(ann, 'Add location')
    await sees(ann, 'The location is added', 'EAST')


async def test_who_keeps_no_masters_only_reads_them(bob):
    plant_season()
    await bob.open('/seasons/masters?part=clusters')
    await sees(bob, 'High street', 'Admins keep them')
    assert not named(bob, 'New cluster') and not named(bob, 'Edit High street')


async def test_rules_are_saved_and_read_by_others(ann, bob):
    plant_season(LOCATED)
    await ann.open(f'{HOME}/setup')
    await bob.open(f'{HOME}/setup')
    await sees(bob, 'Only admins change these', 'needs an override')
    choose(ann, 'An order over budget', 'block')
    give(ann, 'Late receipts, days after the end', '400')
    submit(ann, 'Save rules')
    await until(lambda: complaint(ann, 'Late receipts, days after the end'))
    give(ann, 'Late receipts, days after the end', '14')
    submit(ann, 'Save rules')
    await sees(bob, 'refused', '14 days')
    assert not problem(ann)


async def test_somebody_is_limited_to_a_branch(ann):
    season = plant_season(LOCATED)
    await ann.open(f'{HOME}/setup')
    press(ann, 'Limit Bob')
    await sees(ann, 'What does Bob work on?')
    give(ann, 'Branches Women', True)
    press(ann, 'Save limit')
    row = await until(lambda: read(lambda work: work.session.get(SeasonLimit, (season, BOB.identity))))
    assert row.branches == ['c:WOMEN']


async def test_the_changes_of_a_season_are_listed_and_filtered(ann):
    plant_season('created')
    transact(workflow.complete_step, PIA, CODE, 'locations')
    transact(structure.choose_locations, MAX, CODE, [1, 2])
    await ann.open(f'{HOME}/changes')
    await sees(ann, 'completed a step', 'chose locations', 'Pia', 'Max')
    give(ann, 'Filter the changes', 'complete_step')
    await misses(ann, 'chose locations')
    assert 'completed a step' in text_of(ann)


async def test_a_locked_season_offers_nothing_to_change(ann):
    season = plant_season(RANGED)
    row_of(season, LOCKED)
    await ann.open(HOME)
    await sees(ann, 'Locked')
    names = [name for name in ('Edit season…', 'Take back step', 'Submit for approval', 'Choose locations…')
             if named(ann, name)]
    assert names == [] and shown(ann)
