"""Master keys of the vault: checked at every start, exchanged in steps, retired when they guard nothing."""

import base64

import pytest
from sqlmodel import select

from app import work as transactions
from app.domain.access import SYSTEM
from app.domain.audit import Filter
from app.errors import Forbidden
from app.events import SECRETS, RunNoteworthy
from app.installation import REACTIONS
from app.services import audit, master_keys, secrets
from app.settings import Misconfigured
from app.work import read, transact
from models.ops import MasterKey, SecretVersion
from tests.people import ANN, BOB, CLEO
from tests.refusals import refused
from tests.secrets import KEY, NAMES, OTHER, attempt, secret_policy

pytestmark = pytest.mark.usefixtures('workspace')

OLD, NEW = ('k1', KEY), ('k2', OTHER)


@pytest.fixture
def policy():
    return secret_policy(OLD)


@pytest.fixture
def start(url, database):
    """The program starts anew with these keys."""
    def start_with(*ring):
        transactions.configure(url, lambda session, events: database.extend(events), secret_policy(*ring), REACTIONS)
        transact(master_keys.meet)
    start_with(OLD)
    return start_with


@pytest.fixture
def sealed(start):
    """A value for every name, under the old key."""
    for name in NAMES:
        transact(secrets.keep, ANN, name, f'value of {name}')


def kids():
    return sorted(read(lambda work: [row.kid for row in work.session.exec(select(SecretVersion)) if row.record]))


def rotate(limit=2):
    """All batches; how many values each did."""
    done, end = [], master_keys.FIRST
    while end:
        batch = transact(master_keys.rewrap, SYSTEM, end, limit)
        done, end = [*done, batch.done], batch.end
    return done


def keys():
    return {key.kid: (key.state, key.sealed) for key in read(master_keys.list_keys, ANN)}


def test_a_database_remembers_the_keys_it_was_used_with(start, time):
    first = time.now
    time.passes(days=3)
    start(NEW, OLD)
    made = {row.kid: row.made_at for row in read(lambda work: work.session.exec(select(MasterKey)).all())}
    assert made == {'k1': first, 'k2': time.now}


def test_another_key_of_the_same_name_is_noticed_at_the_start(start):
    with pytest.raises(Misconfigured, match='“k1” is another key'):
        start(('k1', OTHER))


def test_a_start_without_a_key_that_is_needed_is_refused(sealed, start):
    with pytest.raises(Misconfigured, match='lacks the key “k1”, which guards 5'):
        start(NEW)


def test_a_key_nothing_is_sealed_with_may_go(start):
    start(NEW)
    assert keys() == {'k2': ('present', 0), 'k1': ('missing', 0)}


def test_all_that_is_wrong_is_said_at_once(sealed, start):
    start(NEW, OLD)
    with pytest.raises(Misconfigured) as caught:
        start(('k2', KEY))
    assert len(str(caught.value).splitlines()) == 2


def test_a_rotation_puts_every_value_under_the_new_key_in_batches(sealed, start):
    start(NEW, OLD)
    assert rotate() == [2, 2, 1, 0] and kids() == 5 * ['k2']
    assert rotate() == [0]
    start(NEW)  # without the old one
    assert transact(secrets.open_for, attempt())['FPL_LOGIN'] == 'value of FPL_LOGIN'
    assert read(master_keys.prove, SYSTEM).done == 5


def test_a_rotation_that_was_stopped_goes_on_where_it_was(sealed, start):
    start(NEW, OLD)
    transact(master_keys.rewrap, SYSTEM, master_keys.FIRST, 2)
    assert kids() == ['k1', 'k1', 'k1', 'k2', 'k2']
    assert transact(secrets.open_for, attempt())['FPL_LOGIN'] == 'value of FPL_LOGIN'  # meanwhile all still open
    assert rotate() == [2, 1, 0] and kids() == 5 * ['k2']


def test_what_is_set_meanwhile_is_sealed_with_the_new_key_and_of_the_old_value_nothing_returns(sealed, start):
    start(NEW, OLD)
    first = transact(master_keys.rewrap, SYSTEM, master_keys.FIRST, 2)
    transact(secrets.keep, ANN, 'FPL_PASSWORD', 'another value')
    transact(secrets.forget, ANN, 'FPL_LOGIN')
    assert transact(master_keys.rewrap, SYSTEM, first.end, 100).done == 1
    assert kids() == 4 * ['k2']


def test_a_value_that_cannot_be_opened_is_named_and_does_not_hold_up_the_rest(sealed, start):
    def damage(work):
        row = work.session.exec(select(SecretVersion).where(SecretVersion.secret_id == 2)).one()
        row.record = row.record.replace('"tag": "', '"tag": "AAAA')
    transact(damage)
    start(NEW, OLD)
    batch = transact(master_keys.rewrap, SYSTEM)
    assert batch.done == 4 and len(batch.unreadable) == 1 and NAMES[1] in batch.unreadable[0]
    assert kids() == ['k1', *4 * ['k2']]
    with refused('vault.in_use'):
        transact(master_keys.retire, SYSTEM, 'k1')


def test_the_proof_names_what_the_present_key_alone_does_not_open(sealed, start):
    start(NEW, OLD)
    transact(master_keys.rewrap, SYSTEM, master_keys.FIRST, 2)
    proof = read(master_keys.prove, SYSTEM)
    assert proof.done == 2 and len(proof.unreadable) == 3 and '“k1”' in proof.unreadable[0]


def test_a_key_is_retired_only_when_it_guards_nothing(sealed, start):
    start(NEW, OLD)
    for kid, code in (('k1', 'vault.in_use'), ('k2', 'vault.in_use'), ('k9', 'not_found')):
        with refused(code):
            transact(master_keys.retire, ANN, kid)
    rotate()
    transact(master_keys.retire, ANN, 'k1')
    start(NEW)
    assert keys() == {'k2': ('present', 5)}


def test_what_was_done_to_keys_is_written_down(sealed, start):
    start(NEW, OLD)
    rotate(100)
    transact(master_keys.retire, ANN, 'k1')
    trail = [(entry.actor_name, entry.deed, entry.thing) for entry in read(audit.list_entries, ANN, Filter())][-2:]
    assert trail == [('Roundtable', 'ops.rotate_master_key', 'k2'), ('Ann', 'ops.retire_master_key', 'k1')]


def test_only_admins_deal_with_keys(sealed, start):
    for service, *given in ((master_keys.rewrap,), (master_keys.prove,), (master_keys.retire, 'k1'),
                            (master_keys.list_keys,)):
        with pytest.raises(Forbidden):
            transact(service, BOB, *given)
    with pytest.raises(Forbidden):
        read(master_keys.view_vault, CLEO)


def test_everybody_with_a_role_sees_how_old_the_key_is_and_where_it_comes_from(sealed, start, time):
    shown = read(master_keys.view_vault, BOB)
    assert (shown.kid, shown.source, shown.made_at, shown.sealed, shown.former) == (
        'k1', 'the environment', time.now, 5, 0)
    start(NEW, OLD)
    assert read(master_keys.view_vault, BOB).former == 5


def test_an_old_key_is_worth_a_word(start, time, database):
    time.passes(days=364)
    assert transact(master_keys.tell_age) == ''
    time.passes(days=1)
    database.clear()
    text = transact(master_keys.tell_age)
    assert '“k1” is 365 days old' in text
    assert database[0] == RunNoteworthy(SECRETS, 'key_age', text, '/ops/secrets', '')
    for days, is_told in ((1, False), (28, False), (1, True), (1, False)):  # asked every day, told every month
        time.passes(days=days)
        database.clear()
        assert transact(master_keys.tell_age)
        assert bool(database) == is_told
    start(NEW, OLD)
    assert transact(master_keys.tell_age) == ''


@pytest.mark.parametrize('policy', [secret_policy()], ids=['usual'])
def test_no_record_holds_a_key(sealed, policy):
    rows = read(lambda work: [row.model_dump() for row in (*work.session.exec(select(SecretVersion)),
                                                           *work.session.exec(select(MasterKey)))])
    for text in (KEY.hex(), base64.b64encode(KEY).decode()):
        assert text not in repr(rows)
