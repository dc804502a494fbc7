"""What runs for the seasons by itself: plans are verified, kept each month, stored, seeded."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Set
from app.services.ops import queue
from app.services.seasons import cubes
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.flushing import flush_all
from app.services.seasons.undoing import undo
from app.services.seasons.versions import begin_version, watch_versions
from app.work import read, transact
from jobs.commands import DEFINITIONS, FUNCTIONS
from jobs.demo import Unheard
from jobs.seasons import flush, seed, snapshot, verify
from jobs.shipped import SHIPPED
from models.seasons import Season, SeasonBlob
from tests.people import ANN, PIA, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.seasons import BEGIN, CODE, leaves, plant_season, plant_version, tell_planted

LINEN = Cell('net_sales', 'l:HARB', 'c:LINEN', f'w:{BEGIN}')


class Voice(Unheard):
    """Remembers what was said."""

    def __init__(self, run_id=0):
        self.run_id, self.said, self.reason = run_id, [], ''

    def speak(self, text, level=''):
        self.said.append(text)

    def partly(self, reason):
        self.reason = reason


@pytest.fixture
def policy(policy):
    return replace(policy, commands={**policy.commands, **DEFINITIONS})


@pytest.fixture
def season(database, time):
    found_workspace()
    invite_bob(), invite_cleo(), invite_crew()
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[100])})


def test_every_command_of_the_plan_can_be_run_and_what_is_due_is_on_the_schedule():
    for module in (flush, seed, snapshot, verify):
        assert FUNCTIONS[module.DEFINITION.slug][0] is DEFINITIONS[module.DEFINITION.slug]
    assert {'seasons.verify', 'seasons.snapshot'} <= {one.draft.command for one in SHIPPED}


def test_plans_are_stored_at_once_and_kept_each_month(season):
    transact(edit, PIA, CODE, None, Set(LINEN, 5))
    assert flush.flush(Voice(), {}) == {'written': 1} and flush.flush(Voice(), {}) == {'written': 0}
    assert snapshot.snapshot(Voice(), {}) == snapshot.snapshot(Voice(), {}) == {'seasons': 1}
    assert [one.label for one in read(watch_versions, season)] == ['Working', 'Snapshot January 2030']


def test_a_night_finds_nothing_wrong_or_says_what_and_mends_it(season):
    tell_planted(season)
    assert verify.verify(Voice(), {}) == {'seasons': 1, 'mended': 0, 'broken rules': 0}
    transact(lambda work: begin_version(work, work.get(Season, season), 'ly', PIA))
    transact(edit, PIA, CODE, None, Set(LINEN, 5), 'ly')
    transact(flush_all)
    transact(lambda work: work.session.execute(update(SeasonBlob).where(
        SeasonBlob.seq == 1, SeasonBlob.place == 0).values(sha256='wrong')))
    cubes.forget()
    voice = Voice()
    assert verify.verify(voice, {})['mended'] == 1
    assert 'images were damaged' in voice.said[0] and voice.reason.startswith('1 images')
    assert verify.verify(Voice(), {})['mended'] == 0


def test_a_large_plan_is_seeded_as_one_step_of_whoever_asked(season):
    plant_version(season, 'ly', {'net_sales': leaves(HARB_LINEN=[100, 200, 300])})
    parameters = {'season': CODE, 'source': 'ly', 'measures': 'net_sales', 'growth': 3}
    run = transact(queue.enqueue, 'seasons.seed', parameters, trigger='ui', actor=ANN)
    found = seed.seed(Voice(run), parameters)
    assert found == {'changed': 3} and read(cube_of, season).total(LINEN) == 103
    assert transact(undo, ANN, CODE).what == 'seed' and read(cube_of, season).total(LINEN) == 100
