"""Reports as runs of AIrsenal leave them."""

import json
from decimal import Decimal

from app import clock
from app.domain.ops.airsenal import PARSER_VERSION
from app.domain.ops.airsenal.bodies import (
    Bought,
    Chosen,
    Optimisation,
    Predicted,
    Prediction,
    Squad,
    Substitute,
    Transfer,
    Week,
)
from app.domain.ops.states import State
from app.events import REPORTS, ReportMade
from app.work import transact
from models.ops import OpsReport, OpsRun

TEAM = 1_000_001
NAMES = {'GK': ('Raymere', 'Corlund', 'Alcott', 'Perfeld', 'Yarton'), 'DEF': ('Gabholm', 'Vallund', 'Rosdez', 'Isbek',
         'Torsen'), 'MID': ('Salić', 'Salnett', 'Palgård', 'O’Mere', 'Denyama'), 'FWD': ('Haaköll', 'Watkin-Sen',
         'Zankova', 'Joäo Elton', 'Orwell')}
CLUBS = ('ASH', 'LOX', 'FEN', 'WES', None)


def predicted(first=18.5, **changes):
    """Five of each position, two of the same name in one of them."""
    return Prediction((20, 21, 22), 5, {position: tuple(
        Predicted(rank, name, Decimal(f'{first - rank - 2 * place:.2f}'), Decimal('5.5') + rank, CLUBS[rank - 1],
                  100 * place + rank) for rank, name in enumerate(names, 1))
        for place, (position, names) in enumerate(NAMES.items())} | changes)


def line_up():
    shape = {'GK': 1, 'DEF': 3, 'MID': 4, 'FWD': 3}
    return {position: tuple(Chosen(name, 'ASH', name == 'Haaköll', name == 'Salić') for name in NAMES[position][:count])
            for position, count in shape.items()}


def strategy(score='163.0', baseline='158.2', **changes):
    weeks = (
        Week(20, (Transfer('Denyama', 'Salić'), Transfer('Orwell', 'Haaköll')), None, 4, Decimal('1.5'),
             Decimal('54.3'), line_up(), tuple(Substitute(name, 'LOX') for name in ('Corlund', 'Isbek', 'Torsen',
                                                                                  'Denyama'))),
        Week(21, (), 'triple_captain', 0, Decimal('1.5'), Decimal('61.7')),
        Week(22, (Transfer('Torsen', 'Gabholm'),), None, 0, Decimal('0.9'), Decimal('47.0')))
    return Optimisation(**{'team_id': TEAM, 'baseline': Decimal(baseline), 'score': Decimal(score), 'weeks': weeks,
                           **changes})


def new_squad():
    counts = {'GK': 2, 'DEF': 5, 'MID': 5, 'FWD': 3}
    players = tuple(Bought(position, name, 'ASH', Decimal('6.5')) for position, count in counts.items()
                    for name in NAMES[position][:count])
    squad = Squad(Decimal('201.55'), Decimal('0.5'), Decimal('189.20'), (20, 22), Decimal('66.10'), players)
    return Optimisation(TEAM, weeks=(Week(20, predicted=Decimal('66.10'), lineup=line_up()),), squad=squad)


def keep(body, *, issues=(), error='', source='db', command='', parser_version=PARSER_VERSION):
    """A run that has succeeded and what was read from it; returns the number of the report."""
    return transact(_keep, body, issues, error, source, command, parser_version)


def _keep(work, body, issues, error, source, command, parser_version):
    kind = 'prediction' if isinstance(body, Prediction) else 'optimisation'
    slug = command or {'prediction': 'predict', 'optimisation': 'optimize'}[kind]
    moment = clock.now()
    name = {'prediction': 'Predict', 'optimisation': 'Optimise'}[kind]
    run = OpsRun(
        command=slug, version='', name=name, area='ops', is_process=True, parameters={'fpl_team_id': TEAM},
        trigger='ui', actor='system', actor_name='Roundtable', concurrency_key=f'team:{TEAM}', state=State.SUCCEEDED,
        asked_at=moment, available_at=moment, deadline_at=moment, ended_at=moment, attempts=1)
    work.session.add(run)
    work.session.flush()
    row = OpsReport(run_id=run.id, n=1, kind=kind, source=source, parser_version=parser_version,
                    body='' if error else json.dumps(body.as_json()), is_complete=not issues and not error,
                    issues=list(issues), error=error, made_at=moment)
    work.session.add(row)
    work.session.flush()
    work.record(ReportMade(REPORTS))
    return row.id
