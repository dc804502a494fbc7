"""The program is killed while it plans: nothing is lost, nothing is invented, and nothing is sent twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import create_engine, select

from app.domain.portfolio.scenarios.differing import changed_ids
from app.services.portfolio import ground
from app.services.portfolio.planned import planned
from app.work import read
from models.portfolio import PortfolioOperation, PortfolioPublish, PortfolioScenario
from tests.fakes.azure_devops import azure, filled
from tests.portfolio_served import attempts_of, office, over, run_row, until
from tests.portfolio_sync import baseline, live, source, with_commands

ITEMS, PAGE = 450, 200
BATCH = 'workitemsbatch'


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def fake():
    with azure(filled(ITEMS, teams=2, projects=1, years=1, links=0.1)) as server:
        yield server


@pytest.fixture
def place(database, fake, tmp_path):
    """A program that has read all there is."""
    with office(fake, tmp_path, ('Project 1',), block='off') as made:
        made.has_read('all')
        fake.forget()
        yield made


def stuck(fake):
    """Until the fake has been asked for what it never answers in time."""
    assert fake.arrived.wait(40)


def free(fake):
    """What was stuck is served now, although nobody listens any more."""
    fake.recovers()
    fake.go_on.set()
    fake.go_on.clear()
    fake.arrived.clear()


def titles():
    return {number: item.title for number, item in live().items()}


class TestReading:
    @pytest.mark.parametrize(('after', 'pages'), [(3, 0), (4, 1)], ids=[
        'before the first page', 'after one page'])
    def test_a_killed_read_leaves_what_it_kept_and_the_next_one_brings_the_rest(self, place, fake, after, pages):
        before = titles()
        assert len(before) == ITEMS
        for number in before:
            fake.organisation.change(number, System_Title=f'New {number}')
        fake.breaks('slow', at=BATCH, after=after)
        run = place.reads()
        stuck(fake)
        place.program.kill()

        found = titles()
        new = [number for number, title in found.items() if title == f'New {number}']
        assert len(found) == ITEMS and len(new) == min(pages * PAGE, ITEMS)
        assert all(title == before[number] for number, title in found.items() if number not in new)
        assert not any(item.is_gone for item in live().values())

        free(fake)
        fake.forget()
        place.again()
        assert over(run, 'lost', 'failed').attempts == 1
        assert len(place.items()) == ITEMS
        place.has_read()
        assert titles() == {number: f'New {number}' for number in before}
        assert fake.bodies() == ITEMS - len(new)
        assert source().state == 'ok'

    def test_a_killed_first_read_is_gone_on_with(self, database, fake, tmp_path):
        with office(fake, tmp_path, ('Project 1',), block='off') as place:
            fake.breaks('slow', at=BATCH, after=4)
            run = place.reads('all')
            stuck(fake)
            place.program.kill()
            assert len(live()) == PAGE
            free(fake)
            place.again()
            over(run, 'lost', 'failed')
            place.has_read('all')
            parents = {number: fake.organisation.parent_of(item) for number, item in fake.organisation.items.items()}
            numbers = {item.id: number for number, item in live().items()}
            assert {number: numbers.get(item.parent) for number, item in live().items()} == parents


@pytest.fixture
def wanted(place):
    """A scenario in which six items have another day; their ids."""
    found = place.asks('POST', '/portfolio/scenarios', 201, json={'name': 'Q4 plan'})
    chosen = sorted((item for item in live().values() if item.type == 'User Story' and item.span),
                    key=lambda item: item.id)[:6]
    place.edits(found['id'], 1, *({'type': 'MoveItems', 'ids': [item.id], 'days': 1, 'is_alone': True}
                                  for item in chosen))
    return found['id'], chosen


def published(place, scenario, chosen):
    return int(place.asks('POST', f'/portfolio/scenarios/{scenario}/publish', 202, json={
        'items': {str(item.id): ['start', 'end'] for item in chosen}})['run_id'])


class TestPublishing:
    @pytest.mark.parametrize(('where', 'is_sent'), [
        (BATCH, False), ('/workitems/{first}', True), ('/workitems/{fourth}', True)], ids=[
        'before anything was sent', 'while the first is sent', 'in the middle'])
    def test_a_killed_publication_goes_on_by_itself_and_sends_nothing_twice(self, place, fake, wanted, where, is_sent):
        scenario, chosen = wanted
        numbers = [int(item.number) for item in chosen]
        revs = {number: fake.organisation.items[number].rev for number in numbers}
        fake.breaks('slow', at=where.format(first=numbers[0], fourth=numbers[3]), times=1)
        run = published(place, scenario, chosen)
        stuck(fake)
        place.program.kill()
        free(fake)
        if is_sent:
            stuck_one = numbers[3] if 'fourth' in where else numbers[0]
            until(lambda: fake.organisation.items[stuck_one].rev > revs[stuck_one])
        place.again()

        over(run)
        assert len(attempts_of(run)) == 2
        assert Counter(number for number, _ in fake.patches()) == Counter(numbers)
        assert {number: fake.organisation.items[number].rev for number in numbers} == {
            number: rev + 1 for number, rev in revs.items()}
        entries = read(lambda work: work.session.exec(select(PortfolioPublish)).all())
        assert {entry.state for entry in entries} == {'patched'} and len(entries) == 6
        for item in chosen:
            now = live()[int(item.number)]
            assert (now.start - item.start).days == (now.end - item.end).days == 1
            assert now.rev == fake.organisation.items[int(item.number)].rev
        assert not {item.id for item in chosen} & changed_ids(read(ground.live), read(planned, scenario))

    def test_a_patch_that_the_kill_swallowed_is_sent_once_more_and_no_other(self, place, fake, wanted):
        """The line broke before the source took it: it may not be forgotten."""
        scenario, chosen = wanted
        numbers = [int(item.number) for item in chosen]
        fake.breaks('slow', at=f'/workitems/{numbers[2]}', times=1)
        fake.organisation.projects['Project 1'].rules.append(lambda before, after: ('Title', 'Required')
                                                             if is_down else None)
        is_down = False
        run = published(place, scenario, chosen)
        stuck(fake)
        place.program.kill()
        is_down = True
        free(fake)
        until(lambda: fake.count(f'/workitems/{numbers[2]}', 'PATCH') == 1)
        with fake.organisation.lock:
            assert fake.organisation.items[numbers[2]].rev == 1
        place.again()
        is_down = False
        assert over(run, 'succeeded', 'partly').id == run
        counts = Counter(number for number, _ in fake.patches())
        assert counts.pop(numbers[2]) == 2 and set(counts.values()) == {1}
        assert [fake.organisation.items[number].rev for number in numbers] == [2] * 6


class TestEditing:
    def test_after_a_kill_in_a_burst_of_edits_everything_that_was_confirmed_is_there(self, place):
        scenario = place.asks('POST', '/portfolio/scenarios', 201, json={'name': 'Burst'})['id']
        chosen = sorted((item for item in live().values() if item.type == 'User Story' and item.span),
                        key=lambda item: item.id)[:80]
        confirmed, begun = {}, count()

        def edit(pair):
            """Two items as one step: both or neither."""
            with place.client() as client:
                try:
                    answer = client.post(f'/portfolio/scenarios/{scenario}/operations', json={
                        'version': 1, 'operations': [{'type': 'ChangeTags', 'ids': [item.id], 'add': ['burst']}
                                                     for item in pair]})
                except httpx.TransportError:
                    return
            if answer.status_code == 200:
                confirmed[pair[0].id] = pair
                if next(begun) == 15:
                    place.program.kill()
        place.client().close()
        with ThreadPoolExecutor(4) as crowd:
            list(crowd.map(edit, zip(chosen[::2], chosen[1::2], strict=True)))
        assert 15 < len(confirmed) < 40

        place.again()
        portfolio = read(planned, scenario)
        tagged = {item.id for item in portfolio.items.values() if 'burst' in item.tags}
        for pair in zip(chosen[::2], chosen[1::2], strict=True):
            assert len({item.id for item in pair} & tagged) == (2 if pair[0].id in confirmed else
                                                                len({item.id for item in pair} & tagged) and 2)
        rows = read(lambda work: work.session.exec(select(PortfolioOperation)).all())
        assert len(rows) == len(tagged) and len({row.seq for row in rows}) == len(rows)
        version = read(lambda work: work.session.get(PortfolioScenario, scenario)).version
        assert version == 1 + len(tagged) // 2
        told = {one['id'] for one in place.items(scenario).values() if 'burst' in one['tags']}
        assert told == tagged
        place.edits(scenario, version, {'type': 'ChangeTags', 'ids': [chosen[-1].id], 'add': ['after']})


@pytest.mark.parametrize('kind', ['postgresql'])
class TestCutOff:
    def test_connections_that_are_cut_during_edits_lose_nothing_that_was_confirmed(self, place, url):
        scenario = place.asks('POST', '/portfolio/scenarios', 201, json={'name': 'Cut'})['id']
        chosen = sorted((item for item in live().values() if item.type == 'User Story' and item.span),
                        key=lambda item: item.id)[:60]
        confirmed, statuses = set(), Counter()
        server = create_engine(url, isolation_level='AUTOCOMMIT')

        def edit(numbered):
            place_in_row, item = numbered
            if place_in_row % 10 == 5:
                with server.connect() as connection:
                    connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                            "pid <> pg_backend_pid() AND backend_type = 'client backend'"))
            with place.client() as client:
                answer = client.post(f'/portfolio/scenarios/{scenario}/operations', json={
                    'version': 1, 'operations': [{'type': 'ChangeTags', 'ids': [item.id], 'add': ['cut']}]})
            statuses[answer.status_code] += 1
            if answer.status_code == 200:
                confirmed.add(item.id)
        with ThreadPoolExecutor(4) as crowd:
            list(crowd.map(edit, enumerate(chosen)))
        assert set(statuses) <= {200, 500, 503} and statuses[200] > 20, statuses
        server.dispose()
        tagged = {one['id'] for one in place.items(scenario).values() if 'cut' in one['tags']}
        assert confirmed <= tagged
        rows = read(lambda work: work.session.exec(select(PortfolioOperation)).all())
        assert len(rows) == len(tagged), 'each step is kept once'
        left = [item for item in chosen if item.id not in tagged]
        for item in left:
            place.edits(scenario, 1, {'type': 'ChangeTags', 'ids': [item.id], 'add': ['cut']})
        assert run_row(1).state == 'succeeded' and len(baseline()['PortfolioItem']) == ITEMS
