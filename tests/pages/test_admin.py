"""Administration: people and what they may, tokens of everybody, the audit trail, health."""

from datetime import timedelta

import pytest

from app import clock, health
from app.domain.access import Grant
from app.domain.audit import Filter
from app.security.tokens import digest
from app.services import audit
from app.services.people import accounts, sessions, tokens
from app.work import read, transact
from components.people.span import FilterBar, Histogram
from components.people.trail import EntryLines
from tests.pages.conftest import (
    choose,
    complaint,
    control,
    fill,
    give,
    misses,
    named,
    open_menu,
    press,
    press_last,
    problem,
    sees,
    shown,
    sign_in,
    submit,
    text_of,
    touch,
    type_key,
    until,
)
from tests.people import ANN, BOB, PASSWORD
from tests.poker import open_table

PAGES = ('/admin/people', '/admin/tokens', '/admin/audit', '/admin/health', '/admin/backups')


@pytest.fixture
async def at_people(ann):
    await ann.open('/admin/people')
    await sees(ann, 'bob@example.com')
    return ann


def person(name='Bob'):
    return next((person for person in read(accounts.list_people, ANN) if person.name == name), None)


async def wants(user, deed, about='Bob'):
    press(user, f'What to do about {about}')
    await sees(user, deed)
    press(user, deed)


def deeds(user):
    """What the rows of the trail say was done."""
    return {line.deed.text for line in shown(user, EntryLines)}


def secret(user):
    return next(element.text for element in shown(user) if 'secret' in element._markers)


@pytest.mark.parametrize('address', PAGES)
async def test_only_admins_come_in(bob, address):
    answer = await bob.http_client.get(address)
    assert answer.status_code == 403 and 'Not for you' in answer.text
    await bob.open('/')
    assert not named(bob, 'Admin')


async def test_the_short_address_leads_to_the_people(ann):
    await ann.open('/admin')
    await sees(ann, 'Everybody with an account.')


async def test_everybody_with_an_account_is_listed(at_people):
    await sees(at_people, 'Ann', 'Admin', 'Bob', 'Member', 'Active', 'never')


async def test_people_are_found_by_name_mail_or_role(at_people):
    give(at_people, 'Filter people', 'member')
    await misses(at_people, 'ann@example.com')
    give(at_people, 'Filter people', 'zebra')
    await sees(at_people, 'Nobody matches “zebra”.')


async def test_an_invitation_is_a_link_that_is_shown_once(at_people):
    press(at_people, 'Invite')
    await sees(at_people, 'Invite somebody')
    fill(at_people, **{'E-mail': 'eve@example.com', 'Role': 'planner'})
    submit(at_people, 'Make the invitation')
    await sees(at_people, 'The invitation of eve@example.com', 'Shown once', 'Invited')
    link = secret(at_people)
    assert link.startswith('http://test/invite/') and person('eve').grants == (Grant('planner'),)
    assert (await at_people.http_client.get(link)).status_code == 200


async def test_an_address_that_is_none_is_refused_beside_its_field(at_people):
    press(at_people, 'Invite')
    await sees(at_people, 'Invite somebody')
    fill(at_people, **{'E-mail': 'eve'})
    submit(at_people, 'Make the invitation')
    await until(lambda: complaint(at_people, 'E-mail') == 'This is not an e-mail address.')


async def test_nobody_is_invited_twice(at_people):
    press(at_people, 'Invite')
    await sees(at_people, 'Invite somebody')
    fill(at_people, **{'E-mail': 'BOB@example.com'})
    submit(at_people, 'Make the invitation')
    await until(lambda: problem(at_people) == ['Somebody with this e-mail has an account already.'])


async def test_the_address_of_the_page_can_ask_for_an_invitation(ann):
    await ann.open('/admin/people?invite=1')
    await sees(ann, 'You get a link to send.')


async def test_the_key_n_invites(at_people):
    type_key(at_people, 'n')
    await sees(at_people, 'You get a link to send.')


async def test_roles_are_changed_and_the_person_is_told(at_people, bob):
    await bob.open('/')
    await wants(at_people, 'Grants of Bob')
    await sees(at_people, 'Rights add up.')
    fill(at_people, Role='planner', Area='poker')
    press(at_people, 'Save grants')
    await until(lambda: person().grants == (Grant('planner', 'poker'),))
    await sees(at_people, 'Planner in Estimate', 'Roles changed')
    await sees(bob, 'Sign in to Acme')  # new rights, new session
    sign_in(bob, BOB)
    await bob.open('/')
    await sees(bob, 'Notifications, 1 new')
    press(bob, 'Notifications, 1 new')
    await sees(bob, 'Ann changed your roles: planner in poker.')


async def test_a_role_can_be_added_and_taken_away(at_people):
    await wants(at_people, 'Grants of Bob')
    await sees(at_people, 'Add a role')
    press(at_people, 'Take this role away')
    press(at_people, 'Save grants')
    await until(lambda: person().grants == ())
    await sees(at_people, 'no role')


async def test_the_last_admin_stays_one(at_people):
    await wants(at_people, 'Grants of Ann', 'Ann')
    await sees(at_people, 'Rights add up.')
    fill(at_people, Role='member')
    press(at_people, 'Save grants')
    await sees(at_people, 'This is the only admin. Make somebody else one first.')
    assert person('Ann').grants == (Grant('admin'),)


async def test_roles_on_a_page_left_open_need_the_password(user, workspace):
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        sign_in(user, ANN)
    await user.open('/admin/people')
    await wants(user, 'Grants of Bob')
    await sees(user, 'Rights add up.')
    fill(user, Role='admin')
    press(user, 'Save grants')
    await sees(user, 'Give your password again')
    fill(user, Password=PASSWORD)
    submit(user, 'Go on')
    await until(lambda: person().grants == (Grant('admin'),))


@pytest.fixture
async def stale(user, workspace):
    """Ann has given her password an hour ago, and looks at the people."""
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        sign_in(user, ANN)
    await user.open('/admin/people')
    return user


async def proves(user):
    await sees(user, 'Give your password again')
    fill(user, Password=PASSWORD)
    submit(user, 'Go on')


async def test_to_invite_an_admin_needs_the_password(stale):
    press(stale, 'Invite')
    await sees(stale, 'Invite somebody')
    fill(stale, **{'E-mail': 'eve@example.com', 'Role': 'admin'})
    submit(stale, 'Make the invitation')
    await proves(stale)
    await sees(stale, 'The invitation of eve@example.com')
    assert person('eve').grants == (Grant('admin'),)


async def test_a_link_for_somebody_else_needs_the_password(stale):
    await wants(stale, 'Make a link for a new password')
    await proves(stale)
    await sees(stale, 'A new password for Bob')


async def test_an_admin_changes_an_address(at_people):
    await wants(at_people, 'Change the e-mail of Bob')
    await sees(at_people, 'E-mail of Bob')
    fill(at_people, **{'E-mail': 'robert@example.com'})
    submit(at_people, 'Change the e-mail')
    await sees(at_people, 'E-mail changed', 'robert@example.com')


async def test_an_account_is_disabled_after_a_question_and_enabled_again(at_people, bob):
    await bob.open('/')
    await wants(at_people, 'Disable Bob')
    await sees(at_people, 'Disable Bob?', 'All sessions and tokens end at once.')
    press_last(at_people, 'Disable Bob')
    await until(lambda: person().state == 'disabled')
    await sees(bob, 'Sign in to Acme')
    await sees(at_people, 'Disabled', 'Account disabled')
    await wants(at_people, 'Enable Bob')
    await until(lambda: person().state == 'active')


async def test_a_new_password_is_a_link_that_is_shown_once(at_people):
    await wants(at_people, 'Make a link for a new password')
    await sees(at_people, 'A new password for Bob', 'Shown once')
    assert read(accounts.view_invitee, 'reset', digest(secret(at_people).rpartition('/')[2])).name == 'Bob'


async def test_a_lost_invitation_is_made_again(ann, workspace):
    transact(accounts.invite, ANN, 'eve@example.com', 'member', 'lost')
    await ann.open('/admin/people')
    await wants(ann, 'Make the invitation again', 'eve')
    await sees(ann, 'The invitation of eve')


async def test_somebody_is_signed_out_everywhere(bob, neighbour, ann):
    await bob.open('/')
    await ann.open('/admin/people')
    await wants(ann, 'Sign out everywhere')
    await sees(bob, 'Sign in to Acme')
    await sees(ann, 'Signed out everywhere')


async def test_an_account_is_erased_after_a_question(at_people):
    await wants(at_people, 'Erase Bob')
    await sees(at_people, 'Erase Bob?', 'cannot be brought back')
    press_last(at_people, 'Erase Bob')
    await until(lambda: person() is None)
    await misses(at_people, 'bob@example.com')


async def test_the_only_admin_cannot_be_erased(at_people):
    await wants(at_people, 'Erase Ann', 'Ann')
    await sees(at_people, 'Erase Ann?')
    press_last(at_people, 'Erase Ann')
    await sees(at_people, 'This is the only admin.')


async def test_whoever_loses_the_role_signs_in_anew_before_the_next_click(user, workspace):
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('admin')])
    sign_in(user, BOB)
    await user.open('/admin/people')
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('member')])
    await sees(user, 'Sign in to Acme')


async def test_tokens_of_everybody_are_listed_and_revoked(ann, workspace):
    await ann.open('/admin/tokens')
    await sees(ann, 'No tokens')
    transact(tokens.make_token, BOB, 'id', 'hash', 'deploy', ['read'], 30)
    await sees(ann, 'deploy', 'Bob')
    press(ann, 'Revoke deploy')
    await sees(ann, 'Revoke “deploy”?')
    press(ann, 'Revoke token')
    await sees(ann, 'Revoked')
    assert read(tokens.list_own, BOB)[0].state == 'revoked'


async def test_the_trail_shows_who_did_what_and_new_entries_come_by_themselves(ann, workspace):
    await ann.open('/admin/audit')
    await sees(ann, 'people.found', 'people.accept_invitation', 'Bob')
    open_table(BOB, 'Sprint 13')
    await sees(ann, 'poker.open', 'Sprint 13')


async def test_an_entry_opens_and_shows_what_it_changed_and_its_seal(ann, workspace):
    transact(accounts.change_profile, BOB, 'Robert', '', 'UTC')
    await ann.open('/admin/audit')
    await sees(ann, 'people.change_profile')
    number = read(audit.view_page, ANN, Filter()).entries[0].seq
    press(ann, next(name for name in text_of(ann).splitlines() if name == f'Show entry {number - 1}'))
    await sees(ann, 'Seal', 'Follows')
    press(ann, f'Show entry {number - 1}')
    await misses(ann, 'Follows')


@pytest.mark.parametrize(('query', 'gone'), [('actor=person:1', 'people.accept_invitation'),
                                             ('deed=people.found', 'people.accept_invitation'),
                                             ('text=acme', 'people.accept_invitation'),
                                             ('refused=true', 'people.found')])
async def test_a_filter_in_the_address_holds(ann, workspace, query, gone):
    await ann.open(f'/admin/audit?{query}')
    await sees(ann, 'Audit trail')
    assert gone not in deeds(ann)


async def test_a_filter_chosen_by_hand_holds_and_can_be_taken_away(ann, workspace):
    transact(sessions.note_failure, 'bob@example.com', '')
    await ann.open('/admin/audit')
    await sees(ann, 'people.found')
    press(ann, 'Refused only')
    await until(lambda: deeds(ann) == {'people.sign_in'})
    press(ann, 'Take away the filter Refused only')
    await until(lambda: 'people.found' in deeds(ann))


@pytest.mark.parametrize(('chip', 'label', 'value', 'left'), [
    ('Person', 'Actor', 'person:2', {'people.accept_invitation'}), ('Area', 'Area', 'poker', {'poker.open'}),
    ('Action', 'Deed', 'people.found', {'people.found'})])
async def test_what_occurs_can_be_chosen_and_stands_in_the_address(ann, workspace, chip, label, value, left):
    open_table(ANN)
    await ann.open('/admin/audit')
    await sees(ann, 'poker.open')
    open_menu(ann, chip)
    choose(ann, label, value)
    await until(lambda: deeds(ann) == left)
    press(ann, f'Take away the filter {chip}')
    await until(lambda: deeds(ann) > left)


async def test_days_limit_the_trail(ann, workspace):
    await ann.open('/admin/audit')
    await sees(ann, 'people.found')
    bar = shown(ann, FilterBar)[0]
    with ann:
        bar.until.set_value('2001-01-01')
    await sees(ann, 'No entry fits')
    press(ann, 'Take away the filter Time')
    await sees(ann, 'people.found')


async def test_a_text_filters_the_trail(ann, workspace):
    await ann.open('/admin/audit')
    give(ann, 'Filter the trail', 'zebra')
    await sees(ann, 'No entry fits')


async def test_an_hour_can_be_chosen_from_the_columns(ann, workspace):
    await ann.open('/admin/audit')
    await sees(ann, 'last 24 hours')
    bars = shown(ann, Histogram)[0].bars.default_slot.children
    touch(ann, bars[0], 'click')
    await sees(ann, 'No entry fits')
    assert shown(ann, FilterBar)[0].wanted.since


async def test_a_long_trail_is_read_in_parts(ann, workspace, monkeypatch):
    monkeypatch.setattr('pages.people.trail.LIMIT', 2)
    await ann.open('/admin/audit')
    await sees(ann, 'Older')
    assert 'disabled' in control(ann, 'Newer').props
    press(ann, 'Older')
    await until(lambda: 'disabled' not in control(ann, 'Newer').props)


async def test_the_chain_is_checked_and_says_so(ann, workspace):
    await ann.open('/admin/audit')
    await sees(ann, 'The chain is intact')
    press(ann, 'Check again')
    await sees(ann, 'The chain is intact')


async def test_the_trail_can_be_taken_away_as_it_is_filtered(ann, workspace):
    await ann.open('/admin/audit?deed=people.found')
    answer = await ann.http_client.get(control(ann, 'Export').props['href'])
    assert answer.status_code == 200 and 'people.found' in answer.text
    assert 'people.accept_invitation' not in answer.text


async def test_health_shows_every_check_the_figures_and_the_settings(ann, workspace):
    await ann.open('/admin/health')
    await sees(ann, 'Database:', 'Disk:', 'All fine', 'Tables open', 'ALLOWED_HOSTS', 'environment', 'Processes')
    assert 32 * 'k' not in text_of(ann)


async def test_a_check_that_fails_is_seen_on_an_open_page(ann, workspace, monkeypatch):
    await ann.open('/admin/health')
    await sees(ann, 'All fine')
    monkeypatch.setattr(health, 'LEAST_FREE', 10 ** 18)
    await health.look()
    await sees(ann, '1 need attention')


async def test_a_role_in_one_area_is_no_administration(user, workspace):
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('admin', 'poker')])
    sign_in(user, BOB)
    answer = await user.http_client.get('/admin/people')
    assert answer.status_code == 403
