"""What a report comes to: the few figures that are told beside its run."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.airsenal.bodies import Optimisation, Prediction
from app.domain.ops.airsenal.shown import prediction_shown, strategy_shown
from app.domain.ops.airsenal.stored import body_from
from app.domain.ops.views import ReportGist

BEST = 5


def gist_of(kind: str, body: Mapping[str, Any]) -> ReportGist | None:
    """Nothing of an empty report."""
    if not body:
        return None
    read = body_from(kind, body)
    return _of_prediction(read) if isinstance(read, Prediction) else _of_strategy(read)


def _of_prediction(body: Prediction) -> ReportGist:
    best = prediction_shown(body).best[:BEST]
    return ReportGist(body.gameweeks, tuple((one.name, one.points) for _, one in best if one.points is not None))


def _of_strategy(body: Optimisation) -> ReportGist:
    found = strategy_shown(body)
    return ReportGist(
        tuple(week.gameweek for week in found.weeks), gain=found.gain, transfers=found.moves, hit=found.hit,
        weeks=tuple((week.gameweek, week.predicted) for week in found.weeks if week.predicted is not None))
