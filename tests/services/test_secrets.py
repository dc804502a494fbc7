"""Secrets: who may set them, which runs get them, and what is left of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.access import SYSTEM, Actor, Grant
from app.domain.audit import Filter
from app.domain.ops.secrets import COMMON_WORD, EDGES, LONGEST, SHORT_LINES, TOO_SHORT
from app.errors import Forbidden, Rejected
from app.events import SECRETS, SecretChanged
from app.services import audit, secrets
from app.services.people import accounts, bell
from app.work import read, transact
from models.ops import Secret, SecretVersion
from tests.people import ANN, BOB, CLEO, GUS
from tests.refusals import refused
from tests.secrets import NAMES, SEND, SYNC, attempt, secret_policy

pytestmark = pytest.mark.usefixtures('workspace')

VALUE, OTHER = 'swordfish-77-alpha', 'marlin-78-beta-two'
DORA = Actor('person:4', 'Dora', (Grant('admin', 'ops'),))


@pytest.fixture
def policy():
    return secret_policy()


def keep(name='FPL_PASSWORD', value=VALUE, actor=ANN, scope='shared'):
    return transact(secrets.keep, actor, name, value, scope)


def view(name='FPL_PASSWORD', scope='shared', actor=ANN):
    return next(one for one in read(secrets.list_secrets, actor) if (one.name, one.scope) == (name, scope))


def opened(claim=None):
    return transact(secrets.open_for, claim or attempt())


def login():
    keep('FPL_LOGIN', 'fantasy@example.com')


def stored(table):
    return read(lambda work: [row.model_dump() for row in work.session.exec(select(table))])


def trail(deed=''):
    return [(entry.actor_name, entry.thing, entry.detail) for entry in read(audit.list_entries, ANN, Filter(deed=deed))]


def test_what_commands_ask_for_is_listed_set_or_not():
    keep()
    shared = [one for one in read(secrets.list_secrets, ANN) if one.scope == 'shared']
    assert [one.name for one in shared] == NAMES
    assert [one.name for one in shared if one.is_set] == ['FPL_PASSWORD']
    assert view('DISCORD_WEBHOOK').used_by == ('predict', 'send')
    assert view('CHAT_WEBHOOK_URL').help == 'The channel of the team'


def test_a_run_gets_what_its_command_was_granted_and_nothing_else():
    login()
    keep()
    keep('AZURE_DEVOPS_PAT', OTHER)
    assert opened() == {'FPL_LOGIN': 'fantasy@example.com', 'FPL_PASSWORD': VALUE}
    assert opened(attempt(SYNC)) == {'AZURE_DEVOPS_PAT': OTHER}


def test_a_run_gets_the_secret_that_was_chosen_for_it():
    keep('CHAT_WEBHOOK_URL', VALUE)
    keep()
    assert opened(attempt(SEND, channel='CHAT_WEBHOOK_URL')) == {'CHAT_WEBHOOK_URL': VALUE}
    for other in ('FPL_PASSWORD', 'unknown', ''):  # not among what may be chosen
        assert opened(attempt(SEND, channel=other)) == {}


def test_a_run_without_what_it_needs_is_refused_by_name_and_opens_nothing():
    keep()
    with refused('ops.secret_missing') as caught:
        opened()
    assert 'FPL_LOGIN is not set' in str(caught.value) and 'FPL_PASSWORD' not in str(caught.value)
    assert view().last_used_at is None and not trail('ops.use_secret')


def test_what_is_left_out_may_be_missing():
    login()
    keep()
    assert 'DISCORD_WEBHOOK' not in opened()


def test_a_secret_that_was_removed_between_queue_and_start_is_named():
    login()
    keep()
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    with refused('ops.secret_missing') as caught:
        opened()
    assert 'FPL_PASSWORD' in str(caught.value)


def test_every_use_is_noted_quietly(time, workspace):
    login()
    keep()
    workspace.clear()
    time.passes(minutes=3)
    opened(attempt(actor=BOB.identity, run_id=612))
    assert view().last_used_at == time.now and view().last_used_by == 'predict, run 612'
    assert trail('ops.use_secret') == [('Bob', 'run 612', 'FPL_LOGIN, FPL_PASSWORD')]
    assert SecretChanged(SECRETS) in workspace
    assert not any(notice.text for notice in read(bell.list_notices, ANN))


def test_of_a_value_that_was_replaced_or_removed_nothing_is_left_but_who_did_it(time):
    keep()
    time.passes(days=1)
    keep(value=OTHER)
    assert [bool(row['record']) for row in stored(SecretVersion)] == [False, True]
    time.passes(days=1)
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    assert not any(row['record'] for row in stored(SecretVersion))
    shown = view()
    assert not shown.is_set and shown.updated_at is None
    assert [(change.deed, change.name, (time.now - change.at).days) for change in shown.history] == [
        ('removed', 'Ann', 0), ('replaced', 'Ann', 1), ('set', 'Ann', 2)]
    keep()
    assert view().is_set and view().history[0].deed == 'set' and view().version == 4


def test_no_table_entry_notice_or_view_holds_the_value(caplog):
    login()
    keep()
    keep(value=OTHER)
    opened()
    everything = [*stored(Secret), *stored(SecretVersion), read(secrets.list_secrets, ANN),
                  *read(audit.list_entries, ANN, Filter()), caplog.text]
    for value in (VALUE, OTHER):
        assert value not in repr(everything)


def test_a_change_is_announced_and_written_down(workspace):
    keep()
    assert SecretChanged(SECRETS) in workspace
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    assert trail('ops.set_secret') == trail('ops.remove_secret') == [('Ann', 'FPL_PASSWORD', 'shared')]


def test_the_other_admins_hear_of_it_at_once():
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('admin', 'ops')])
    before = len(read(bell.list_notices, BOB))
    keep()
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    told = [notice.text for notice in read(bell.list_notices, BOB)][:2]
    assert told == ['Ann removed the secret FPL_PASSWORD.', 'Ann set the secret FPL_PASSWORD.']
    assert len(read(bell.list_notices, BOB)) == before + 2 and not read(bell.list_notices, ANN)


@pytest.mark.parametrize('actor', [BOB, CLEO, GUS, Actor('person:1', 'Ann', (Grant('admin'),), frozenset({'admin'}))],
                         ids=['member', 'viewer', 'guest', 'token of an admin'])
def test_only_admins_in_person_set_and_remove_what_is_shared(actor):
    keep()
    for deed in (lambda: keep(value=OTHER, actor=actor),
                 lambda: transact(secrets.forget, actor, 'FPL_PASSWORD'), lambda: transact(secrets.take_away, actor),
                 lambda: transact(secrets.keep_all, actor, [('FPL_LOGIN', VALUE)], 'x')):
        with pytest.raises(Forbidden):
            deed()
    assert view().version == 1


def test_the_admin_of_operations_may_too():
    keep(actor=DORA)
    assert view().is_set


def test_the_password_must_have_been_given_lately(time):
    stale = Actor('person:1', 'Ann', (Grant('admin'),), proved_at=time.now - timedelta(minutes=11))
    for scope in ('shared', stale.identity):
        with refused('auth.reauth'):
            keep(actor=stale, scope=scope)
    with refused('auth.reauth'):
        transact(secrets.forget, stale, 'FPL_PASSWORD')
    with refused('auth.reauth'):
        transact(secrets.take_away, stale)


@pytest.mark.parametrize('name', ['UNKNOWN', 'fpl_password', '', 'FPL_PASSWORD ', 'FPL_PASSWORD\0', 300 * 'x'])
def test_a_secret_no_command_asks_for_is_refused(name):
    with refused('ops.secret_unknown') as caught:
        keep(name)
    assert caught.value.field == 'name' and not stored(Secret)


@pytest.mark.parametrize('value', ['', '   ', '\n', 'with\0nul', 'half \ud800 pair', (LONGEST + 1) * 'x'],
                         ids=['empty', 'spaces', 'newline', 'nul', 'no text', 'too long'])
def test_what_is_no_value_is_refused(value):
    with refused('ops.secret_value') as caught:
        keep(value=value)
    assert caught.value.field == 'value' and not stored(Secret)
    assert value.strip() == '' or value not in str(caught.value)


@pytest.mark.parametrize(('value', 'warning'), [
    ('x', TOO_SHORT), ('12345', TOO_SHORT), ('password', COMMON_WORD), ('Football', COMMON_WORD),
    ('begin\nlong enough line\nend', SHORT_LINES), (f' {VALUE}', EDGES), (f'{VALUE} ', EDGES)])
def test_what_cannot_be_masked_well_is_kept_with_a_warning(value, warning):
    assert keep(value=value) == warning == view().warning
    login()
    assert opened()['FPL_PASSWORD'] == value


@pytest.mark.parametrize('value', [
    VALUE, 'kq7-vz', 'quote " and \' and \\', '.*+?()[]{}^$|', 'Größe · 密码 · 🔑 lock', 'line one\nline two\n',
    LONGEST * 'x', '{"json": "inside"}', '-----BEGIN KEY-----\nabcdef\n-----END KEY-----'],
    ids=['usual', 'six', 'quotes', 'signs', 'letters', 'lines', '64 kB', 'json', 'key'])
def test_any_other_value_comes_back_as_it_was_and_without_a_word(value):
    login()
    assert keep(value=value) == ''
    assert opened()['FPL_PASSWORD'] == value


def test_the_same_value_twice_and_one_within_another_are_two_secrets():
    login()
    keep(value=VALUE)
    keep('DISCORD_WEBHOOK', f'{VALUE}-and-more')
    assert opened()['DISCORD_WEBHOOK'] == f'{VALUE}-and-more' and opened()['FPL_PASSWORD'] == VALUE
    records = {row['record'] for row in stored(SecretVersion)}
    keep(value=VALUE)
    assert {row['record'] for row in stored(SecretVersion)} - records


def test_a_persons_own_goes_before_the_shared_one_in_their_runs_only():
    keep('AZURE_DEVOPS_PAT', VALUE)
    keep('AZURE_DEVOPS_PAT', OTHER, BOB, BOB.identity)
    assert opened(attempt(SYNC, BOB.identity)) == {'AZURE_DEVOPS_PAT': OTHER}
    for other in (ANN.identity, CLEO.identity, 'system'):
        assert opened(attempt(SYNC, other)) == {'AZURE_DEVOPS_PAT': VALUE}


def test_nobody_sees_sets_or_removes_what_is_somebody_elses_own():
    keep('AZURE_DEVOPS_PAT', OTHER, BOB, BOB.identity)
    assert not view('AZURE_DEVOPS_PAT', ANN.identity).is_set
    assert {one.scope for one in read(secrets.list_secrets, ANN)} == {'shared', ANN.identity}
    for deed in (lambda: keep('AZURE_DEVOPS_PAT', VALUE, ANN, BOB.identity),
                 lambda: transact(secrets.forget, ANN, 'AZURE_DEVOPS_PAT', BOB.identity)):
        with pytest.raises(Forbidden):
            deed()
    assert view('AZURE_DEVOPS_PAT', BOB.identity, BOB).version == 1


def test_members_see_which_shared_ones_are_set_and_viewers_nothing():
    keep()
    assert view(actor=BOB).is_set
    with pytest.raises(Forbidden):
        read(secrets.list_secrets, CLEO)
    with pytest.raises(Forbidden):
        read(secrets.list_secrets, GUS)


def test_a_token_lists_names_and_sets_nothing():
    token = Actor(BOB.identity, 'Bob', BOB.grants, frozenset({'read', 'people:write', 'admin', 'ops:write'}))
    assert {one.name for one in read(secrets.list_secrets, token)} == set(NAMES)
    with pytest.raises(Forbidden):
        keep('AZURE_DEVOPS_PAT', OTHER, token, BOB.identity)


def test_who_leaves_for_good_leaves_no_secret_behind():
    keep('AZURE_DEVOPS_PAT', OTHER, BOB, BOB.identity)
    keep(value=VALUE)
    transact(accounts.erase, ANN, BOB.person_id)
    with refused('ops.secret_missing'):
        opened(attempt(SYNC, BOB.identity))
    assert view().is_set


def test_what_is_set_while_a_run_goes_on_is_known_for_its_log(time):
    login()
    keep()
    claim, began = attempt(actor=BOB.identity), time.now
    opened(claim)
    time.passes(seconds=10)
    assert read(secrets.values_since, claim, time.now) == ()
    keep(value=OTHER)
    keep('FPL_LOGIN', 'bob@example.com', BOB, BOB.identity)
    keep('AZURE_DEVOPS_PAT', 'is not for this run')
    assert sorted(read(secrets.values_since, claim, time.now)) == ['bob@example.com', OTHER]
    assert len(read(secrets.values_since, claim, began)) == 3
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    assert read(secrets.values_since, claim, time.now) == ('bob@example.com',)


def test_people_who_set_the_same_secret_at_once_do_so_one_after_the_other():
    values = [f'value number {number}' for number in range(8)]
    with ThreadPoolExecutor(len(values)) as threads:
        list(threads.map(lambda value: keep('AZURE_DEVOPS_PAT', value), values))
    assert view('AZURE_DEVOPS_PAT').version == len(values)
    assert sum(bool(row['record']) for row in stored(SecretVersion)) == len(stored(Secret)) == 1
    assert opened(attempt(SYNC))['AZURE_DEVOPS_PAT'] in values


def test_what_is_not_set_cannot_be_removed():
    with refused('not_found'):
        transact(secrets.forget, ANN, 'FPL_PASSWORD')
    keep()
    transact(secrets.forget, ANN, 'FPL_PASSWORD')
    with refused('not_found'):
        transact(secrets.forget, ANN, 'FPL_PASSWORD')


def test_exporting_is_written_down_and_rung_and_leaves_out_what_is_personal():
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('admin', 'ops')])
    login()
    keep()
    keep('AZURE_DEVOPS_PAT', OTHER, BOB, BOB.identity)
    assert transact(secrets.take_away, SYSTEM) == (('FPL_LOGIN', 'fantasy@example.com'), ('FPL_PASSWORD', VALUE))
    assert trail('ops.export_secrets') == [('Roundtable', '', 'FPL_LOGIN, FPL_PASSWORD')]
    assert read(bell.list_notices, BOB)[0].text == 'Roundtable exported the values of all shared secrets.'


def test_an_import_sets_all_or_none():
    with pytest.raises(Rejected, match='OTHER') as caught:
        transact(secrets.keep_all, SYSTEM, [('FPL_LOGIN', VALUE), ('OTHER', VALUE)], 'a file')
    assert 'Nothing was imported' in str(caught.value) and not stored(Secret)
    assert transact(secrets.keep_all, SYSTEM, [('FPL_LOGIN', VALUE), ('FPL_PASSWORD', 'abc')], 'a file') == (
        f'FPL_PASSWORD: {TOO_SHORT}',)
    assert opened() == {'FPL_LOGIN': VALUE, 'FPL_PASSWORD': 'abc'}
    assert trail('ops.import_secrets') == [('Roundtable', '', 'a file: FPL_LOGIN, FPL_PASSWORD')]
