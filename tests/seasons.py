"""A small season to test with, planted into the tables: two clusters, four categories in two branches, eight weeks."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise

import numpy as np

from app import clock
from app.domain.access import SYSTEM
from app.domain.seasons.cube import BLANK
from app.domain.seasons.season import CREATED, LOCATED, STATES, WORKING, SeasonRules
from app.services.seasons import ground, moves
from app.services.seasons.rolled import rolled_of
from app.work import transact
from models.masters import (
    MasterCalendar,
    MasterCategory,
    MasterCluster,
    MasterCompany,
    MasterLocation,
    MasterPeriod,
    MasterSupplier,
)
from models.seasons import Season, SeasonBlob, SeasonCategory, SeasonLocation, SeasonStep, SeasonVersion

CODE = 'K7QM-2XRD'
BEGIN, WEEKS = date(2030, 2, 4), 8
CLUSTERS = (('CLU-HIGH', 'High street'), ('CLU-PARK', 'Retail park'))
PLACES = (('HARB', 'Harbour Street', 0), ('MILL', 'Mill Lane', 0), ('NORTH', 'North Gate', 1),
          ('SOUTH', 'South Gate', 1))
BRANCHES = {'WOMEN': ('Women', (('DRESS', 'Dresses'), ('LINEN', 'Linen'))),
            'HOME': ('Home', (('LAMPS', 'Lamps'), ('RUGS', 'Rugs')))}
SHAPE = (len(PLACES), 4, WEEKS)  # of an image: by place
LINEN_AT_HARBOUR = (0, 1)


def every(value):
    """The same number in every leaf."""
    return np.full(SHAPE, value, np.int64)


def leaves(**rows):
    """`HARB_LINEN=[…]` fills one row, from the first week on; all other leaves are blank."""
    found = every(BLANK)
    for name, values in rows.items():
        location, category = name.split('_')
        at = (_location_codes().index(location), _category_codes().index(category))
        found[at][:len(values)] = values
    return found


def plant_season(state=LOCATED, cells=None, rules=None, **more):
    """Its number. `cells` says for each measure what WORKING holds (of ANN's making); all else may be told too."""
    return transact(_plant, state, cells or {}, rules or SeasonRules(), more)


def row_of(season, state):
    """A season that is changed behind the back of its services."""
    def change(work):
        work.get(Season, season).state = state
    transact(change)


def plant_version(season, kind, cells, number=0, name=''):
    """Another version of the plan; its number."""
    return transact(_version, season, kind, cells, number, name)


def tell_planted(season):
    """What was planted behind the services is told as theirs would be, so that waterfalls close."""
    def tell(work):
        rolled = rolled_of(work, season)
        moves.tell_move(work, season, 'plan', 'planted', SYSTEM, moves.encoded(
            rolled.axes, rolled.array('otb').sum(axis=0)))
    transact(tell)


def _location_codes():
    return [code for code, _, _ in PLACES]


def _category_codes():
    return [code for _, children in BRANCHES.values() for code, _ in children]


def _plant(work, state, cells, rules, more):
    company = _add(work, MasterCompany(name='Acme', code='ACME-0001'))
    calendar = _add(work, MasterCalendar(company_id=company.id, name='Weeks', preset='iso'))
    for number in range(WEEKS):
        start = BEGIN + timedelta(weeks=number)
        work.session.add(MasterPeriod(
            calendar_id=calendar.id, start=start, end=start + timedelta(days=6), year=2030, number=number + 1,
            month=1 + number // 4, quarter=1, half=1, ly=start - timedelta(weeks=52)))
    _add(work, MasterSupplier(company_id=company.id, code='NORDIC', name='Nordic Mills', currency='EUR', lead_days=14))
    season = _add(work, Season(**{
        'company_id': company.id, 'calendar_id': calendar.id, 'code': CODE, 'name': 'Spring/Summer 2030',
        'start': BEGIN, 'end': BEGIN + timedelta(weeks=WEEKS, days=-1), 'state': state, 'by': 'person:1',
        'by_name': 'Ann', 'created_at': clock.now(), 'rules': ground.stored_rules(rules), **more}))
    _join(work, company.id, season.id)
    for was, reached in pairwise(STATES[:STATES.index(state) + 1]):
        work.session.add(SeasonStep(season_id=season.id, was=was, now=reached, by='person:1', by_name='Ann',
                                    at=clock.now()))
    _version(work, season.id, WORKING, cells if state != CREATED else {}, 0, '')
    return season.id


def _join(work, company, season):
    clusters = [_add(work, MasterCluster(company_id=company, code=code, name=name)) for code, name in CLUSTERS]
    for place, (code, name, at) in enumerate(PLACES):
        known = _add(work, MasterLocation(company_id=company, cluster_id=clusters[at].id, code=code, name=name))
        work.session.add(SeasonLocation(season_id=season, location_id=known.id, place=place, code=code, name=name,
                                        kind='store', cluster=clusters[at].code, cluster_name=clusters[at].name))
    place = 0
    for branch, (branch_name, children) in BRANCHES.items():
        parent = _add(work, MasterCategory(company_id=company, code=branch, name=branch_name))
        for code, name in children:
            known = _add(work, MasterCategory(company_id=company, parent_id=parent.id, code=code, name=name))
            work.session.add(SeasonCategory(season_id=season, category_id=known.id, place=place, code=code, name=name,
                                            path=[[branch, branch_name]]))
            place += 1


def _version(work, season, kind, cells, number, name):
    version = _add(work, SeasonVersion(season_id=season, kind=kind, number=number, name=name, at=clock.now(),
                                       by_name='Ann', frozen_at=None if kind == WORKING else clock.now()))
    for measure, values in cells.items():
        for place in range(len(PLACES)):
            data = np.ascontiguousarray(values[place], '<i8').tobytes()
            work.session.add(SeasonBlob(version_id=version.id, measure=measure, place=place, seq=0, data=data,
                                        sha256=sha256(data).hexdigest()))
    return version.id


def _add(work, row):
    work.session.add(row)
    work.session.flush()
    return row


def with_rules(**changes):
    return replace(SeasonRules(), **changes)
