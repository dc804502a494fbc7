"""The program is killed while a plan is edited: what was confirmed is there, and nothing is half there."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count

import httpx
import pytest
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.cube import BLANK, stored_of
from app.domain.seasons.identities import broken
from app.services.seasons import cubes
from app.services.seasons.cubes import cube_of
from app.services.seasons.flushing import flush_all
from app.services.seasons.rolled import rolled_of
from app.work import read, transact
from models.seasons import Season, SeasonBlob, SeasonEdit
from tests.people import MAX, PIA, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.portfolio_served import Office, until
from tests.seasons import BEGIN, CODE, leaves, plant_season

WEEK = f'w:{BEGIN}'
EDITS = f'/seasons/{CODE}/edits'
PAIRS = [(place, kind) for place in ('HARB', 'MILL', 'NORTH', 'SOUTH') for kind in ('DRESS', 'LINEN', 'LAMPS', 'RUGS')]


@contextmanager
def planning(folder, programs=1):
    """People, a season, and the program; its number."""
    found_workspace()
    invite_bob(), invite_cleo(), invite_crew()
    season = plant_season(cells={'net_sales': leaves(HARB_LINEN=[1])})
    office = Office(None, folder, programs)
    with ExitStack() as stack:
        for one in office.programs:
            stack.callback(one.stop)
        yield office.open(), season


def pair_of(number):
    """Two cells that nobody else edits, and what becomes of them as one step."""
    place, kind = PAIRS[number % len(PAIRS)]
    week = f'w:2030-02-{(4, 11, 18, 25)[number // len(PAIRS) % 4]:02}'
    return [{'measure': measure, 'place': f'l:{place}', 'node': f'c:{kind}', 'period': week}
            for measure in ('units', 'markdown')]


def pasted(office, number, who=PIA, program=0):
    with office.client(who, program) as client:
        return client.post(EDITS, json={'operation': 'paste', 'scope': pair_of(number),
                                        'values': [number + 1, f'{number + 1}.00']})


def value(cube, cell):
    return cube.total(Cell(cell['measure'], cell['place'], cell['node'], cell['period']))


def anew(season):
    """As a process finds it that has just started."""
    cubes.forget()
    return read(cube_of, season)


def test_after_a_kill_in_a_burst_of_edits_everything_that_was_confirmed_is_there(database, tmp_path):
    with planning(tmp_path) as (office, season):
        office.asks('GET', f'/seasons/{CODE}', person=PIA)
        confirmed, done = set(), count()

        def paste(number):
            try:
                answer = pasted(office, number)
            except httpx.TransportError:
                return
            if answer.status_code == 200:
                confirmed.add(number)
                if next(done) == 15:
                    office.program.kill()
        with ThreadPoolExecutor(4) as crowd:
            list(crowd.map(paste, range(64)))
        assert 15 < len(confirmed) < 64

        cube = anew(season)
        told = {number: [value(cube, cell) for cell in pair_of(number)] for number in range(64)}
        whole = {number for number, values in told.items() if values == [number + 1, 100 * (number + 1)]}
        assert confirmed <= whole
        assert all(values == [None, None] for number, values in told.items() if number not in whole)
        rows = read(lambda work: work.session.exec(select(SeasonEdit)).all())
        assert len(rows) == len(whole) and sorted(row.seq for row in rows) == list(range(1, len(rows) + 1))
        assert read(lambda work: work.session.get(Season, season)).seq == len(rows)
        assert broken(read(rolled_of, season)) == ()

        office.again()
        office.asks('POST', f'/seasons/{CODE}/undo', person=PIA)
        assert pasted(office, 63).status_code == 200
        until(lambda: mark() == len(rows) + 2)
        assert (stored_of(anew(season).sheet('units')) != BLANK).sum() == len(whole)


def mark():
    return read(lambda work: max(work.session.exec(select(SeasonBlob.seq).where(SeasonBlob.place == -1)), default=0))


@pytest.mark.parametrize('kind', ['postgresql'])
def test_two_programs_on_one_database_have_the_same_numbers(database, tmp_path):
    with planning(tmp_path, 2) as (office, season):
        def paste(number):
            return pasted(office, number, PIA if number % 2 else MAX, number % 2).status_code
        for person in (PIA, MAX):
            office.asks('GET', f'/seasons/{CODE}', person=person)
        with ThreadPoolExecutor(4) as crowd:
            assert set(crowd.map(paste, range(32))) == {200}
        asked = {'measure': ['units', 'markdown'], 'depth': 2, 'periods': 'weeks'}
        first, second = (office.asks('GET', f'/seasons/{CODE}/cells', number=number, params=asked)
                         for number in range(2))
        assert first == second and first['seq'] == 32
        transact(flush_all)
        cube = anew(season)
        assert all(value(cube, cell) == (number + 1) * (1 if at == 0 else 100)
                   for number in range(32) for at, cell in enumerate(pair_of(number)))

        body = {'seq': 32, 'operation': 'set', 'scope': pair_of(0)[0], 'value': 500}

        def change(number):
            with office.client((PIA, MAX)[number], number) as client:
                return client.post(EDITS, json={**body, 'value': 500 + number})
        with ThreadPoolExecutor(2) as crowd:
            answers = list(crowd.map(change, range(2)))
        assert sorted(one.status_code for one in answers) == [200, 409]
        lost = next(one.json() for one in answers if one.status_code == 409)
        assert {lost['yours'], lost['theirs']} == {'500', '501'} and lost['code'] == 'seasons.conflict'
