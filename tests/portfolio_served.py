"""The real program that plans over an Azure DevOps of our own: asked through its API, looked at in its database."""

import os
import time as wall
from contextlib import ExitStack, contextmanager

import httpx
from sqlmodel import col, select

from app.domain.ops.states import FINAL
from app.services.portfolio import tokens
from app.work import read, transact
from models.ops import OpsAttempt, OpsRun
from tests.api.conftest import bearer
from tests.machine.program import Program, free_port
from tests.people import ANN, MAX, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.portfolio_sync import TOKEN, add_source

PATIENCE = 40  # seconds


class Office:
    """One or more programs on the database of the test."""

    def __init__(self, fake, folder, count=1, **environment):
        self.fake, self.folder = fake, folder
        names = ('DATABASE_URL', 'SECRET_KEY', 'MASTER_KEYS')
        given = {'APP_MODE': 'all', 'RATE_LIMIT_ENABLED': 'false', 'OPS_RETRY_DELAY_SECONDS': '1', 'ALLOWED_HOSTS': '',
                 'ENVIRONMENT': 'standard', **{name: os.environ[name] for name in names}, **environment}
        self.programs = []
        for number in range(count):
            place = folder / f'program{number}'
            place.mkdir(exist_ok=True)
            self.programs.append(Program(place, **given))
        self.headers = {}

    @property
    def program(self):
        return self.programs[0]

    def open(self):
        for one in self.programs:
            one.start()
        return self

    def again(self):
        """After it was killed."""
        self.program.port = free_port()  # the former one may still be in use for a moment
        self.program.url = f'http://localhost:{self.program.port}'
        self.program.start()

    def client(self, person=MAX, number=0):
        """A program of this person; its token is made at the first call."""
        if person.identity not in self.headers:
            self.headers[person.identity] = {'Authorization': bearer(person)}
        return httpx.Client(base_url=f'{self.programs[number].url}/api/v1', headers=self.headers[person.identity],
                            timeout=PATIENCE)

    def asks(self, method, path, status=200, person=MAX, number=0, **given):
        with self.client(person, number) as client:
            answer = client.request(method, path, **given)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def reads(self, kind='items', number=0):
        """The id of a run that reads the source."""
        return int(self.asks('POST', '/portfolio/sync', 202, number=number, json={'source': 1, 'kind': kind})['run_id'])

    def has_read(self, kind='items'):
        return over(self.reads(kind))

    def edits(self, scenario, version, *operations, status=200, number=0):
        return self.asks('POST', f'/portfolio/scenarios/{scenario}/operations', status, number=number,
                         json={'version': version, 'operations': list(operations)})

    def items(self, scenario=None, number=0):
        """By number at the source, as the API tells them."""
        found = {}
        while True:
            page = self.asks('GET', '/portfolio/items', number=number, params={
                'limit': 500, 'skip': len(found), **({'scenario': scenario} if scenario else {})})
            found |= {int(one['number']): one for one in page['items']}
            if len(found) >= page['total'] or not page['items']:
                return found


@contextmanager
def office(fake, folder, areas, count=1, block='read', **environment):
    """People, a source with its tokens, and the program; nothing has been read yet."""
    found_workspace()
    invite_bob(), invite_cleo(), invite_crew()
    add_source(fake.url, areas=areas, capacity_block=block, lends_token=True)
    for purpose in tokens.PURPOSES:
        transact(tokens.keep_token, ANN, 1, purpose, TOKEN)
    made = Office(fake, folder, count, **environment)
    with ExitStack() as stack:
        for one in made.programs:
            stack.callback(one.stop)
        yield made.open()


def run_row(run_id):
    return read(lambda work: work.session.get(OpsRun, run_id))


def attempts_of(run_id):
    return read(lambda work: work.session.exec(select(OpsAttempt).where(OpsAttempt.run_id == run_id)
                                               .order_by(col(OpsAttempt.n))).all())


def over(run_id, *states):
    """The run, once it is over."""
    until(lambda: run_row(run_id).state in FINAL)
    run = run_row(run_id)
    assert run.state in (states or ('succeeded',)), (run.state, run.reason)
    return run


def until(condition, seconds=PATIENCE):
    """What another process does cannot be awaited."""
    ends = wall.monotonic() + seconds
    while not (found := condition()):
        assert wall.monotonic() < ends
        wall.sleep(0.02)
    return found
