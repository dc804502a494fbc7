"""Bodies as they come back from where they were kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.domain.ops.airsenal.bodies import (
    Body,
    Bought,
    Chosen,
    Optimisation,
    Predicted,
    Prediction,
    Squad,
    Substitute,
    Transfer,
    Week,
    number,
)

Json = Mapping[str, Any]


def body_from(kind: str, body: Json) -> Body:
    return READERS[kind](body)


def prediction_from(body: Json) -> Prediction:
    return Prediction(tuple(body['gameweeks']), body['top'],
                      {position: _predicted(rows) for position, rows in body['positions'].items()},
                      _predicted(body.get('overall', ())))


def optimisation_from(body: Json) -> Optimisation:
    """The gain is told only where the scores do not tell it."""
    baseline, score = number(body['baseline']), number(body['score'])
    is_told = baseline is None or score is None
    return Optimisation(body['team_id'], baseline, score, tuple(map(_week, body['weeks'])),
                        _squad(body['squad']) if body['squad'] else None, number(body['gain']) if is_told else None)


READERS: Mapping[str, Callable[[Json], Body]] = {'prediction': prediction_from, 'optimisation': optimisation_from}


def _predicted(rows: Sequence[Json]) -> tuple[Predicted, ...]:
    return tuple(Predicted(row['rank'], row['name'], number(row['points']), number(row['price']), row['club'],
                           row['player_id'], row.get('position')) for row in rows)


def _week(body: Json) -> Week:
    lineup = body['lineup']
    return Week(
        body['gameweek'],
        tuple(Transfer(row['out'], row['in'], row.get('out_id'), row.get('in_id')) for row in body['transfers']),
        body['chip'], body['hit'], number(body['bank']), number(body['predicted']),
        None if lineup is None else {position: tuple(map(_chosen, rows)) for position, rows in lineup.items()},
        None if body['subs'] is None else tuple(Substitute(row['name'], row['club']) for row in body['subs']))


def _chosen(body: Json) -> Chosen:
    return Chosen(body['name'], body['club'], body['captain'], body['vice'])


def _squad(body: Json) -> Squad:
    weeks = body['weeks']
    return Squad(number(body['best_score']), number(body['in_the_bank']), number(body['total']),
                 None if weeks is None else (weeks[0], weeks[1]), number(body['first_week']),
                 tuple(Bought(row['position'], row['name'], row['club'], number(row['price']))
                       for row in body['players']))
