"""Where secrets are: with those they belong to, as hashes in the database, and nowhere else."""

import logging
from collections import defaultdict

import pytest
from sqlalchemy import text

from app.logs import JsonLines
from app.security.tokens import digest
from app.services.people import guests
from app.work import read, transact
from tests.api.conftest import bearer, browser, program, session_of
from tests.people import ANN, BOB, PASSWORD

PATHS = defaultdict(lambda: 1, table_id='unknown', person_id=2)
PAGES = ('/', '/me', '/me/sessions', '/me/tokens', '/admin/people', '/admin/tokens', '/admin/audit', '/admin/health',
         '/poker', '/readyz', '/metrics')


def everything(work):
    """All that the database holds, as text."""
    tables = work.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    return '\n'.join(str(row) for table in tables for row in work.session.execute(text(f'SELECT * FROM "{table}"')))


@pytest.fixture
async def secrets(ann):
    """One of each kind, in use; the first one is the browser of Ann."""
    page = browser(ANN)
    invited = await page.post('/people', json={'email': 'dora@example.com'}, headers={'Idempotency-Key': 'key-1'})
    reset = await page.post('/people/2/reset-link')
    signed_in = program()
    await signed_in.post('/session', json={'email': 'ann@example.com', 'password': PASSWORD})
    transact(guests.introduce, digest('secret of Gus'), 'Gus', '')
    return page, {
        'session': session_of(page), 'another session': session_of(signed_in), 'visitor': 'secret of Gus',
        'token': bearer(BOB).removeprefix('Bearer '), 'own token': ann.headers['authorization'].removeprefix('Bearer '),
        'invitation': invited.json()['link'].rpartition('/')[2], 'reset': reset.json()['link'].rpartition('/')[2],
        'password': PASSWORD, 'key of the seals': 32 * 'k'}


async def test_the_database_knows_hashes_only(secrets):
    held = read(everything)
    assert '$argon2id$' in held  # we looked at the right place
    for name, secret in secrets[1].items():
        assert secret not in held, name


async def test_no_answer_holds_a_secret_or_its_hash_not_even_for_an_admin(secrets):
    page, hidden = secrets
    described = (await program(root='').get('/api/openapi.json')).json()
    addresses = [f'http://test{path.format_map(PATHS)}' for path, deeds in described['paths'].items()
                 if 'get' in deeds]
    addresses += [f'http://test{address}' for address in (*PAGES, '/api/v1/audit/export?format=json')]
    answers = {address: (await page.get(address)).text for address in addresses}
    assert len(answers) > 25
    for name, secret in hidden.items():
        for address, answer in answers.items():
            assert secret not in answer, (name, address)
            # guests have no number: the audit trail knows them by the hash of their cookie
            assert digest(secret) not in answer or name == 'visitor', (name, address)
    assert not [address for address, answer in answers.items() if '$argon2id$' in answer]


async def test_no_log_line_holds_one(secrets, caplog):
    page, hidden = secrets
    caplog.set_level(logging.DEBUG)
    for name in ('invitation', 'reset'):
        await program(root='').get(f'/{"invite" if name == "invitation" else name}/{hidden[name]}')
    await page.get('/me')
    await program().post('/session', json={'email': 'ann@example.com', 'password': hidden['password']})
    ours = '\n'.join(JsonLines().format(record) for record in caplog.records if record.name.startswith('app.'))
    assert '/invite/***' in ours and '/api/v1/session' in ours
    for name, secret in hidden.items():
        assert secret not in ours, name
