"""Several processes plan on one database: each sees at once what the others did, and a source is read by one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from app.domain.portfolio.planning.operations import ChangeTags
from app.domain.portfolio.sources.reading import Body
from app.services.portfolio import editing, ground, keeping, planned, scenarios
from app.work import read, transact
from models.portfolio import PortfolioItem
from tests.fakes.azure_devops import azure, shop
from tests.people import MAX, found_workspace, invite_crew
from tests.portfolio import checkout, plant
from tests.portfolio_served import attempts_of, office, over
from tests.portfolio_sync import live, with_commands

BUTTONS, RECEIPTS, STOCK = 101, 102, 103
TOGETHER = 8


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def fake():
    with azure(shop()) as server:
        yield server


@pytest.mark.parametrize('kind', ['postgresql'])
class TestPrograms:
    @pytest.fixture
    def place(self, database, fake, tmp_path):
        with office(fake, tmp_path, ('Shop\\Web', 'Shop\\Store'), count=2) as made:
            yield made

    def test_two_programs_work_as_one(self, place, fake):
        """One story, because it takes a while until two programs have started."""
        self.of_many_who_ask_at_once_all_get_one_run(place, fake)
        scenario = self.an_edit_here_is_seen_there(place)
        self.the_same_item_cannot_be_changed_at_both_unseen(place, scenario)
        self.what_is_read_by_one_is_shown_by_the_other(place, fake, scenario)

    def of_many_who_ask_at_once_all_get_one_run(self, place, fake):
        fake.latency = 0.05
        place.client().close()
        with ThreadPoolExecutor(TOGETHER) as crowd:
            runs = set(crowd.map(lambda number: place.reads('all', number % 2), range(TOGETHER)))
        assert len(runs) == 1
        run = runs.pop()
        over(run)
        assert len(attempts_of(run)) == 1
        assert fake.count('wiql') == 2, 'each of two plans was asked for once'
        fake.latency = 0.0

    def an_edit_here_is_seen_there(self, place):
        scenario = place.asks('POST', '/portfolio/scenarios', 201, json={'name': 'Q4 plan'})['id']
        item = place.items(scenario, 1)[BUTTONS]['id']
        version = 1
        for turn in range(6):
            here, there = turn % 2, 1 - turn % 2
            edited = place.edits(scenario, version, {'type': 'MoveItems', 'ids': [item], 'days': 1}, number=here)
            version = edited['version']
            assert place.items(scenario, there)[BUTTONS]['start'] == f'2026-10-{13 + turn}'
        assert place.asks('POST', f'/portfolio/scenarios/{scenario}/undo', number=0,
                          json={'version': version})['version'] > version
        assert place.items(scenario, 1)[BUTTONS]['start'] == '2026-10-17'
        assert place.items(None, 1)[BUTTONS]['start'] == '2026-10-12', 'the live plan stays as it is'
        return scenario

    def the_same_item_cannot_be_changed_at_both_unseen(self, place, scenario):
        item = place.items(scenario)[STOCK]['id']
        seen = place.asks('GET', f'/portfolio/scenarios/{scenario}')['version']
        changes = [{'type': 'ChangeState', 'ids': [item], 'state': state} for state in ('Active', 'Resolved')]

        def try_both(number):
            with place.client(number=number) as client:
                return client.post(f'/portfolio/scenarios/{scenario}/operations', json={
                    'version': seen, 'operations': [changes[number]]})
        with ThreadPoolExecutor(2) as crowd:
            answers = list(crowd.map(try_both, range(2)))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        winner = [answer.status_code for answer in answers].index(200)
        assert {place.items(scenario, number)[STOCK]['state'] for number in range(2)} == {changes[winner]['state']}

    def what_is_read_by_one_is_shown_by_the_other(self, place, fake, scenario):
        for turn in range(4):
            fake.organisation.change(RECEIPTS, System_Title=f'Receipts {turn}')
            over(place.reads(number=turn % 2))
            for number in range(2):
                assert place.items(None, number)[RECEIPTS]['title'] == f'Receipts {turn}'
                assert place.items(scenario, number)[RECEIPTS]['title'] == f'Receipts {turn}'


@pytest.fixture
def plan(database):
    found_workspace()
    invite_crew()
    plant(checkout())


def rename(title):
    def change(work):
        work.session.get(PortfolioItem, 2).title = title
        work.session.get(PortfolioItem, 2).mark = ground.move_baseline(work)
    transact(change)


def as_another_process(look):
    """With no copy in memory but its own, which is forgotten at the end."""
    ground_copy, planned_copies = ground._copy, dict(planned._copies)
    ground.forget(), planned.forget()
    try:
        return look()
    finally:
        ground._copy = ground_copy
        planned._copies.update(planned_copies)


class TestCopies:
    def test_a_moment_that_is_past_is_shown_as_it_was_and_replaces_no_newer_copy(self, plan):
        """Somebody looks for a long time, and meanwhile the plan changes for all others."""
        reached, changed = Event(), Event()
        scenario = transact(scenarios.begin, MAX, 'Q4 plan')
        before = read(ground.live)

        def look_long(work):
            ground._marks(work)  # the moment that is looked at
            reached.set()
            assert changed.wait(20)
            return ground.live(work), planned.planned(work, scenario)
        with ThreadPoolExecutor(1) as other:
            looking = other.submit(read, look_long)
            assert reached.wait(20)
            rename('Changed meanwhile')
            transact(editing.edit, MAX, scenario, [ChangeTags((3,), ('meanwhile',))])
            now, wanted = read(ground.live), read(planned.planned, scenario)
            changed.set()
            old, old_wanted = looking.result(20)
        assert now.items[2].title == 'Changed meanwhile' and wanted.items[3].tags == ('meanwhile',)
        assert old.items[2].title == before.items[2].title
        assert (old_wanted.items[2].title, old_wanted.items[3].tags) == (before.items[2].title, ())
        assert read(ground.live) is now
        assert read(planned.planned, scenario) is not old_wanted
        assert read(planned.planned, scenario).items[3].tags == ('meanwhile',)

    def test_a_change_that_is_taken_back_is_seen_by_nobody(self, plan):
        class Broken(Exception):
            pass

        def fails(work):
            work.session.get(PortfolioItem, 2).title = 'Never'
            work.session.get(PortfolioItem, 2).mark = ground.move_baseline(work)
            assert ground.live(work).items[2].title == 'Never'
            raise Broken
        with pytest.raises(Broken):
            transact(fails)
        assert read(ground.live).items[2].title != 'Never'
        rename('Later')
        assert read(ground.live).items[2].title == 'Later'

    def test_what_another_process_writes_is_found_without_being_told(self, plan):
        """Marks in the database tell; an announcement that is lost changes nothing."""
        scenario = transact(scenarios.begin, MAX, 'Q4 plan')
        read(planned.planned, scenario)
        for turn in range(3):
            as_another_process(lambda turn=turn: rename(f'Elsewhere {turn}'))
            as_another_process(lambda turn=turn: transact(
                editing.edit, MAX, scenario, [ChangeTags((3,), (f'elsewhere {turn}',))]))
            assert read(ground.live).items[2].title == f'Elsewhere {turn}'
            assert read(planned.planned, scenario).items[2].title == f'Elsewhere {turn}'
            assert f'elsewhere {turn}' in read(planned.planned, scenario).items[3].tags
        as_another_process(lambda: transact(editing.undo, MAX, scenario))
        assert 'elsewhere 2' not in read(planned.planned, scenario).items[3].tags

    def test_many_who_change_and_look_at_once_end_with_the_same_plan(self, plan):
        def change(number):
            rename(f'Title {number}')
            return read(ground.live).mark
        with ThreadPoolExecutor(TOGETHER) as crowd:
            marks = list(crowd.map(change, range(24)))
        copy = read(ground.live)
        assert copy.mark == max(marks)
        assert copy.items == as_another_process(lambda: read(ground.live)).items

    def test_an_older_answer_of_a_source_never_replaces_a_newer_one(self, plan):
        def kept(rev, title):
            body = Body(4002, rev, 'Feature', title, 'New', 'Shop\\Payments')
            transact(lambda work: keeping.keep_batch(work, keeping.terms_of(work, 1), [body]))
            return live()[4002].title
        assert kept(9, 'Newest') == 'Newest'
        assert kept(8, 'Older') == 'Newest'
        assert live()[4002].rev == 9
